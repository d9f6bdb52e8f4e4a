use crate::testing::{TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

fn titles(edit: &Value) -> Vec<(String, Vec<String>)> {
    let of = |list: &Value| list.as_array().unwrap().clone();
    of(&edit["sections"])
        .iter()
        .map(|section| (text(&section["title"]), of(&section["lessons"]).iter().map(|l| text(&l["title"])).collect()))
        .collect()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn sections_and_lessons_are_made_changed_and_binned(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let section = format!("/sections/{}", course.section);
    let edit = teacher.patch(&section, json!({ "title": " Начало " })).await.ok(200);
    assert_eq!(titles(&edit), [("Начало".to_owned(), vec!["Read this".to_owned()])]);
    let edit = teacher.post(&format!("{section}/lessons"), json!({ "kind": "video", "title": "Watch" })).await.ok(201);
    let second = text(&edit["sections"][0]["lessons"][1]["id"]);
    let lesson = teacher.patch(&format!("/lessons/{second}"), json!({ "title": "Смотрите" })).await.ok(200);
    assert_eq!(
        (&lesson["title"], &lesson["kind"], &lesson["video"]),
        (&json!("Смотрите"), &json!("video"), &json!(null))
    );
    // A lesson alone in the bin first, then its section with the other one.
    assert_eq!(teacher.delete(&format!("/lessons/{second}")).await.ok(200)["lesson_count"], 1);
    teacher.delete(&format!("/lessons/{second}")).await.refused(404, "not-found");
    teacher.patch(&format!("/lessons/{second}"), json!({ "title": "x" })).await.refused(404, "not-found");
    assert_eq!(titles(&teacher.delete(&section).await.ok(200)), []);
    teacher
        .post(&format!("{section}/lessons"), json!({ "kind": "text", "title": "x" }))
        .await
        .refused(404, "not-found");
    let edit = teacher.post(&format!("{section}/restore"), json!(null)).await.ok(200);
    assert_eq!(titles(&edit), [("Начало".to_owned(), vec!["Read this".to_owned()])], "what went in alone stays in");
    teacher.delete(&section).await.ok(200);
    let edit = teacher.post(&format!("/lessons/{second}/restore"), json!(null)).await.ok(200);
    assert_eq!(titles(&edit)[0].1, ["Read this", "Смотрите"], "a lesson brings its section along");
    teacher.post(&format!("/lessons/{second}/restore"), json!(null)).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_no_lesson_is_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lessons = format!("/sections/{}/lessons", course.section);
    teacher.post(&lessons, json!({ "kind": "quiz", "title": "x" })).await.refused(422, "bad-shape");
    teacher.post(&lessons, json!({ "kind": "text", "title": " " })).await.refused(422, "bad-input");
    teacher.post(&lessons, json!({ "kind": "text", "title": "я".repeat(201) })).await.refused(422, "bad-input");
    let lesson = format!("/lessons/{}", course.lesson);
    teacher.patch(&lesson, json!({ "body": "a\0b" })).await.refused(422, "bad-input");
    teacher.patch(&lesson, json!({ "body": "x".repeat(200_001) })).await.refused(422, "bad-input");
    teacher.patch(&lesson, json!({ "body": "🎓".repeat(200_000) })).await.ok(200);
    teacher.patch("/lessons/nonsense", json!({})).await.refused(404, "not-found");
    teacher.patch(&format!("/lessons/{}", uuid::Uuid::now_v7()), json!({})).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_lesson_is_open_to_who_is_enrolled_and_to_its_teacher(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let lesson = format!("/lessons/{}", course.lesson);
    let student = app.student().await;
    app.guest().get(&lesson).await.refused(401, "signed-out");
    student.get(&lesson).await.refused(403, "not-enrolled");
    app.teacher().await.get(&lesson).await.refused(403, "not-enrolled");
    assert_eq!(teacher.get(&lesson).await.ok(200)["body_html"], "<p>Some <em>text</em>.</p>\n");
    app.admin().await.get(&lesson).await.ok(200);
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    assert_eq!(student.get(&lesson).await.ok(200)["done"], false);
    student.delete(&format!("{}/enrol", course.path)).await.ok(204);
    student.get(&lesson).await.refused(403, "not-enrolled");
    let draft = teacher.course("Draft").await;
    student.get(&format!("/lessons/{}", draft.lesson)).await.refused(404, "not-found");
}
