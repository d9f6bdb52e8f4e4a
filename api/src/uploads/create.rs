use super::uploads;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Query, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{CourseId, LessonId};
use lectern_domain::uploads::{NewUpload, UploadOut};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A file that is to become a lesson's video.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CreateUpload {
    /// A video lesson of one's own course.
    #[garde(skip)]
    lesson_id: LessonId,
    /// As the browser names it; shown, and never part of a path.
    #[garde(length(chars, min = 1, max = 255), custom(plain_file_name))]
    file_name: String,
    /// Its length.
    #[garde(range(min = 0))]
    size_bytes: i64,
    /// Its time of change, milliseconds since 1970.
    #[garde(skip)]
    modified_ms: i64,
    /// SHA-256 of the first MiB, lower-case hexadecimal.
    #[garde(pattern(r"^[0-9a-f]{64}$"))]
    head_sha256: String,
    /// SHA-256 of the last MiB, lower-case hexadecimal.
    #[garde(pattern(r"^[0-9a-f]{64}$"))]
    tail_sha256: String,
}

fn plain_file_name(name: &str, (): &()) -> garde::Result {
    let odd = name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\'));
    if odd || name.trim().is_empty() { Err(garde::Error::new("bad-file-name")) } else { Ok(()) }
}

/// Begin an upload, or find the unfinished one of the same file again (200).
#[utoipa::path(post, path = "/uploads", operation_id = "create_upload", tag = "uploads", security(("bearer" = [])),
    request_body = CreateUpload,
    responses((status = 200, body = UploadOut), (status = 201, body = UploadOut), (status = "4XX", body = Problem)))]
pub async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<CreateUpload>,
) -> Result<(StatusCode, Json<UploadOut>), ApiError> {
    let new = NewUpload {
        lesson_id: input.lesson_id,
        file_name: input.file_name,
        size_bytes: input.size_bytes,
        modified_ms: input.modified_ms,
        head_sha256: input.head_sha256,
        tail_sha256: input.tail_sha256,
    };
    let (upload, new) = uploads(&app).create(&actor, &new).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(upload)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Of this course only.
    course: Option<CourseId>,
}

/// One's unfinished uploads, newest first.
#[utoipa::path(get, path = "/uploads", operation_id = "list_uploads", tag = "uploads", security(("bearer" = [])),
    params(Filter), responses((status = 200, body = Vec<UploadOut>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<Filter>,
) -> Result<Json<Vec<UploadOut>>, ApiError> {
    Ok(Json(uploads(&app).open(&actor, filter.course).await?))
}
