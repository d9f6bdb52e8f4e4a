use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Shaped};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::{LessonId, MomentId};
use lectern_domain::quizzes::{self, MomentOut, MomentResult, MomentsEdit, SaveMoment};
use lectern_quiz::Answer;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a video asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveMoments {
    moments: Vec<SaveMoment>,
}

/// The questions of a video, in the editor.
#[utoipa::path(get, path = "/lessons/{id}/moments/edit", operation_id = "get_moments_edit", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = MomentsEdit), (status = "4XX", body = Problem)))]
pub async fn edit(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<MomentsEdit>, ApiError> {
    Ok(Json(quizzes::moments_edit(&app.pool, &actor, id).await?))
}

/// Set which questions a video asks, and when.
#[utoipa::path(put, path = "/lessons/{id}/moments", operation_id = "save_moments", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)), request_body = SaveMoments,
    responses((status = 200, body = MomentsEdit), (status = "4XX", body = Problem)))]
pub async fn save(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Shaped(input): Shaped<SaveMoments>,
) -> Result<Json<MomentsEdit>, ApiError> {
    Ok(Json(quizzes::save_moments(&app.pool, &*app.clock, &actor, id, &input.moments).await?))
}

/// What a video asks, by second.
#[utoipa::path(get, path = "/lessons/{id}/moments", operation_id = "list_moments", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = Vec<MomentOut>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<Vec<MomentOut>>, ApiError> {
    Ok(Json(quizzes::moments(&app.pool, &*app.clock, &actor, id).await?))
}

/// Answer a question of a video: graded at once, counted for nothing.
#[utoipa::path(post, path = "/moments/{id}/answer", operation_id = "answer_moment", tag = "quizzes",
    security(("bearer" = [])), params(("id" = MomentId, Path)), request_body = Answer,
    responses((status = 200, body = MomentResult), (status = "4XX", body = Problem)))]
pub async fn answer(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<MomentId>,
    Shaped(answer): Shaped<Answer>,
) -> Result<Json<MomentResult>, ApiError> {
    Ok(Json(quizzes::answer_moment(&app.pool, &*app.clock, &actor, id, &answer).await?))
}
