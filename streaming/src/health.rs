use crate::App;
use axum::extract::State;
use axum::http::StatusCode;

/// The process runs.
pub(crate) async fn live() -> &'static str {
    "alive"
}

/// Database and store answer.
pub(crate) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if sqlx::query_scalar!("SELECT 1").fetch_one(&app.pool).await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer");
    }
    match app.store.check().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer"),
    }
}
