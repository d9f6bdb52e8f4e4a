use super::{Shop, id};
use crate::testing::text;
use lectern_domain::playback;
use serde_json::{Value, json};
use sqlx::PgPool;

fn refunds(order: &Value) -> String {
    format!("/admin/orders/{}/refunds", id(order))
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_full_refund_closes_the_course(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.bought(&buyer).await;
    shop.teacher.post(&format!("{}/unpublish", shop.course.path), json!(null)).await.ok(200);
    shop.teacher.delete(&shop.course.path).await.refused(409, "has-buyers");
    shop.teacher.publish(&shop.course).await;
    let asked = admin.post(&refunds(&order), json!({ "reason": "Not as described" })).await.ok(201);
    assert_eq!((&asked["order"]["state"], &asked["order"]["refunds"][0]["state"]), (&json!("paid"), &json!("waiting")));
    assert!(shop.learns(&buyer).await, "not before the provider has done it");
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!((&order["state"], &order["refunded_minor"]), (&json!("refunded"), &json!(100_000)));
    assert_eq!(
        (&order["refunds"][0]["state"], &order["refunds"][0]["reason"]),
        (&json!("done"), &json!("Not as described"))
    );
    assert_eq!(order["refunds"].as_array().unwrap().len(), 1, "the notice is about the same refund");
    assert!(!shop.learns(&buyer).await);
    shop.app
        .again(&buyer)
        .post(&format!("{}/enrol", shop.course.path), json!(null))
        .await
        .refused(402, "payment-required");
    let seen = admin.get(&format!("/admin/orders/{}", id(&order))).await.ok(200);
    assert_eq!((&seen["teacher_minor"], &seen["refundable_minor"]), (&json!(0), &json!(0)));
    let sum = |transfer: &Value| {
        transfer["entries"].as_array().unwrap().iter().map(|e| e["minor"].as_i64().unwrap()).sum::<i64>()
    };
    let ledger = seen["ledger"].as_array().unwrap();
    assert!(ledger.len() >= 6 && ledger.iter().all(|transfer| sum(transfer) == 0), "{ledger:?}");
    assert_eq!(shop.count("SELECT count(*) FROM audit_log WHERE action = 'order-refunded'").await, 1);
    admin.post(&refunds(&order), json!({ "reason": "Again" })).await.refused(422, "bad-input");
    shop.books_agree().await;
    // It may be bought again, and what was done is there.
    shop.bought(&shop.app.again(&buyer)).await;
    assert!(shop.learns(&buyer).await);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_part_goes_back_and_the_course_stays(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.bought(&buyer).await;
    let part = |minor: i64| json!({ "amount_minor": minor, "reason": "A part" });
    admin.post(&refunds(&order), part(30_000)).await.ok(201);
    // What is on its way counts.
    let refused = admin.post(&refunds(&order), part(70_001)).await.refused(422, "bad-input");
    assert_eq!((&refused["fields"]["amount_minor"], &refused["left_minor"]), (&json!("too-much"), &json!(70_000)));
    shop.run_jobs().await;
    assert_eq!(shop.read(&buyer, &order).await["state"], "partly_refunded");
    assert!(shop.learns(&buyer).await);
    // Two of the same amount are two.
    admin.post(&refunds(&order), part(10_000)).await.ok(201);
    admin.post(&refunds(&order), part(10_000)).await.ok(201);
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!((&order["refunded_minor"], order["refunds"].as_array().unwrap().len()), (&json!(50_000), 3));
    shop.act(&order, "refund").await.ok(200);
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!((&order["state"], &order["refunds"][3]["reason"]), (&json!("refunded"), &json!("provider")));
    assert!(!shop.learns(&buyer).await);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_admins_refund(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.order(&buyer).await;
    let (path, body) = (refunds(&order), json!({ "reason": "Please" }));
    shop.app.guest().post(&path, body.clone()).await.refused(401, "signed-out");
    buyer.post(&path, body.clone()).await.refused(403, "not-admin");
    shop.teacher.post(&path, body.clone()).await.refused(403, "not-admin");
    for path in
        ["/admin/orders".to_owned(), format!("/admin/orders/{}", id(&order)), "/admin/reconciliation".to_owned()]
    {
        shop.app.guest().get(&path).await.refused(401, "signed-out");
        buyer.get(&path).await.refused(403, "not-admin");
        shop.teacher.get(&path).await.refused(403, "not-admin");
    }
    admin.post(&path, body.clone()).await.refused(422, "bad-input");
    shop.act(&order, "pay").await.ok(200);
    shop.run_jobs().await;
    for bad in
        [json!({ "reason": " " }), json!({ "reason": "x", "amount_minor": 0 }), json!({ "reason": "x".repeat(501) })]
    {
        admin.post(&path, bad).await.refused(422, "bad-input");
    }
    let never = uuid::Uuid::now_v7();
    admin.post(&format!("/admin/orders/{never}/refunds"), body).await.refused(404, "not-found");
    admin.get(&format!("/admin/orders/{never}")).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_refund_the_provider_refuses_is_shown(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.bought(&buyer).await;
    // The provider has given it back already, and its notice has not come.
    shop.act(&order, "refund").await.ok(200);
    sqlx::query("UPDATE jobs SET run_at = now() + interval '1 hour' WHERE state = 'waiting'")
        .execute(&shop.pool)
        .await
        .unwrap();
    admin.post(&refunds(&order), json!({ "reason": "Please" })).await.ok(201);
    shop.run_jobs().await;
    let order = shop.read(&buyer, &order).await;
    assert_eq!(order["state"], "refunded");
    let failed = order["refunds"].as_array().unwrap().iter().find(|refund| refund["state"] == "failed").unwrap();
    assert!(text(&failed["failure"]).contains("not in a state"), "{failed}");
    assert_eq!(admin.get("/admin/reconciliation").await.ok(200)["failed_refunds"], 1);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_dispute_ends_access_when_it_is_lost(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (lost, won, admin) = (shop.app.student().await, shop.app.student().await, shop.app.admin().await);
    for (buyer, verdict, state, open) in
        [(&lost, "dispute_lost", "refunded", false), (&won, "dispute_won", "paid", true)]
    {
        let order = shop.bought(buyer).await;
        shop.act(&order, "dispute").await.ok(200);
        shop.run_jobs().await;
        assert_eq!(shop.read(buyer, &order).await["state"], "disputed");
        assert!(shop.learns(buyer).await, "it is not decided yet");
        admin.post(&refunds(&order), json!({ "reason": "x" })).await.refused(422, "bad-input");
        shop.act(&order, verdict).await.ok(200);
        shop.run_jobs().await;
        assert_eq!(shop.read(buyer, &order).await["state"], state);
        assert_eq!(shop.learns(buyer).await, open);
    }
    let told = admin.get("/me/notifications").await.ok(200);
    let kinds: Vec<_> = told["items"].as_array().unwrap().iter().map(|notice| text(&notice["kind"])).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "order-disputed").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "dispute-closed").count(), 2);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn certificates_follow_the_school_s_setting(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let admin = shop.app.admin().await;
    admin.patch("/admin/school", json!({ "certificates_after_refund": "burn" })).await.refused(422, "bad-shape");
    for (setting, state) in [("keep", "valid"), ("withdraw", "revoked")] {
        let set = admin.patch("/admin/school", json!({ "certificates_after_refund": setting })).await.ok(200);
        assert_eq!(set["certificates_after_refund"], setting);
        let buyer = shop.app.student().await;
        let order = shop.bought(&buyer).await;
        buyer.post(&format!("/lessons/{}/complete", shop.course.lesson), json!(null)).await;
        let course = shop.course.id.parse().unwrap();
        lectern_domain::certificates::issue(&shop.pool, &shop.app.clock, buyer.id, course).await.unwrap();
        let number = text(&buyer.get("/me/certificates").await.ok(200)["items"][0]["number"]);
        admin.post(&refunds(&order), json!({ "reason": "x" })).await.ok(201);
        shop.run_jobs().await;
        assert_eq!(shop.app.guest().get(&format!("/certificates/{number}")).await.ok(200)["state"], state);
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_plays_is_told_to_stop(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let (buyer, admin) = (shop.app.student().await, shop.app.admin().await);
    let order = shop.bought(&buyer).await;
    let mut listener = sqlx::postgres::PgListener::connect_with(&pool).await.unwrap();
    listener.listen(playback::CHANNEL).await.unwrap();
    admin.post(&refunds(&order), json!({ "reason": "x" })).await.ok(201);
    shop.run_jobs().await;
    let told = tokio::time::timeout(std::time::Duration::from_secs(5), listener.recv()).await.unwrap().unwrap();
    assert_eq!(told.payload(), buyer.id.to_string());
}
