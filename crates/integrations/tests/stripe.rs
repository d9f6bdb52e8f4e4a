//! The client of Stripe against its double.

#![expect(clippy::unwrap_used, reason = "a test")]

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use lectern_integrations::payments::stripe::{Stripe, StripeSettings};
use lectern_integrations::payments::{
    EventKind, Locale, NewPayment, NewRefund, Notice, PaymentState, Provider, ProviderError, ProviderEvent,
};
use lectern_integrations::testing::stripe::{SECRET_KEY, StripeDouble, WEBHOOK_SECRET};
use lectern_money::{Currency, Money};
use serde_json::{Value, json};
use uuid::Uuid;

const ORDER: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn client(base: &str, key: &str) -> Stripe {
    Stripe::new(StripeSettings {
        base: base.into(),
        secret_key: key.into(),
        webhook_secret: WEBHOOK_SECRET.into(),
        currencies: vec![Currency::USD],
    })
    .unwrap()
}

fn payment() -> NewPayment {
    NewPayment {
        order_id: ORDER,
        number: "2026-000017".into(),
        money: usd(4_900),
        title: "Editing & sound".into(),
        buyer_email: "buyer@mail.test".into(),
        locale: Locale::En,
        return_url: "https://school.test/orders/1?x=1&y=2".into(),
        expires_at: DateTime::from_timestamp(1_800_000_000, 0),
        receipt: None,
        idempotency_key: "order-1-attempt-1".into(),
    }
}

