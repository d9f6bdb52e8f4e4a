use crate::testing::TestApp;
use serde_json::json;
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn people_change_themselves_and_nonsense_is_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let student = app.student().await;
    let change = json!({ "name": " Ада 🎓 ", "language": "en", "theme": "dark", "time_zone": "Asia/Tokyo" });
    let me = student.patch("/me", change).await.ok(200);
    assert_eq!((&me["name"], &me["theme"]), (&json!("Ада 🎓"), &json!("dark")));
    assert_eq!(student.patch("/me", json!({ "theme": "light" })).await.ok(200)["language"], "en");
    student.patch("/me", json!({ "theme": "pink" })).await.refused(422, "bad-shape");
    student.patch("/me", json!({ "name": "   " })).await.refused(422, "bad-input");
    student.patch("/me", json!({ "name": "a".repeat(101) })).await.refused(422, "bad-input");
    student.patch("/me", json!({ "time_zone": "'; DROP" })).await.refused(422, "bad-input");
    // A role cannot be given to oneself by naming it.
    assert_eq!(student.patch("/me", json!({ "role": "admin" })).await.ok(200)["role"], "student");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn who_wants_to_teach_asks_and_waits(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let student = app.student().await;
    let me = student.post("/me/teacher-request", json!({ "note": "Algebra" })).await.ok(200);
    assert_eq!((&me["role"], &me["teacher_request"]), (&json!("student"), &json!("waiting")));
    student.post("/me/teacher-request", json!({ "note": "Algebra and more" })).await.ok(200);
    let notes = sqlx::query_scalar!("SELECT note FROM teacher_requests").fetch_all(&app.state.pool).await.unwrap();
    assert_eq!(notes, ["Algebra and more"], "asked twice is one request");
    app.teacher().await.post("/me/teacher-request", json!({})).await.refused(409, "teaches-already");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_school_may_let_everyone_teach_at_once(pool: PgPool) {
    let app = TestApp::with(pool, "accounts.teacher_approval = \"at-once\"").await;
    let student = app.student().await;
    assert_eq!(student.post("/me/teacher-request", json!({})).await.ok(200)["role"], "teacher");
    let body = json!({ "name": "Борис", "email": "b@example.org", "password": crate::testing::PASSWORD, "wants_to_teach": true });
    let session = app.guest().post("/auth/register", body).await.ok(201);
    assert_eq!(session["account"]["role"], "teacher");
}
