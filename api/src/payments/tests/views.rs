use super::{Shop, id, priced, wish};
use crate::testing::text;
use serde_json::json;
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn teachers_see_what_they_earned(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (first, second, admin) = (shop.app.student().await, shop.app.student().await, shop.app.admin().await);
    shop.bought(&first).await;
    let order = shop.bought(&second).await;
    let part = json!({ "amount_minor": 50_000, "reason": "x" });
    admin.post(&format!("/admin/orders/{}/refunds", id(&order)), part).await.ok(201);
    shop.run_jobs().await;
    let other = priced(&shop.teacher, "=HYPERLINK", json!({ "minor": 1_000, "currency": "EUR" })).await;
    let bought = first.post(&format!("{}/orders", other.path), wish(1_000)).await.ok(201);
    shop.act(&bought, "pay").await.ok(200);
    shop.run_jobs().await;
    let earned = shop.teacher.get("/teaching/earnings").await.ok(200);
    assert_eq!(earned["share_percent"], 70.0);
    let rub = earned["courses"].as_array().unwrap().iter().find(|course| course["currency"] == "RUB").unwrap();
    assert_eq!(
        (&rub["sales"], &rub["paid_minor"], &rub["refunded_minor"], &rub["fee_minor"]),
        (&json!(2), &json!(200_000), &json!(50_000), &json!(5_800))
    );
    // Of the first 70 % of 97 100; of the second half as much.
    let (whole, half) = (67_970, 33_985);
    assert_eq!(rub["earned_minor"], whole + half);
    assert_eq!(earned["totals"].as_array().unwrap().len(), 2);
    let csv = shop.teacher.send(http::Method::GET, "/teaching/earnings.csv", &[], axum::body::Body::empty()).await;
    assert_eq!(csv.status, 200);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(text(&json!(csv.headers["content-disposition"].to_str().unwrap())).ends_with(".csv\""));
    let nothing = shop.teacher.get("/teaching/earnings?from=2020-01-01&to=2020-01-31").await.ok(200);
    assert_eq!(nothing["courses"], json!([]));
    assert_eq!(shop.app.teacher().await.get("/teaching/earnings").await.ok(200)["courses"], json!([]));
    shop.app.guest().get("/teaching/earnings").await.refused(401, "signed-out");
    first.get("/teaching/earnings").await.refused(403, "not-a-teacher");
    first.get("/teaching/earnings.csv").await.refused(403, "not-a-teacher");
    shop.teacher.get("/teaching/earnings?from=yesterday").await.refused(400, "bad-query");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn admins_find_orders_and_see_the_books(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (first, second, admin) = (shop.app.student().await, shop.app.student().await, shop.app.admin().await);
    let paid = shop.bought(&first).await;
    let waiting = shop.order(&second).await;
    let found = async |query: &str| {
        let part = admin.get(&format!("/admin/orders?{query}")).await.ok(200);
        part["items"].as_array().unwrap().iter().map(|order| text(&order["id"])).collect::<Vec<_>>()
    };
    let (paid_id, waiting_id) = (text(&paid["id"]), text(&waiting["id"]));
    assert_eq!(found("").await, [waiting_id.clone(), paid_id.clone()]);
    assert_eq!(found("state=paid").await, [paid_id.as_str()]);
    assert_eq!(found(&format!("q={}", text(&waiting["number"]))).await, [waiting_id.as_str()]);
    assert_eq!(found(&format!("q={}", first.email)).await, [paid_id.as_str()]);
    assert_eq!(found("q=Analys").await.len(), 2);
    assert_eq!(found("q=%25").await.len(), 2, "no wildcard of its own");
    let part = admin.get("/admin/orders?limit=1").await.ok(200);
    assert_eq!(found(&format!("after={}", text(&part["next"]))).await, [paid_id.as_str()]);
    admin.get("/admin/orders?state=odd").await.refused(400, "bad-query");
    let books = admin.get("/admin/reconciliation").await.ok(200);
    assert_eq!((&books["waiting_orders"], &books["check"]), (&json!(1), &json!(null)));
    let day = &books["days"][0];
    assert_eq!(
        (&day["paid_minor"], &day["fee_minor"], &day["net_minor"]),
        (&json!(100_000), &json!(2_900), &json!(97_100))
    );
    assert_eq!(day["teachers_minor"], 67_970);
    let total: i64 = books["balances"].as_array().unwrap().iter().map(|b| b["minor"].as_i64().unwrap()).sum();
    assert_eq!(total, 0);
    shop.books_agree().await;
    let check = &admin.get("/admin/reconciliation").await.ok(200)["check"];
    assert_eq!((&check["problems"], &check["orders"]), (&json!([]), &json!(2)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_ledger_is_only_added_to_and_balances(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let order = shop.bought(&shop.app.student().await).await;
    for forbidden in [
        "UPDATE ledger_entries SET minor = minor + 1",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
        "UPDATE ledger_transfers SET kind = 'x'",
        "DELETE FROM ledger_transfers",
    ] {
        let error = sqlx::query(forbidden).execute(&pool).await.unwrap_err();
        assert!(lectern_db::violates(&error, "ledger_append_only"), "{forbidden}: {error}");
    }
    let mut tx = pool.begin().await.unwrap();
    let transfer = uuid::Uuid::now_v7();
    sqlx::query("INSERT INTO ledger_transfers VALUES ($1, $2, 'payment', 'forged', 'RUB', now())")
        .bind(transfer)
        .bind(id(&order))
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("INSERT INTO ledger_entries VALUES ($1, 1, 'school', 5), ($1, 2, 'buyer', -4)")
        .bind(transfer)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert!(lectern_db::violates(&tx.commit().await.unwrap_err(), "ledger_sum_zero"));
    // What no trigger sees the check does.
    sqlx::query("UPDATE orders SET teacher_minor = teacher_minor + 1").execute(&pool).await.unwrap();
    let found = lectern_domain::payments::check_ledger(&pool, &shop.app.clock).await.unwrap();
    assert_eq!(found.problems.iter().map(|p| p.kind.as_str()).collect::<Vec<_>>(), ["order-differs"]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_test_provider_is_off_unless_it_is_switched_on(pool: PgPool) {
    let app = crate::testing::TestApp::new(pool).await;
    app.guest().get("/test-payments/tp_1").await.refused(404, "not-found");
    app.guest().post("/test-payments/tp_1/acts", json!({ "act": "pay" })).await.refused(404, "not-found");
    app.guest().post("/payments/test/events", json!({})).await.refused(404, "not-found");
    let shop_only = json!({ "payment": "tp_1", "money": { "minor": 1, "currency": "RUB" } });
    app.guest().post("/test-payments/refunds", shop_only.clone()).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_test_provider_s_api_is_for_who_knows_its_secret(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let order = shop.order(&shop.app.student().await).await;
    let payment = super::payment(&order);
    for path in [format!("/test-payments/payments/{payment}/cancel"), "/test-payments/refunds".to_owned()] {
        let body = json!({ "payment": payment, "money": { "minor": 1, "currency": "RUB" } });
        shop.app.guest().post(&path, body.clone()).await.refused(401, "signed-out");
        shop.teacher.post(&path, body).await.refused(401, "signed-out");
    }
    shop.app.guest().get(&format!("/test-payments/payments/{payment}")).await.refused(401, "signed-out");
    shop.app.guest().get("/test-payments/tp_never").await.refused(404, "not-found");
    shop.act(&order, "rob").await.refused(422, "bad-shape");
    shop.act(&order, "refund").await.refused(409, "not-now");
    let later = shop.act(&order, "pay_later").await.ok(200);
    assert!(later["pays_at"].is_string() && later["acts"] == json!([]));
    shop.act(&order, "pay_later").await.refused(409, "not-now");
}