fn refund(payment: &str, minor: i64, key: &str) -> NewRefund {
    NewRefund {
        provider_payment_id: payment.into(),
        order_id: ORDER,
        money: usd(minor),
        receipt: None,
        idempotency_key: key.into(),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn notice(double: &StripeDouble, kind: &str, object: &Value) -> Notice {
    let (headers, body) = double.notice("evt_1", kind, object, now());
    Notice { headers, body, source: "203.0.113.9".parse().unwrap(), now: now() }
}

/// Signs `body` as Stripe would.
fn signed(body: String) -> Notice {
    let mut headers = http::HeaderMap::new();
    let body = Bytes::from(body);
    let signature = lectern_integrations::payments::sign::sign(&WEBHOOK_SECRET.into(), now(), &body);
    headers.insert("stripe-signature", signature.parse().unwrap());
    Notice { headers, body, source: "203.0.113.9".parse().unwrap(), now: now() }
}

async fn heard(client: &Stripe, double: &StripeDouble, kind: &str, object: &Value) -> Option<ProviderEvent> {
    client.verify(&notice(double, kind, object)).await.unwrap().pop()
}

/// A double with an open session, the client and the session's id.
async fn waiting() -> (StripeDouble, Stripe, String) {
    let double = StripeDouble::start().await;
    let client = client(&double.base, SECRET_KEY);
    let started = client.start(&payment()).await.unwrap();
    assert!(started.confirm_url.starts_with("https://checkout.stripe.test/"));
    (double, client, started.provider_payment_id)
}

#[tokio::test]
async fn a_session_is_opened_once_and_names_its_order() {
    let (double, client, session) = waiting().await;
    assert_eq!(client.start(&payment()).await.unwrap().provider_payment_id, session);
    assert_eq!(double.counts().0, 1);
    let seen = &double.seen()[0];
    assert_eq!(
        (seen.line.as_str(), &seen.headers["idempotency-key"]),
        ("POST /v1/checkout/sessions", &"order-1-attempt-1".parse().unwrap())
    );
    let form: std::collections::HashMap<String, String> =
        url::form_urlencoded::parse(&seen.body).into_owned().collect();
    for (key, value) in [
        ("line_items[0][price_data][unit_amount]", "4900"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][product_data][name]", "Editing & sound"),
        ("payment_intent_data[metadata][order_id]", &ORDER.to_string()),
        ("success_url", "https://school.test/orders/1?x=1&y=2"),
        ("expires_at", "1800000000"),
        ("locale", "en"),
    ] {
        assert_eq!(form.get(key).map(String::as_str), Some(value), "{key}");
    }
    let other = NewPayment { money: usd(4_901), ..payment() };
    assert!(
        matches!(client.start(&other).await, Err(ProviderError::Refused { code, .. }) if code == "idempotency_error")
    );
}

#[tokio::test]
async fn session_and_intent_tell_of_one_payment() {
    let (double, client, session) = waiting().await;
    let before = client.read(&session).await.unwrap();
    assert_eq!((before.state, before.order_id, before.money), (PaymentState::Waiting, Some(ORDER), usd(4_900)));

    let intent = double.pay(&session);
    let by_session = heard(&client, &double, "checkout.session.completed", &double.object(&session)).await.unwrap();
    let by_intent = heard(&client, &double, "payment_intent.succeeded", &double.object(&intent)).await.unwrap();
    assert_eq!(by_session.kind, EventKind::Paid { money: usd(4_900), fee: None });
    assert_eq!(by_session.fact(), by_intent.fact());
    assert_eq!((&by_session.provider_payment_id, by_session.attempt.as_deref()), (&intent, Some(session.as_str())));
    assert_eq!((by_session.order_id, by_intent.order_id), (Some(ORDER), Some(ORDER)));

    for id in [&session, &intent] {
        let status = client.read(id).await.unwrap();
        assert_eq!(
            (status.state, status.fee, &status.provider_payment_id),
            (PaymentState::Paid, Some(usd(147)), &intent)
        );
    }
}

#[tokio::test]
async fn a_session_that_is_complete_but_unpaid_says_nothing_yet() {
    let (double, client, session) = waiting().await;
    let mut object = double.object(&session);
    object["status"] = json!("complete");
    assert_eq!(heard(&client, &double, "checkout.session.completed", &object).await, None);
    let failed = heard(&client, &double, "checkout.session.async_payment_failed", &object).await.unwrap();
    assert!(matches!(failed.kind, EventKind::Failed { .. }));
    object["payment_status"] = json!("paid");
    object["payment_intent"] = json!("pi_9");
    let paid = heard(&client, &double, "checkout.session.async_payment_succeeded", &object).await.unwrap();
    assert_eq!(paid.provider_payment_id, "pi_9");
}

#[tokio::test]
async fn a_declined_card_does_not_end_a_session() {
    let (double, client, _) = waiting().await;
    let mut intent = json!({
        "id": "pi_1", "amount": 4900, "currency": "usd", "status": "requires_payment_method",
        "metadata": { "flow": "checkout", "order_id": ORDER }, "last_payment_error": { "code": "card_declined" },
    });
    assert_eq!(heard(&client, &double, "payment_intent.payment_failed", &intent).await, None);
    intent["metadata"]["flow"] = json!("intent");
    let failed = heard(&client, &double, "payment_intent.payment_failed", &intent).await.unwrap();
    assert_eq!(failed.kind, EventKind::Failed { reason: Some("card_declined".into()) });
}

#[tokio::test]
async fn an_expired_session_takes_no_money() {
    let (double, client, session) = waiting().await;
    assert!(client.cancel(&session).await.unwrap());
    assert!(client.cancel(&session).await.unwrap(), "twice is once");
    assert_eq!(client.read(&session).await.unwrap().state, PaymentState::Failed);
    let event = heard(&client, &double, "checkout.session.expired", &double.object(&session)).await.unwrap();
    assert_eq!((event.provider_payment_id.as_str(), event.attempt), (session.as_str(), None));

    let (double, client, session) = waiting().await;
    double.pay(&session);
    assert!(!client.cancel(&session).await.unwrap(), "what was paid is not cancelled");
}

#[tokio::test]
async fn refunds_are_made_once_and_read_to_the_last() {
    let (double, client, session) = waiting().await;
    assert!(
        matches!(client.refund(&refund(&session, 100, "r0")).await, Err(ProviderError::Refused { .. })),
        "not paid"
    );
    let intent = double.pay(&session);
    let made = client.refund(&refund(&session, 1_000, "r1")).await.unwrap();
    assert_eq!(client.refund(&refund(&session, 1_000, "r1")).await.unwrap(), made);
    for key in ["r2", "r3"] {
        client.refund(&refund(&intent, 1_000, key)).await.unwrap();
    }
    let error = client.refund(&refund(&intent, 1_901, "r4")).await.unwrap_err();
    assert!(matches!(error, ProviderError::Refused { code, .. } if code == "charge_already_refunded"));
    let status = client.read(&session).await.unwrap();
    assert_eq!((status.refunds.len(), status.facts().len()), (3, 4));

    let event = heard(&client, &double, "refund.created", &double.object(&made.id)).await.unwrap();
    assert_eq!(event.kind, EventKind::Refunded { refund: made.id.clone(), money: usd(1_000) });
    assert_eq!((event.provider_payment_id, event.order_id), (intent, Some(ORDER)));
    let mut object = double.object(&made.id);
    object["status"] = json!("pending");
    assert_eq!(heard(&client, &double, "refund.created", &object).await, None);
    object["status"] = json!("failed");
    let failed = heard(&client, &double, "refund.failed", &object).await.unwrap();
    assert!(matches!(failed.kind, EventKind::RefundFailed { .. }) && failed.fact().is_none());
}

#[tokio::test]
async fn disputes_are_told_and_inquiries_are_not() {
    let (double, client, session) = waiting().await;
    let intent = double.pay(&session);
    let dispute = double.dispute(&intent, "warning_needs_response");
    assert_eq!(heard(&client, &double, "charge.dispute.created", &double.object(&dispute)).await, None);
    assert!(client.read(&intent).await.unwrap().disputes.is_empty());
    double.close(&dispute, "needs_response");
    let event = heard(&client, &double, "charge.dispute.funds_withdrawn", &double.object(&dispute)).await.unwrap();
    assert_eq!(event.kind, EventKind::Disputed { dispute: dispute.clone(), money: usd(4_900) });
    double.close(&dispute, "lost");
    let event = heard(&client, &double, "charge.dispute.closed", &double.object(&dispute)).await.unwrap();
    assert_eq!(event.kind, EventKind::DisputeClosed { dispute, money: usd(4_900), won: false });
    assert_eq!(client.read(&intent).await.unwrap().disputes[0].won, Some(false));
}

#[tokio::test]
async fn a_charge_that_changed_is_to_be_read() {
    let (double, client, session) = waiting().await;
    let intent = double.pay(&session);
    let charge = double.object(&intent)["latest_charge"].clone();
    for kind in ["charge.refunded", "charge.updated"] {
        let event = heard(&client, &double, kind, &charge).await.unwrap();
        assert_eq!((event.kind, event.provider_payment_id), (EventKind::Changed, intent.clone()));
    }
    assert_eq!(heard(&client, &double, "customer.created", &json!({ "id": "cus_1" })).await, None);
}

#[tokio::test]
async fn notices_nobody_signed_for_us_are_refused() {
    let (double, client, session) = waiting().await;
    double.pay(&session);
    let good = notice(&double, "checkout.session.completed", &double.object(&session));
    assert_eq!(client.verify(&good).await.unwrap().len(), 1);

    let unsigned = Notice { headers: http::HeaderMap::new(), ..good.clone() };
    let mut twice = good.clone();
    twice.headers.append("stripe-signature", good.headers["stripe-signature"].clone());
    let changed = Notice { body: Bytes::from([&good.body[..], b" "].concat()), ..good.clone() };
    for forged in [unsigned, twice, changed] {
        assert!(matches!(client.verify(&forged).await, Err(ProviderError::BadSignature(_))));
    }
    for later in [TimeDelta::minutes(6), TimeDelta::days(365)] {
        let replayed = Notice { now: now() + later, ..good.clone() };
        assert!(matches!(client.verify(&replayed).await, Err(ProviderError::TooOld(_))));
    }
    let large = signed(format!("{{\"x\":\"{}\"}}", "x".repeat(5 * 1024 * 1024)));
    assert!(matches!(client.verify(&large).await, Err(ProviderError::Malformed(_))));
}

#[tokio::test]
async fn signed_notices_of_another_shop_or_shape_are_refused() {
    let (_, client, _) = waiting().await;
    let event = |change: &dyn Fn(&mut Value)| {
        let mut event = json!({
            "id": "evt_1", "type": "payment_intent.succeeded", "created": 1_800_000_000, "livemode": false,
            "data": { "object": { "id": "pi_1", "amount": 100, "currency": "usd", "status": "succeeded" } },
        });
        change(&mut event);
        signed(event.to_string())
    };
    assert_eq!(client.verify(&event(&|_| {})).await.unwrap().len(), 1);
    for untrue in [event(&|e| e["livemode"] = json!(true)), event(&|e| e["account"] = json!("acct_other"))] {
        assert!(matches!(client.verify(&untrue).await, Err(ProviderError::Untrue(_))));
    }
    for malformed in [
        event(&|e| e["data"]["object"]["currency"] = json!("zzz")),
        event(&|e| e["data"]["object"]["amount"] = json!(1.5)),
        event(&|e| e["data"]["object"]["id"] = json!("../x")),
        event(&|e| e["data"] = json!({})),
        signed("[1".into()),
        signed(String::new()),
    ] {
        assert!(matches!(client.verify(&malformed).await, Err(ProviderError::Malformed(_))));
    }
}

#[tokio::test]
async fn another_key_is_refused_and_stays_out_of_errors() {
    let double = StripeDouble::start().await;
    let error = client(&double.base, "sk_test_other").start(&payment()).await.unwrap_err();
    assert!(matches!(&error, ProviderError::Refused { code, .. } if code == "api_key_invalid"));
    let nobody = client("http://127.0.0.1:9", SECRET_KEY).read("pi_1").await.unwrap_err();
    assert!(nobody.is_temporary() && !nobody.to_string().contains(SECRET_KEY));
}

#[tokio::test]
async fn answers_are_bounded_in_size_and_lead_nowhere_else() {
    use axum::response::Redirect;
    use axum::routing::get;
    let router = axum::Router::new()
        .route("/v1/payment_intents/pi_large", get(async || vec![b'x'; 3 * 1024 * 1024]))
        .route("/v1/payment_intents/pi_away", get(async || Redirect::temporary("/v1/payment_intents/pi_large")));
    let client = client(&lectern_integrations::testing::serve(router).await, SECRET_KEY);
    assert!(matches!(client.read("pi_large").await, Err(ProviderError::Malformed(why)) if why.contains("1 MiB")));
    assert!(matches!(client.read("pi_away").await, Err(ProviderError::Refused { code, .. }) if code == "307"));
}
