//! What admins do to people: roles, blocks, and requests to teach.

mod accounts;
mod requests;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_db::AccountId;
use lectern_domain::admin::AdminError;
use lectern_domain::events::{self, Event};
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

/// Lets the person's open pages read their account again; without Redis they do so at the next request.
async fn tell(app: &AppState, account: AccountId) {
    if let Err(error) = events::publish(&app.redis, account, &Event::Account {}).await {
        tracing::debug!(%error, "an account's pages were not told");
    }
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
