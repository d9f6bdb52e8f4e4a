use crate::testing::{Answer, Person, TestApp, text};
use http::Method;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::io::Cursor;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn send(person: &Person, bytes: Vec<u8>) -> Answer {
    person.send(Method::POST, "/admin/school/pictures", &[], bytes.into()).await
}

async fn set(person: &Person, change: Value) -> Answer {
    person.patch("/admin/school", change).await
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn admins_alone_change_the_school_and_anyone_sees_its_name(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let admin = app.admin().await;
    let change = || json!({ "name": " Школа № 7 ", "time_zone": "Asia/Yekaterinburg", "archive_after_months": 3 });
    for other in [app.student().await, app.teacher().await] {
        other.get("/admin/school").await.refused(403, "not-admin");
        set(&other, change()).await.refused(403, "not-admin");
        send(&other, png(10, 10)).await.refused(403, "not-admin");
    }
    set(&app.guest(), change()).await.refused(401, "signed-out");
    let school = set(&admin, change()).await.ok(200);
    assert_eq!((&school["name"], &school["archive_after_months"]), (&json!("Школа № 7"), &json!(3)));
    assert_eq!(app.guest().get("/school").await.ok(200), json!({ "name": "Школа № 7", "logo": null }));
    let audited = sqlx::query_scalar!("SELECT count(*) FROM audit_log WHERE action = 'school-updated'");
    assert_eq!(audited.fetch_one(&app.state.pool).await.unwrap(), Some(1));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_does_not_fit_is_refused_at_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let admin = app.admin().await;
    let unknown = "0".repeat(64);
    for (field, value) in [
        ("name", json!("")),
        ("name", json!("  ")),
        ("name", json!("x".repeat(121))),
        ("time_zone", json!("Moscow+3")),
        ("time_zone", json!("Mars/Olympus")),
        ("archive_after_months", json!(0)),
        ("archive_after_months", json!(121)),
    ] {
        let refusal = set(&admin, json!({ field: value })).await.refused(422, "bad-input");
        assert!(refusal["fields"][field].is_string(), "{field}: {refusal}");
    }
    for change in [
        json!({ "logo": unknown }),
        json!({ "signatures": [{ "name": "A", "role": "", "picture": unknown }] }),
        json!({ "signatures": [{ "name": "A" }, { "name": "B" }, { "name": "C" }] }),
        json!({ "signatures": [{ "name": " " }] }),
    ] {
        set(&admin, change).await.refused(422, "bad-input");
    }
    for bad in [b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), vec![], png(8193, 1)] {
        assert_eq!(send(&admin, bad).await.status.as_u16() / 100, 4);
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn logo_and_signatures_are_kept_as_pictures(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let admin = app.admin().await;
    let logo = send(&admin, png(300, 100)).await.ok(201);
    let again = send(&admin, png(300, 100)).await.ok(201);
    assert_eq!(logo, again, "the same picture lands on the same address");
    let hand = send(&admin, png(200, 50)).await.ok(201);
    let signatures = json!([{ "name": "Ольга Ким", "role": "директор", "picture": hand["hash"] }]);
    let school = set(&admin, json!({ "logo": logo["hash"], "signatures": signatures })).await.ok(200);
    assert_eq!((&school["logo"], &school["signatures"][0]["picture"]), (&logo, &hand));
    let path = text(&logo["url"]);
    let picture = app.guest().open(path.strip_prefix("/api/v1").unwrap()).await;
    assert_eq!((picture.status().as_u16(), picture.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    assert_eq!(set(&admin, json!({ "logo": null })).await.ok(200)["logo"], json!(null));
    app.guest().get("/school/pictures/nothing").await.refused(404, "not-found");
    app.guest().get(&format!("/school/pictures/{}", "0".repeat(64))).await.refused(404, "not-found");
}
