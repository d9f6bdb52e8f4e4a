//! The client of YooKassa against its double.

#![expect(clippy::unwrap_used, reason = "a test")]

use axum::http::StatusCode;
use bytes::Bytes;
use chrono::Utc;
use http::HeaderMap;
use lectern_integrations::payments::yookassa::{YooKassa, YooKassaSettings};
use lectern_integrations::payments::{
    EventKind, Locale, NewPayment, NewRefund, Notice, PaymentMode, PaymentState, PaymentSubject, Provider,
    ProviderError, Receipt, ReceiptLine, RefundState,
};
use lectern_integrations::testing::yookassa::{SECRET_KEY, SHOP_ID, YooKassaDouble};
use lectern_money::{Currency, Money, VatCode};
use serde_json::{Value, json};
use uuid::Uuid;

const ORDER: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const THEIRS: &str = "185.71.76.5";

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn client(base: &str, shop: &str) -> YooKassa {
    YooKassa::new(YooKassaSettings {
        base: base.into(),
        shop_id: shop.into(),
        secret_key: SECRET_KEY.into(),
        addresses: vec!["185.71.76.0/27".parse().unwrap(), "2a02:5180::/32".parse().unwrap()],
        receipts: true,
        currencies: vec![Currency::RUB],
    })
    .unwrap()
}

fn receipt(money: Money) -> Receipt {
    let line = ReceiptLine {
        title: "Курс «Монтаж»".repeat(20),
        money,
        vat: VatCode::try_from(11).unwrap(),
        subject: PaymentSubject::Service,
        mode: PaymentMode::FullPayment,
    };
    Receipt { email: "buyer@mail.test".into(), lines: vec![line] }
}

fn payment() -> NewPayment {
    NewPayment {
        order_id: ORDER,
        number: "2026-000017".into(),
        money: rub(149_000),
        title: "Монтаж".repeat(40),
        buyer_email: "buyer@mail.test".into(),
        locale: Locale::Ru,
        return_url: "https://school.test/orders/1".into(),
        expires_at: None,
        receipt: Some(receipt(rub(149_000))),
        idempotency_key: "order-1-attempt-1".into(),
    }
}

fn refund(payment: &str, minor: i64, key: &str) -> NewRefund {
    NewRefund {
        provider_payment_id: payment.into(),
        order_id: ORDER,
        money: rub(minor),
        receipt: Some(receipt(rub(minor))),
        idempotency_key: key.into(),
    }
}

fn notice(body: Bytes, source: &str) -> Notice {
    Notice { headers: HeaderMap::new(), body, source: source.parse().unwrap(), now: Utc::now() }
}

/// A double with one payment, the client and the payment's id.
async fn waiting() -> (YooKassaDouble, YooKassa, String) {
    let double = YooKassaDouble::start().await;
    let client = client(&double.base, SHOP_ID);
    let started = client.start(&payment()).await.unwrap();
    assert!(started.confirm_url.starts_with("https://yoomoney.test/"));
    (double, client, started.provider_payment_id)
}

#[tokio::test]
async fn a_payment_is_asked_for_once_with_its_receipt() {
    let (double, client, id) = waiting().await;
    assert_eq!(client.start(&payment()).await.unwrap().provider_payment_id, id, "a repeat makes no second payment");
    assert_eq!(double.counts().0, 1);
    let seen = &double.seen()[0];
    assert_eq!(seen.headers["idempotence-key"], "order-1-attempt-1");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(body["amount"], json!({ "value": "1490.00", "currency": "RUB" }));
    assert_eq!((&body["capture"], &body["metadata"]["order_id"]), (&json!(true), &json!(ORDER)));
    let item = &body["receipt"]["items"][0];
    assert_eq!(item["vat_code"], 11);
    assert_eq!((&item["payment_subject"], &item["payment_mode"]), (&json!("service"), &json!("full_payment")));
    assert_eq!(item["description"].as_str().unwrap().chars().count(), 128);
}

#[tokio::test]
async fn a_receipt_that_does_not_sum_up_is_not_sent() {
    let double = YooKassaDouble::start().await;
    let bad = NewPayment { receipt: Some(receipt(rub(148_999))), ..payment() };
    let error = client(&double.base, SHOP_ID).start(&bad).await.unwrap_err();
    assert!(matches!(error, ProviderError::Refused { code, .. } if code == "receipt"));
    assert!(double.seen().is_empty());
}

#[tokio::test]
async fn a_notice_is_believed_after_the_payment_was_read_again() {
    let (double, client, id) = waiting().await;
    let forged = notice(double.notice("payment.succeeded", &id), THEIRS);
    assert!(matches!(client.verify(&forged).await, Err(ProviderError::Untrue(_))), "nobody has paid yet");

    double.pay(&id);
    let event = client.verify(&notice(double.notice("payment.succeeded", &id), THEIRS)).await.unwrap().remove(0);
    assert_eq!(event.event_id, format!("payment.succeeded:{id}"));
    assert_eq!((event.order_id, event.provider_payment_id.as_str()), (Some(ORDER), id.as_str()));
    assert_eq!(event.kind, EventKind::Paid { money: rub(149_000), fee: Some(rub(5_215)) });

    // The body may say what it likes: only the id counts.
    let lie = json!({ "event": "payment.succeeded", "object": { "id": id, "amount": { "value": "1.00", "currency": "RUB" },
        "metadata": { "order_id": Uuid::nil() } } });
    let event = client.verify(&notice(lie.to_string().into(), THEIRS)).await.unwrap().remove(0);
    assert_eq!(
        (event.order_id, event.kind),
        (Some(ORDER), EventKind::Paid { money: rub(149_000), fee: Some(rub(5_215)) })
    );
}

