//! What people have done: for themselves, and for who teaches them.

mod activity;
mod lessons;
mod students;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::progress::ProgressError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(activity::activity))
        .routes(routes!(students::list))
        .routes(routes!(students::table))
        .routes(routes!(students::one))
        .routes(routes!(lessons::curve))
        .routes(routes!(lessons::failing))
}

impl From<ProgressError> for ApiError {
    fn from(error: ProgressError) -> Self {
        match error {
            ProgressError::NoStudent => Self::not_found(),
            ProgressError::NotAVideo => Self::refused(StatusCode::CONFLICT, "not-a-video-lesson", error),
            ProgressError::BadCursor => Self::refused(StatusCode::BAD_REQUEST, "bad-query", error),
            ProgressError::Course(error) => error.into(),
            ProgressError::Lesson(error) => error.into(),
            ProgressError::Db(error) => error.into(),
        }
    }
}
