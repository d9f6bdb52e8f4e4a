use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Shaped};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::ReviewId;
use lectern_domain::catalog;
use lectern_domain::reviews::{self, Decision, ModeratedReview, ReviewState};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Reported ones when not said.
    #[serde(default)]
    state: ReviewState,
}

/// Reviews that were reported, or hidden, newest first.
#[utoipa::path(get, path = "/admin/reviews", operation_id = "list_moderated_reviews", tag = "admin",
    security(("bearer" = [])), params(Filter, PageParams),
    responses((status = 200, body = Page<ModeratedReview>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(Filter { state }): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<ModeratedReview>>, ApiError> {
    let rows = reviews::list_for_admin(&app.pool, &actor, state, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |row| row.review.id.to_string())))
}

/// What becomes of a review.
#[derive(Deserialize, ToSchema)]
pub struct ModerateReview {
    /// To hide it or to keep it.
    decision: Decision,
}

/// Hide a review, or show it; its reports are closed either way.
#[utoipa::path(post, path = "/admin/reviews/{id}/moderate", operation_id = "moderate_review", tag = "admin",
    security(("bearer" = [])), params(("id" = ReviewId, Path)), request_body = ModerateReview,
    responses((status = 200, body = ModeratedReview), (status = "4XX", body = Problem)))]
pub async fn moderate(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ReviewId>,
    Shaped(input): Shaped<ModerateReview>,
) -> Result<Json<ModeratedReview>, ApiError> {
    let (review, course) = reviews::moderate(&app.pool, &*app.clock, &actor, id, input.decision).await?;
    catalog::forget(&app.cache, course).await;
    Ok(Json(review))
}
