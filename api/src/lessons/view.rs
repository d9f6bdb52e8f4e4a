use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::LessonId;
use lectern_domain::lessons::{self, LessonView};

/// A lesson as a learner reads it.
#[utoipa::path(get, path = "/lessons/{id}", operation_id = "get_lesson", tag = "lessons", security(("bearer" = [])),
    params(("id" = LessonId, Path)), responses((status = 200, body = LessonView), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<LessonView>, ApiError> {
    Ok(Json(lessons::view(&app.pool, &*app.clock, &actor, id).await?))
}

/// Mark a text lesson as read. A video is completed by watching it.
#[utoipa::path(post, path = "/lessons/{id}/complete", operation_id = "complete_lesson", tag = "lessons",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = LessonView), (status = "4XX", body = Problem)))]
pub async fn complete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<LessonView>, ApiError> {
    Ok(Json(lessons::complete_text(&app.pool, &*app.clock, &actor, id).await?))
}
