use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{AccountId, CourseId};
use lectern_domain::courses::{self, CourseTeacher, TeacherRights};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who else teaches a course; for its owner and admins.
#[utoipa::path(get, path = "/courses/{id}/teachers", operation_id = "list_course_teachers", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = Vec<CourseTeacher>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<Vec<CourseTeacher>>, ApiError> {
    Ok(Json(courses::teachers(&app.pool, &actor, id).await?))
}

/// A teacher to be given rights.
#[derive(Deserialize, Validate, ToSchema)]
pub struct AddTeacher {
    /// Of a teacher's account.
    #[garde(email, length(max = 254))]
    email: String,
    /// `edit`: everything but deleting, archiving and choosing teachers; `grade`: see students, grade tests.
    #[garde(skip)]
    rights: TeacherRights,
}

/// Let another teacher in, or change what they may do.
#[utoipa::path(post, path = "/courses/{id}/teachers", operation_id = "add_course_teacher", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = AddTeacher,
    responses((status = 201, body = Vec<CourseTeacher>), (status = "4XX", body = Problem)))]
pub async fn add(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<AddTeacher>,
) -> Result<(StatusCode, Json<Vec<CourseTeacher>>), ApiError> {
    let email = input.email.trim();
    let all = courses::add_teacher(&app.pool, &*app.clock, &actor, id, email, input.rights).await?;
    Ok((StatusCode::CREATED, Json(all)))
}

/// Take a teacher's rights away. A teacher may give up their own.
#[utoipa::path(delete, path = "/courses/{id}/teachers/{account}", operation_id = "remove_course_teacher", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path), ("account" = AccountId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn remove(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, account)): Path<(CourseId, AccountId)>,
) -> Result<StatusCode, ApiError> {
    courses::remove_teacher(&app.pool, &actor, id, account).await?;
    Ok(StatusCode::NO_CONTENT)
}
