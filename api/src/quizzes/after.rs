use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Shaped};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use lectern_db::{AttemptId, LessonId};
use lectern_domain::quizzes::{self, GiveGrade, GradingRow, QuizStatistics, RegradeOut};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which attempts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that wait for a grade.
    #[default]
    Waiting,
    /// All that were handed in.
    All,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Those that wait when not said.
    #[serde(default)]
    #[param(inline)]
    state: Which,
}

/// Attempts to grade, oldest first, with their essays.
#[utoipa::path(get, path = "/lessons/{id}/grading", operation_id = "list_grading", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path), Filter, PageParams),
    responses((status = 200, body = Page<GradingRow>), (status = "4XX", body = Problem)))]
pub async fn grading(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<GradingRow>>, ApiError> {
    let (size, waiting) = (page.size(), filter.state == Which::Waiting);
    let rows = quizzes::grading(&app.pool, &actor, id, waiting, page.after()?, size).await?;
    Ok(Json(Page::of(rows, size, |row| row.attempt_id.to_string())))
}

/// Grade an answer; a person's grade beats the computed one.
#[utoipa::path(post, path = "/attempts/{id}/grades", operation_id = "give_grade", tag = "quizzes",
    security(("bearer" = [])), params(("id" = AttemptId, Path)), request_body = GiveGrade,
    responses((status = 200, body = GradingRow), (status = "4XX", body = Problem)))]
pub async fn give_grade(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AttemptId>,
    Shaped(grade): Shaped<GiveGrade>,
) -> Result<Json<GradingRow>, ApiError> {
    Ok(Json(quizzes::give_grade(&app.pool, &*app.clock, &actor, id, &grade).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// Tell what would change, and change nothing.
    #[serde(default)]
    preview: bool,
}

/// Grade all attempts by the questions as they are now, or tell what that would change.
#[utoipa::path(post, path = "/lessons/{id}/regrade", operation_id = "regrade", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path), Preview),
    responses((status = 200, body = RegradeOut), (status = "4XX", body = Problem)))]
pub async fn regrade(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Query(query): Query<Preview>,
) -> Result<Json<RegradeOut>, ApiError> {
    Ok(Json(quizzes::regrade(&app.pool, &*app.clock, &actor, id, query.preview).await?))
}

/// Figures of a test and of each of its questions.
#[utoipa::path(get, path = "/lessons/{id}/quiz/statistics", operation_id = "get_quiz_statistics", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = QuizStatistics), (status = "4XX", body = Problem)))]
pub async fn statistics(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<QuizStatistics>, ApiError> {
    Ok(Json(quizzes::statistics(&app.pool, &actor, id).await?))
}

/// All results as a table.
#[utoipa::path(get, path = "/lessons/{id}/quiz/results.csv", operation_id = "get_quiz_results", tag = "quizzes",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "4XX", body = Problem)))]
pub async fn results(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<impl IntoResponse, ApiError> {
    let table = quizzes::results_csv(&app.pool, &actor, id).await?;
    let head = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"results.csv\"")];
    Ok((head, table))
}
