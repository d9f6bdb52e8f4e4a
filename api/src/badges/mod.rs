//! Open Badges: what the school publishes of itself, and the check of a file.

mod publish;
#[cfg(test)]
mod tests;
mod verify;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(publish::issuer))
        .routes(routes!(publish::keys))
        .routes(routes!(publish::key))
        .routes(routes!(publish::status))
        .merge(verify::router())
}

/// The school's own address, without a slash at the end.
pub fn base(app: &AppState) -> &str {
    app.settings.http.public_url.trim_end_matches('/')
}
