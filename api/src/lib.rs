//! The HTTP API.

use axum::Router;
use axum::routing::get;
use lectern_config::Settings;
use lectern_telemetry::{PrometheusHandle, http};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until `stop` is cancelled.
///
/// # Errors
/// When the address is taken.
pub async fn serve(settings: Settings, meters: PrometheusHandle, stop: CancellationToken) -> anyhow::Result<()> {
    let app = Router::new()
        .route("/api/health/live", get(|| async { "alive" }))
        .route("/api/health/ready", get(|| async { "ready" }));
    let app = http::observed("api", app).merge(http::metrics_router(meters));
    let listener = TcpListener::bind(settings.http.api).await?;
    axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await?;
    Ok(())
}

/// The description of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    utoipa::openapi::OpenApiBuilder::new().build()
}
