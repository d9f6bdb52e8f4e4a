//! Sections and lessons: made by teachers, read by learners.

mod edit;
#[cfg(test)]
mod rules_tests;
mod sections;
#[cfg(test)]
mod tests;
mod view;

pub use view::Preview;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::lessons::{Closed, LessonError};
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

impl From<Closed> for ApiError {
    fn from(closed: Closed) -> Self {
        let forbidden = |kind| Self::refused(StatusCode::FORBIDDEN, kind, closed);
        match closed {
            Closed::Hidden => Self::not_found(),
            Closed::NotEnrolled => forbidden("not-enrolled"),
            Closed::Locked(until) => forbidden("lesson-locked").with("lesson_id", until),
            Closed::NotYet(opens_at) => forbidden("lesson-not-yet").with("opens_at", opens_at),
            Closed::Over(ended_at) => forbidden("access-over").with("ended_at", ended_at),
        }
    }
}

impl From<LessonError> for ApiError {
    fn from(error: LessonError) -> Self {
        match error {
            LessonError::NotFound => Self::not_found(),
            LessonError::PassToComplete => Self::refused(StatusCode::CONFLICT, "pass-to-complete", error),
            LessonError::NoFile(field) => Self::bad_input(field, "no-such-file"),
            LessonError::SignInFirst => Self::refused(StatusCode::UNAUTHORIZED, "signed-out", error),
            LessonError::Closed(closed) => closed.into(),
            LessonError::WatchToComplete => Self::refused(StatusCode::CONFLICT, "watch-to-complete", error),
            LessonError::Course(error) => error.into(),
            LessonError::Db(error) => error.into(),
        }
    }
}
