//! Liveness, readiness and meters of a worker.

use crate::state::WorkerState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::PrometheusHandle;

/// Serves until the process stops.
pub async fn serve(app: WorkerState, meters: PrometheusHandle) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(app.settings.http.worker).await?;
    let stop = app.stop.clone();
    let router = Router::new()
        .route("/api/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/api/health/ready", get(ready))
        .route("/metrics", get(move || std::future::ready(meters.render())))
        .with_state(app);
    axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await }).await?;
    Ok(())
}

async fn ready(State(app): State<WorkerState>) -> (StatusCode, Json<serde_json::Value>) {
    let mut redis = app.redis.0.clone();
    let database = sqlx::query_scalar!("SELECT 1 AS one").fetch_one(&app.pool).await.is_ok();
    let redis = redis::cmd("PING").query_async::<()>(&mut redis).await.is_ok();
    let store = app.store.check().await.is_ok();
    let status = if database && redis && store { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let sandbox = app.runner.sandbox();
    let body = serde_json::json!({
        "database": database, "redis": redis, "store": store,
        "sandbox": { "no_network": sandbox.no_network, "own_user": sandbox.user.is_some() },
        "slots": app.slots.total(),
    });
    (status, Json(body))
}
