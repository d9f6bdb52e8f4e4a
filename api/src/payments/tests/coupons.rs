use super::{Shop, wish};
use crate::testing::{Person, text};
use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

fn with(code: &str, shown_minor: i64) -> Value {
    let mut wish = wish(shown_minor);
    wish["coupon"] = json!(code);
    wish
}

async fn coupon(admin: &Person, more: Value) -> Value {
    let mut coupon = json!({ "code": "autumn" });
    coupon.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    admin.post("/admin/coupons", coupon).await.ok(201)
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn ten_of_fifty_get_a_coupon_of_ten(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let admin = shop.app.admin().await;
    coupon(&admin, json!({ "percent_points": 2_000, "max_uses": 10 })).await;
    let buyers = join_all((0..50).map(|_| shop.app.student())).await;
    let orders = shop.orders();
    let answers = join_all(buyers.iter().map(|buyer| buyer.post(&orders, with("Autumn", 80_000)))).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 10);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!((refused.status.as_u16(), &refused.json["fields"]["coupon"]), (422, &json!("coupon-used-up")));
    }
    assert_eq!(made[0].json["discount_minor"], 20_000);
    // Who gives up gives the place back.
    let lucky = buyers.iter().zip(&answers).find(|(_, answer)| answer.status == 201).unwrap();
    lucky.0.post(&format!("/orders/{}/cancel", text(&lucky.1.json["id"])), json!(null)).await.ok(200);
    let unlucky = buyers.iter().zip(&answers).find(|(_, answer)| answer.status != 201).unwrap().0;
    unlucky.post(&orders, with("AUTUMN", 80_000)).await.ok(201);
    lucky.0.post(&orders, with("AUTUMN", 80_000)).await.refused(422, "bad-input");
    assert_eq!(admin.get("/admin/coupons").await.ok(200)["items"][0]["uses"], 10);
    // Money that comes late keeps its price, also beyond the limit.
    shop.act(&lucky.1.json, "pay").await.ok(200);
    shop.run_jobs().await;
    assert_eq!(shop.read(lucky.0, &lucky.1.json).await["state"], "paid");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_coupon_holds_for_whom_and_what_it_says(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (admin, buyer) = (shop.app.admin().await, shop.app.student().await);
    let made = coupon(&admin, json!({ "fixed_minor": 30_000, "currency": "RUB", "max_per_person": 1 })).await;
    assert_eq!((&made["code"], &made["enabled"], &made["uses"]), (&json!("AUTUMN"), &json!(true), &json!(0)));
    let path = format!("/admin/coupons/{}", text(&made["id"]));
    let offer = format!("{}/offer?coupon=autumn", shop.course.path);
    let offered = buyer.get(&offer).await.ok(200);
    assert_eq!((&offered["amount_minor"], &offered["coupon"]["off_minor"]), (&json!(70_000), &json!(30_000)));
    let refused = async |change: Value, slug: &str| {
        admin.patch(&path, change).await.ok(200);
        assert_eq!(buyer.get(&offer).await.refused(422, "bad-input")["fields"]["coupon"], slug);
    };
    refused(json!({ "enabled": false }), "no-such-coupon").await;
    refused(json!({ "enabled": true, "valid_from": Utc::now() + TimeDelta::days(1) }), "coupon-not-yet").await;
    let yesterday = Utc::now() - TimeDelta::days(1);
    refused(json!({ "valid_from": null, "valid_until": yesterday }), "coupon-over").await;
    let other = shop.teacher.published("Other").await;
    refused(json!({ "valid_until": null, "course_ids": [other.id] }), "coupon-not-for-course").await;
    admin.patch(&path, json!({ "course_ids": [shop.course.id] })).await.ok(200);
    let order = buyer.post(&shop.orders(), with("autumn", 70_000)).await.ok(201);
    assert_eq!((&order["coupon_code"], &order["list_minor"]), (&json!("AUTUMN"), &json!(100_000)));
    // The same wish shares the order; another gives it up.
    assert_eq!(buyer.post(&shop.orders(), with(" autumn ", 70_000)).await.ok(200)["id"], order["id"]);
    let whole = buyer.post(&shop.orders(), wish(100_000)).await.ok(201);
    assert_eq!(shop.read(&buyer, &order).await["state"], "expired");
    let order = buyer.post(&shop.orders(), with("autumn", 70_000)).await.ok(201);
    assert_eq!(shop.read(&buyer, &whole).await["state"], "expired");
    shop.act(&order, "pay").await.ok(200);
    shop.run_jobs().await;
    admin.post(&format!("/admin/orders/{}/refunds", text(&order["id"])), json!({ "reason": "x" })).await.ok(201);
    shop.run_jobs().await;
    let again = buyer.post(&shop.orders(), with("autumn", 70_000)).await.refused(422, "bad-input");
    assert_eq!(again["fields"]["coupon"], "coupon-used-by-you");
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_coupon_of_everything_opens_the_course_at_once(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let (admin, buyer) = (shop.app.admin().await, shop.app.student().await);
    coupon(&admin, json!({ "percent_points": 10_000 })).await;
    let order = buyer.post(&shop.orders(), with("autumn", 0)).await.ok(201);
    assert_eq!(
        (&order["state"], &order["provider"], &order["amount_minor"]),
        (&json!("paid"), &json!("none"), &json!(0))
    );
    assert!(shop.learns(&buyer).await);
    shop.books_agree().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn coupons_are_the_admins(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let admin = shop.app.admin().await;
    let new = json!({ "code": "SPRING", "percent_points": 1_000 });
    for (person, status, slug) in [
        (shop.app.guest(), 401, "signed-out"),
        (shop.app.student().await, 403, "not-admin"),
        (shop.teacher.clone(), 403, "not-admin"),
    ] {
        person.get("/admin/coupons").await.refused(status, slug);
        person.post("/admin/coupons", new.clone()).await.refused(status, slug);
        let path = format!("/admin/coupons/{}", uuid::Uuid::now_v7());
        person.patch(&path, json!({ "enabled": false })).await.refused(status, slug);
    }
    let made = admin.post("/admin/coupons", new.clone()).await.ok(201);
    assert_eq!(admin.post("/admin/coupons", new).await.refused(422, "bad-input")["fields"]["code"], "taken");
    let tomorrow = Utc::now() + TimeDelta::days(1);
    for bad in [
        json!({ "code": "x", "percent_points": 1 }),
        json!({ "code": "a b c", "percent_points": 1 }),
        json!({ "code": "ABC" }),
        json!({ "code": "ABC", "percent_points": 1, "fixed_minor": 1, "currency": "RUB" }),
        json!({ "code": "ABC", "percent_points": 10_001 }),
        json!({ "code": "ABC", "fixed_minor": 100 }),
        json!({ "code": "ABC", "fixed_minor": 100, "currency": "XYZ" }),
        json!({ "code": "ABC", "percent_points": 1, "max_uses": 0 }),
        json!({ "code": "ABC", "percent_points": 1, "valid_from": tomorrow, "valid_until": Utc::now() }),
    ] {
        admin.post("/admin/coupons", bad).await.refused(422, "bad-input");
    }
    let path = format!("/admin/coupons/{}", text(&made["id"]));
    admin.patch(&path, json!({ "valid_from": tomorrow, "valid_until": Utc::now() })).await.refused(422, "bad-input");
    let never = format!("/admin/coupons/{}", uuid::Uuid::now_v7());
    admin.patch(&never, json!({ "enabled": false })).await.refused(404, "not-found");
    assert_eq!(shop.count("SELECT count(*) FROM audit_log WHERE object_kind = 'coupon'").await, 1);
}
