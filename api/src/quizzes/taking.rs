use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Shaped};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::{AttemptId, LessonId};
use lectern_domain::quizzes::{self, AttemptOut, AttemptResult, QuizInfo, SaveAnswer, SavedAnswer};

/// A test before it is begun: its rules, the own attempts, and whether one may begin.
#[utoipa::path(get, path = "/lessons/{id}/quiz", operation_id = "get_quiz", tag = "quizzes", security(("bearer" = [])),
    params(("id" = LessonId, Path)), responses((status = 200, body = QuizInfo), (status = "4XX", body = Problem)))]
pub async fn info(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<QuizInfo>, ApiError> {
    Ok(Json(quizzes::info(&app.pool, &*app.clock, &actor, id).await?))
}

/// Begin an attempt (201), or go on with the one that runs (200).
#[utoipa::path(post, path = "/lessons/{id}/attempts", operation_id = "start_attempt", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 201, body = AttemptOut), (status = 200, body = AttemptOut), (status = "4XX", body = Problem)))]
pub async fn start(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<(StatusCode, Json<AttemptOut>), ApiError> {
    let (attempt, new) = quizzes::start(&app.pool, &*app.clock, &actor, id).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(attempt)))
}

/// An own attempt with the answers saved so far.
#[utoipa::path(get, path = "/attempts/{id}", operation_id = "get_attempt", tag = "quizzes", security(("bearer" = [])),
    params(("id" = AttemptId, Path)), responses((status = 200, body = AttemptOut), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AttemptId>,
) -> Result<Json<AttemptOut>, ApiError> {
    Ok(Json(quizzes::attempt(&app.pool, &*app.clock, &actor, id).await?))
}

/// Save an answer as given. Of two saves the one with the greater `seq` stays, whichever arrives last.
#[utoipa::path(put, path = "/attempts/{id}/answers/{index}", operation_id = "save_answer", tag = "quizzes",
    security(("bearer" = [])), params(("id" = AttemptId, Path), ("index" = i32, Path)), request_body = SaveAnswer,
    responses((status = 200, body = SavedAnswer), (status = "4XX", body = Problem)))]
pub async fn save_answer(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, index)): Path<(AttemptId, i32)>,
    Shaped(answer): Shaped<SaveAnswer>,
) -> Result<Json<SavedAnswer>, ApiError> {
    Ok(Json(quizzes::save_answer(&app.pool, &*app.clock, &actor, id, index, &answer).await?))
}

/// Hand an attempt in. Again it changes nothing and tells the same.
#[utoipa::path(post, path = "/attempts/{id}/submit", operation_id = "submit_attempt", tag = "quizzes",
    security(("bearer" = [])), params(("id" = AttemptId, Path)),
    responses((status = 200, body = AttemptResult), (status = "4XX", body = Problem)))]
pub async fn submit(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AttemptId>,
) -> Result<Json<AttemptResult>, ApiError> {
    Ok(Json(quizzes::submit(&app.pool, &*app.clock, &actor, id).await?))
}

/// What came of an attempt, as far as the test shows it; those who grade see all.
#[utoipa::path(get, path = "/attempts/{id}/result", operation_id = "get_attempt_result", tag = "quizzes",
    security(("bearer" = [])), params(("id" = AttemptId, Path)),
    responses((status = 200, body = AttemptResult), (status = "4XX", body = Problem)))]
pub async fn result(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AttemptId>,
) -> Result<Json<AttemptResult>, ApiError> {
    Ok(Json(quizzes::result(&app.pool, &*app.clock, &actor, id).await?))
}
