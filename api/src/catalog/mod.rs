//! What people find, enrol in and learn.

#[cfg(test)]
mod cabinet_tests;
mod enrol;
mod learn;
mod list;
#[cfg(test)]
mod tests;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::facets))
        .routes(routes!(list::page))
        .routes(routes!(enrol::enrol, enrol::leave))
        .routes(routes!(learn::learn))
        .routes(routes!(learn::learning))
        .routes(routes!(learn::keep))
}
