use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use anyhow::Context;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use futures::StreamExt;
use http::{HeaderMap, StatusCode};
use lectern_db::CourseId;
use lectern_domain::courses;
use lectern_domain::files::{self, FileOut, Received};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    // The settings limit both; axum's own limit would come first.
    OpenApiRouter::new().routes(routes!(add_file)).routes(routes!(add_picture)).layer(DefaultBodyLimit::disable())
}

/// Add a file to a course: its bytes. What it is, is judged by them; a PDF with scripts is refused.
#[utoipa::path(post, path = "/courses/{id}/files", operation_id = "add_file", tag = "files", security(("bearer" = [])),
    params(("id" = CourseId, Path), ("X-File-Name" = String, Header, description = "Percent-encoded UTF-8.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileOut), (status = "4XX", body = Problem)))]
async fn add_file(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<FileOut>), ApiError> {
    let name = headers.get("x-file-name").map_or("", |name| name.to_str().unwrap_or_default());
    let name = percent_decode_str(name).decode_utf8().map_err(|_| ApiError::bad_input("X-File-Name", "bad-letters"))?;
    files::may_add(&app.pool, &actor, id).await?;
    let limits = &app.settings.uploads;
    let spooled = spool(body, limits.max_file_bytes).await?;
    let received =
        Received { course: id, name: &name, path: spooled.path(), course_bytes: limits.max_course_files_bytes };
    let file = files::add(&app.pool, &app.store, &*app.clock, &actor, received).await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// The bytes in a file of ours that goes when it is dropped.
async fn spool(body: Body, limit: u64) -> Result<NamedTempFile, ApiError> {
    let received = NamedTempFile::new().context("no room to receive a file")?;
    let mut file = tokio::fs::File::create(received.path()).await.context("a file to receive")?;
    let (mut size, mut stream) = (0, body.into_data_stream());
    while let Some(bytes) = stream.next().await {
        let bytes = bytes
            .map_err(|_| ApiError::refused(StatusCode::BAD_REQUEST, "bad-body", "the file did not arrive whole"))?;
        size += bytes.len() as u64;
        if size > limit {
            let title = format!("a file has at most {limit} bytes");
            return Err(
                ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", title).with("limit_bytes", limit)
            );
        }
        file.write_all(&bytes).await.context("a received file")?;
    }
    file.flush().await.context("a received file")?;
    Ok(received)
}

/// A public picture's address.
#[derive(Serialize, ToSchema)]
pub struct PictureAt {
    /// To be written in a text.
    url: String,
}

/// Add a picture for texts of a course: the bytes of a JPEG, PNG, WebP or GIF. It is encoded anew, and public.
#[utoipa::path(post, path = "/courses/{id}/pictures", operation_id = "add_picture", tag = "files",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = PictureAt), (status = "4XX", body = Problem)))]
async fn add_picture(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    body: Body,
) -> Result<(StatusCode, Json<PictureAt>), ApiError> {
    files::may_add(&app.pool, &actor, id).await?;
    let picture = crate::courses::picture_bytes(&app, body).await?;
    let url = courses::add_picture(&app.pool, &app.store, &*app.clock, &actor, id, picture).await?;
    Ok((StatusCode::CREATED, Json(PictureAt { url })))
}
