//! What people find, enrol in and learn.

#[cfg(test)]
mod cabinet_tests;
#[cfg(test)]
mod caching_tests;
mod enrol;
mod learn;
mod list;
#[cfg(test)]
mod search_tests;
#[cfg(test)]
mod tests;

use crate::etag::tagged;
use crate::state::AppState;
use axum::middleware::from_fn;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    // What visitors read, and read again.
    let public = OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::facets))
        .routes(routes!(list::page))
        .routes(routes!(list::related))
        .layer(from_fn(tagged));
    public
        .routes(routes!(enrol::enrol, enrol::leave))
        .routes(routes!(learn::learn))
        .routes(routes!(learn::learning))
        .routes(routes!(learn::keep))
}
