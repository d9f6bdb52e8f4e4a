use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, words};
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::quizzes::{self, ExportOut, FileFormat, ImportOut};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A file of two thousand questions is smaller.
const LARGEST: usize = 2 * 1024 * 1024;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::disable()).routes(routes!(export))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Format {
    /// `auto` when not said: told by the content.
    #[serde(default)]
    format: FileFormat,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct What {
    /// GIFT when not said.
    #[serde(default)]
    format: FileFormat,
    /// Of this topic and those below it alone.
    topic: Option<String>,
}

/// Take questions from a file: GIFT, Moodle XML or Aiken, in UTF-8, UTF-16 or windows-1251, up to 2 MiB. Each that
/// cannot be taken is told of by its line.
#[utoipa::path(post, path = "/courses/{id}/questions/import", operation_id = "import_questions", tag = "quizzes",
    security(("bearer" = [])), params(("id" = CourseId, Path), Format),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportOut), (status = "4XX", body = Problem)))]
async fn import(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(query): Query<Format>,
    body: Body,
) -> Result<Json<ImportOut>, ApiError> {
    let file = axum::body::to_bytes(body, LARGEST).await.map_err(|_| {
        let title = format!("a file has at most {LARGEST} bytes");
        ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", title).with("limit_bytes", LARGEST)
    })?;
    Ok(Json(quizzes::import(&app.pool, &*app.clock, &actor, id, query.format, file).await?))
}

/// The bank as a file's text, with what its format could not carry.
#[utoipa::path(get, path = "/courses/{id}/questions/export", operation_id = "export_questions", tag = "quizzes",
    security(("bearer" = [])), params(("id" = CourseId, Path), What),
    responses((status = 200, body = ExportOut), (status = "4XX", body = Problem)))]
async fn export(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(query): Query<What>,
) -> Result<Json<ExportOut>, ApiError> {
    let topic = words(query.topic);
    Ok(Json(quizzes::export(&app.pool, &actor, id, query.format, topic.as_deref()).await?))
}
