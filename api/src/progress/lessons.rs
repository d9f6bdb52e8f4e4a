use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::{CourseId, LessonId};
use lectern_domain::progress::{self, WatchCurve};
use lectern_domain::quizzes::{self, FailingQuestions};

/// How a lecture is watched, second by second; for who teaches the course.
#[utoipa::path(get, path = "/lessons/{id}/curve", operation_id = "get_watch_curve", tag = "progress",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = WatchCurve), (status = "4XX", body = Problem)))]
pub async fn curve(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<WatchCurve>, ApiError> {
    Ok(Json(progress::curve(&app.pool, &actor, id).await?))
}

/// Questions of the course that lose points, the worst first; for who teaches it.
#[utoipa::path(get, path = "/courses/{id}/failing-questions", operation_id = "list_failing_questions", tag = "progress",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = FailingQuestions), (status = "4XX", body = Problem)))]
pub async fn failing(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<FailingQuestions>, ApiError> {
    Ok(Json(quizzes::failing_questions(&app.pool, &actor, id).await?))
}
