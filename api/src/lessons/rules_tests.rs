//! What learners may open and what completes a course.

use crate::testing::{CourseIds, Person, TestApp, text};
use chrono::{DateTime, Duration, Utc};
use lectern_db::Clock;
use serde_json::{Value, json};
use sqlx::PgPool;

async fn enrol(student: &Person, course: &CourseIds) {
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
}

async fn complete(student: &Person, lesson: &str) -> Value {
    student.post(&format!("/lessons/{lesson}/complete"), json!(null)).await.ok(200)
}

async fn learn(student: &Person, course: &CourseIds) -> Value {
    student.get(&format!("{}/learn", course.path)).await.ok(200)
}

fn states(learn: &Value) -> Vec<(String, String)> {
    let sections = learn["sections"].as_array().unwrap().iter();
    let lessons = sections.flat_map(|section| section["lessons"].as_array().unwrap());
    lessons.map(|lesson| (text(&lesson["title"]), text(&lesson["state"]))).collect()
}

fn state(title: &str, state: &str) -> (String, String) {
    (title.to_owned(), state.to_owned())
}

async fn completions(app: &TestApp) -> Vec<(bool, Option<i32>, i64)> {
    let rows = sqlx::query!(
        r#"SELECT completed_at IS NOT NULL AS "done!", completed_version,
                  (SELECT count(*) FROM jobs WHERE kind = 'course-completed') AS "jobs!" FROM enrolments"#
    );
    let rows = rows.fetch_all(&app.state.pool).await.unwrap();
    rows.into_iter().map(|row| (row.done, row.completed_version, row.jobs)).collect()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn all_required_lessons_complete_the_course_once_and_for_good(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let (second, extra) = (teacher.text_lesson(&course, "Two").await, teacher.text_lesson(&course, "Extra").await);
    teacher.patch(&format!("/lessons/{extra}"), json!({ "required": false })).await.ok(200);
    teacher.publish(&course).await;
    let student = app.student().await;
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.refused(403, "not-enrolled");
    enrol(&student, &course).await;
    assert_eq!(complete(&student, &course.lesson).await["done"], true);
    assert_eq!(completions(&app).await, [(false, None, 0)], "a required lesson is left");
    complete(&student, &second).await;
    assert_eq!(completions(&app).await, [(true, Some(2), 1)], "the extra one is not needed");
    complete(&student, &second).await;
    teacher.text_lesson(&course, "Three").await;
    assert_eq!(teacher.publish(&course).await["version"], 3);
    let view = learn(&student, &course).await;
    assert!(view["completed_at"].is_string(), "what is earned is never taken back");
    assert_eq!((&view["done_lessons"], &view["lesson_count"]), (&json!(2), &json!(4)));
    complete(&student, &extra).await;
    assert_eq!(completions(&app).await, [(true, Some(2), 1)]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn taking_the_last_undone_lesson_out_completes_the_course(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let second = teacher.text_lesson(&course, "Two").await;
    teacher.publish(&course).await;
    let student = app.student().await;
    enrol(&student, &course).await;
    complete(&student, &course.lesson).await;
    teacher.delete(&format!("/lessons/{second}")).await.ok(200);
    assert_eq!(completions(&app).await, [(false, None, 0)], "an edit is not published yet");
    teacher.publish(&course).await;
    assert_eq!(completions(&app).await, [(true, Some(3), 1)]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_final_test_is_needed_though_it_is_not_required(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lesson = json!({ "kind": "test", "title": "Final" });
    let edit = teacher.post(&format!("/sections/{}/lessons", course.section), lesson).await.ok(201);
    let test = text(&edit["sections"][0]["lessons"][1]["id"]);
    teacher.patch(&format!("/lessons/{test}"), json!({ "required": false })).await.ok(200);
    let problem =
        teacher.patch(&course.path, json!({ "final_test_id": course.lesson })).await.refused(422, "bad-input");
    assert_eq!(problem["fields"]["final_test_id"], "no-such-test");
    assert_eq!(teacher.patch(&course.path, json!({ "final_test_id": test })).await.ok(200)["final_test_id"], test);
    teacher.post(&format!("{}/publish", course.path), json!(null)).await.refused(409, "not-publishable");
    let question = json!({ "prompt": "Is one odd?", "points": 100, "body": { "kind": "true_false", "right": true } });
    let question = teacher.post(&format!("{}/questions", course.path), question).await.ok(201)["id"].clone();
    let quiz = json!({ "settings": {}, "items": [{ "kind": "question", "question_id": question }] });
    teacher.put(&format!("/lessons/{test}/quiz"), quiz).await.ok(200);
    teacher.publish(&course).await;
    let student = app.student().await;
    enrol(&student, &course).await;
    complete(&student, &course.lesson).await;
    assert_eq!(completions(&app).await, [(false, None, 0)]);
    student.post(&format!("/lessons/{test}/complete"), json!(null)).await.refused(409, "pass-to-complete");
    let mut db = app.state.pool.acquire().await.unwrap();
    let test = test.parse::<uuid::Uuid>().unwrap().into();
    lectern_domain::lessons::complete(&mut db, student.id, test, &app.clock).await.unwrap();
    assert_eq!(completions(&app).await, [(true, Some(1), 1)]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn in_a_strict_order_the_server_keeps_what_comes_later(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let (second, third) = (teacher.text_lesson(&course, "Two").await, teacher.text_lesson(&course, "Three").await);
    teacher.patch(&format!("/lessons/{second}"), json!({ "required": false })).await.ok(200);
    teacher.patch(&course.path, json!({ "ordered": true })).await.ok(200);
    teacher.publish(&course).await;
    let student = app.student().await;
    enrol(&student, &course).await;
    let locked = student.get(&format!("/lessons/{third}")).await.refused(403, "lesson-locked");
    assert_eq!(locked["lesson_id"], course.lesson);
    student.post(&format!("/lessons/{third}/complete"), json!(null)).await.refused(403, "lesson-locked");
    student.post(&format!("/lessons/{third}/playback"), json!({})).await.refused(403, "lesson-locked");
    let view = learn(&student, &course).await;
    assert_eq!(states(&view), [state("Read this", "open"), state("Two", "locked"), state("Three", "locked")]);
    assert_eq!(view["sections"][0]["lessons"][2]["until_lesson_id"], course.lesson);
    complete(&student, &course.lesson).await;
    // The second is not required: it holds nobody up.
    complete(&student, &third).await;
    teacher.get(&format!("/lessons/{second}")).await.ok(200);
    // What is done stays open, whatever is put before it.
    let first = teacher.text_lesson(&course, "Zero").await;
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    let lessons = json!([first, course.lesson, second, third]);
    let order =
        json!({ "version": edit["outline_version"], "sections": [{ "id": course.section, "lessons": lessons }] });
    teacher.put(&format!("{}/outline", course.path), order).await.ok(200);
    teacher.publish(&course).await;
    let expected = [state("Zero", "open"), state("Read this", "open"), state("Two", "locked"), state("Three", "open")];
    assert_eq!(states(&learn(&student, &course).await), expected);
    student.get(&format!("/lessons/{third}")).await.ok(200);
    student.get(&format!("/lessons/{second}")).await.refused(403, "lesson-locked");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_preview_is_for_everyone_and_its_text_for_visitors_too(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let lesson = format!("/lessons/{}", course.lesson);
    teacher.patch(&lesson, json!({ "preview": true })).await.ok(200);
    app.student().await.get(&lesson).await.refused(403, "not-enrolled");
    teacher.publish(&course).await;
    let (student, guest) = (app.student().await, app.guest());
    assert_eq!(student.get(&lesson).await.ok(200)["preview"], true);
    assert_eq!(guest.get(&lesson).await.ok(200)["title"], "Read this");
    student.post(&format!("{lesson}/complete"), json!(null)).await.refused(403, "not-enrolled");
    guest.post(&format!("{lesson}/complete"), json!(null)).await.refused(401, "signed-out");
    let page = guest.get(&course.path).await.ok(200);
    assert_eq!(page["sections"][0]["lessons"][0]["preview"], true);
    // Not before its date, and not once the course has left the catalogue.
    let tomorrow = app.clock.now() + Duration::days(1);
    teacher.patch(&lesson, json!({ "opens_at": tomorrow })).await.ok(200);
    teacher.publish(&course).await;
    student.get(&lesson).await.refused(403, "lesson-not-yet");
    guest.get(&lesson).await.refused(401, "signed-out");
    app.wait(24 * 3600);
    let (teacher, student) = (app.again(&teacher), app.again(&student));
    guest.get(&lesson).await.ok(200);
    teacher.post(&format!("{}/unpublish", course.path), json!(null)).await.ok(200);
    student.get(&lesson).await.refused(404, "not-found");
    guest.get(&lesson).await.refused(401, "signed-out");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn dates_and_the_access_period_open_and_end(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let second = teacher.text_lesson(&course, "Two").await;
    let opens_at = app.clock.now() + Duration::days(1);
    teacher.patch(&format!("/lessons/{}", course.lesson), json!({ "opens_at": opens_at })).await.ok(200);
    teacher.patch(&format!("/lessons/{second}"), json!({ "opens_after_days": 2 })).await.ok(200);
    teacher.patch(&course.path, json!({ "access_days": 5 })).await.ok(200);
    teacher.publish(&course).await;
    let student = app.student().await;
    enrol(&student, &course).await;
    let first = format!("/lessons/{}", course.lesson);
    let refused = student.get(&first).await.refused(403, "lesson-not-yet");
    let when = |value: &Value| text(value).parse::<DateTime<Utc>>().unwrap();
    assert!((when(&refused["opens_at"]) - opens_at).num_seconds().abs() < 1);
    let view = learn(&student, &course).await;
    assert_eq!(states(&view), [state("Read this", "not-yet"), state("Two", "not-yet")]);
    assert_eq!((&view["continue"], view["ends_at"].is_string()), (&json!(null), true));
    assert_eq!(student.get("/me/learning").await.ok(200)["continue"], json!(null));
    app.wait(24 * 3600 + 1);
    let student = app.again(&student);
    student.get(&first).await.ok(200);
    student.get(&format!("/lessons/{second}")).await.refused(403, "lesson-not-yet");
    app.wait(24 * 3600);
    let student = app.again(&student);
    complete(&student, &second).await;
    app.wait(3 * 24 * 3600);
    let (teacher, student) = (app.again(&teacher), app.again(&student));
    for path in [format!("{}/learn", course.path), first.clone(), format!("/lessons/{second}")] {
        assert!(student.get(&path).await.refused(403, "access-over")["ended_at"].is_string());
    }
    student.post(&format!("{first}/complete"), json!(null)).await.refused(403, "access-over");
    teacher.get(&first).await.ok(200);
}
