use super::uploads;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::UploadId;
use lectern_domain::videos::VideoOut;
use lectern_store::PartTag;
use serde::Deserialize;
use utoipa::ToSchema;

/// A part as the store tagged it.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CompletePart {
    /// From 1.
    #[garde(range(min = 1))]
    number: u32,
    /// The `ETag` of its answer.
    #[garde(length(min = 1, max = 200))]
    etag: String,
}

/// All parts, in order.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CompleteUpload {
    /// Ascending by number.
    #[garde(length(max = 10_000), dive)]
    parts: Vec<CompletePart>,
}

/// Make one file of the parts; the lesson has its video afterwards. Completing twice gives the same video.
#[utoipa::path(post, path = "/uploads/{id}/complete", operation_id = "complete_upload", tag = "uploads",
    security(("bearer" = [])), params(("id" = UploadId, Path)), request_body = CompleteUpload,
    responses((status = 200, body = VideoOut), (status = "4XX", body = Problem)))]
pub async fn complete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UploadId>,
    Valid(input): Valid<CompleteUpload>,
) -> Result<Json<VideoOut>, ApiError> {
    let named: Vec<_> = input.parts.into_iter().map(|part| PartTag { number: part.number, etag: part.etag }).collect();
    Ok(Json(uploads(&app).complete(&actor, id, &named).await?))
}

/// Cancel an upload.
#[utoipa::path(delete, path = "/uploads/{id}", operation_id = "abort_upload", tag = "uploads", security(("bearer" = [])),
    params(("id" = UploadId, Path)), responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn abort(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UploadId>,
) -> Result<StatusCode, ApiError> {
    uploads(&app).abort(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
