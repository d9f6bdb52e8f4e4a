use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_domain::progress::{self, Activity};

/// One's own days: what was watched, learned and handed in during the last 53 weeks.
#[utoipa::path(get, path = "/me/activity", operation_id = "get_activity", tag = "progress", security(("bearer" = [])),
    responses((status = 200, body = Activity), (status = "4XX", body = Problem)))]
pub async fn activity(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<Activity>, ApiError> {
    Ok(Json(progress::activity(&app.pool, &*app.clock, &actor).await?))
}
