//! One's own videos: where they stand, and another try.

#[cfg(test)]
mod tests;

use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::VideoId;
use lectern_domain::videos::{self, VideoError, VideoOut};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(retry))
}

/// Where a video of one's own stands.
#[utoipa::path(get, path = "/videos/{id}", operation_id = "get_video", tag = "videos", security(("bearer" = [])),
    params(("id" = VideoId, Path)), responses((status = 200, body = VideoOut), (status = "4XX", body = Problem)))]
async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<VideoId>,
) -> Result<Json<VideoOut>, ApiError> {
    let owner = (!actor.is_admin()).then_some(actor.id);
    let video = videos::get(&mut *app.pool.acquire().await?, owner, id).await?;
    video.map(Json).ok_or_else(ApiError::not_found)
}

/// Try a failed video again from where it failed.
#[utoipa::path(post, path = "/videos/{id}/retry", operation_id = "retry_video", tag = "videos", security(("bearer" = [])),
    params(("id" = VideoId, Path)), responses((status = 200, body = VideoOut), (status = "4XX", body = Problem)))]
async fn retry(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<VideoId>,
) -> Result<Json<VideoOut>, ApiError> {
    let owner = (!actor.is_admin()).then_some(actor.id);
    Ok(Json(videos::retry(&app.pool, owner, id).await?))
}

impl From<VideoError> for ApiError {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::NotFound => Self::not_found(),
            VideoError::NotFailed => Self::refused(StatusCode::CONFLICT, "not-failed", error),
            VideoError::Db(error) => error.into(),
        }
    }
}
