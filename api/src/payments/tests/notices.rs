use super::{Shop, id, payment};
use crate::testing::{TEST_PROVIDER, text};
use axum::body::Body;
use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use http::Method;
use lectern_integrations::payments::{sign, test};
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_source_address_in_a_header_is_not_believed(pool: PgPool) {
    // It is asked about what its notices say; nobody answers there.
    let more = r#"payments.yookassa = { shop_id = "1", secret_key = "key", base = "http://127.0.0.1:1" }"#;
    let app = crate::testing::TestApp::with(pool, more).await;
    let body = json!({
        "type": "notification", "event": "payment.succeeded",
        "object": { "id": "2d9e3b1c-000f-5000-8000-1e1b3a5c7d9f", "status": "succeeded", "paid": true,
                    "amount": { "value": "1000.00", "currency": "RUB" } },
    });
    let send = async |forwarded: &str| {
        let headers = [("x-forwarded-for", forwarded), ("content-type", "application/json")];
        app.guest().send(Method::POST, "/payments/yookassa/events", &headers, Body::from(body.to_string())).await
    };
    // Whoever sent it wrote the first; our edge wrote the last.
    send("185.71.76.1, 203.0.113.9").await.refused(403, "notice-refused");
    send("203.0.113.9").await.refused(403, "notice-refused");
    send("203.0.113.9, 185.71.76.1").await.refused(503, "not-now");
}

fn paid(order: &Value, event: &str, minor: i64, currency: &str) -> String {
    json!({
        "id": event, "at": Utc::now(), "payment": payment(order), "order_id": order["id"], "kind": "paid",
        "money": { "minor": minor, "currency": currency }, "fee": null,
    })
    .to_string()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_notice_that_is_not_the_provider_s_is_refused(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    let body = paid(&order, "ev_1", 100_000, "RUB");
    let guest = shop.app.guest();
    let secret = TEST_PROVIDER.into();
    let send = async |headers: Vec<(&str, String)>, body: String| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        guest.send(Method::POST, "/payments/test/events", &headers, Body::from(body)).await
    };
    let good = |body: &str| sign::sign(&secret, Utc::now(), body.as_bytes());
    send(vec![], body.clone()).await.refused(403, "notice-refused");
    send(vec![(test::SIGNATURE, good("{}"))], body.clone()).await.refused(403, "notice-refused");
    let other = sign::sign(&"another secret, of somebody".into(), Utc::now(), body.as_bytes());
    send(vec![(test::SIGNATURE, other)], body.clone()).await.refused(403, "notice-refused");
    let two = vec![(test::SIGNATURE, good(&body)), (test::SIGNATURE, good(&body))];
    send(two, body.clone()).await.refused(403, "notice-refused");
    let old = sign::sign(&secret, Utc::now() - TimeDelta::days(365), body.as_bytes());
    send(vec![(test::SIGNATURE, old)], body.clone()).await.refused(403, "notice-refused");
    send(vec![(test::SIGNATURE, good("[]"))], "[]".to_owned()).await.refused(400, "notice-malformed");
    let long = " ".repeat(5 * 1024 * 1024);
    send(vec![(test::SIGNATURE, good(&long))], long).await.refused(413, "body-too-large");
    let answer = guest.send(Method::POST, "/payments/stripe/events", &[], Body::from(body.clone())).await;
    answer.refused(404, "not-found");
    // Not even with an address that somebody claims.
    send(vec![("x-forwarded-for", "185.71.76.1".to_owned())], body).await.refused(403, "notice-refused");
    shop.run_jobs().await;
    assert_eq!(shop.count("SELECT count(*) FROM payment_events").await, 0);
    assert_eq!(shop.read(&buyer, &order).await["state"], "waiting");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_hundred_repeats_at_once_pay_once(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    let body = paid(&order, "ev_1", 100_000, "RUB");
    let answers = join_all((0..100).map(|_| shop.notice(&body))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    shop.run_jobs().await;
    // A repeat of another name tells nothing new.
    shop.notice(&paid(&order, "ev_2", 100_000, "RUB")).await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.count("SELECT count(*) FROM payment_events").await, 2);
    assert_eq!(shop.count("SELECT count(*) FROM ledger_transfers WHERE kind = 'payment'").await, 1);
    assert_eq!(shop.count("SELECT count(*) FROM enrolments").await, 1);
    assert_eq!(shop.count("SELECT count(*) FROM jobs WHERE kind = 'order-mail'").await, 1);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_does_not_fit_is_kept_and_shown(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.order(&buyer).await;
    shop.notice(&paid(&order, "ev_amount", 99_999, "RUB")).await.ok(200);
    shop.notice(&paid(&order, "ev_currency", 100_000, "USD")).await.ok(200);
    let mut stray = order.clone();
    stray["id"] = json!(uuid::Uuid::now_v7());
    shop.notice(&paid(&stray, "ev_stray", 100_000, "RUB")).await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.read(&buyer, &order).await["state"], "waiting");
    assert!(!shop.learns(&buyer).await);
    let list = |state: &str| format!("/admin/payment-events?state={state}");
    let events = admin.get(&list("mismatch")).await.ok(200);
    let mut problems: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| text(&event["problem"])).collect();
    problems.sort();
    assert_eq!(problems, ["amount", "currency"]);
    let stray = &admin.get(&list("unmatched")).await.ok(200)["items"][0];
    assert_eq!((&stray["problem"], &stray["raw"]["id"]), (&json!("no-order"), &json!("ev_stray")));
    let retry = format!("/admin/payment-events/{}/retry", text(&stray["id"]));
    for (person, status, slug) in [(shop.app.guest(), 401, "signed-out"), (buyer, 403, "not-admin")] {
        person.get(&list("unmatched")).await.refused(status, slug);
        person.post(&retry, json!(null)).await.refused(status, slug);
    }
    shop.teacher.post(&retry, json!(null)).await.refused(403, "not-admin");
    admin.post(&retry, json!(null)).await.ok(202);
    shop.run_jobs().await;
    assert_eq!(admin.get(&list("unmatched")).await.ok(200)["items"][0]["id"], stray["id"], "it fits nothing still");
    admin.get("/admin/payment-events?state=odd").await.refused(400, "bad-query");
    let never = uuid::Uuid::now_v7();
    admin.post(&format!("/admin/payment-events/{never}/retry"), json!(null)).await.refused(404, "not-found");
    assert_eq!(admin.get("/admin/reconciliation").await.ok(200)["unmatched_events"], 3);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn everything_told_twice_and_out_of_order_is_told_once(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.order(&buyer).await;
    shop.act(&order, "pay_twice_told").await.ok(200);
    assert_eq!(shop.count("SELECT count(*) FROM jobs WHERE kind = 'send-test-notice'").await, 4);
    shop.run_jobs().await;
    assert_eq!(shop.read(&buyer, &order).await["state"], "paid", "a failed try is no news after the money");
    let seen = admin.get(&format!("/admin/orders/{}", id(&order))).await.ok(200);
    assert_eq!(seen["events"].as_array().unwrap().len(), 2);
    assert_eq!(seen["fee_minor"], 2_900);
    shop.books_agree().await;
}
