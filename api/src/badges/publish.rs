use super::base;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use lectern_domain::certificates::{self, badges};
use lectern_domain::school;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Verifiers on other sites ask too; a key or a name lives long, a status list five minutes.
const FROM_ANYWHERE: (http::HeaderName, &str) = (ACCESS_CONTROL_ALLOW_ORIGIN, "*");
const FOR_MINUTES: (http::HeaderName, &str) = (CACHE_CONTROL, "public, max-age=300");

/// The school as an issuer of badges: an Open Badges 3.0 profile.
#[utoipa::path(get, path = "/badges/issuer", operation_id = "get_badge_issuer", tag = "badges",
    responses((status = 200, body = Object), (status = "4XX", body = Problem)))]
pub async fn issuer(State(app): State<AppState>) -> Result<Response, ApiError> {
    let name = school::name(&mut *app.pool.acquire().await?).await?;
    Ok(([FROM_ANYWHERE, FOR_MINUTES], Json(badges::issuer(base(&app), &name))).into_response())
}

/// Public keys (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct Keys {
    #[schema(value_type = Vec<Object>)]
    keys: Vec<Value>,
}

/// Every key that the school has signed badges with.
#[utoipa::path(get, path = "/badges/keys", operation_id = "list_badge_keys", tag = "badges",
    responses((status = 200, body = Keys), (status = "4XX", body = Problem)))]
pub async fn keys(State(app): State<AppState>) -> Result<Response, ApiError> {
    let keys = certificates::public_keys(&app.pool, &app.badge_key).await?;
    let keys = Keys { keys: keys.iter().map(|key| badges::jwk(key)).collect() };
    Ok(([FROM_ANYWHERE, FOR_MINUTES], Json(keys)).into_response())
}

/// One of the keys: where the `kid` of a credential leads.
#[utoipa::path(get, path = "/badges/keys/{key}", operation_id = "get_badge_key", tag = "badges",
    params(("key" = String, Path)), responses((status = 200, body = Object), (status = "4XX", body = Problem)))]
pub async fn key(State(app): State<AppState>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let keys = certificates::public_keys(&app.pool, &app.badge_key).await?;
    let found = keys.iter().map(|key| badges::jwk(key)).find(|key| key["kid"] == json!(id));
    let key = found.ok_or_else(ApiError::not_found)?;
    Ok(([FROM_ANYWHERE, FOR_MINUTES], Json(key)).into_response())
}

/// Which certificates are not in force any more: a bitstring status list as a signed credential.
#[utoipa::path(get, path = "/badges/status/{list}", operation_id = "get_badge_status", tag = "badges",
    params(("list" = i64, Path)),
    responses((status = 200, content_type = "application/vc+jwt", body = String), (status = "4XX", body = Problem)))]
pub async fn status(State(app): State<AppState>, Path(list): Path<i64>) -> Result<Response, ApiError> {
    let token = certificates::status_list(&app.pool, &*app.clock, &app.badge_key, base(&app), list).await?;
    let token = token.ok_or_else(ApiError::not_found)?;
    Ok(([FROM_ANYWHERE, FOR_MINUTES, (CONTENT_TYPE, "application/vc+jwt")], token).into_response())
}
