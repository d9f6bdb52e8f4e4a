use super::{Test, choose, enrolled, essay, single};
use crate::testing::text;
use serde_json::{Value, json};
use sqlx::PgPool;

fn written(text: &str) -> Value {
    json!({ "kind": "essay", "text": text })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_essay_waits_for_its_teacher(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), essay("Why?")], json!({ "pass_percent": 80 })).await;
    let (path, result) = test.take(&test.student, &[choose("a"), written("Because.")]).await;
    assert_eq!((&result["state"], &result["passed"]), (&json!("waiting_for_teacher"), &json!(null)));
    let waiting = test.teacher.get(&test.path("grading")).await.ok(200);
    let row = &waiting["items"][0];
    assert_eq!((&row["essays"][0]["index"], &row["essays"][0]["answer"]), (&json!(1), &written("Because.")));
    let grades = format!("{path}/grades");
    let give = |points: i32| json!({ "index": 1, "points": points, "comment": "Good, but short" });
    for stranger in [&test.student, &test.app.teacher().await] {
        stranger.post(&grades, give(200)).await.refused(404, "not-found");
        stranger.get(&test.path("grading")).await.refused(403, "not-yours");
    }
    let fields = |refused: Value| refused["fields"].clone();
    let too_many = test.teacher.post(&grades, give(201)).await.refused(422, "bad-input");
    assert_eq!(fields(too_many), json!({ "points": "out-of-range" }));
    let nowhere = json!({ "index": 7, "points": 1 });
    let nowhere = test.teacher.post(&grades, nowhere).await.refused(422, "bad-input");
    assert_eq!(fields(nowhere), json!({ "index": "no-such-question" }));
    let graded = test.teacher.post(&grades, give(150)).await.ok(200);
    assert_eq!((&graded["state"], &graded["percent"], &graded["passed"]), (&json!("graded"), &json!(83), &json!(true)));
    let result = test.student.get(&format!("{path}/result")).await.ok(200);
    assert_eq!((&result["points"], &result["questions"][1]["comment"]), (&json!(250), &json!("Good, but short")));
    assert_eq!(test.student.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], true);
    assert_eq!(test.teacher.get(&test.path("grading")).await.ok(200)["items"], json!([]));
    assert_eq!(test.teacher.get(&test.path("grading?state=all")).await.ok(200)["items"][0], graded);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_attempt_that_runs_is_not_graded_yet(pool: PgPool) {
    let test = Test::asking(pool, &[essay("Why?")], json!({})).await;
    let attempt = test.begin().await;
    let grade = json!({ "index": 0, "points": 100 });
    test.teacher.post(&format!("{attempt}/grades"), grade).await.refused(409, "attempt-open");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn regrading_shows_what_changes_before_it_does(pool: PgPool) {
    let test = Test::asking(pool, &[single("One?"), single("Two?")], json!({ "pass_percent": 100 })).await;
    let other = enrolled(&test.app, &test.course).await;
    let (path, _) = test.take(&test.student, &[choose("b"), choose("a")]).await;
    test.take(&other, &[choose("a"), choose("a")]).await;
    let again = test.path("regrade");
    let nothing = test.teacher.post(&format!("{again}?preview=true"), json!(null)).await.ok(200);
    assert_eq!(nothing, json!({ "checked": 2, "unpublished": 0, "changed": [] }));
    let mut mended = single("One, mended?");
    mended["body"]["options"][0]["right"] = json!(false);
    mended["body"]["options"][1]["right"] = json!(true);
    test.teacher.patch(&format!("/questions/{}", test.questions[0]), mended).await.ok(200);
    test.teacher.publish(&test.course).await;
    let preview = test.teacher.post(&format!("{again}?preview=true"), json!(null)).await.ok(200);
    let changed = preview["changed"].as_array().unwrap();
    assert_eq!((changed.len(), &preview["checked"]), (2, &json!(2)));
    let own = changed.iter().find(|row| row["account"]["id"] == json!(test.student.id)).unwrap();
    assert_eq!((&own["before"]["percent"], &own["after"]["percent"]), (&json!(50), &json!(100)));
    let result = format!("{path}/result");
    assert_eq!(test.student.get(&result).await.ok(200)["percent"], 50, "a preview writes nothing");
    test.student.post(&again, json!(null)).await.refused(403, "not-yours");
    assert_eq!(test.teacher.post(&again, json!(null)).await.ok(200), preview);
    assert_eq!(test.student.get(&result).await.ok(200)["passed"], true);
    assert_eq!(test.student.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], true);
    assert_eq!(other.get(&format!("/lessons/{}", test.lesson)).await.ok(200)["done"], true, "never taken back");
    let twice = test.teacher.post(&again, json!(null)).await.ok(200);
    assert_eq!(twice["changed"], json!([]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn statistics_and_the_table_tell_of_each_question(pool: PgPool) {
    let mut evil = single("=HYPERLINK(\"http://evil\")");
    evil["title"] = json!("=1+1");
    let test = Test::asking(pool, &[evil, single("Two?")], json!({ "pass_percent": 50 })).await;
    let name = "UPDATE accounts SET name = '@SUM(A1)' WHERE account_id = $1";
    sqlx::query(name).bind(test.student.id).execute(&test.app.state.pool).await.unwrap();
    test.take(&test.student, &[choose("a"), choose("b")]).await;
    for _ in 0..3 {
        let other = enrolled(&test.app, &test.course).await;
        test.take(&other, &[choose("b"), choose("b")]).await;
    }
    let told = test.teacher.get(&test.path("quiz/statistics")).await.ok(200);
    assert_eq!((&told["attempts"], &told["people"], &told["people_passed"]), (&json!(4), &json!(4), &json!(1)));
    let one = told["questions"].as_array().unwrap().iter().find(|q| q["question_id"] == test.questions[0]).unwrap();
    assert_eq!((&one["stats"]["difficulty"], &one["stats"]["count"]), (&json!(0.25), &json!(4)));
    assert_eq!((&one["answers"][0]["answer"], &one["answers"][0]["share"]), (&json!("a"), &json!(0.25)));
    let table = test.teacher.open(&test.path("quiz/results.csv")).await;
    assert_eq!(table.status(), 200);
    let bytes = http_body_util::BodyExt::collect(table.into_body()).await.unwrap().to_bytes();
    let table = String::from_utf8(bytes.to_vec()).unwrap();
    let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 5, "{table}");
    assert!(lines[0].ends_with(",'=1+1,Two?"), "{table}");
    assert!(lines[4].starts_with("'@SUM(A1),") && lines[4].ends_with(",graded,1,2,50,true,1,0"), "{table}");
    for stranger in [&test.student, &test.app.teacher().await] {
        stranger.get(&test.path("quiz/statistics")).await.refused(403, "not-yours");
        stranger.get(&test.path("quiz/results.csv")).await.refused(403, "not-yours");
    }
    assert!(text(&told["questions"][0]["question"]["prompt"]).len() > 3);
}
