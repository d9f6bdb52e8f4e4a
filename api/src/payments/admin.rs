use crate::actor::SignedIn;
use crate::courses::plain_title;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid, words};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{OrderId, PaymentEventId};
use lectern_domain::payments::{
    self, AdminOrder, AdminOrderRow, EventState, OrderState, PaymentEventOut, ReconciliationOut,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// In this state only.
    state: Option<OrderState>,
    /// A number, or part of the buyer's name or address or of the course's title.
    q: Option<String>,
}

/// Orders, newest first.
#[utoipa::path(get, path = "/admin/orders", operation_id = "list_orders", tag = "payments", security(("bearer" = [])),
    params(OrderFilter, PageParams),
    responses((status = 200, body = Page<AdminOrderRow>), (status = "4XX", body = Problem)))]
pub async fn orders(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<OrderFilter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<AdminOrderRow>>, ApiError> {
    let words = words(filter.q);
    let rows =
        payments::admin_orders(&app.pool, &actor, filter.state, words.as_deref(), page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |order| order.id.to_string())))
}

/// Everything about an order: what the provider said, the ledger, the refunds.
#[utoipa::path(get, path = "/admin/orders/{id}", operation_id = "get_admin_order", tag = "payments",
    security(("bearer" = [])), params(("id" = OrderId, Path)),
    responses((status = 200, body = AdminOrder), (status = "4XX", body = Problem)))]
pub async fn order(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrderId>,
) -> Result<Json<AdminOrder>, ApiError> {
    Ok(Json(payments::admin_order(&app.pool, &actor, id).await?))
}

/// Money to be given back.
#[derive(Deserialize, Validate, ToSchema)]
pub struct RefundOrder {
    /// How much; absent or null: all that is left. A full refund closes the course to the buyer.
    #[garde(inner(range(min = 1)))]
    amount_minor: Option<i64>,
    /// Why: 1 to 500 letters. The buyer reads it.
    #[garde(length(chars, min = 1, max = 500), custom(plain_title))]
    reason: String,
}

/// Ask the provider to give money back. The order changes once the provider has done it. More than is left is refused
/// with `fields.amount_minor` `too-much` and `left_minor`.
#[utoipa::path(post, path = "/admin/orders/{id}/refunds", operation_id = "refund_order", tag = "payments",
    security(("bearer" = [])), params(("id" = OrderId, Path)), request_body = RefundOrder,
    responses((status = 201, body = AdminOrder), (status = "4XX", body = Problem)))]
pub async fn refund(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrderId>,
    Valid(input): Valid<RefundOrder>,
) -> Result<(StatusCode, Json<AdminOrder>), ApiError> {
    let reason = input.reason.trim();
    payments::ask_refund(&app.pool, &*app.clock, &actor, id, input.amount_minor, reason).await?;
    Ok((StatusCode::CREATED, Json(payments::admin_order(&app.pool, &actor, id).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventFilter {
    /// In this state only: `unmatched` and `mismatch` are to be looked at.
    state: Option<EventState>,
}

/// What payment providers said, newest first.
#[utoipa::path(get, path = "/admin/payment-events", operation_id = "list_payment_events", tag = "payments",
    security(("bearer" = [])), params(EventFilter, PageParams),
    responses((status = 200, body = Page<PaymentEventOut>), (status = "4XX", body = Problem)))]
pub async fn events(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<EventFilter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<PaymentEventOut>>, ApiError> {
    let rows = payments::payment_events(&app.pool, &actor, filter.state, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |event| event.id.to_string())))
}

/// Apply an event again that fitted no order, or not its order.
#[utoipa::path(post, path = "/admin/payment-events/{id}/retry", operation_id = "retry_payment_event", tag = "payments",
    security(("bearer" = [])), params(("id" = PaymentEventId, Path)),
    responses((status = 202), (status = "4XX", body = Problem)))]
pub async fn retry(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PaymentEventId>,
) -> Result<StatusCode, ApiError> {
    payments::retry_event(&app.pool, &*app.clock, &actor, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// How the books stand, day by day, and what is to be looked at.
#[utoipa::path(get, path = "/admin/reconciliation", operation_id = "get_reconciliation", tag = "payments",
    security(("bearer" = [])), responses((status = 200, body = ReconciliationOut), (status = "4XX", body = Problem)))]
pub async fn reconciliation(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<ReconciliationOut>, ApiError> {
    Ok(Json(payments::reconciliation(&app.pool, &actor).await?))
}
