//! The client of Stripe against `localstripe` (PyPI), a server somebody else wrote. Not part of the usual run, because
//! it must be installed: `scripts/localstripe` installs it, starts it and runs this.

#![expect(clippy::unwrap_used, reason = "a test")]

use axum::body::Bytes;
use axum::http::HeaderMap;
use chrono::Utc;
use lectern_integrations::payments::stripe::{Stripe, StripeSettings};
use lectern_integrations::payments::{
    EventKind, Locale, NewPayment, NewRefund, Notice, PaymentState, Provider, ProviderError, RefundState,
};
use lectern_money::order::{Access, Order, State};
use lectern_money::{Currency, Money};
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

const SECRET: &str = "whsec_localstripe";
const KEY: &str = "sk_test_12345";

/// Such as `http://127.0.0.1:8420`.
fn base() -> String {
    std::env::var("LOCALSTRIPE").expect("LOCALSTRIPE names its address")
}

async fn post(path: &str, form: &[(&str, &str)]) -> Value {
    let request = reqwest::Client::new().post(format!("{}{path}", base())).bearer_auth(KEY).form(form);
    let answer = request.send().await.unwrap();
    let text = answer.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// Where its notices go: their headers and bodies.
async fn listen() -> mpsc::UnboundedReceiver<(HeaderMap, Bytes)> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let receive = move |headers: HeaderMap, body: Bytes| {
        let sent = sender.send((headers, body));
        async move { if sent.is_ok() { "ok" } else { "nobody listens" } }
    };
    let router = axum::Router::new().route("/", axum::routing::post(receive));
    let url = lectern_integrations::testing::serve(router).await;
    post("/_config/webhooks/lectern", &[("url", &format!("{url}/")), ("secret", SECRET)]).await;
    receiver
}

async fn card(number: &str) -> String {
    let form = [
        ("type", "card"),
        ("card[number]", number),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2040"),
        ("card[cvc]", "123"),
    ];
    post("/v1/payment_methods", &form).await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
#[ignore = "needs localstripe: scripts/localstripe"]
async fn intents_refunds_and_signed_notices_of_localstripe() {
    let mut notices = listen().await;
    let client = Stripe::new(StripeSettings {
        base: base(),
        secret_key: KEY.into(),
        webhook_secret: SECRET.into(),
        currencies: vec![Currency::EUR],
    })
    .unwrap();
    let order_id = Uuid::from_u128(7);
    let money = Money::new(12_345, Currency::EUR);
    let mut order = Order::new("stripe", money, None);
    let new = NewPayment {
        order_id,
        number: "1".into(),
        money,
        title: "Course".into(),
        buyer_email: "buyer@mail.test".into(),
        locale: Locale::En,
        return_url: "https://school.test".into(),
        expires_at: None,
        receipt: None,
        idempotency_key: "k1".into(),
    };

    // The card form of the browser: give the intent a card and confirm.
    let started = client.start_intent(&new).await.unwrap();
    assert!(started.client_secret.starts_with(&started.provider_payment_id));
    let id = started.provider_payment_id;
    assert_eq!(client.read(&id).await.unwrap().state, PaymentState::Waiting);
    let early =
        NewRefund { provider_payment_id: id.clone(), order_id, money, receipt: None, idempotency_key: "r0".into() };
    assert!(matches!(client.refund(&early).await, Err(ProviderError::Refused { .. })), "nothing was paid yet");
    let card = card("4242424242424242").await;
    post(&format!("/v1/payment_intents/{id}"), &[("payment_method", &card)]).await;
    let confirmed = post(&format!("/v1/payment_intents/{id}/confirm"), &[]).await;
    assert_eq!(confirmed["status"], "succeeded", "{confirmed}");

    // Its notice: as signed, then with one byte changed, then with another secret, then a year later.
    let paid = loop {
        let (headers, body) =
            tokio::time::timeout(Duration::from_secs(10), notices.recv()).await.expect("a notice").unwrap();
        let notice = Notice { headers, body, source: "127.0.0.1".parse().unwrap(), now: Utc::now() };
        let events = client.verify(&notice).await.unwrap();
        if let Some(event) = events.into_iter().find(|event| event.provider_payment_id == id) {
            let mut changed = notice.clone();
            changed.body = Bytes::from(String::from_utf8_lossy(&notice.body).replace("12345", "12346"));
            assert!(matches!(client.verify(&changed).await, Err(ProviderError::BadSignature(_))));
            let later = Notice { now: notice.now + chrono::TimeDelta::days(365), ..notice };
            assert!(matches!(client.verify(&later).await, Err(ProviderError::TooOld(_))));
            break event;
        }
    };
    assert_eq!(paid.kind, EventKind::Paid { money, fee: None });
    assert_eq!(paid.order_id, Some(order_id));
    assert_eq!(order.apply(&paid.fact().unwrap()).access, Access::Grant);

    // Part, then the rest; the reconciliation reads both and ends where the machine does.
    let part = NewRefund { money: Money::new(345, Currency::EUR), idempotency_key: "r1".into(), ..early.clone() };
    let made = client.refund(&part).await.unwrap();
    assert_eq!((made.state, made.money), (RefundState::Done, part.money));
    for fact in client.read(&id).await.unwrap().facts() {
        order.apply(&fact);
    }
    assert_eq!(order.state(), State::PartlyRefunded);
    let rest = NewRefund { money: Money::new(12_000, Currency::EUR), idempotency_key: "r2".into(), ..early };
    client.refund(&rest).await.unwrap();
    for fact in client.read(&id).await.unwrap().facts() {
        order.apply(&fact);
    }
    assert_eq!(order.state(), State::Refunded);
    assert!(!client.cancel(&id).await.unwrap(), "what was paid cannot be cancelled");

    // An intent nobody pays can be cancelled.
    let second = NewPayment { idempotency_key: "k2".into(), ..new };
    let second = client.start_intent(&second).await.unwrap().provider_payment_id;
    assert!(client.cancel(&second).await.unwrap());
    assert_eq!(client.read(&second).await.unwrap().state, PaymentState::Failed);
    assert!(matches!(client.read("pi_nobody").await, Err(ProviderError::Refused { .. })));
}
