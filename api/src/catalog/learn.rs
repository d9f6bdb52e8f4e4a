use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::language::Names;
use crate::lessons::Preview;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::catalog::{self, LearnView, Learning};
use lectern_domain::courses;
use serde::Deserialize;
use utoipa::IntoParams;

/// A course as its learner goes through it; its teacher sees it so too.
#[utoipa::path(get, path = "/courses/{id}/learn", operation_id = "learn_course", tag = "catalog",
    security(("bearer" = [])), params(("id" = CourseId, Path), Preview),
    responses((status = 200, body = LearnView), (status = "4XX", body = Problem)))]
pub async fn learn(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(Preview { preview }): Query<Preview>,
) -> Result<Json<LearnView>, ApiError> {
    Ok(Json(catalog::learn(&app.pool, &*app.clock, &app.outlines, &actor, id, preview).await?))
}

/// Which of one's courses.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Those that have left the cabinet.
    #[serde(default)]
    archived: bool,
}

/// One's own courses, last seen first, and where to go on.
#[utoipa::path(get, path = "/me/learning", operation_id = "get_learning", tag = "catalog", security(("bearer" = [])),
    params(Which),
    responses((status = 200, body = Learning), (status = "4XX", body = Problem)))]
pub async fn learning(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Names(names): Names,
    Query(Which { archived }): Query<Which>,
) -> Result<Json<Learning>, ApiError> {
    Ok(Json(catalog::learning(&app.pool, &*app.clock, &actor, names, archived).await?))
}

/// Bring a completed course back from the archive of the cabinet, or keep it from leaving: its months begin anew.
#[utoipa::path(post, path = "/courses/{id}/keep", operation_id = "keep_course", tag = "catalog",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn keep(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<StatusCode, ApiError> {
    courses::keep(&app.pool, &*app.clock, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
