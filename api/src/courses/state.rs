use super::course_edit;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::playback;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::lessons::{self, CourseEdit};
use lectern_domain::{catalog, courses};

/// Show the course, with all edits since the last time, to everyone. `problems` of the edit view say what is missing.
#[utoipa::path(post, path = "/courses/{id}/publish", operation_id = "publish_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn publish(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    lessons::publish(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    playback::ask_viewers_again(&app, id).await?;
    course_edit(&app, &actor, id).await
}

/// Take the course out of the catalogue.
#[utoipa::path(post, path = "/courses/{id}/unpublish", operation_id = "unpublish_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn unpublish(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    courses::unpublish(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    course_edit(&app, &actor, id).await
}

/// Throw away what was edited since the last publication; what was added since lies in the bin.
#[utoipa::path(post, path = "/courses/{id}/discard", operation_id = "discard_edits", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn discard(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    lessons::discard(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, id).await
}

/// Take the course out of use: nobody new comes in, enrolled people keep their places.
#[utoipa::path(post, path = "/courses/{id}/archive", operation_id = "archive_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn archive(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    courses::archive(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    course_edit(&app, &actor, id).await
}

/// Bring the course back from the archive, as a draft.
#[utoipa::path(post, path = "/courses/{id}/unarchive", operation_id = "unarchive_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn unarchive(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    courses::unarchive(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    course_edit(&app, &actor, id).await
}

/// Put the course in the bin.
#[utoipa::path(delete, path = "/courses/{id}", operation_id = "delete_course", tag = "courses", security(("bearer" = [])),
    params(("id" = CourseId, Path)), responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<StatusCode, ApiError> {
    courses::delete(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    playback::ask_viewers_again(&app, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take the course out of the bin.
#[utoipa::path(post, path = "/courses/{id}/restore", operation_id = "restore_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn restore(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    courses::restore(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    course_edit(&app, &actor, id).await
}
