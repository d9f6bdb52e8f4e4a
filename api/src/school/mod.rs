//! The school: what anyone may know of it, and what admins change.

mod edit;
mod show;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::school::SchoolError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(show::get))
        .routes(routes!(show::picture))
        .routes(routes!(edit::get, edit::update))
        .merge(edit::pictures())
}

impl From<SchoolError> for ApiError {
    fn from(error: SchoolError) -> Self {
        match error {
            SchoolError::NotAdmin => Self::refused(StatusCode::FORBIDDEN, "not-admin", error),
            SchoolError::NoTimeZone => Self::bad_input("time_zone", "no-such-time-zone"),
            SchoolError::NoPicture => Self::bad_input("picture", "no-such-picture"),
            SchoolError::Picture(error) => error.into(),
            SchoolError::Db(error) => error.into(),
        }
    }
}
