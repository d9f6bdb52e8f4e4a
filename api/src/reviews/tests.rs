use crate::testing::{CourseIds, Person, TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// Somebody who has done all of the course.
async fn learner(app: &TestApp, course: &CourseIds) -> Person {
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    student
}

fn stars(stars: i64) -> Value {
    json!({ "stars": stars, "text": "Clear and to the point" })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_review_is_one_a_person_and_may_be_changed_and_taken_back(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = app.teacher().await.published("Algebra").await;
    let student = learner(&app, &course).await;
    let own = format!("{}/review", course.path);
    let all = format!("{}/reviews", course.path);
    let standing = student.get(&own).await.ok(200);
    assert_eq!(
        (&standing["review"], &standing["refusal"], &standing["can_answer"]),
        (&json!(null), &json!(null), &json!(false))
    );
    let first = student.put(&own, stars(5)).await.ok(201);
    app.wait(60);
    let changed = student.put(&own, json!({ "stars": 3, "text": " Less clear, later " })).await.ok(200);
    assert_eq!(
        (&changed["id"], &changed["created_at"], &changed["text"]),
        (&first["id"], &first["created_at"], &json!("Less clear, later"))
    );
    assert_ne!(changed["updated_at"], first["updated_at"]);
    let seen = app.guest().get(&all).await.ok(200);
    assert_eq!(seen["items"], json!([changed]));
    assert_eq!(app.guest().get(&format!("{all}?stars=5")).await.ok(200)["items"], json!([]));
    let page = app.guest().get(&course.path).await.ok(200);
    // Five of four stars are assumed before: (5 · 4 + 3) / 6.
    assert_eq!(
        (&page["rating"], &page["review_count"], &page["star_counts"]),
        (&json!(3.83), &json!(1), &json!([0, 0, 1, 0, 0]))
    );
    student.delete(&own).await.ok(204);
    student.delete(&own).await.refused(404, "not-found");
    let page = app.guest().get(&course.path).await.ok(200);
    assert_eq!((&page["rating"], &page["review_count"]), (&json!(null), &json!(0)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_review_comes_after_a_share_of_the_lessons_and_not_from_who_teaches(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    for n in 0..9 {
        teacher.text_lesson(&course, &format!("Lesson {n}")).await;
    }
    let second = teacher.text_lesson(&course, "The eleventh").await;
    teacher.publish(&course).await;
    let own = format!("{}/review", course.path);
    let student = app.student().await;
    app.guest().put(&own, stars(5)).await.refused(401, "signed-out");
    student.put(&own, stars(5)).await.refused(403, "not-enrolled");
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    student.post(&format!("/lessons/{second}/complete"), json!(null)).await.ok(200);
    // 20 % of 11 lessons are 3.
    let refused = student.put(&own, stars(5)).await.refused(403, "review-too-early");
    assert_eq!((&refused["done"], &refused["needed"]), (&json!(2), &json!(3)));
    assert_eq!(student.get(&own).await.ok(200)["refusal"], "too-early");
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    let third = text(&edit["sections"][0]["lessons"][1]["id"]);
    student.post(&format!("/lessons/{third}/complete"), json!(null)).await.ok(200);
    student.put(&own, stars(5)).await.ok(201);
    // Who has written may change it even after leaving.
    student.delete(&format!("{}/enrol", course.path)).await.ok(204);
    student.put(&own, stars(4)).await.ok(200);
    teacher.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    teacher.put(&own, stars(5)).await.refused(403, "own-course");
    assert_eq!(teacher.get(&own).await.ok(200)["can_answer"], true);
    let draft = teacher.course("Draft").await;
    for person in [&student, &app.teacher().await] {
        person.put(&format!("{}/review", draft.path), stars(5)).await.refused(404, "not-found");
        person.get(&format!("{}/review", draft.path)).await.refused(404, "not-found");
        person.get(&format!("{}/reviews", draft.path)).await.refused(404, "not-found");
    }
    app.guest().get(&format!("{}/reviews", draft.path)).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_no_review_is_refused_at_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = app.teacher().await.published("مقدمة في الجبر 🎓").await;
    let student = learner(&app, &course).await;
    let own = format!("{}/review", course.path);
    for (body, field, slug) in [
        (json!({ "stars": 0, "text": "" }), "stars", "too-small"),
        (json!({ "stars": 6, "text": "" }), "stars", "too-large"),
        (json!({ "stars": 5, "text": "я".repeat(5001) }), "text", "too-long"),
        (json!({ "stars": 5, "text": "x".repeat(1_000_000) }), "text", "too-long"),
        (json!({ "stars": 5, "text": "a\u{0}b" }), "text", "bad-letters"),
    ] {
        assert_eq!(student.put(&own, body).await.refused(422, "bad-input")["fields"][field], slug);
    }
    student.put(&own, json!({ "stars": 4.5, "text": "" })).await.refused(422, "bad-shape");
    student.put(&own, json!({ "stars": 5, "text": "x".repeat(1 << 20) })).await.refused(413, "body-too-large");
    let odd = "ممتاز 👩‍🏫 <script>alert(1)</script>";
    assert_eq!(student.put(&own, json!({ "stars": 5, "text": odd })).await.ok(201)["text"], odd);
    student.put(&own, json!({ "stars": 5, "text": "я".repeat(5000) })).await.ok(200);
    student.get(&format!("{}/reviews?after=x", course.path)).await.refused(400, "bad-query");
    student.get("/courses/x/reviews").await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn reviews_are_paged_without_gaps(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = app.teacher().await.published("Algebra").await;
    for n in 0..5 {
        learner(&app, &course).await.put(&format!("{}/review", course.path), stars(1 + n % 2)).await.ok(201);
        app.wait(1);
    }
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let part = app.guest().get(&format!("{}/reviews?limit=2{after}", course.path)).await.ok(200);
        ids.extend(part["items"].as_array().unwrap().iter().map(|review| text(&review["id"])));
        let Some(next) = part["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted_by(|a, b| a > b), "newest first, each once");
    let ones = app.guest().get(&format!("{}/reviews?stars=1", course.path)).await.ok(200);
    assert_eq!(ones["items"].as_array().unwrap().len(), 3);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn its_teachers_answer_and_nobody_else(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = learner(&app, &course).await;
    let review = student.put(&format!("{}/review", course.path), stars(2)).await.ok(201);
    let answer = format!("/reviews/{}/answer", text(&review["id"]));
    let thanks = json!({ "text": "Thank you" });
    app.guest().put(&answer, thanks.clone()).await.refused(401, "signed-out");
    for person in [&student, &app.student().await, &app.teacher().await] {
        person.put(&answer, thanks.clone()).await.refused(403, "not-yours");
        person.delete(&answer).await.refused(403, "not-yours");
    }
    let (editor, grader) = (app.teacher().await, app.teacher().await);
    for (person, rights) in [(&editor, "edit"), (&grader, "grade")] {
        let given = json!({ "email": person.email, "rights": rights });
        assert!(teacher.post(&format!("{}/teachers", course.path), given).await.status.is_success());
    }
    grader.put(&answer, thanks.clone()).await.refused(403, "not-yours");
    for person in [&teacher, &editor, &app.admin().await] {
        assert_eq!(person.put(&answer, thanks.clone()).await.ok(200)["answer"]["text"], "Thank you");
    }
    for bad in ["", "  "] {
        let refused = teacher.put(&answer, json!({ "text": bad })).await.refused(422, "bad-input");
        assert_eq!(refused["fields"]["text"], "too-short");
    }
    let seen = app.guest().get(&format!("{}/reviews", course.path)).await.ok(200);
    assert_eq!(seen["items"][0]["answer"]["text"], "Thank you");
    teacher.delete(&answer).await.ok(204);
    teacher.delete(&answer).await.ok(204);
    let seen = app.guest().get(&format!("{}/reviews", course.path)).await.ok(200);
    assert_eq!(seen["items"][0]["answer"], json!(null));
    teacher.put(&format!("/reviews/{}/answer", Uuid::nil()), thanks).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_reported_review_is_hidden_or_kept_by_an_admin(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let author = learner(&app, &course).await;
    let own = format!("{}/review", course.path);
    let id = text(&author.put(&own, stars(1)).await.ok(201)["id"]);
    let (report, moderate) = (format!("/reviews/{id}/report"), format!("/admin/reviews/{id}/moderate"));
    let spam = json!({ "reason": "spam", "note": "An advertisement" });
    app.guest().post(&report, spam.clone()).await.refused(401, "signed-out");
    author.post(&report, spam.clone()).await.refused(409, "own-review");
    teacher.post(&report, json!({ "reason": "dislike" })).await.refused(422, "bad-shape");
    let long = json!({ "reason": "other", "note": "x".repeat(501) });
    assert_eq!(teacher.post(&report, long).await.refused(422, "bad-input")["fields"]["note"], "too-long");
    let passer_by = app.student().await;
    for person in [&teacher, &teacher, &passer_by] {
        person.post(&report, spam.clone()).await.ok(204);
    }
    for person in [&author, &teacher] {
        person.get("/admin/reviews").await.refused(403, "not-admin");
        person.post(&moderate, json!({ "decision": "hide" })).await.refused(403, "not-admin");
    }
    let admin = app.admin().await;
    admin.post(&moderate, json!({ "decision": "burn" })).await.refused(422, "bad-shape");
    let listed = admin.get("/admin/reviews").await.ok(200);
    assert_eq!(listed["items"][0]["reports"].as_array().unwrap().len(), 2, "twice is once");
    assert_eq!(
        (&listed["items"][0]["review"]["id"], &listed["items"][0]["course"]["title"]),
        (&json!(id), &json!("Algebra"))
    );

    let hidden = admin.post(&moderate, json!({ "decision": "hide" })).await.ok(200);
    assert_eq!((&hidden["review"]["hidden"], &hidden["reports"]), (&json!(true), &json!([])));
    assert_eq!(admin.get("/admin/reviews").await.ok(200)["items"], json!([]));
    assert_eq!(admin.get("/admin/reviews?state=hidden").await.ok(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.guest().get(&format!("{}/reviews", course.path)).await.ok(200)["items"], json!([]));
    assert_eq!(app.guest().get(&course.path).await.ok(200)["review_count"], 0);
    assert_eq!(author.get(&own).await.ok(200)["review"]["hidden"], true, "its author is told");
    assert_eq!(author.put(&own, stars(5)).await.ok(200)["hidden"], true, "and cannot show it by changing it");
    passer_by.post(&report, spam.clone()).await.refused(404, "not-found");
    teacher.put(&format!("/reviews/{id}/answer"), json!({ "text": "No" })).await.refused(404, "not-found");

    admin.post(&moderate, json!({ "decision": "keep" })).await.ok(200);
    assert_eq!(app.guest().get(&course.path).await.ok(200)["star_counts"], json!([0, 0, 0, 0, 1]));
    // What was decided is not asked again, until the review is another.
    passer_by.post(&report, spam.clone()).await.ok(204);
    assert_eq!(admin.get("/admin/reviews").await.ok(200)["items"], json!([]));
    app.wait(5);
    author.put(&own, stars(2)).await.ok(200);
    passer_by.post(&report, spam).await.ok(204);
    assert_eq!(admin.get("/admin/reviews").await.ok(200)["items"].as_array().unwrap().len(), 1);
    let acts = sqlx::query_scalar!("SELECT count(*) FROM audit_log WHERE action = 'review-moderated'");
    assert_eq!(acts.fetch_one(&app.state.pool).await.unwrap(), Some(2));
}
