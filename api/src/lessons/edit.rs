use crate::actor::SignedIn;
use crate::courses::{course_edit, plain_title};
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid, no_nul};
use crate::playback;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use lectern_db::LessonId;
use lectern_domain::lessons::{self, CourseEdit, LessonEdit};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes to a lesson; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
pub struct UpdateLesson {
    /// 1 to 200 letters.
    #[garde(inner(length(chars, min = 1, max = 200), custom(plain_title)))]
    title: Option<String>,
    /// Markdown, up to 200 000 letters.
    #[garde(inner(length(chars, max = 200_000), custom(no_nul)))]
    body: Option<String>,
}

/// Change a lesson's title or text.
#[utoipa::path(patch, path = "/lessons/{id}", operation_id = "update_lesson", tag = "lessons", security(("bearer" = [])),
    params(("id" = LessonId, Path)), request_body = UpdateLesson,
    responses((status = 200, body = LessonEdit), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Valid(input): Valid<UpdateLesson>,
) -> Result<Json<LessonEdit>, ApiError> {
    let title = input.title.as_deref().map(str::trim);
    lessons::update_lesson(&app.pool, &*app.clock, &actor, id, title, input.body.as_deref()).await?;
    Ok(Json(lessons::lesson_edit(&app.pool, &actor, id).await?))
}

/// Put a lesson in the bin.
#[utoipa::path(delete, path = "/lessons/{id}", operation_id = "delete_lesson", tag = "lessons", security(("bearer" = [])),
    params(("id" = LessonId, Path)), responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::delete_lesson(&app.pool, &*app.clock, &actor, id).await?;
    playback::ask_viewers_again(&app, course).await?;
    course_edit(&app, &actor, course).await
}

/// Take a lesson out of the bin.
#[utoipa::path(post, path = "/lessons/{id}/restore", operation_id = "restore_lesson", tag = "lessons",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn restore(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::restore_lesson(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, course).await
}
