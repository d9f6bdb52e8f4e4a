use crate::actor::SignedIn;
use crate::courses::{SectionTitle, course_edit, plain_title};
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::SectionId;
use lectern_domain::lessons::{self, CourseEdit, LessonKind};
use serde::Deserialize;
use utoipa::ToSchema;

/// Rename a section.
#[utoipa::path(patch, path = "/sections/{id}", operation_id = "rename_section", tag = "lessons", security(("bearer" = [])),
    params(("id" = SectionId, Path)), request_body = SectionTitle,
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn rename(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SectionId>,
    Valid(input): Valid<SectionTitle>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::rename_section(&app.pool, &*app.clock, &actor, id, input.title.trim()).await?;
    course_edit(&app, &actor, course).await
}

/// Put a section and its lessons in the bin.
#[utoipa::path(delete, path = "/sections/{id}", operation_id = "delete_section", tag = "lessons", security(("bearer" = [])),
    params(("id" = SectionId, Path)), responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SectionId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::delete_section(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, course).await
}

/// Take a section out of the bin with the lessons that went in with it.
#[utoipa::path(post, path = "/sections/{id}/restore", operation_id = "restore_section", tag = "lessons",
    security(("bearer" = [])), params(("id" = SectionId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn restore(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SectionId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::restore_section(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, course).await
}

/// A lesson to be.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CreateLesson {
    /// It cannot be changed later.
    #[garde(skip)]
    kind: LessonKind,
    /// 1 to 200 letters.
    #[garde(length(chars, min = 1, max = 200), custom(plain_title))]
    title: String,
}

/// Add a lesson at the end of a section.
#[utoipa::path(post, path = "/sections/{id}/lessons", operation_id = "create_lesson", tag = "lessons",
    security(("bearer" = [])), params(("id" = SectionId, Path)), request_body = CreateLesson,
    responses((status = 201, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn add_lesson(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SectionId>,
    Valid(input): Valid<CreateLesson>,
) -> Result<(StatusCode, Json<CourseEdit>), ApiError> {
    let course = lessons::add_lesson(&app.pool, &*app.clock, &actor, id, input.kind, input.title.trim()).await?;
    Ok((StatusCode::CREATED, course_edit(&app, &actor, course).await?))
}
