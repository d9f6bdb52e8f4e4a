use crate::actor::SignedIn;
use crate::courses::present;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use garde::Validate;
use http::StatusCode;
use lectern_db::{CouponId, CourseId};
use lectern_domain::payments::{self, CouponChange, CouponOut, NewCoupon};
use lectern_money::{BasisPoints, Currency, Discount, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// Coupons, newest first; for admins.
#[utoipa::path(get, path = "/admin/coupons", operation_id = "list_coupons", tag = "payments",
    security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<CouponOut>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<CouponOut>>, ApiError> {
    let rows = payments::coupons(&app.pool, &actor, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |coupon| coupon.id.to_string())))
}

/// A coupon to be: a part or an amount.
#[derive(Deserialize, Validate, ToSchema)]
pub struct AddCoupon {
    /// 3 to 40 letters, digits, `-` and `_`; kept in capital letters.
    #[garde(pattern(r"^[A-Za-zА-Яа-яЁё0-9_-]{3,40}$"))]
    code: String,
    /// Hundredths of a per cent: 1500 is 15 %. This or `fixed_minor`.
    #[garde(inner(range(min = 1, max = 10_000)))]
    percent_points: Option<i64>,
    /// In minor units, with `currency`.
    #[garde(inner(range(min = 1)))]
    fixed_minor: Option<i64>,
    /// An ISO 4217 code.
    #[garde(inner(length(max = 3)))]
    currency: Option<String>,
    /// Absent or null: at once.
    #[garde(skip)]
    valid_from: Option<DateTime<Utc>>,
    /// Absent or null: for ever.
    #[garde(skip)]
    valid_until: Option<DateTime<Utc>>,
    /// In all; absent or null: no limit.
    #[garde(inner(range(min = 1)))]
    max_uses: Option<i32>,
    /// Absent or null: no limit.
    #[garde(inner(range(min = 1)))]
    max_per_person: Option<i32>,
    /// Absent or empty: for all courses.
    #[serde(default)]
    #[garde(length(max = 200))]
    course_ids: Vec<CourseId>,
}

/// Make a coupon.
#[utoipa::path(post, path = "/admin/coupons", operation_id = "add_coupon", tag = "payments", security(("bearer" = [])),
    request_body = AddCoupon, responses((status = 201, body = CouponOut), (status = "4XX", body = Problem)))]
pub async fn add(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<AddCoupon>,
) -> Result<(StatusCode, Json<CouponOut>), ApiError> {
    let one_of_two = || ApiError::bad_input("percent_points", "one-of-two");
    let discount = match (input.percent_points, input.fixed_minor) {
        (Some(points), None) => Discount::Percent(BasisPoints::new(points).map_err(|_| one_of_two())?),
        (None, Some(minor)) => {
            let currency = input.currency.as_deref().unwrap_or_default().parse::<Currency>();
            Discount::Fixed(Money::new(
                minor,
                currency.map_err(|_| ApiError::bad_input("currency", "no-such-currency"))?,
            ))
        }
        (Some(_), Some(_)) | (None, None) => return Err(one_of_two()),
    };
    if input.valid_from.zip(input.valid_until).is_some_and(|(from, until)| until <= from) {
        return Err(ApiError::bad_input("valid_until", "ends-before-it-begins"));
    }
    let change = CouponChange {
        valid_from: Some(input.valid_from),
        valid_until: Some(input.valid_until),
        max_uses: Some(input.max_uses),
        max_per_person: Some(input.max_per_person),
        course_ids: Some(input.course_ids),
        enabled: Some(true),
    };
    let new = NewCoupon { code: input.code, discount, change };
    Ok((StatusCode::CREATED, Json(payments::add_coupon(&app.pool, &*app.clock, &actor, &new).await?)))
}

/// Changes to a coupon; what is absent stays, null takes a limit off. What it takes off never changes.
#[derive(Deserialize, Validate, ToSchema)]
pub struct UpdateCoupon {
    /// When it begins.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    #[garde(skip)]
    valid_from: Option<Option<DateTime<Utc>>>,
    /// When it ends.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    #[garde(skip)]
    valid_until: Option<Option<DateTime<Utc>>>,
    /// In all.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>)]
    #[garde(inner(inner(range(min = 1))))]
    max_uses: Option<Option<i32>>,
    /// Of one person.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>)]
    #[garde(inner(inner(range(min = 1))))]
    max_per_person: Option<Option<i32>>,
    /// Empty: for all.
    #[garde(inner(length(max = 200)))]
    course_ids: Option<Vec<CourseId>>,
    /// Whether it may be used at all.
    #[garde(skip)]
    enabled: Option<bool>,
}

/// Change who may use a coupon, when, and how often.
#[utoipa::path(patch, path = "/admin/coupons/{id}", operation_id = "update_coupon", tag = "payments",
    security(("bearer" = [])), params(("id" = CouponId, Path)), request_body = UpdateCoupon,
    responses((status = 200, body = CouponOut), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CouponId>,
    Valid(input): Valid<UpdateCoupon>,
) -> Result<Json<CouponOut>, ApiError> {
    let change = CouponChange {
        valid_from: input.valid_from,
        valid_until: input.valid_until,
        max_uses: input.max_uses,
        max_per_person: input.max_per_person,
        course_ids: input.course_ids,
        enabled: input.enabled,
    };
    Ok(Json(payments::update_coupon(&app.pool, &*app.clock, &actor, id, &change).await?))
}
