use super::{single, test_lesson};
use crate::testing::{TestApp, text};
use serde_json::json;
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn questions_are_made_found_changed_and_deleted(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let bank = format!("{}/questions", course.path);
    let mut matrices = single("What is a *matrix*?");
    matrices["topic"] = json!("Algebra/Matrices");
    let made = teacher.post(&bank, matrices.clone()).await.ok(201);
    assert_eq!((&made["version"], &made["html"]["prompt"]), (&json!(1), &json!("What is a <em>matrix</em>?")));
    teacher.post(&bank, single("100% of what?")).await.ok(201);
    let found = |path: String| {
        let teacher = teacher.clone();
        async move { teacher.get(&path).await.ok(200)["items"].as_array().unwrap().len() }
    };
    assert_eq!(found(bank.clone()).await, 2);
    assert_eq!(found(format!("{bank}?topic=Algebra")).await, 1, "topics are a tree");
    assert_eq!(found(format!("{bank}?topic=Alg")).await, 0);
    assert_eq!(found(format!("{bank}?q=MATRIX")).await, 1);
    assert_eq!(found(format!("{bank}?q=%25")).await, 1, "a percent sign is a letter");
    let page = teacher.get(&format!("{bank}?limit=1")).await.ok(200);
    assert_eq!(found(format!("{bank}?limit=1&after={}", text(&page["next"]))).await, 1);
    let topics = teacher.get(&format!("{bank}/topics")).await.ok(200);
    assert_eq!(topics, json!([{ "topic": null, "count": 1 }, { "topic": "Algebra/Matrices", "count": 1 }]));
    let question = format!("/questions/{}", text(&made["id"]));
    matrices["prompt"] = json!("What is a vector?");
    let changed = teacher.patch(&question, matrices).await.ok(200);
    assert_eq!((&changed["version"], &changed["question"]["prompt"]), (&json!(2), &json!("What is a vector?")));
    teacher.delete(&question).await.ok(204);
    teacher.get(&question).await.refused(404, "not-found");
    assert_eq!(found(bank).await, 1);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_wrong_is_said_at_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let bank = format!("{}/questions", course.path);
    let fields = |question| {
        let (teacher, bank) = (teacher.clone(), bank.clone());
        async move { teacher.post(&bank, question).await.refused(422, "bad-input")["fields"].clone() }
    };
    let mut question = single("?");
    question["body"]["options"][0]["right"] = json!(false);
    assert_eq!(fields(question).await, json!({ "body.options": "no-right-answer" }));
    let mut shares = single("?");
    shares["body"]["kind"] = json!("multiple");
    shares["body"]["options"][0]["share"] = json!(9000);
    assert_eq!(fields(shares).await, json!({ "body.options": "shares-do-not-add-up" }));
    let mut question = single(" ");
    question["points"] = json!(-1);
    assert_eq!(fields(question).await["prompt"], "empty");
    let mut question = single("?");
    question["anchor"] = json!({ "lesson": uuid::Uuid::now_v7(), "second": 12.5 });
    assert_eq!(fields(question).await, json!({ "anchor.lesson": "no-such-lesson" }));
    teacher.post(&bank, json!({ "prompt": "?", "points": 100, "body": { "kind": "riddle" } })).await.refused(422, "bad-shape");
    let mut question = single("?");
    question["prompt"] = json!("سؤال 💡 ".repeat(1000));
    teacher.post(&bank, question).await.ok(201);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_bank_is_its_teachers_alone(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let bank = format!("{}/questions", course.path);
    let id = text(&teacher.post(&bank, single("?")).await.ok(201)["id"]);
    let question = format!("/questions/{id}");
    let (student, other) = (super::enrolled(&app, &course).await, app.teacher().await);
    for stranger in [&student, &other] {
        stranger.get(&bank).await.refused(403, "not-yours");
        stranger.get(&format!("{bank}/topics")).await.refused(403, "not-yours");
        stranger.post(&bank, single("?")).await.refused(403, "not-yours");
        stranger.get(&question).await.refused(404, "not-found");
        stranger.patch(&question, single("?")).await.refused(404, "not-found");
        stranger.delete(&question).await.refused(404, "not-found");
        stranger.get(&format!("{bank}/export")).await.refused(403, "not-yours");
        stranger.post(&format!("{bank}/import"), json!("x")).await.refused(403, "not-yours");
    }
    app.admin().await.get(&question).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_test_asks_what_the_bank_can_give(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lesson = test_lesson(&teacher, &course).await;
    let (quiz, edit) = (format!("/lessons/{lesson}/quiz"), format!("/lessons/{lesson}/quiz/edit"));
    let new = teacher.get(&edit).await.ok(200);
    assert_eq!((&new["items"], &new["settings"]["pass_percent"]), (&json!([]), &json!(60)));
    let id = text(&teacher.post(&format!("{}/questions", course.path), single("?")).await.ok(201)["id"]);
    let ask = json!({ "kind": "question", "question_id": id });
    let save = |items, settings| {
        let (teacher, quiz) = (teacher.clone(), quiz.clone());
        async move { teacher.put(&quiz, json!({ "items": items, "settings": settings })).await }
    };
    let wrong = async |items, settings| save(items, settings).await.refused(422, "bad-input")["fields"].clone();
    assert_eq!(wrong(json!([]), json!({})).await, json!({ "items": "no-questions" }));
    assert_eq!(wrong(json!([ask, ask]), json!({})).await, json!({ "items[1].question_id": "named-twice" }));
    let drawn = json!({ "kind": "draw", "count": 1 });
    assert_eq!(wrong(json!([ask, drawn]), json!({})).await, json!({ "items[1].count": "bank-too-small" }));
    let stranger = json!({ "kind": "question", "question_id": uuid::Uuid::now_v7() });
    assert_eq!(wrong(json!([stranger]), json!({})).await, json!({ "items[0].question_id": "no-such-question" }));
    let bad = json!({ "pass_percent": 101, "time_limit_s": 1 });
    let fields = json!({ "settings.pass_percent": "out-of-range", "settings.time_limit_s": "out-of-range" });
    assert_eq!(wrong(json!([ask]), bad).await, fields);
    save(json!([ask]), json!({ "colour": "red" })).await.refused(422, "bad-shape");
    let saved = save(json!([ask]), json!({ "pass_percent": 50 })).await.ok(200);
    assert_eq!((&saved["question_count"], &saved["questions"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(teacher.get(&edit).await.ok(200), saved);
    let refused = teacher.delete(&format!("/questions/{id}")).await.refused(409, "question-in-use");
    assert_eq!(refused["lesson_ids"], json!([lesson]));
    save(json!([drawn]), json!({})).await.ok(200);
    let video = format!("/lessons/{}/quiz", teacher.video_lesson(&course).await);
    teacher.put(&video, json!({ "items": [drawn], "settings": {} })).await.refused(409, "not-a-test");
    app.student().await.put(&quiz, json!({ "items": [drawn], "settings": {} })).await.refused(404, "not-found");
    app.teacher().await.get(&edit).await.refused(404, "not-found");
}
