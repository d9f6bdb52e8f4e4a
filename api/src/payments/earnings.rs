use super::terms;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Query;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use lectern_domain::payments::{self, EarningsOut};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Period {
    /// First day, in the school's time zone; the first of the month when not said.
    from: Option<NaiveDate>,
    /// Last day; today when not said.
    to: Option<NaiveDate>,
}

/// What one earned by teaching, per course.
#[utoipa::path(get, path = "/teaching/earnings", operation_id = "get_earnings", tag = "payments",
    security(("bearer" = [])), params(Period),
    responses((status = 200, body = EarningsOut), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(period): Query<Period>,
) -> Result<Json<EarningsOut>, ApiError> {
    let terms = terms(&app);
    Ok(Json(payments::earnings(&app.pool, &*app.clock, &actor, &terms, period.from, period.to).await?))
}

/// The same as a table for spreadsheets.
#[utoipa::path(get, path = "/teaching/earnings.csv", operation_id = "get_earnings_csv", tag = "payments",
    security(("bearer" = [])), params(Period),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "4XX", body = Problem)))]
pub async fn csv(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(period): Query<Period>,
) -> Result<impl IntoResponse, ApiError> {
    let terms = terms(&app);
    let earned = payments::earnings(&app.pool, &*app.clock, &actor, &terms, period.from, period.to).await?;
    let name = format!("attachment; filename=\"earnings-{}-{}.csv\"", earned.from, earned.to);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, payments::earnings_csv(&earned)))
}
