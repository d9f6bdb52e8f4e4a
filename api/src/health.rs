use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest time to wait for each part.
const PATIENCE: Duration = Duration::from_secs(2);

/// Which parts answer.
#[derive(Debug, Serialize, ToSchema)]
struct Ready {
    /// PostgreSQL.
    database: bool,
    /// Redis. Without it the school goes on, a little slower.
    redis: bool,
    /// The object store.
    store: bool,
}

/// Whether the process runs.
#[utoipa::path(get, path = "/health/live", operation_id = "get_live", tag = "health", responses((status = 204)))]
async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Whether it can do its work: 503 when the database or the store does not answer.
#[utoipa::path(get, path = "/health/ready", operation_id = "get_ready", tag = "health",
    responses((status = 200, body = Ready), (status = 503, body = Ready)))]
async fn ready(State(app): State<AppState>) -> (StatusCode, Json<Ready>) {
    let mut redis = app.redis.clone();
    let ping = async { redis::cmd("PING").query_async::<String>(&mut redis).await.is_ok() };
    let (database, redis, store) = tokio::join!(
        tokio::time::timeout(PATIENCE, async { sqlx::query_scalar!("SELECT 1").fetch_one(&app.pool).await.is_ok() }),
        tokio::time::timeout(PATIENCE, ping),
        tokio::time::timeout(PATIENCE, async { app.store.check().await.is_ok() }),
    );
    let ready = Ready { database: database == Ok(true), redis: redis == Ok(true), store: store == Ok(true) };
    let status = if ready.database && ready.store { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready))
}

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}
