use super::{Shop, id, priced, wish};
use crate::testing::{TestApp, text};
use futures::future::join_all;
use lectern_db::OrderId;
use lectern_domain::payments;
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_paid_order_opens_its_course(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let offer = buyer.get(&format!("{}/offer", shop.course.path)).await.ok(200);
    assert_eq!(
        (&offer["amount_minor"], &offer["providers"], &offer["enrolled"]),
        (&json!(100_000), &json!(["test"]), &json!(false))
    );
    let order = shop.order(&buyer).await;
    assert_eq!(
        (&order["state"], &order["currency"], &order["amount_minor"]),
        (&json!("waiting"), &json!("RUB"), &json!(100_000))
    );
    assert!(text(&order["pay_url"]).contains("/pay/test/tp_"));
    assert_eq!(buyer.get(&format!("{}/offer", shop.course.path)).await.ok(200)["open_order_id"], order["id"]);
    assert!(!shop.learns(&buyer).await, "not yet");
    let page = shop.act(&order, "pay").await.ok(200);
    assert_eq!((&page["state"], &page["acts"]), (&json!("paid"), &json!(["refund", "dispute"])));
    assert!(text(&page["return_url"]).ends_with(&format!("/orders/{}", text(&order["id"]))));
    assert!(!shop.learns(&buyer).await, "only a verified event opens it");
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!((&order["state"], &order["pay_url"]), (&json!("paid"), &json!(null)));
    assert!(order["paid_at"].is_string() && order["receipt"]["terms_version"].is_string());
    assert!(shop.learns(&buyer).await);
    let page = buyer.get(&shop.course.path).await.ok(200);
    assert_eq!(page["enrolment"]["source"], "paid");
    let told = &buyer.get("/me/notifications").await.ok(200)["items"][0];
    assert_eq!((&told["kind"], &told["params"]["amount_minor"]), (&json!("order-paid"), &json!(100_000)));
    assert_eq!(shop.count("SELECT count(*) FROM jobs WHERE kind = 'order-mail'").await, 1);
    let history = buyer.get("/me/orders").await.ok(200);
    assert_eq!((history["items"].as_array().unwrap().len(), &history["items"][0]["id"]), (1, &order["id"]));
    buyer.post(&shop.orders(), wish(100_000)).await.refused(409, "already-enrolled");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_order_is_its_buyer_s_and_the_admins(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, other, admin) = (shop.app.student().await, shop.app.student().await, shop.app.admin().await);
    let order = shop.order(&buyer).await;
    let path = format!("/orders/{}", text(&order["id"]));
    for stranger in [&other, &shop.teacher] {
        stranger.get(&path).await.refused(404, "not-found");
        stranger.post(&format!("{path}/cancel"), json!(null)).await.refused(404, "not-found");
        stranger.post(&format!("{path}/pay"), json!(null)).await.refused(404, "not-found");
        assert_eq!(stranger.get("/me/orders").await.ok(200)["items"], json!([]));
    }
    shop.app.guest().get(&path).await.refused(401, "signed-out");
    assert_eq!(admin.get(&path).await.ok(200)["id"], order["id"]);
    admin.post(&format!("{path}/cancel"), json!(null)).await.refused(404, "not-found");
    buyer.get("/orders/nonsense").await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_order_that_cannot_be_is_refused(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let orders = shop.orders();
    shop.app.guest().post(&orders, wish(100_000)).await.refused(401, "signed-out");
    let changed = buyer.post(&orders, wish(99_999)).await.refused(409, "price-changed");
    assert_eq!(changed["offer"]["amount_minor"], 100_000);
    let with = |field: &str, value: Value| {
        let mut wish = wish(100_000);
        wish[field] = value;
        wish
    };
    for (field, value, slug) in [
        ("accepted_terms", json!(false), "must-accept"),
        ("provider", json!("stripe"), "no-such-provider"),
        ("provider", json!("none"), "no-such-provider"),
        ("coupon", json!("NOTHING"), "no-such-coupon"),
    ] {
        let refused = buyer.post(&orders, with(field, value)).await.refused(422, "bad-input");
        assert_eq!(refused["fields"][field], slug);
    }
    buyer.post(&orders, with("shown_minor", json!(-1))).await.refused(422, "bad-input");
    buyer.post(&orders, json!({ "provider": "test" })).await.refused(422, "bad-shape");
    let free = shop.teacher.published("Free").await;
    buyer.post(&format!("{}/orders", free.path), wish(0)).await.refused(409, "course-is-free");
    buyer.get(&format!("{}/offer", free.path)).await.refused(409, "course-is-free");
    shop.teacher.post(&format!("{}/unpublish", shop.course.path), json!(null)).await.ok(200);
    buyer.post(&orders, wish(100_000)).await.refused(404, "not-found");
    shop.teacher.post(&orders, wish(100_000)).await.refused(409, "not-for-sale");
    assert_eq!(shop.count("SELECT count(*) FROM orders").await, 0);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn tabs_share_one_order(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let orders = shop.orders();
    let all = join_all((0..8).map(|_| buyer.post(&orders, wish(100_000)))).await;
    let made = all.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((made, all.iter().filter(|answer| answer.status == 200).count()), (1, 7));
    assert!(all.iter().all(|answer| answer.json["id"] == all[0].json["id"]));
    let order = &all[0].json;
    shop.act(order, "pay").await.ok(200);
    shop.act(order, "pay").await.refused(409, "not-now");
    shop.run_jobs().await;
    assert_eq!(shop.count("SELECT count(*) FROM ledger_transfers WHERE kind = 'payment'").await, 1);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_order_keeps_its_price_and_its_course(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (early, late) = (shop.app.student().await, shop.app.student().await);
    let order = shop.order(&early).await;
    let dearer = json!({ "price": { "minor": 200_000, "currency": "RUB" } });
    shop.teacher.patch(&shop.course.path, dearer).await.ok(200);
    shop.teacher.publish(&shop.course).await;
    late.post(&shop.orders(), wish(100_000)).await.refused(409, "price-changed");
    // Ordering anew at the new price gives the old order up.
    let other = shop.app.student().await;
    let second = other.post(&shop.orders(), wish(200_000)).await.ok(201);
    assert_eq!(second["amount_minor"], 200_000);
    shop.teacher.post(&format!("{}/unpublish", shop.course.path), json!(null)).await.ok(200);
    shop.act(&order, "pay").await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.read(&early, &order).await["state"], "paid");
    assert!(shop.learns(&early).await, "who has paid is let in");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn money_that_comes_late_is_money(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    let cancel = format!("/orders/{}/cancel", text(&order["id"]));
    assert_eq!(buyer.post(&cancel, json!(null)).await.ok(200)["state"], "expired");
    assert_eq!(buyer.post(&cancel, json!(null)).await.ok(200)["state"], "expired");
    // The provider has not heard of it yet.
    shop.act(&order, "pay").await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.read(&buyer, &order).await["state"], "paid");
    assert!(shop.learns(&buyer).await);
    shop.app.again(&buyer).post(&cancel, json!(null)).await.refused(409, "not-waiting");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn two_orders_that_are_both_paid_cost_once(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let first = shop.order(&buyer).await;
    buyer.post(&format!("/orders/{}/cancel", text(&first["id"])), json!(null)).await.ok(200);
    let second = shop.order(&buyer).await;
    assert_ne!(first["id"], second["id"]);
    shop.act(&first, "pay").await.ok(200);
    shop.act(&second, "pay").await.ok(200);
    shop.run_jobs().await;
    let (first, second) = (shop.read(&buyer, &first).await, shop.read(&buyer, &second).await);
    let mut states = [text(&first["state"]), text(&second["state"])];
    states.sort();
    assert_eq!(states, ["paid", "refunded"]);
    let back = if first["state"] == "refunded" { &first } else { &second };
    assert_eq!(back["refunds"][0]["reason"], "already-enrolled");
    assert!(shop.learns(&buyer).await, "the other order keeps the course open");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn who_was_let_in_meanwhile_gets_the_money_back(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    let gift = json!({ "email": buyer.email, "reason": "A gift" });
    shop.teacher.post(&format!("{}/students", shop.course.path), gift).await.ok(201);
    shop.act(&order, "pay").await.ok(200);
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!((&order["state"], &order["refunds"][0]["reason"]), (&json!("refunded"), &json!("already-enrolled")));
    assert!(shop.learns(&buyer).await);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_declined_card_fails_the_order_and_another_may_be_made(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    shop.act(&order, "fail").await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.read(&buyer, &order).await["state"], "failed");
    assert!(!shop.learns(&buyer).await);
    let again = shop.bought(&buyer).await;
    assert_ne!(again["id"], order["id"]);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_order_waits_for_its_time_and_no_longer(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = OrderId(id(&shop.order(&buyer).await));
    let (pool, clock) = (&shop.pool, &shop.app.clock);
    assert_eq!(payments::expire(pool, clock, order).await.unwrap(), None);
    shop.app.wait(61);
    let due = payments::due(pool, clock, 10).await.unwrap();
    assert_eq!(due.iter().map(|poll| (poll.order, poll.over)).collect::<Vec<_>>(), [(order, false)]);
    assert!(payments::due(pool, clock, 10).await.unwrap().is_empty(), "asked about once");
    shop.app.wait(3600);
    let due = payments::due(pool, clock, 10).await.unwrap();
    assert!(due[0].over);
    assert!(payments::expire(pool, clock, order).await.unwrap().is_some());
    let order = json!({ "id": order });
    assert_eq!(shop.read(&buyer, &order).await["state"], "expired");
    shop.run_jobs().await;
    shop.act(&order, "pay").await.refused(409, "not-now");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_payment_whose_event_never_came_is_found_by_asking(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let buyer = shop.app.student().await;
    let order = shop.order(&buyer).await;
    shop.act(&order, "pay").await.ok(200);
    sqlx::query("DELETE FROM jobs WHERE kind = 'send-test-notice'").execute(&shop.pool).await.unwrap();
    shop.app.wait(61);
    let poll = payments::due(&shop.pool, &shop.app.clock, 10).await.unwrap().pop().unwrap();
    let provider = shop.app.state.providers.named(&poll.provider).unwrap();
    let status = provider.read(&poll.payment.unwrap()).await.unwrap();
    for _ in 0..2 {
        let raw = serde_json::to_value(&status).unwrap();
        payments::apply_answer(&shop.pool, &shop.app.clock, poll.order, &status.facts(), &raw).await.unwrap();
    }
    assert_eq!(shop.read(&buyer, &order).await["state"], "paid");
    assert!(shop.learns(&buyer).await);
    assert_eq!(shop.count("SELECT count(*) FROM payment_events WHERE source = 'poll'").await, 1);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_silent_provider_loses_no_order(pool: PgPool) {
    // Nobody listens there.
    let more = r#"http.api = "127.0.0.1:1"
                  payments.test = { enabled = true, secret = "secret of the test provider" }"#;
    let app = TestApp::with(pool.clone(), more).await;
    let (teacher, buyer) = (app.teacher().await, app.student().await);
    let course = priced(&teacher, "Analysis", json!({ "minor": 500, "currency": "EUR" })).await;
    let orders = format!("{}/orders", course.path);
    let refused = buyer.post(&orders, wish(500)).await.refused(503, "provider-unreachable");
    let again = buyer.post(&orders, wish(500)).await.refused(503, "provider-unreachable");
    assert_eq!(refused["order_id"], again["order_id"]);
    let path = format!("/orders/{}", text(&refused["order_id"]));
    let order = buyer.get(&path).await.ok(200);
    assert_eq!((&order["state"], &order["pay_url"]), (&json!("waiting"), &json!(null)));
    buyer.post(&format!("{path}/pay"), json!(null)).await.refused(503, "provider-unreachable");
    let count = sqlx::query_scalar!("SELECT count(*) FROM orders").fetch_one(&pool).await.unwrap();
    assert_eq!(count, Some(1));
}
