use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use lectern_domain::school::{self, SchoolOut};
use lectern_store::{StoreError, keys};

/// What the school is called.
#[utoipa::path(get, path = "/school", operation_id = "get_school", tag = "school",
    responses((status = 200, body = SchoolOut), (status = "4XX", body = Problem)))]
pub async fn get(State(app): State<AppState>) -> Result<Json<SchoolOut>, ApiError> {
    Ok(Json(school::shown(&app.pool).await?))
}

/// A picture of the school; its name is the hash of its bytes.
#[utoipa::path(get, path = "/school/pictures/{hash}", operation_id = "get_school_picture", tag = "school",
    params(("hash" = String, Path)),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = "4XX", body = Problem)))]
pub async fn picture(State(app): State<AppState>, Path(hash): Path<String>) -> Result<Response, ApiError> {
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ApiError::not_found());
    }
    let (_, bytes) = app.store.get_stream(&keys::school_picture(&hash), None).await.map_err(|error| match error {
        StoreError::NotFound => ApiError::not_found(),
        error => error.into(),
    })?;
    let headers = [
        (CONTENT_TYPE, "image/png"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}
