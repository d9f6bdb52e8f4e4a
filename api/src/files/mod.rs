//! Files of courses: received from teachers, given to who may open the lesson they belong to.

mod give;
mod receive;
#[cfg(test)]
mod tests;
mod tickets;

pub use tickets::Tickets;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::files::FileError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(receive::router()).routes(routes!(give::ticket)).routes(routes!(give::file))
}

impl From<FileError> for ApiError {
    fn from(error: FileError) -> Self {
        let refused = |kind, error| Self::refused(StatusCode::UNPROCESSABLE_ENTITY, kind, error);
        match error {
            FileError::Empty => refused("empty-file", error),
            FileError::PdfWithScripts => refused("pdf-with-scripts", error),
            FileError::CourseFull(limit) => {
                Self::refused(StatusCode::PAYLOAD_TOO_LARGE, "course-files-full", error).with("limit_bytes", limit)
            }
            FileError::Spool(error) => Self::Internal(error.into()),
            FileError::Course(error) => error.into(),
            FileError::Store(error) => error.into(),
            FileError::Db(error) => error.into(),
        }
    }
}
