//! What learners say of courses, answers, reports, and what admins do about them.

mod answer;
mod moderate;
#[cfg(test)]
mod tests;
mod write;

use crate::error::ApiError;
use crate::etag::tagged;
use crate::state::AppState;
use axum::middleware::from_fn;
use http::StatusCode;
use lectern_domain::reviews::ReviewError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    let public = OpenApiRouter::new().routes(routes!(write::list)).layer(from_fn(tagged));
    public
        .routes(routes!(write::own, write::put, write::delete))
        .routes(routes!(answer::put, answer::delete))
        .routes(routes!(answer::report))
        .routes(routes!(moderate::list))
        .routes(routes!(moderate::moderate))
}

impl From<ReviewError> for ApiError {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::NotFound => Self::not_found(),
            ReviewError::NotEnrolled => Self::refused(StatusCode::FORBIDDEN, "not-enrolled", error),
            ReviewError::TooEarly { done, needed } => Self::refused(StatusCode::FORBIDDEN, "review-too-early", error)
                .with("done", done)
                .with("needed", needed),
            ReviewError::OwnCourse => Self::refused(StatusCode::FORBIDDEN, "own-course", error),
            ReviewError::NotYours => Self::refused(StatusCode::FORBIDDEN, "not-yours", error),
            ReviewError::OwnReview => Self::refused(StatusCode::CONFLICT, "own-review", error),
            ReviewError::NotAdmin => Self::refused(StatusCode::FORBIDDEN, "not-admin", error),
            ReviewError::Db(error) => error.into(),
        }
    }
}
