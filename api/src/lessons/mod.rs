//! Sections and lessons: made by teachers, read by learners.

mod edit;
mod sections;
#[cfg(test)]
mod tests;
mod view;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::lessons::LessonError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sections::rename, sections::delete))
        .routes(routes!(sections::restore))
        .routes(routes!(sections::add_lesson))
        .routes(routes!(view::get, edit::update, edit::delete))
        .routes(routes!(edit::restore))
        .routes(routes!(view::complete))
}

impl From<LessonError> for ApiError {
    fn from(error: LessonError) -> Self {
        match error {
            LessonError::NotFound => Self::not_found(),
            LessonError::WatchToComplete => Self::refused(StatusCode::CONFLICT, "watch-to-complete", error),
            LessonError::Course(error) => error.into(),
            LessonError::Db(error) => error.into(),
        }
    }
}
