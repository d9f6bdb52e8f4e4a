use super::uploads;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::UploadId;
use lectern_domain::uploads::{SignedPartOut, UploadDetail};

/// An upload and the parts that have arrived.
#[utoipa::path(get, path = "/uploads/{id}", operation_id = "get_upload", tag = "uploads", security(("bearer" = [])),
    params(("id" = UploadId, Path)), responses((status = 200, body = UploadDetail), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UploadId>,
) -> Result<Json<UploadDetail>, ApiError> {
    Ok(Json(uploads(&app).detail(&actor, id).await?))
}

/// The address one part is PUT to.
#[utoipa::path(post, path = "/uploads/{id}/parts/{number}/sign", operation_id = "sign_part", tag = "uploads",
    security(("bearer" = [])), params(("id" = UploadId, Path), ("number" = u32, Path)),
    responses((status = 200, body = SignedPartOut), (status = "4XX", body = Problem)))]
pub async fn sign(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, number)): Path<(UploadId, u32)>,
) -> Result<Json<SignedPartOut>, ApiError> {
    Ok(Json(uploads(&app).sign(&actor, id, number).await?))
}
