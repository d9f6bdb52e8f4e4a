use crate::testing::{Person, TestApp, text};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;

fn titles(part: &Value) -> Vec<String> {
    part["items"].as_array().unwrap().iter().map(|course| text(&course["title"])).collect()
}

async fn priced(teacher: &Person, title: &str, price: Value) -> String {
    let course = teacher.published(title).await;
    teacher.patch(&course.path, json!({ "price": price })).await.ok(200);
    teacher.publish(&course).await;
    course.path
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_price_is_drafted_published_and_taken_off(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Analysis").await;
    assert_eq!(app.guest().get(&course.path).await.ok(200)["price"], json!(null));
    let soon = Utc::now() + TimeDelta::days(3);
    let price = json!({ "minor": 100_000, "currency": "RUB", "sale_minor": 70_000, "sale_until": soon });
    let edit = teacher.patch(&course.path, json!({ "price": price })).await.ok(200);
    assert_eq!((&edit["price"]["minor"], &edit["price"]["sale_minor"]), (&json!(100_000), &json!(70_000)));
    assert!(edit["changes"].as_i64().unwrap() > 0);
    assert_eq!(app.guest().get(&course.path).await.ok(200)["price"], json!(null), "not published yet");
    teacher.publish(&course).await;
    let shown = &app.guest().get(&course.path).await.ok(200)["price"];
    assert_eq!(
        (&shown["minor"], &shown["list_minor"], &shown["currency"]),
        (&json!(70_000), &json!(100_000), &json!("RUB"))
    );
    assert!(shown["sale_until"].is_string());
    teacher.patch(&course.path, json!({ "summary": "Another" })).await.ok(200);
    teacher.publish(&course).await;
    assert_eq!(app.guest().get(&course.path).await.ok(200)["price"]["minor"], 70_000, "the rest leaves it alone");
    teacher.patch(&course.path, json!({ "price": null })).await.ok(200);
    teacher.publish(&course).await;
    assert_eq!(app.guest().get(&course.path).await.ok(200)["price"], json!(null));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_price_that_is_none_is_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Analysis").await;
    let (now, before) = (Utc::now(), Utc::now() - TimeDelta::days(1));
    for bad in [
        json!({ "minor": 0, "currency": "RUB" }),
        json!({ "minor": -5, "currency": "RUB" }),
        json!({ "minor": 100_000_000_001_i64, "currency": "RUB" }),
        json!({ "minor": 100, "currency": "rub" }),
        json!({ "minor": 100, "currency": "CHF" }),
        json!({ "minor": 100, "currency": "RUB", "sale_minor": 100 }),
        json!({ "minor": 100, "currency": "RUB", "sale_minor": 0 }),
        json!({ "minor": 100, "currency": "RUB", "sale_minor": 50, "sale_from": now, "sale_until": before }),
    ] {
        teacher.patch(&course.path, json!({ "price": bad })).await.refused(422, "bad-input");
    }
    teacher.patch(&course.path, json!({ "price": { "minor": "100" } })).await.refused(422, "bad-shape");
    let price = json!({ "price": { "minor": 100, "currency": "RUB" } });
    app.student().await.patch(&course.path, price.clone()).await.refused(404, "not-found");
    app.guest().patch(&course.path, price).await.refused(401, "signed-out");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_paid_course_is_not_enrolled_in_for_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, early, late) = (app.teacher().await, app.student().await, app.student().await);
    let course = teacher.published("Analysis").await;
    let enrol = format!("{}/enrol", course.path);
    early.post(&enrol, json!(null)).await.ok(201);
    teacher.patch(&course.path, json!({ "price": { "minor": 500, "currency": "EUR" } })).await.ok(200);
    teacher.publish(&course).await;
    let refused = late.post(&enrol, json!(null)).await.refused(402, "payment-required");
    assert_eq!((&refused["price"]["minor"], &refused["price"]["currency"]), (&json!(500), &json!("EUR")));
    early.post(&enrol, json!(null)).await.ok(200);
    early.delete(&enrol).await.ok(204);
    early.post(&enrol, json!(null)).await.ok(201);
    teacher.post(&enrol, json!(null)).await.ok(201);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn editors_give_a_course_away_for_a_reason(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let (teacher, student, other) = (app.teacher().await, app.student().await, app.student().await);
    let path = priced(&teacher, "Analysis", json!({ "minor": 500, "currency": "EUR" })).await;
    let students = format!("{path}/students");
    let gift = json!({ "email": student.email, "reason": "Won the contest" });
    app.guest().post(&students, gift.clone()).await.refused(401, "signed-out");
    other.post(&students, gift.clone()).await.refused(403, "not-yours");
    app.teacher().await.post(&students, gift.clone()).await.refused(403, "not-yours");
    assert_eq!(teacher.post(&students, gift.clone()).await.ok(201)["source"], "given");
    teacher.post(&students, gift).await.refused(409, "already-enrolled");
    student.get(&format!("{path}/learn")).await.ok(200);
    let by_id = json!({ "account_id": other.id, "reason": "A friend" });
    app.admin().await.post(&students, by_id).await.ok(201);
    for bad in [
        json!({ "email": "nobody@example.org", "reason": "x" }),
        json!({ "email": student.email, "account_id": student.id, "reason": "x" }),
        json!({ "reason": "x" }),
        json!({ "email": student.email, "reason": " " }),
    ] {
        teacher.post(&students, bad).await.refused(422, "bad-input");
    }
    let told = &student.get("/me/notifications").await.ok(200)["items"][0];
    assert_eq!((&told["kind"], &told["params"]["reason"]), (&json!("course-given"), &json!("Won the contest")));
    let written = sqlx::query_scalar!("SELECT count(*) FROM audit_log WHERE action = 'student-enrolled'");
    assert_eq!(written.fetch_one(&pool).await.unwrap(), Some(2));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_catalogue_is_filtered_counted_and_ordered_by_price(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let teacher = app.teacher().await;
    teacher.published("Free").await;
    priced(&teacher, "Dear", json!({ "minor": 90_000, "currency": "RUB" })).await;
    priced(&teacher, "Middle", json!({ "minor": 40_000, "currency": "RUB" })).await;
    let over = Utc::now() - TimeDelta::hours(1);
    priced(&teacher, "Sold", json!({ "minor": 95_000, "currency": "RUB", "sale_minor": 10_000 })).await;
    let was = json!({ "minor": 50_000, "currency": "RUB", "sale_minor": 1, "sale_until": over });
    priced(&teacher, "Was sold", was).await;
    let guest = app.guest();
    assert_eq!(titles(&guest.get("/courses?price=free").await.ok(200)), ["Free"]);
    let order = ["Free", "Sold", "Middle", "Was sold", "Dear"];
    assert_eq!(titles(&guest.get("/courses?sort=price").await.ok(200)), order);
    let (mut seen, mut after) = (vec![], String::new());
    loop {
        let part = guest.get(&format!("/courses?sort=price&limit=2{after}")).await.ok(200);
        seen.extend(titles(&part));
        let Some(next) = part["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, order);
    assert_eq!(titles(&guest.get("/courses?price=paid&sort=price").await.ok(200)), &order[1..]);
    let counts = json!([{ "price": "free", "count": 1 }, { "price": "paid", "count": 4 }]);
    assert_eq!(guest.get("/courses/facets").await.ok(200)["prices"], counts);
    let free = guest.get("/courses/facets?price=free").await.ok(200);
    assert_eq!((&free["prices"], &free["total"]), (&counts, &json!(1)));
    guest.get("/courses?price=cheap").await.refused(400, "bad-query");
}
