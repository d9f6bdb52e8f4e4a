use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid, no_nul};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::catalog;
use lectern_domain::reviews::{self, OwnReview, Review};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Of so many stars only, 1 to 5.
    stars: Option<i16>,
}

/// Reviews of a course, newest first.
#[utoipa::path(get, path = "/courses/{id}/reviews", operation_id = "list_reviews", tag = "reviews",
    security((), ("bearer" = [])), params(("id" = CourseId, Path), Filter, PageParams),
    responses((status = 200, body = Page<Review>), (status = 304), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Path(id): Path<CourseId>,
    Query(Filter { stars }): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<Review>>, ApiError> {
    let viewer = viewer.map(|SignedIn(actor)| actor);
    let rows = reviews::list(&app.pool, viewer.as_ref(), id, stars, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |review| review.id.to_string())))
}

/// One's own review of a course, and whether one may write it.
#[utoipa::path(get, path = "/courses/{id}/review", operation_id = "get_own_review", tag = "reviews",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = OwnReview), (status = "4XX", body = Problem)))]
pub async fn own(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<OwnReview>, ApiError> {
    Ok(Json(reviews::own(&app.pool, &actor, id, app.settings.reviews.after_share_percent).await?))
}

/// A review.
#[derive(Deserialize, Validate, ToSchema)]
pub struct WriteReview {
    /// 1 to 5.
    #[garde(range(min = 1, max = 5))]
    stars: i16,
    /// Up to 5000 letters; may be empty.
    #[garde(length(chars, max = reviews::LONGEST), custom(no_nul))]
    text: String,
}

/// Write one's only review of a course, or change it. It is there after a share of the lessons.
#[utoipa::path(put, path = "/courses/{id}/review", operation_id = "write_review", tag = "reviews",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = WriteReview,
    responses((status = 200, body = Review), (status = 201, body = Review), (status = "4XX", body = Problem)))]
pub async fn put(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<WriteReview>,
) -> Result<(StatusCode, Json<Review>), ApiError> {
    let share = app.settings.reviews.after_share_percent;
    let (review, new) =
        reviews::write(&app.pool, &*app.clock, &actor, id, share, input.stars, input.text.trim()).await?;
    catalog::forget(&app.cache, id).await;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(review)))
}

/// Take one's review back.
#[utoipa::path(delete, path = "/courses/{id}/review", operation_id = "delete_review", tag = "reviews",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<StatusCode, ApiError> {
    reviews::delete(&app.pool, &actor, id).await?;
    catalog::forget(&app.cache, id).await;
    Ok(StatusCode::NO_CONTENT)
}
