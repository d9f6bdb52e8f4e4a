use super::terms;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, words};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::CourseId;
use lectern_domain::payments::{self, OfferOut};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WithCoupon {
    /// A coupon's code.
    coupon: Option<String>,
}

/// What a published course costs the asker now. A coupon that does not hold is refused with `fields.coupon`:
/// `no-such-coupon`, `coupon-not-yet`, `coupon-over`, `coupon-not-for-course`, `coupon-other-currency`, `coupon-used-up`,
/// `coupon-used-by-you`. A free course is refused with `course-is-free`.
#[utoipa::path(get, path = "/courses/{id}/offer", operation_id = "get_offer", tag = "payments",
    security(("bearer" = [])), params(("id" = CourseId, Path), WithCoupon),
    responses((status = 200, body = OfferOut), (status = "4XX", body = Problem)))]
pub async fn offer(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(WithCoupon { coupon }): Query<WithCoupon>,
) -> Result<Json<OfferOut>, ApiError> {
    let coupon = words(coupon);
    Ok(Json(payments::offer(&app.pool, &*app.clock, &actor, id, &terms(&app), coupon.as_deref()).await?))
}
