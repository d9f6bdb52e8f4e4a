//! What admins do to people: roles, blocks, and requests to teach.

mod accounts;
mod requests;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::admin::AdminError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::update))
        .routes(routes!(requests::list))
        .routes(routes!(requests::approve))
        .routes(routes!(requests::decline))
}

impl From<AdminError> for ApiError {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::NotAdmin => Self::refused(StatusCode::FORBIDDEN, "not-admin", error),
            AdminError::NotFound => Self::not_found(),
            AdminError::Yourself => Self::refused(StatusCode::CONFLICT, "yourself", error),
            AdminError::Decided => Self::refused(StatusCode::CONFLICT, "decided-already", error),
            AdminError::Db(error) => error.into(),
        }
    }
}
