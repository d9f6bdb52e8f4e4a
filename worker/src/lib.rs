//! Background jobs.

use lectern_config::Settings;
use lectern_telemetry::{PrometheusHandle, http};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves meters until `stop` is cancelled.
///
/// # Errors
/// When the address is taken.
pub async fn serve(settings: Settings, meters: PrometheusHandle, stop: CancellationToken) -> anyhow::Result<()> {
    let listener = TcpListener::bind(settings.http.worker).await?;
    axum::serve(listener, http::metrics_router(meters)).with_graceful_shutdown(stop.cancelled_owned()).await?;
    Ok(())
}
