//! The built-in test provider: its API, which the school's client calls, and what its page shows and does. Not there unless
//! the settings say so, and never in production.

use crate::error::{ApiError, Problem};
use crate::extract::{Path, Shaped};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use lectern_domain::payments::test_provider::{self, Kept, Outgoing};
use lectern_integrations::payments::test::{CreatePayment, CreateRefund, IDEMPOTENCE_KEY, PaymentObject};
use lectern_integrations::payments::test_acts::{self, Act, NotNow, Page, Told};
use lectern_integrations::payments::{PaymentState, Refund};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long "pay later" takes.
const LATER_S: f64 = 20.0;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(page))
        .routes(routes!(act))
        .route("/test-payments/payments", post(create))
        .route("/test-payments/payments/{id}", get(read))
        .route("/test-payments/payments/{id}/cancel", post(cancel))
        .route("/test-payments/refunds", post(refund))
}

fn enabled(app: &AppState) -> Result<(), ApiError> {
    if app.settings.payments.test.enabled { Ok(()) } else { Err(ApiError::not_found()) }
}

/// Its API is for who knows the secret.
fn client(app: &AppState, headers: &HeaderMap) -> Result<(), ApiError> {
    enabled(app)?;
    let sent = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let secret = app.settings.payments.test.secret.expose_secret().as_bytes();
    if sent.is_some_and(|sent| bool::from(sent.as_bytes().ct_eq(secret))) {
        return Ok(());
    }
    Err(ApiError::refused(StatusCode::UNAUTHORIZED, "signed-out", "the secret is not right"))
}

fn key(headers: &HeaderMap) -> Result<&str, ApiError> {
    let key = headers.get(IDEMPOTENCE_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=100).contains(&key.len()) && key.bytes().all(plain) {
        return Ok(key);
    }
    Err(ApiError::refused(StatusCode::BAD_REQUEST, "no-key", "an idempotency key is needed"))
}

impl From<NotNow> for ApiError {
    fn from(error: NotNow) -> Self {
        Self::refused(StatusCode::CONFLICT, "not-now", error)
    }
}

/// As its API says no; 409 would mean that the same question is being answered already.
fn refused(error: NotNow) -> ApiError {
    let refusal = ApiError::refused(StatusCode::UNPROCESSABLE_ENTITY, "not-now", error);
    refusal.with("code", "not_now").with("words", error.to_string())
}

fn outgoing(told: Vec<Told>) -> Result<Vec<Outgoing>, ApiError> {
    let one = |told: Told| {
        let body = serde_json::to_string(&told.body).map_err(anyhow::Error::from)?;
        Ok(Outgoing { id: told.body.id, body, times: told.times, after_s: told.after_s })
    };
    told.into_iter().map(one).collect()
}

async fn create(
    State(app): State<AppState>,
    headers: HeaderMap,
    Shaped(asked): Shaped<CreatePayment>,
) -> Result<Json<PaymentObject>, ApiError> {
    client(&app, &headers)?;
    let id = format!("tp_{}", key(&headers)?);
    let page = app.settings.http.public_url.trim_end_matches('/');
    let made = Page {
        payment: PaymentObject {
            confirm_url: format!("{page}/pay/test/{id}"),
            id: id.clone(),
            order_id: asked.order_id,
            state: PaymentState::Waiting,
            money: asked.money,
            fee: None,
            refunds: vec![],
            disputes: vec![],
        },
        number: asked.number,
        title: asked.title,
        pays_at: None,
    };
    Ok(Json(test_provider::keep(&app.pool, &*app.clock, &id, &made, &asked.return_url).await?.payment))
}

async fn read(
    State(app): State<AppState>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<PaymentObject>, ApiError> {
    client(&app, &headers)?;
    let found: Option<Kept<Page>> = test_provider::find(&app.pool, &id).await?;
    Ok(Json(found.ok_or_else(ApiError::not_found)?.object.payment))
}

async fn cancel(
    State(app): State<AppState>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<PaymentObject>, ApiError> {
    client(&app, &headers)?;
    let give_up = |page: &mut Page| {
        if page.payment.state == PaymentState::Waiting {
            page.payment.state = PaymentState::Failed;
        }
        Ok::<_, ApiError>(vec![])
    };
    let found = test_provider::change(&app.pool, &*app.clock, &id, give_up).await?;
    Ok(Json(found.ok_or_else(ApiError::not_found)?.payment))
}

async fn refund(
    State(app): State<AppState>,
    headers: HeaderMap,
    Shaped(asked): Shaped<CreateRefund>,
) -> Result<Json<Refund>, ApiError> {
    client(&app, &headers)?;
    let (id, now) = (format!("tr_{}", key(&headers)?), app.clock.now());
    let mut made = None;
    let give_back = |page: &mut Page| {
        let (refund, told) = test_acts::refund(&mut page.payment, &id, asked.money, now).map_err(refused)?;
        made = Some(refund);
        outgoing(told)
    };
    test_provider::change(&app.pool, &*app.clock, &asked.payment, give_back).await?;
    made.map(Json).ok_or_else(ApiError::not_found)
}

/// Where a payment of the test provider stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TestPaymentState {
    Waiting,
    Paid,
    Failed,
}

/// What can be done on the page of the test provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestAct {
    /// Pay.
    Pay,
    /// Pay; everything is told twice, and a failed try after the money.
    PayTwiceTold,
    /// Pay in 20 seconds.
    PayLater,
    /// Have the card declined.
    Fail,
    /// Give all of it back from the provider's side.
    Refund,
    /// Have the buyer's bank take it back until it decides.
    Dispute,
    /// Have the bank decide for the school.
    DisputeWon,
    /// Have the bank decide for the buyer.
    DisputeLost,
}

