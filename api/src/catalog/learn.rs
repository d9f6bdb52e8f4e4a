use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::language::Names;
use crate::lessons::Preview;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::CourseId;
use lectern_domain::catalog::{self, LearnView, Learning};

/// A course as its learner goes through it; its teacher sees it so too.
#[utoipa::path(get, path = "/courses/{id}/learn", operation_id = "learn_course", tag = "catalog",
    security(("bearer" = [])), params(("id" = CourseId, Path), Preview),
    responses((status = 200, body = LearnView), (status = "4XX", body = Problem)))]
pub async fn learn(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Names(names): Names,
    Path(id): Path<CourseId>,
    Query(Preview { preview }): Query<Preview>,
) -> Result<Json<LearnView>, ApiError> {
    Ok(Json(catalog::learn(&app.pool, &*app.clock, &actor, names, id, preview).await?))
}

/// One's own courses, last seen first, and where to go on.
#[utoipa::path(get, path = "/me/learning", operation_id = "get_learning", tag = "catalog", security(("bearer" = [])),
    responses((status = 200, body = Learning), (status = "4XX", body = Problem)))]
pub async fn learning(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Names(names): Names,
) -> Result<Json<Learning>, ApiError> {
    Ok(Json(catalog::learning(&app.pool, &*app.clock, &actor, names).await?))
}
