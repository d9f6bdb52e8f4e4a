use super::course_edit;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::courses;
use lectern_domain::lessons::CourseEdit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    // The setting limits the picture; axum's own limit would come first.
    OpenApiRouter::new().routes(routes!(set, remove)).layer(DefaultBodyLimit::disable())
}

/// A picture's bytes, not more than the settings allow.
pub async fn picture_bytes(app: &AppState, body: Body) -> Result<Vec<u8>, ApiError> {
    let limit = app.settings.uploads.max_picture_bytes;
    let picture = axum::body::to_bytes(body, limit).await.map_err(|_| {
        let title = format!("a picture has at most {limit} bytes");
        ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "picture-too-large", title).with("limit_bytes", limit)
    })?;
    Ok(picture.into())
}

/// Give the course a cover: the bytes of a JPEG, PNG, WebP or GIF. It is encoded anew in three widths.
#[utoipa::path(put, path = "/courses/{id}/cover", operation_id = "set_cover", tag = "courses", security(("bearer" = [])),
    params(("id" = CourseId, Path)), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
async fn set(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    body: Body,
) -> Result<Json<CourseEdit>, ApiError> {
    let picture = picture_bytes(&app, body).await?;
    courses::set_cover(&app.pool, &app.store, &*app.clock, &actor, id, Some(picture)).await?;
    course_edit(&app, &actor, id).await
}

/// Take the cover off; one is drawn from the lessons instead.
#[utoipa::path(delete, path = "/courses/{id}/cover", operation_id = "remove_cover", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
async fn remove(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    courses::set_cover(&app.pool, &app.store, &*app.clock, &actor, id, None).await?;
    course_edit(&app, &actor, id).await
}
