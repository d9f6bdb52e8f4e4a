use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Shaped};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::LessonId;
use lectern_domain::quizzes::{self, QuizEdit, SaveQuiz};

/// A test as its teacher edits it.
#[utoipa::path(get, path = "/lessons/{id}/quiz/edit", operation_id = "get_quiz_edit", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = QuizEdit), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<QuizEdit>, ApiError> {
    Ok(Json(quizzes::quiz_edit(&app.pool, &actor, id).await?))
}

/// Save a test whole. Attempts that run go on as they began.
#[utoipa::path(put, path = "/lessons/{id}/quiz", operation_id = "save_quiz", tag = "quizzes", security(("bearer" = [])),
    params(("id" = LessonId, Path)), request_body = SaveQuiz,
    responses((status = 200, body = QuizEdit), (status = "4XX", body = Problem)))]
pub async fn save(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Shaped(quiz): Shaped<SaveQuiz>,
) -> Result<Json<QuizEdit>, ApiError> {
    Ok(Json(quizzes::save_quiz(&app.pool, &*app.clock, &actor, id, &quiz).await?))
}
