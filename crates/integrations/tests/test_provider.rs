//! The client of the built-in test provider: what it asks, and whom it believes.

#![expect(clippy::unwrap_used, reason = "a test")]

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use lectern_integrations::payments::test::{CreatePayment, NoticeBody, PaymentObject, SIGNATURE};
use lectern_integrations::payments::{
    EventKind, Locale, NewPayment, Notice, PaymentState, Provider, ProviderError, TestProvider, sign,
};
use lectern_integrations::testing::serve;
use lectern_money::{Currency, Money};
use serde_json::json;
use uuid::Uuid;

const SECRET: &str = "0123456789abcdef";
const ORDER: Uuid = Uuid::from_u128(7);

fn money() -> Money {
    Money::new(149_000, Currency::RUB)
}

fn object(id: &str, order_id: Uuid, state: PaymentState) -> PaymentObject {
    let (refunds, disputes) = (Vec::new(), Vec::new());
    let confirm_url = format!("http://school.test/pay/test/{id}");
    PaymentObject { id: id.into(), order_id, state, money: money(), fee: None, confirm_url, refunds, disputes }
}

async fn client() -> TestProvider {
    let create = |headers: HeaderMap, Json(asked): Json<CreatePayment>| async move {
        if headers["authorization"] != format!("Bearer {SECRET}") || headers["idempotence-key"] != "k1" {
            return Err((StatusCode::FORBIDDEN, Json(json!({ "code": "forbidden", "words": "no" }))));
        }
        Ok(Json(object("tp_1", asked.order_id, PaymentState::Waiting)))
    };
    let read = |Path(id): Path<String>| async move { Json(object(&id, ORDER, PaymentState::Paid)) };
    let router = Router::new().route("/base/payments", post(create)).route("/base/payments/{id}", get(read));
    let base = format!("{}/base", serve(router).await);
    TestProvider::new(&base, SECRET.into(), vec![Currency::RUB]).unwrap()
}

fn payment(key: &str) -> NewPayment {
    NewPayment {
        order_id: ORDER,
        number: "1".into(),
        money: money(),
        title: "Course".into(),
        buyer_email: "buyer@mail.test".into(),
        locale: Locale::Ru,
        return_url: "http://school.test/orders/1".into(),
        expires_at: None,
        receipt: None,
        idempotency_key: key.into(),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn notice(secret: &str, body: Vec<u8>) -> Notice {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, sign::sign(&secret.into(), now(), &body).parse().unwrap());
    Notice { headers, body: Bytes::from(body), source: "127.0.0.1".parse().unwrap(), now: now() }
}

fn paid() -> Vec<u8> {
    let kind = EventKind::Paid { money: money(), fee: Some(Money::new(4_470, Currency::RUB)) };
    let body = NoticeBody { id: "ev_1".into(), at: now(), payment: "tp_1".into(), order_id: ORDER, kind };
    serde_json::to_vec(&body).unwrap()
}

#[tokio::test]
async fn a_payment_is_opened_and_read() {
    let client = client().await;
    let started = client.start(&payment("k1")).await.unwrap();
    assert_eq!(started.confirm_url, "http://school.test/pay/test/tp_1");
    let status = client.read(&started.provider_payment_id).await.unwrap();
    assert_eq!((status.state, status.order_id, status.facts().len()), (PaymentState::Paid, Some(ORDER), 1));
    let refused = client.start(&payment("k2")).await.unwrap_err();
    assert!(matches!(refused, ProviderError::Refused { code, words } if code == "forbidden" && words == "no"));
    assert!(matches!(client.read("../secret").await, Err(ProviderError::Malformed(_))));
}

#[tokio::test]
async fn a_signed_notice_is_told_as_it_was_written() {
    let event = client().await.verify(&notice(SECRET, paid())).await.unwrap().remove(0);
    assert_eq!((event.event_id.as_str(), event.order_id), ("ev_1", Some(ORDER)));
    assert_eq!(event.kind, EventKind::Paid { money: money(), fee: Some(Money::new(4_470, Currency::RUB)) });
}

#[tokio::test]
async fn notices_of_others_are_refused() {
    let client = client().await;
    assert!(matches!(client.verify(&notice("another secret!!", paid())).await, Err(ProviderError::BadSignature(_))));
    let old = Notice { now: now() + TimeDelta::days(365), ..notice(SECRET, paid()) };
    assert!(matches!(client.verify(&old).await, Err(ProviderError::TooOld(_))));
    let large = notice(SECRET, vec![b' '; 5 * 1024 * 1024]);
    assert!(matches!(client.verify(&large).await, Err(ProviderError::Malformed(_))));
    for body in ["", "{}", "[1]", r#"{"id":"1","at":"now"}"#] {
        let strange = notice(SECRET, body.into());
        assert!(matches!(client.verify(&strange).await, Err(ProviderError::Malformed(_))), "{body}");
    }
}
