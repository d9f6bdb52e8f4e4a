use super::{announce, terms};
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid, no_nul};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{CourseId, OrderId};
use lectern_domain::accounts::Actor;
use lectern_domain::payments::{self, OrderOut, Start, Wish};
use lectern_integrations::payments::{
    Locale, NewPayment, PaymentMode, PaymentSubject, ProviderError, Receipt, ReceiptLine,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is to be bought, and how it is paid.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CreateOrder {
    /// One of the offer's `providers`; anything where nothing is to be paid.
    #[garde(length(max = 40))]
    provider: String,
    /// A coupon's code.
    #[garde(inner(length(chars, max = 40), custom(no_nul)))]
    coupon: Option<String>,
    /// Whether the buyer accepts the terms of sale.
    #[garde(skip)]
    accepted_terms: bool,
    /// The offer's `amount_minor` that the buyer saw.
    #[garde(range(min = 0))]
    shown_minor: i64,
}

/// Order a course. The order of another tab that asks for the same is shared (200). Refused with `price-changed` and the
/// new `offer` when it costs something else than was shown, `already-enrolled`, `not-for-sale`, `course-is-free`;
/// `provider-unreachable` (503): the order is there, send this again; `provider-refused` (409): the order failed.
#[utoipa::path(post, path = "/courses/{id}/orders", operation_id = "create_order", tag = "payments",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = CreateOrder,
    responses((status = 201, body = OrderOut), (status = 200, body = OrderOut), (status = "4XX", body = Problem)))]
pub async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<CreateOrder>,
) -> Result<(StatusCode, Json<OrderOut>), ApiError> {
    let CreateOrder { provider, coupon, accepted_terms, shown_minor } = input;
    let wish = Wish { provider, coupon, accepted_terms, shown_minor };
    let ordered = payments::create(&app.pool, &*app.clock, &actor, id, &terms(&app), &wish).await?;
    announce(&app, ordered.told).await;
    start(&app, &actor, ordered.id).await?;
    let order = payments::order(&app.pool, &actor, ordered.id).await?;
    Ok((if ordered.new { StatusCode::CREATED } else { StatusCode::OK }, Json(order)))
}

/// One's own orders, newest first.
#[utoipa::path(get, path = "/me/orders", operation_id = "list_own_orders", tag = "payments", security(("bearer" = [])),
    params(PageParams), responses((status = 200, body = Page<OrderOut>), (status = "4XX", body = Problem)))]
pub async fn mine(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<OrderOut>>, ApiError> {
    let rows = payments::mine(&app.pool, actor.id, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |order| order.id.to_string())))
}

/// One's own order; admins see all. The event `order` of `/events` says when to read it again.
#[utoipa::path(get, path = "/orders/{id}", operation_id = "get_order", tag = "payments", security(("bearer" = [])),
    params(("id" = OrderId, Path)), responses((status = 200, body = OrderOut), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrderId>,
) -> Result<Json<OrderOut>, ApiError> {
    Ok(Json(payments::order(&app.pool, &actor, id).await?))
}

/// Ask again where a waiting order is paid, when the provider did not answer the first time; `pay_url` says.
#[utoipa::path(post, path = "/orders/{id}/pay", operation_id = "pay_order", tag = "payments", security(("bearer" = [])),
    params(("id" = OrderId, Path)), responses((status = 200, body = OrderOut), (status = "4XX", body = Problem)))]
pub async fn pay(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrderId>,
) -> Result<Json<OrderOut>, ApiError> {
    start(&app, &actor, id).await?;
    Ok(Json(payments::order(&app.pool, &actor, id).await?))
}

/// Give up an order that waits for money. Money that comes all the same opens the course.
#[utoipa::path(post, path = "/orders/{id}/cancel", operation_id = "cancel_order", tag = "payments",
    security(("bearer" = [])), params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderOut), (status = "4XX", body = Problem)))]
pub async fn cancel(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrderId>,
) -> Result<Json<OrderOut>, ApiError> {
    announce(&app, payments::cancel(&app.pool, &*app.clock, &actor, id).await?).await;
    Ok(Json(payments::order(&app.pool, &actor, id).await?))
}

/// Asks the order's provider for a payment, outside any transaction; asking twice is asking once.
async fn start(app: &AppState, actor: &Actor, id: OrderId) -> Result<(), ApiError> {
    let Some(start) = payments::start(&app.pool, actor, id).await? else { return Ok(()) };
    let unreachable = || {
        let title = "the payment provider does not answer; try again";
        ApiError::refused(StatusCode::SERVICE_UNAVAILABLE, "provider-unreachable", title)
            .retry_after(5)
            .with("order_id", id)
    };
    let provider = app.providers.named(&start.provider).ok_or_else(unreachable)?;
    match provider.start(&new_payment(app, &start)).await {
        Ok(started) => {
            let (payment, url) = (&started.provider_payment_id, &started.confirm_url);
            payments::started(&app.pool, &*app.clock, id, payment, url).await?;
            Ok(())
        }
        Err(error @ ProviderError::Unreachable(_)) => {
            tracing::warn!(order.id = %id, provider = start.provider, %error, "a payment could not be asked for");
            Err(unreachable())
        }
        Err(error) => {
            tracing::error!(order.id = %id, provider = start.provider, %error, "a payment was refused");
            announce(app, payments::start_refused(&app.pool, &*app.clock, id).await?).await;
            let title = "the payment provider refused the order";
            Err(ApiError::refused(StatusCode::CONFLICT, "provider-refused", title).with("order_id", id))
        }
    }
}

fn new_payment(app: &AppState, start: &Start) -> NewPayment {
    let line = ReceiptLine {
        title: start.title.clone(),
        money: start.money,
        vat: start.vat,
        subject: PaymentSubject::Service,
        mode: PaymentMode::FullPayment,
    };
    NewPayment {
        order_id: start.order.0,
        number: start.number.clone(),
        money: start.money,
        title: start.title.clone(),
        buyer_email: start.buyer_email.clone(),
        locale: if start.language == "ru" { Locale::Ru } else { Locale::En },
        return_url: format!("{}/orders/{}", app.settings.http.public_url.trim_end_matches('/'), start.order),
        expires_at: Some(start.expires_at),
        receipt: Some(Receipt { email: start.buyer_email.clone(), lines: vec![line] }),
        idempotency_key: start.order.to_string(),
    }
}
