use super::{Test, choose, enrolled, essay, single};
use crate::testing::text;
use lectern_db::AttemptId;
use lectern_domain::quizzes;
use serde_json::{Value, json};
use sqlx::PgPool;

fn at(attempt: &str, index: usize) -> String {
    format!("{attempt}/answers/{index}")
}

fn id_of(attempt: &str) -> AttemptId {
    attempt.strip_prefix("/attempts/").unwrap().parse().unwrap()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_test_is_begun_answered_handed_in_and_passed(pool: PgPool) {
    let mut second = single("Two?");
    let test = Test::asking(pool, &[single("One?"), second.clone()], json!({ "pass_percent": 100 })).await;
    second["anchor"] = json!({ "lesson": test.course.lesson, "second": 760.0 });
    test.teacher.patch(&format!("/questions/{}", test.questions[1]), second).await.ok(200);
    test.teacher.publish(&test.course).await;
    let student = &test.student;
    let info = student.get(&test.path("quiz")).await.ok(200);
    assert_eq!((&info["can_start"], &info["question_count"]), (&json!(true), &json!(2)), "{info}");
    let (path, result) = test.take(student, &[choose("a"), choose("b")]).await;
    assert_eq!((&result["points"], &result["max"], &result["percent"]), (&json!(100), &json!(200), &json!(50)));
    assert_eq!((&result["passed"], &result["state"]), (&json!(false), &json!("graded")));
    assert_eq!(
        result["watch_again"],
        json!([{ "lesson_id": test.course.lesson, "second": 760.0, "question_index": 1 }])
    );
    assert_eq!(result["questions"][0]["feedback"]["a"], "Well done");
    assert_eq!(result["questions"][1]["solution"]["options"], json!(["a"]));
    assert_eq!(student.get(&test.path("quiz")).await.ok(200)["attempts"][0]["percent"], 50);
    assert_eq!(student.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], false);
    let (_, passed) = test.take(student, &[choose("a"), choose("a")]).await;
    assert_eq!((&passed["passed"], &passed["number"]), (&json!(true), &json!(2)));
    assert_eq!(student.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], true);
    assert_eq!(student.get(&format!("{path}/result")).await.ok(200), result);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_asked_tells_nothing_of_the_answer(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({})).await;
    let attempt = test.student.post(&test.path("attempts"), json!(null)).await.ok(201);
    let said = attempt.to_string();
    for secret in ["\"right\"", "share", "Well done", "seed", "solution"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    assert_eq!(attempt["questions"][0]["html"]["options.a"], "Right");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_older_save_never_overwrites_a_newer_one(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), single("Two?")], json!({})).await;
    let (student, attempt) = (&test.student, test.begin().await);
    let save = |seq, answer| json!({ "seq": seq, "answer": answer });
    assert_eq!(student.put(&at(&attempt, 0), save(5, choose("a"))).await.ok(200)["seq"], 5);
    assert_eq!(student.put(&at(&attempt, 0), save(4, choose("b"))).await.ok(200)["seq"], 5, "from the other tab");
    student.put(&at(&attempt, 0), save(5, choose("b"))).await.ok(200);
    // The lid was closed: beginning again goes on, in the same order.
    let begun = student.get(&attempt).await.ok(200);
    let resumed = student.post(&test.path("attempts"), json!(null)).await.ok(200);
    assert_eq!((&resumed["answers"], &resumed["seq"]), (&json!({ "0": choose("a") }), &json!(5)));
    assert_eq!(resumed["questions"], begun["questions"]);
    student.put(&at(&attempt, 0), save(6, Value::Null)).await.ok(200);
    assert_eq!(student.get(&attempt).await.ok(200)["answers"], json!({}), "taken back");
    student.put(&at(&attempt, 0), save(0, choose("a"))).await.refused(422, "bad-input");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_answer_that_does_not_fit_is_refused(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), essay("Why?")], json!({})).await;
    let (student, attempt) = (&test.student, test.begin().await);
    let refused = async |index, answer: Value| {
        let put = student.put(&at(&attempt, index), json!({ "seq": 1, "answer": answer })).await;
        put.refused(422, "answer-does-not-fit")["fields"]["answer"].clone()
    };
    assert_eq!(refused(0, choose("z")).await, "unknown-option");
    assert_eq!(refused(0, json!({ "kind": "true_false", "value": true })).await, "answer-of-another-kind");
    assert_eq!(refused(1, json!({ "kind": "essay", "text": "x".repeat(1001) })).await, "too-long");
    let put = async |index: usize, body: Value| student.put(&at(&attempt, index), body).await;
    put(0, json!({ "seq": 1, "answer": { "kind": "single" } })).await.refused(422, "bad-shape");
    put(0, json!({ "seq": 1, "answer": { "kind": "single", "option": "a", "points": 100 } }))
        .await
        .refused(422, "bad-shape");
    put(2, json!({ "seq": 1, "answer": choose("a") })).await.refused(404, "not-found");
    student.put(&format!("{attempt}/answers/-1"), json!({ "seq": 1, "answer": null })).await.refused(404, "not-found");
    let essay = "x".repeat(1_100_000);
    put(1, json!({ "seq": 1, "answer": { "kind": "essay", "text": essay } })).await.refused(413, "body-too-large");
    assert_eq!(student.get(&attempt).await.ok(200)["answers"], json!({}), "nothing of it was saved");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn handing_in_twice_is_once_and_later_edits_change_nothing(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "attempts": 1 })).await;
    let (student, attempt) = (&test.student, test.begin().await);
    student.put(&at(&attempt, 0), json!({ "seq": 1, "answer": choose("a") })).await.ok(200);
    let mut turned = single("One, turned?");
    turned["body"]["options"][0]["right"] = json!(false);
    turned["body"]["options"][1]["right"] = json!(true);
    test.teacher.patch(&format!("/questions/{}", test.questions[0]), turned).await.ok(200);
    student.get(&format!("{attempt}/result")).await.refused(409, "attempt-open");
    let submit = format!("{attempt}/submit");
    let first = student.post(&submit, json!(null)).await.ok(200);
    assert_eq!((&first["percent"], &first["questions"][0]["question"]["prompt"]), (&json!(100), &json!("One?")));
    test.app.wait(60);
    assert_eq!(student.post(&submit, json!(null)).await.ok(200), first);
    student.put(&at(&attempt, 0), json!({ "seq": 9, "answer": choose("b") })).await.refused(409, "attempt-over");
    student.post(&test.path("attempts"), json!(null)).await.refused(409, "no-attempts-left");
    assert_eq!(student.get(&test.path("quiz")).await.ok(200)["refusal"]["reason"], "no-attempts-left");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_attempt_is_its_person_s_alone(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({})).await;
    let attempt = test.begin().await;
    let other = enrolled(&test.app, &test.course).await;
    for stranger in [&other, &test.app.teacher().await, &test.app.admin().await, &test.teacher] {
        stranger.get(&attempt).await.refused(404, "not-found");
        stranger.put(&at(&attempt, 0), json!({ "seq": 1, "answer": choose("a") })).await.refused(404, "not-found");
        stranger.post(&format!("{attempt}/submit"), json!(null)).await.refused(404, "not-found");
    }
    test.student.post(&format!("{attempt}/submit"), json!(null)).await.ok(200);
    other.get(&format!("{attempt}/result")).await.refused(404, "not-found");
    test.teacher.get(&format!("{attempt}/result")).await.ok(200);
    let outsider = test.app.student().await;
    outsider.get(&test.path("quiz")).await.refused(403, "not-enrolled");
    outsider.post(&test.path("attempts"), json!(null)).await.refused(403, "not-enrolled");
    test.app.guest().post(&test.path("attempts"), json!(null)).await.refused(401, "signed-out");
    let nothing = format!("/lessons/{}/attempts", test.course.lesson);
    test.student.post(&nothing, json!(null)).await.refused(409, "test-not-ready");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_server_s_clock_ends_an_attempt(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "time_limit_s": 60 })).await;
    let (student, attempt) = (&test.student, test.begin().await);
    let jobs = async || {
        let all = sqlx::query_scalar!(
            "SELECT count(*) AS \"n!\" FROM jobs WHERE kind = 'submit-attempt' AND run_at > now() + interval '85 s'"
        );
        all.fetch_one(&test.app.state.pool).await.unwrap()
    };
    assert_eq!(jobs().await, 1, "the job that hands it in is there from the beginning");
    test.app.wait(80);
    student.put(&at(&attempt, 0), json!({ "seq": 1, "answer": choose("a") })).await.ok(200);
    let late = async || quizzes::submit_late(&test.app.state.pool, &test.app.clock, id_of(&attempt)).await.unwrap();
    late().await;
    assert_eq!(student.get(&attempt).await.ok(200)["state"], "open", "answers on their way still count");
    test.app.wait(11);
    student.put(&at(&attempt, 0), json!({ "seq": 2, "answer": choose("b") })).await.refused(409, "attempt-over");
    late().await;
    late().await;
    let result = student.get(&format!("{attempt}/result")).await.ok(200);
    assert_eq!((&result["percent"], &result["passed"]), (&json!(100), &json!(true)), "handed in with what was saved");
    assert_eq!(student.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], true);
    assert_eq!(student.post(&format!("{attempt}/submit"), json!(null)).await.ok(200), result);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_overdue_attempt_does_not_stand_in_the_way(pool: PgPool) {
    let settings = json!({ "time_limit_s": 60, "attempts": 2, "pause_s": 600 });
    let test = Test::asking(pool, &[single("One?")], settings).await;
    let attempt = test.begin().await;
    test.app.wait(100);
    let refused = test.student.post(&test.path("attempts"), json!(null)).await.refused(409, "pause-between-attempts");
    assert!(refused["until"].is_string());
    let info = test.student.get(&test.path("quiz")).await.ok(200);
    assert_eq!((&info["attempts"][0]["state"], &info["attempts_left"]), (&json!("graded"), &json!(1)));
    assert_eq!(test.student.get(&attempt).await.ok(200)["state"], "graded");
    test.app.wait(600);
    test.student.post(&test.path("attempts"), json!(null)).await.ok(201);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_test_opens_and_closes(pool: PgPool) {
    let now = chrono::Utc::now();
    let (opens, closes) = (now + chrono::TimeDelta::minutes(2), now + chrono::TimeDelta::minutes(5));
    let settings = json!({ "opens_at": opens, "closes_at": closes, "show_when": "after_close" });
    let test = Test::asking(pool, &[single("One?")], settings).await;
    let start = test.path("attempts");
    assert!(test.student.post(&start, json!(null)).await.refused(403, "test-closed")["opens_at"].is_string());
    test.app.wait(121);
    let (path, result) = test.take(&test.student, &[choose("a")]).await;
    assert_eq!((&result["points"], &result["passed"], &result["questions"]), (&json!(null), &json!(null), &json!([])));
    test.app.wait(180);
    assert!(test.student.post(&start, json!(null)).await.refused(403, "test-closed")["closed_at"].is_string());
    let result = test.student.get(&format!("{path}/result")).await.ok(200);
    assert_eq!((&result["percent"], &result["questions"][0]["state"]), (&json!(100), &json!("right")));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_shown_is_the_teacher_s_choice(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "show": "nothing" })).await;
    let (path, result) = test.take(&test.student, &[choose("b")]).await;
    assert_eq!((&result["percent"], &result["questions"]), (&json!(null), &json!([])));
    let items = json!([{ "kind": "question", "question_id": test.questions[0] }]);
    let shown = async |show: &str, when: &str| {
        let quiz = json!({ "items": items, "settings": { "show": show, "show_when": when } });
        test.teacher.put(&test.path("quiz"), quiz).await.ok(200);
        test.teacher.publish(&test.course).await;
        test.student.get(&format!("{path}/result")).await.ok(200)
    };
    let score = shown("score", "at_once").await;
    assert_eq!((&score["percent"], &score["questions"][0]["state"]), (&json!(0), &json!(null)));
    let marks = shown("right_wrong", "at_once").await;
    assert_eq!((&marks["questions"][0]["state"], &marks["questions"][0]["solution"]), (&json!("wrong"), &json!(null)));
    assert_eq!(shown("answers", "after_pass_or_last").await["questions"][0]["state"], json!(null));
    test.take(&test.student, &[choose("a")]).await;
    assert!(shown("answers", "after_pass_or_last").await["questions"][0]["solution"].is_object(), "passed since");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_editor_s_own_try_counts_for_nothing(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?")], json!({ "attempts": 1, "show": "nothing" })).await;
    for _ in 0..2 {
        let (_, result) = test.take(&test.teacher, &[choose("a")]).await;
        assert_eq!(result["percent"], 100, "editors see all of it");
    }
    assert_eq!(test.teacher.get(&test.path("quiz/edit")).await.ok(200)["attempt_count"], 0);
    assert_eq!(test.teacher.get(&test.path("quiz/statistics")).await.ok(200)["attempts"], 0);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn questions_are_drawn_from_their_topic_for_each_attempt(pool: PgPool) {
    let mut questions: Vec<Value> = (0..6).map(|n| single(&format!("Question {n}?"))).collect();
    questions[1..].iter_mut().for_each(|question| question["topic"] = json!("Drawn"));
    let test = Test::asking(pool, &questions, json!({})).await;
    let items = json!([{ "kind": "draw", "topic": "Drawn", "count": 3 }, { "kind": "question", "question_id": test.questions[0] }]);
    test.teacher.put(&test.path("quiz"), json!({ "items": items, "settings": {} })).await.ok(200);
    test.teacher.publish(&test.course).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let attempt = test.student.post(&test.path("attempts"), json!(null)).await.ok(201);
        let asked: Vec<String> = attempt["questions"].as_array().unwrap().iter().map(|q| text(&q["prompt"])).collect();
        assert_eq!((asked.len(), asked[3].as_str()), (4, "Question 0?"));
        assert_eq!(asked.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "none twice");
        seen.insert(asked);
        test.student.post(&format!("/attempts/{}/submit", text(&attempt["id"])), json!(null)).await.ok(200);
    }
    assert!(seen.len() > 1, "each attempt draws anew");
}
