use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::lessons::Preview;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use lectern_db::{FileId, LessonId};
use lectern_domain::files::{self, Shown};
use lectern_domain::lessons;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An address that opens a file once.
#[derive(Serialize, ToSchema)]
pub struct FileAt {
    /// A path of this site, valid for 60 s.
    url: String,
}

/// Get an address for a file of a lesson one may open. It works once, for a minute.
#[utoipa::path(get, path = "/lessons/{id}/files/{file}", operation_id = "get_lesson_file", tag = "files",
    security((), ("bearer" = [])), params(("id" = LessonId, Path), ("file" = FileId, Path), Preview),
    responses((status = 200, body = FileAt), (status = "4XX", body = Problem)))]
pub async fn ticket(
    State(app): State<AppState>,
    actor: Option<SignedIn>,
    Path((id, file)): Path<(LessonId, FileId)>,
    Query(Preview { preview }): Query<Preview>,
) -> Result<Json<FileAt>, ApiError> {
    let actor = actor.map(|SignedIn(actor)| actor);
    let mut db = app.pool.acquire().await?;
    let file = lessons::open_file(&mut db, &*app.clock, actor.as_ref(), id, file, preview).await?;
    drop(db);
    let ticket = app.tickets.make(file).await?;
    Ok(Json(FileAt { url: format!("/api/v1/files/{ticket}") }))
}

/// How the file is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// To be saved rather than shown; what cannot be shown always is.
    #[serde(default)]
    download: bool,
}

/// The file an address was made for.
#[utoipa::path(get, path = "/files/{ticket}", operation_id = "get_file", tag = "files",
    params(("ticket" = String, Path), Wanted),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = "4XX", body = Problem)))]
pub async fn file(
    State(app): State<AppState>,
    Path(ticket): Path<String>,
    Query(Wanted { download }): Query<Wanted>,
) -> Result<Response, ApiError> {
    let id = app.tickets.take(&ticket).await?.ok_or_else(ApiError::not_found)?;
    let file = files::stored(&mut *app.pool.acquire().await?, id).await?.ok_or_else(ApiError::not_found)?;
    let (head, bytes) = app.store.get_stream(&file.store_key, None).await?;
    let kind = if download || file.shown == Shown::None { "attachment" } else { "inline" };
    let headers = [
        (CONTENT_TYPE, file.content_type),
        (CONTENT_LENGTH, head.size_bytes.to_string()),
        (CONTENT_DISPOSITION, format!("{kind}; filename*=UTF-8''{}", utf8_percent_encode(&file.name, IN_HEADERS))),
        // The bytes are what they were judged to be, and nobody keeps them.
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// What RFC 8187 lets stand as it is.
const IN_HEADERS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
