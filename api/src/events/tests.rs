use crate::testing::TestApp;
use axum::body::BodyDataStream;
use futures::StreamExt;
use lectern_domain::events::{self, Event};
use serde_json::json;
use sqlx::PgPool;
use std::time::Duration;

/// The next piece of the stream; empty at its end.
async fn next(stream: &mut BodyDataStream) -> String {
    let piece = tokio::time::timeout(Duration::from_secs(5), stream.next()).await.expect("the stream says something");
    piece.map_or_else(String::new, |bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_page_hears_of_its_own_account_until_it_is_signed_out(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.guest().get("/events").await.refused(401, "signed-out");
    let (student, other, admin) = (app.student().await, app.student().await, app.admin().await);
    let answer = student.open("/events").await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.into_body().into_data_stream();
    assert!(next(&mut stream).await.contains("event: open"));
    // The process's one subscription may be a moment behind the page's: publish until it is heard.
    let say = async || {
        loop {
            events::publish(&app.state.redis, other.id, &Event::Account {}).await.unwrap();
            let lost = Event::Access { session_id: None, lesson_id: None, reason: "blocked".to_owned() };
            events::publish(&app.state.redis, student.id, &lost).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let heard = tokio::select! {
        heard = next(&mut stream) => heard,
        () = say() => unreachable!("it never ends"),
    };
    assert!(heard.contains("event: access") && heard.contains(r#""reason":"blocked""#), "{heard}");
    admin.patch(&format!("/admin/accounts/{}", student.id), json!({ "blocked": true })).await.ok(200);
    let over = async {
        loop {
            let piece = next(&mut stream).await;
            assert!(!piece.contains("event: open"), "{piece}");
            if piece.is_empty() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), over).await.expect("the stream ends with the sign-in");
}
