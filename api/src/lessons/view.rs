use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::LessonId;
use lectern_domain::lessons::{self, LessonView};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which of two copies is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// The edited one rather than the published one; for who teaches the course.
    #[serde(default)]
    pub preview: bool,
}

/// A lesson as a learner reads it. Visitors read free previews of text and files.
#[utoipa::path(get, path = "/lessons/{id}", operation_id = "get_lesson", tag = "lessons", security((), ("bearer" = [])),
    params(("id" = LessonId, Path), Preview), responses((status = 200, body = LessonView), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    actor: Option<SignedIn>,
    Path(id): Path<LessonId>,
    Query(Preview { preview }): Query<Preview>,
) -> Result<Json<LessonView>, ApiError> {
    let actor = actor.map(|SignedIn(actor)| actor);
    Ok(Json(lessons::view(&app.pool, &*app.clock, actor.as_ref(), id, preview).await?))
}

/// Mark a text, a file or a link as read. A video is completed by watching it, a test by passing it.
#[utoipa::path(post, path = "/lessons/{id}/complete", operation_id = "complete_lesson", tag = "lessons",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = LessonView), (status = "4XX", body = Problem)))]
pub async fn complete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<LessonView>, ApiError> {
    Ok(Json(lessons::complete_read(&app.pool, &*app.clock, &actor, id).await?))
}
