use crate::testing::{TestApp, text};
use lectern_db::SystemClock;
use lectern_domain::notifications::{self, Kind, Notice};
use serde_json::json;
use sqlx::PgPool;

async fn tell(app: &TestApp, account: lectern_db::AccountId, subject: &str) {
    let params = json!({ "course": subject });
    let notice = Notice { kind: Kind::CourseLeft, subject, params, link: Some("/cabinet".to_owned()) };
    let mut db = app.state.pool.acquire().await.unwrap();
    notifications::tell(&mut db, &SystemClock, account, notice).await.unwrap();
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_one_was_told_is_counted_paged_and_read(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (person, other) = (app.student().await, app.student().await);
    for subject in ["a", "b", "b", "c"] {
        tell(&app, person.id, subject).await;
    }
    let unread = async || person.get("/me/notifications/unread").await.ok(200)["count"].clone();
    assert_eq!(unread().await, 3, "the same thing is told once");
    let page = person.get("/me/notifications?limit=2").await.ok(200);
    assert_eq!(
        (&page["items"][0]["params"]["course"], &page["items"][1]["params"]["course"]),
        (&json!("c"), &json!("b"))
    );
    let rest = person.get(&format!("/me/notifications?limit=2&after={}", text(&page["next"]))).await.ok(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    // Up to the second: what came later stays new.
    person.post("/me/notifications/read", json!({ "last": page["items"][1]["id"] })).await.ok(204);
    assert_eq!(unread().await, 1);
    other.post("/me/notifications/read", json!({})).await.ok(204);
    assert_eq!(unread().await, 1, "nobody reads for another");
    person.post("/me/notifications/read", json!({})).await.ok(204);
    assert_eq!(unread().await, 0);
    assert_eq!(other.get("/me/notifications").await.ok(200)["items"], json!([]));
    person.post("/me/notifications/read", json!({ "last": 1 })).await.refused(422, "bad-shape");
    person.get("/me/notifications?after=x").await.refused(400, "bad-query");
}
