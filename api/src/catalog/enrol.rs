use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::playback;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::catalog;
use lectern_domain::courses::{self, EnrolmentOut};

/// Enrol in a published course. Enrolling twice is enrolling once.
#[utoipa::path(post, path = "/courses/{id}/enrol", operation_id = "enrol", tag = "catalog", security(("bearer" = [])),
    params(("id" = CourseId, Path)),
    responses((status = 200, body = EnrolmentOut), (status = 201, body = EnrolmentOut), (status = "4XX", body = Problem)))]
pub async fn enrol(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<(StatusCode, Json<EnrolmentOut>), ApiError> {
    let (enrolment, new) = courses::enrol(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget_page(&app.cache, id).await;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(enrolment)))
}

/// Leave a course. What was done in it stays, should the person come back.
#[utoipa::path(delete, path = "/courses/{id}/enrol", operation_id = "leave_course", tag = "catalog",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn leave(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<StatusCode, ApiError> {
    courses::leave(&app.pool, &*app.clock, &actor, id).await?;
    catalog::forget_page(&app.cache, id).await;
    playback::ask_again(&app, actor.id).await;
    Ok(StatusCode::NO_CONTENT)
}
