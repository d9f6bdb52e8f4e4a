use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Shaped, words};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::{CourseId, QuestionId};
use lectern_domain::quizzes::{self, QuestionOut, Topic};
use lectern_quiz::Question;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Of this topic and those below it.
    topic: Option<String>,
    /// Words of the prompt or the title.
    q: Option<String>,
}

/// Questions of a course's bank, newest first.
#[utoipa::path(get, path = "/courses/{id}/questions", operation_id = "list_questions", tag = "quizzes",
    security(("bearer" = [])), params(("id" = CourseId, Path), Filter, PageParams),
    responses((status = 200, body = Page<QuestionOut>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<QuestionOut>>, ApiError> {
    let (topic, words, size) = (words(filter.topic), words(filter.q), page.size());
    let rows =
        quizzes::list(&app.pool, &actor, id, topic.as_deref(), words.as_deref(), page.after()?, size).await?;
    Ok(Json(Page::of(rows, size, |question| question.id.to_string())))
}

/// Add a question. What is wrong with it is said at its fields: `body.options[2].text`.
#[utoipa::path(post, path = "/courses/{id}/questions", operation_id = "create_question", tag = "quizzes",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = Question,
    responses((status = 201, body = QuestionOut), (status = "4XX", body = Problem)))]
pub async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Shaped(question): Shaped<Question>,
) -> Result<(StatusCode, Json<QuestionOut>), ApiError> {
    let made = quizzes::create(&app.pool, &*app.clock, &actor, id, question).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Topics of the bank, with how many questions each has.
#[utoipa::path(get, path = "/courses/{id}/questions/topics", operation_id = "list_question_topics", tag = "quizzes",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = Vec<Topic>), (status = "4XX", body = Problem)))]
pub async fn topics(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<Vec<Topic>>, ApiError> {
    Ok(Json(quizzes::topics(&app.pool, &actor, id).await?))
}

/// A question with its answers.
#[utoipa::path(get, path = "/questions/{id}", operation_id = "get_question", tag = "quizzes", security(("bearer" = [])),
    params(("id" = QuestionId, Path)), responses((status = 200, body = QuestionOut), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<QuestionId>,
) -> Result<Json<QuestionOut>, ApiError> {
    Ok(Json(quizzes::find(&app.pool, &actor, id).await?))
}

/// Replace a question. Attempts keep what they asked.
#[utoipa::path(patch, path = "/questions/{id}", operation_id = "update_question", tag = "quizzes",
    security(("bearer" = [])), params(("id" = QuestionId, Path)), request_body = Question,
    responses((status = 200, body = QuestionOut), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<QuestionId>,
    Shaped(question): Shaped<Question>,
) -> Result<Json<QuestionOut>, ApiError> {
    Ok(Json(quizzes::update(&app.pool, &*app.clock, &actor, id, &question).await?))
}

/// Take a question out of the bank; refused while a test names it.
#[utoipa::path(delete, path = "/questions/{id}", operation_id = "delete_question", tag = "quizzes",
    security(("bearer" = [])), params(("id" = QuestionId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<QuestionId>,
) -> Result<StatusCode, ApiError> {
    quizzes::delete(&app.pool, &*app.clock, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
