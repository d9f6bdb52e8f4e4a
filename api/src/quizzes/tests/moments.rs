use super::{choose, enrolled, single};
use crate::testing::{TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_video_asks_at_its_moments(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let video = teacher.video_lesson(&course).await;
    let bank = format!("{}/questions", course.path);
    let mut ids = Vec::new();
    for prompt in ["One?", "Two?"] {
        ids.push(text(&teacher.post(&bank, single(prompt)).await.ok(201)["id"]));
    }
    let (path, edit) = (format!("/lessons/{video}/moments"), format!("/lessons/{video}/moments/edit"));
    let at = |second: f64, id: &str| json!({ "second": second, "question_id": id });
    let save = async |moments: Value| teacher.put(&path, json!({ "moments": moments })).await;
    let saved = save(json!([at(90.5, &ids[1]), at(12.0, &ids[0])])).await.ok(200);
    assert_eq!((&saved["moments"][0]["second"], &saved["moments"][1]["second"]), (&json!(12.0), &json!(90.5)));
    let first = text(&saved["moments"][0]["id"]);
    let bad = save(json!([at(-1.0, &ids[0]), at(1.0, &video)])).await.refused(422, "bad-input")["fields"].clone();
    assert_eq!(bad, json!({ "moments[0].second": "out-of-range", "moments[1].question_id": "no-such-question" }));
    let own_text = format!("/lessons/{}/moments", course.lesson);
    teacher.put(&own_text, json!({ "moments": [] })).await.refused(409, "not-a-video-lesson");
    // Without a video the lesson cannot be published: there is none for students yet.
    let student = enrolled(&app, &course).await;
    student.get(&path).await.refused(404, "not-found");
    student.get(&edit).await.refused(403, "not-yours");
    student.put(&path, json!({ "moments": [] })).await.refused(403, "not-yours");
    let asked = teacher.get(&path).await.ok(200);
    assert_eq!((asked.as_array().unwrap().len(), &asked[0]["right"]), (2, &json!(null)));
    assert!(!asked.to_string().contains("Well done"));
    let answer = format!("/moments/{first}/answer");
    let told = teacher.post(&answer, choose("b")).await.ok(200);
    assert_eq!((&told["right"], &told["review"]["solution"]["options"]), (&json!(false), &json!(["a"])));
    teacher.post(&answer, choose("z")).await.refused(422, "answer-does-not-fit");
    assert_eq!(teacher.post(&answer, choose("a")).await.ok(200)["right"], true);
    student.post(&answer, choose("a")).await.refused(404, "not-found");
    let kept = save(json!([at(12.0, &ids[0])])).await.ok(200);
    assert_eq!(kept["moments"][0]["id"], json!(first), "what stays keeps what was answered");
    assert_eq!(teacher.get(&path).await.ok(200)[0]["right"], true);
}