/// A payment of the test provider, as its page shows it. No money moves.
#[derive(Serialize, ToSchema)]
pub struct TestPaymentOut {
    id: String,
    /// Of the order.
    number: String,
    title: String,
    amount_minor: i64,
    currency: String,
    state: TestPaymentState,
    refunded_minor: i64,
    /// Whether a bank holds the money until it decides.
    disputed: bool,
    /// When "pay later" pays; null when it does not.
    pays_at: Option<DateTime<Utc>>,
    /// The school's page of the order: where the buyer comes back to.
    return_url: String,
    /// What can be done now.
    acts: Vec<TestAct>,
}

fn shown(Kept { object: Page { payment, number, title, pays_at }, return_url }: Kept<Page>) -> TestPaymentOut {
    let refunded: i64 = payment.refunds.iter().map(|refund| refund.money.minor).sum();
    let disputed = payment.disputes.iter().any(|dispute| dispute.won.is_none());
    let lost = payment.disputes.iter().filter(|dispute| dispute.won == Some(false));
    let left = payment.money.minor - refunded - lost.map(|dispute| dispute.money.minor).sum::<i64>();
    let (state, acts) = match payment.state {
        PaymentState::Waiting if pays_at.is_some() => (TestPaymentState::Waiting, vec![]),
        PaymentState::Waiting => {
            let acts = vec![TestAct::Pay, TestAct::PayTwiceTold, TestAct::PayLater, TestAct::Fail];
            (TestPaymentState::Waiting, acts)
        }
        PaymentState::Failed => (TestPaymentState::Failed, vec![]),
        PaymentState::Paid if disputed => (TestPaymentState::Paid, vec![TestAct::DisputeWon, TestAct::DisputeLost]),
        PaymentState::Paid if left > 0 => (TestPaymentState::Paid, vec![TestAct::Refund, TestAct::Dispute]),
        PaymentState::Paid => (TestPaymentState::Paid, vec![]),
    };
    TestPaymentOut {
        id: payment.id,
        number,
        title,
        amount_minor: payment.money.minor,
        currency: payment.money.currency.code().to_owned(),
        state,
        refunded_minor: refunded,
        disputed,
        pays_at: pays_at.filter(|_| payment.state == PaymentState::Waiting),
        return_url,
        acts,
    }
}

/// A payment of the built-in test provider, for its page `/pay/test/{id}`. Not there where the test provider is off.
#[utoipa::path(get, path = "/test-payments/{id}", operation_id = "get_test_payment", tag = "payments",
    params(("id" = String, Path)), responses((status = 200, body = TestPaymentOut), (status = "4XX", body = Problem)))]
async fn page(State(app): State<AppState>, Path(id): Path<String>) -> Result<Json<TestPaymentOut>, ApiError> {
    enabled(&app)?;
    Ok(Json(shown(test_provider::find(&app.pool, &id).await?.ok_or_else(ApiError::not_found)?)))
}

/// What is done.
#[derive(Deserialize, ToSchema)]
pub struct DoTestAct {
    /// One of `acts`.
    act: TestAct,
}

/// Do something on the page of the built-in test provider; the school is told by signed notices, as of any provider.
#[utoipa::path(post, path = "/test-payments/{id}/acts", operation_id = "act_on_test_payment", tag = "payments",
    params(("id" = String, Path)), request_body = DoTestAct,
    responses((status = 200, body = TestPaymentOut), (status = "4XX", body = Problem)))]
async fn act(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Shaped(DoTestAct { act }): Shaped<DoTestAct>,
) -> Result<Json<TestPaymentOut>, ApiError> {
    enabled(&app)?;
    let now = app.clock.now();
    let does = match act {
        TestAct::PayLater => None,
        TestAct::Pay => Some(Act::Pay),
        TestAct::PayTwiceTold => Some(Act::PayTwiceTold),
        TestAct::Fail => Some(Act::Fail),
        TestAct::Refund => Some(Act::Refund),
        TestAct::Dispute => Some(Act::Dispute),
        TestAct::DisputeWon => Some(Act::DisputeWon),
        TestAct::DisputeLost => Some(Act::DisputeLost),
    };
    let apply = |page: &mut Page| match does {
        Some(act) => outgoing(test_acts::act(&mut page.payment, act, now)?),
        None if page.payment.state == PaymentState::Waiting && page.pays_at.is_none() => {
            page.pays_at = Some(now + chrono::TimeDelta::seconds(20));
            Ok(vec![])
        }
        None => Err(NotNow.into()),
    };
    test_provider::change::<Page, ApiError>(&app.pool, &*app.clock, &id, apply)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if act == TestAct::PayLater {
        test_provider::pay_later(&app.pool, &id, LATER_S).await?;
    }
    page(State(app), Path(id)).await
}
