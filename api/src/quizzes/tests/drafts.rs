//! Questions and tests of a published course are edited apart from what learners are asked.

use super::{Test, choose, enrolled, single, test_lesson};
use crate::testing::{CourseIds, Person, TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

async fn changes(teacher: &Person, course: &CourseIds) -> Value {
    teacher.get(&format!("{}/edit", course.path)).await.ok(200)["changes"].clone()
}

/// Prompts of a new attempt, which is handed in so that the next begins anew.
async fn asked(test: &Test, who: &Person) -> Vec<String> {
    let attempt = who.post(&test.path("attempts"), json!(null)).await.ok(201);
    who.post(&format!("/attempts/{}/submit", text(&attempt["id"])), json!(null)).await.ok(200);
    prompts(&attempt)
}

fn prompts(attempt: &Value) -> Vec<String> {
    attempt["questions"].as_array().unwrap().iter().map(|question| text(&question["prompt"])).collect()
}

fn quiz(items: &[Value], settings: Value) -> Value {
    json!({ "settings": settings, "items": items })
}

fn named(question: &Value) -> Value {
    json!({ "kind": "question", "question_id": question })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_changed_test_is_taken_once_it_is_published(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), single("Two?")], json!({ "pass_percent": 50 })).await;
    let (teacher, questions) = (&test.teacher, format!("{}/questions", test.course.path));
    assert_eq!(changes(teacher, &test.course).await, 0);
    let begun = test.student.post(&test.path("attempts"), json!(null)).await.ok(201);
    teacher.patch(&format!("/questions/{}", test.questions[0]), single("One, mended?")).await.ok(200);
    let three = teacher.post(&questions, single("Three?")).await.ok(201);
    let items = [named(&json!(test.questions[0])), named(&three["id"])];
    let saved = quiz(&items, json!({ "pass_percent": 100, "attempts": 9 }));
    let edit = teacher.put(&test.path("quiz"), saved).await.ok(200);
    assert_eq!((&edit["settings"]["attempts"], &edit["items"][1]["question_id"]), (&json!(9), &three["id"]));
    teacher.delete(&format!("/questions/{}", test.questions[1])).await.ok(204);
    assert_eq!(changes(teacher, &test.course).await, 4, "a question, a new one, one taken out, and the test");
    test.student.post(&format!("/attempts/{}/submit", text(&begun["id"])), json!(null)).await.ok(200);

    let other = enrolled(&test.app, &test.course).await;
    assert_eq!(asked(&test, &other).await, ["One?", "Two?"]);
    let info = other.get(&test.path("quiz")).await.ok(200);
    assert_eq!((&info["settings"]["pass_percent"], &info["attempts_left"]), (&json!(50), &json!(null)));
    // Who teaches it tries out what is edited.
    assert_eq!(asked(&test, teacher).await, ["One, mended?", "Three?"]);
    assert_eq!(teacher.get(&test.path("quiz")).await.ok(200)["settings"]["pass_percent"], 100);

    assert_eq!(teacher.publish(&test.course).await["changes"], 0);
    assert_eq!(asked(&test, &other).await, ["One, mended?", "Three?"]);
    let info = other.get(&test.path("quiz")).await.ok(200);
    assert_eq!((&info["settings"]["pass_percent"], &info["attempts_left"]), (&json!(100), &json!(7)));
    let frozen = test.student.get(&format!("/attempts/{}", text(&begun["id"]))).await.ok(200);
    assert_eq!(prompts(&frozen), ["One?", "Two?"], "what had begun stays as it was");
    let result = test.student.get(&format!("/attempts/{}/result", text(&begun["id"]))).await.ok(200);
    assert_eq!(result["pass_percent"], 50);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_drawn_comes_from_the_published_bank(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "shuffle_questions": true })).await;
    let (teacher, questions) = (&test.teacher, format!("{}/questions", test.course.path));
    teacher.put(&test.path("quiz"), quiz(&[json!({ "kind": "draw", "count": 1 })], json!({}))).await.ok(200);
    teacher.publish(&test.course).await;
    let mut of_topic = single("New?");
    of_topic["topic"] = json!("fresh");
    for _ in 0..20 {
        teacher.post(&questions, of_topic.clone()).await.ok(201);
    }
    teacher.delete(&format!("/questions/{}", test.questions[0])).await.ok(204);
    for _ in 0..3 {
        assert_eq!(asked(&test, &test.student).await, ["One?"]);
    }
    assert_eq!(asked(&test, teacher).await, ["New?"]);
    teacher.publish(&test.course).await;
    assert_eq!(asked(&test, &test.student).await, ["New?"]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn discarding_gives_the_published_test_back(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), single("Two?")], json!({ "attempts": 5 })).await;
    let (teacher, course) = (&test.teacher, &test.course);
    let published = teacher.get(&test.path("quiz/edit")).await.ok(200);
    let question = format!("/questions/{}", test.questions[0]);
    teacher.patch(&question, single("Spoilt")).await.ok(200);
    assert_eq!(changes(teacher, course).await, 1);
    teacher.patch(&question, single("One?")).await.ok(200);
    assert_eq!(changes(teacher, course).await, 0, "what was changed back is no change");
    teacher.patch(&question, single("Spoilt")).await.ok(200);
    let added = teacher.post(&format!("{}/questions", course.path), single("Three?")).await.ok(201);
    teacher.put(&test.path("quiz"), quiz(&[named(&added["id"])], json!({ "attempts": 1 }))).await.ok(200);
    teacher.delete(&format!("/questions/{}", test.questions[1])).await.ok(204);
    // A test that learners never had: it goes to the bin, and comes out of it with what it asks.
    let second = test_lesson(teacher, course).await;
    teacher.put(&format!("/lessons/{second}/quiz"), quiz(&[named(&added["id"])], json!({}))).await.ok(200);
    let discard = format!("{}/discard", course.path);
    test.app.teacher().await.post(&discard, json!(null)).await.refused(403, "not-yours");
    assert_eq!(teacher.post(&discard, json!(null)).await.ok(200)["changes"], 0);
    let edit = teacher.get(&test.path("quiz/edit")).await.ok(200);
    assert_eq!((&edit["settings"], &edit["items"]), (&published["settings"], &published["items"]));
    assert_eq!(asked(&test, teacher).await, ["One?", "Two?"]);
    teacher.get(&format!("/questions/{}", text(&added["id"]))).await.refused(404, "not-found");
    teacher.post(&format!("/lessons/{second}/restore"), json!(null)).await.ok(200);
    let restored = teacher.get(&format!("/lessons/{second}/quiz/edit")).await.ok(200);
    assert_eq!(restored["questions"][0]["question"]["prompt"], "Three?");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_mended_key_regrades_once_it_is_published(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "pass_percent": 100 })).await;
    let (path, result) = test.take(&test.student, &[choose("b")]).await;
    assert_eq!(result["percent"], 0);
    let mut mended = single("One?");
    mended["body"]["options"][0]["right"] = json!(false);
    mended["body"]["options"][1]["right"] = json!(true);
    test.teacher.patch(&format!("/questions/{}", test.questions[0]), mended).await.ok(200);
    let again = test.path("regrade");
    let nothing = test.teacher.post(&again, json!(null)).await.ok(200);
    assert_eq!(nothing, json!({ "checked": 1, "unpublished": 1, "changed": [] }));
    test.teacher.publish(&test.course).await;
    test.app.teacher().await.post(&again, json!(null)).await.refused(403, "not-yours");
    let regraded = test.teacher.post(&again, json!(null)).await.ok(200);
    assert_eq!((&regraded["unpublished"], &regraded["changed"][0]["after"]["percent"]), (&json!(0), &json!(100)));
    assert_eq!(test.student.get(&format!("{path}/result")).await.ok(200)["percent"], 100);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_video_asks_what_is_published(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lesson = teacher.video_lesson(&course).await;
    sqlx::query!(
        "WITH film AS (INSERT INTO videos (video_id, owner_id, file_name, size_bytes, original_key, state, deadline_at,
                                            created_at, updated_at)
                       VALUES (gen_random_uuid(), $2, 'film.mp4', 1, 'film', 'ready', now(), now(), now())
                       RETURNING video_id)
         UPDATE lessons SET video_id = film.video_id FROM film WHERE lesson_id = $1",
        lesson.parse::<uuid::Uuid>().unwrap(),
        teacher.id.0,
    )
    .execute(&pool)
    .await
    .unwrap();
    let mut questions = Vec::new();
    for prompt in ["One?", "Two?"] {
        questions.push(teacher.post(&format!("{}/questions", course.path), single(prompt)).await.ok(201)["id"].clone());
    }
    let path = format!("/lessons/{lesson}/moments");
    let save = async |moments: &[(i32, usize)]| {
        let at = |(second, n): &(i32, usize)| json!({ "second": second, "question_id": questions[*n] });
        let moments: Vec<Value> = moments.iter().map(at).collect();
        teacher.put(&path, json!({ "moments": moments })).await.ok(200)
    };
    let first = save(&[(1, 0), (2, 1)]).await["moments"][0]["id"].clone();
    teacher.publish(&course).await;
    let student = enrolled(&app, &course).await;
    let seconds = async |who: &Person| {
        let asked = who.get(&path).await.ok(200);
        asked.as_array().unwrap().iter().map(|moment| moment["second"].as_f64().unwrap()).collect::<Vec<_>>()
    };
    let answer = format!("/moments/{}/answer", text(&first));
    student.post(&answer, choose("a")).await.ok(200);
    let added = save(&[(2, 1), (3, 1)]).await["moments"][1]["id"].clone();
    teacher.patch(&format!("/questions/{}", text(&questions[1])), single("Two, mended?")).await.ok(200);
    assert_eq!(changes(&teacher, &course).await, 3, "one question taken out, one added, one mended");
    assert_eq!((seconds(&student).await, seconds(&teacher).await), (vec![1.0, 2.0], vec![2.0, 3.0]));
    assert_eq!(student.get(&path).await.ok(200)[1]["question"]["prompt"], "Two?");
    student.post(&answer, choose("b")).await.ok(200);
    student.post(&format!("/moments/{}/answer", text(&added)), choose("a")).await.refused(404, "not-found");
    let discarded = teacher.post(&format!("{}/discard", course.path), json!(null)).await.ok(200);
    assert_eq!((&discarded["changes"], seconds(&teacher).await), (&json!(0), vec![1.0, 2.0]));
    assert_eq!(student.get(&path).await.ok(200)[0]["right"], false, "answers are still there");
    save(&[(2, 1), (3, 1)]).await;
    teacher.publish(&course).await;
    assert_eq!(seconds(&student).await, [2.0, 3.0]);
    student.post(&answer, choose("a")).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_course_that_was_never_published_has_no_changes(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lesson = test_lesson(&teacher, &course).await;
    let question = teacher.post(&format!("{}/questions", course.path), single("One?")).await.ok(201);
    teacher.put(&format!("/lessons/{lesson}/quiz"), quiz(&[named(&question["id"])], json!({}))).await.ok(200);
    assert_eq!(changes(&teacher, &course).await, 0);
    let attempt = teacher.post(&format!("/lessons/{lesson}/attempts"), json!(null)).await.ok(201);
    assert_eq!(prompts(&attempt), ["One?"]);
}