#[tokio::test]
async fn only_the_providers_addresses_are_heard() {
    let (double, client, id) = waiting().await;
    double.pay(&id);
    let asked = double.seen().len();
    for source in ["127.0.0.1", "185.71.76.32", "203.0.113.7", "::1", "2a02:5181::1"] {
        let mut forged = notice(double.notice("payment.succeeded", &id), source);
        forged.headers.insert("x-forwarded-for", THEIRS.parse().unwrap());
        forged.headers.insert("x-real-ip", THEIRS.parse().unwrap());
        assert!(matches!(client.verify(&forged).await, Err(ProviderError::BadSignature(_))), "{source}");
    }
    assert_eq!(double.seen().len(), asked, "strangers cause no requests");
    for source in [THEIRS, "::ffff:185.71.76.5", "2a02:5180::17"] {
        assert_eq!(client.verify(&notice(double.notice("payment.succeeded", &id), source)).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn bodies_that_are_no_notices_are_refused() {
    let (double, client, _) = waiting().await;
    let asked = double.seen().len();
    for body in [
        String::new(),
        "{".into(),
        "[]".into(),
        "x".repeat(5 * 1024 * 1024),
        json!({ "event": "payment.succeeded", "object": {} }).to_string(),
        json!({ "event": "payment.succeeded", "object": { "id": "../../me" } }).to_string(),
        json!({ "event": "payment.succeeded", "object": { "id": "" } }).to_string(),
    ] {
        let result = client.verify(&notice(body.clone().into(), THEIRS)).await;
        assert!(matches!(result, Err(ProviderError::Malformed(_))), "{}", &body[..body.len().min(80)]);
    }
    assert_eq!(double.seen().len(), asked);
    let other = json!({ "event": "deal.closed", "object": { "id": "d1" } }).to_string();
    assert!(client.verify(&notice(other.into(), THEIRS)).await.unwrap().is_empty());
}

#[tokio::test]
async fn payments_the_shop_does_not_have_are_untrue() {
    let (double, client, id) = waiting().await;
    double.pay(&id);
    let unknown = notice(double.notice("payment.succeeded", "00000000-0000"), THEIRS);
    assert!(matches!(client.verify(&unknown).await, Err(ProviderError::Untrue(_))));
    double.edit(&id, |payment| payment["recipient"]["account_id"] = json!("999"));
    let other = notice(double.notice("payment.succeeded", &id), THEIRS);
    assert!(matches!(client.verify(&other).await, Err(ProviderError::Untrue(_))), "another shop");
}

#[tokio::test]
async fn a_notice_that_cannot_be_checked_now_must_come_again() {
    let (double, client, id) = waiting().await;
    double.pay(&id);
    let said = notice(double.notice("payment.succeeded", &id), THEIRS);
    for status in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::TOO_MANY_REQUESTS, StatusCode::UNAUTHORIZED] {
        double.break_with(Some(status));
        assert!(client.verify(&said).await.unwrap_err().is_temporary(), "{status}");
    }
    double.break_with(None);
    assert_eq!(client.verify(&said).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_failed_payment_says_why() {
    let (double, client, id) = waiting().await;
    double.fail(&id);
    let event = client.verify(&notice(double.notice("payment.canceled", &id), THEIRS)).await.unwrap().remove(0);
    assert_eq!(event.kind, EventKind::Failed { reason: Some("insufficient_funds".into()) });
    assert_eq!(client.read(&id).await.unwrap().state, PaymentState::Failed);
    assert!(client.cancel(&id).await.unwrap());
}

#[tokio::test]
async fn refunds_of_both_sides_are_read_to_the_last() {
    let (double, client, id) = waiting().await;
    assert!(matches!(client.refund(&refund(&id, 100, "r0")).await, Err(ProviderError::Refused { .. })), "not paid yet");
    double.pay(&id);
    let made = client.refund(&refund(&id, 49_000, "r1")).await.unwrap();
    assert_eq!((made.money, made.state), (rub(49_000), RefundState::Done));
    assert_eq!(client.refund(&refund(&id, 49_000, "r1")).await.unwrap(), made, "one key, one refund");
    let theirs = double.refund(&id, "50000.00");
    assert_eq!(theirs, "", "more than was paid");
    for _ in 0..3 {
        double.refund(&id, "100.00");
    }
    let error = client.refund(&refund(&id, 100_000, "r2")).await.unwrap_err();
    assert!(matches!(error, ProviderError::Refused { words, .. } if words.contains("amount")));

    let status = client.read(&id).await.unwrap();
    assert_eq!(status.refunds.len(), 4, "two pages");
    assert_eq!(status.refunds.iter().map(|refund| refund.money.minor).sum::<i64>(), 79_000);
    assert_eq!((status.state, status.order_id, status.facts().len()), (PaymentState::Paid, Some(ORDER), 5));

    let said = notice(double.notice("refund.succeeded", &made.id), THEIRS);
    let event = client.verify(&said).await.unwrap().remove(0);
    assert_eq!(event.kind, EventKind::Refunded { refund: made.id, money: rub(49_000) });
    assert_eq!((event.order_id, event.provider_payment_id), (Some(ORDER), id));
}

#[tokio::test]
async fn another_key_is_refused_and_silence_is_temporary() {
    let double = YooKassaDouble::start().await;
    let error = client(&double.base, "other-shop").start(&payment()).await.unwrap_err();
    assert!(matches!(&error, ProviderError::Refused { code, .. } if code == "invalid_credentials"), "{error}");
    let nobody = client("http://127.0.0.1:9/v3", SHOP_ID).start(&payment()).await.unwrap_err();
    assert!(nobody.is_temporary());
    assert!(!nobody.to_string().contains(SECRET_KEY));
}
