use crate::testing::{CourseIds, Person, TestApp, text};
use chrono::{DateTime, Utc};
use lectern_db::{Clock, CourseId, LessonId};
use lectern_domain::progress::{self, Ranges, Watch};
use serde_json::{Value, json};
use sqlx::PgPool;

const DAY: i64 = 24 * 3600;

async fn run(app: &TestApp, sql: &'static str, id: &str) {
    sqlx::query(sql).bind(id.parse::<uuid::Uuid>().unwrap()).execute(&app.state.pool).await.unwrap();
}

async fn enrolled(app: &TestApp, course: &CourseIds) -> Person {
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student
}

/// Makes the course's first lesson a video of 100 s.
async fn with_video(app: &TestApp, course: &CourseIds) {
    run(app, "UPDATE lessons SET kind = 'video', duration_ms = 100000 WHERE lesson_id = $1", &course.lesson).await;
    run(app, "UPDATE published_lessons SET kind = 'video', duration_ms = 100000 WHERE lesson_id = $1", &course.lesson)
        .await;
}

/// `who` watches these milliseconds of the course's first lesson, having begun long ago.
async fn watch(app: &TestApp, who: &Person, course: &CourseIds, ranges: &[(i64, i64)]) {
    let mut db = app.state.pool.acquire().await.unwrap();
    let watch = Watch {
        account: who.id,
        lesson: LessonId(course.lesson.parse().unwrap()),
        course: CourseId(course.id.parse().unwrap()),
        position_ms: ranges.last().map_or(0, |range| range.1),
        watched: Ranges::union(ranges.iter().copied()),
        opened_at: app.clock.now() - chrono::TimeDelta::hours(1),
        duration_ms: Some(100_000),
    };
    app.wait(60);
    progress::record(&mut db, &app.clock, &[watch]).await.unwrap();
}

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|row| text(&row["account"]["name"])).collect()
}

async fn rename(app: &TestApp, who: &Person, name: &str) {
    let sql = "UPDATE accounts SET name = $2 WHERE account_id = $1";
    sqlx::query(sql).bind(who.id).bind(name).execute(&app.state.pool).await.unwrap();
}

/// The time runs on while a test does: equal but for a minute.
fn near(value: &Value, at: DateTime<Utc>) -> bool {
    let value: DateTime<Utc> = value.as_str().unwrap().parse().unwrap();
    (value - at).abs() < chrono::TimeDelta::seconds(60)
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_who_teaches_the_course_sees_its_students(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    with_video(&app, &course).await;
    let student = enrolled(&app, &course).await;
    let (editor, grader) = (app.teacher().await, app.teacher().await);
    for (person, rights) in [(&editor, "edit"), (&grader, "grade")] {
        let invited = json!({ "email": person.email, "rights": rights });
        teacher.post(&format!("{}/teachers", course.path), invited).await.ok(201);
    }
    let paths = [
        format!("{}/students", course.path),
        format!("{}/students.csv", course.path),
        format!("{}/students/{}", course.path, student.id),
        format!("/lessons/{}/curve", course.lesson),
        format!("{}/failing-questions", course.path),
    ];
    for path in &paths {
        app.guest().get(path).await.refused(401, "signed-out");
        for stranger in [&student, &app.student().await, &app.teacher().await] {
            stranger.get(path).await.refused(403, "not-yours");
        }
        for person in [&teacher, &editor, &grader, &app.admin().await] {
            person.get(path).await.ok(200);
        }
    }
    teacher.post(&format!("{}/unpublish", course.path), json!(null)).await;
    for path in &paths {
        app.teacher().await.get(path).await.refused(404, "not-found");
        teacher.get(path).await.ok(200);
    }
    let other = app.teacher().await.published("Other").await;
    let elsewhere = enrolled(&app, &other).await;
    teacher.get(&format!("{}/students/{}", course.path, elsewhere.id)).await.refused(404, "not-found");
    teacher.get("/lessons/00000000-0000-7000-8000-000000000000/curve").await.refused(404, "not-found");
    for query in [
        "show=lost",
        "sort=luck",
        "after=%00",
        "after=nonsense",
        "sort=name&after=eyJQZXJjZW50IjpbMSwiMDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl19",
    ] {
        teacher.get(&format!("{}/students?{query}", course.path)).await.refused(400, "bad-query");
    }
    teacher.get(&format!("{}/students?q=%00%25_'", course.path)).await.ok(200);
    teacher.get(&format!("{}/students/nonsense", course.path)).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn at_risk_is_who_stays_away_for_seven_days(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let (away, done) = (enrolled(&app, &course).await, enrolled(&app, &course).await);
    done.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    app.wait(7 * DAY - 60);
    let list = format!("{}/students", course.path);
    let at_risk = async || app.again(&teacher).get(&format!("{list}?show=at-risk")).await.ok(200);
    assert_eq!(at_risk().await["items"], json!([]));
    app.wait(60);
    let found = at_risk().await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!((&found["items"][0]["account"]["id"], &found["items"][0]["at_risk"]), (&json!(away.id), &json!(true)));
    assert_eq!(found["counts"], json!({ "all": 2, "at_risk": 1, "stuck": 1, "done": 1 }));
    app.again(&away).get(&format!("/lessons/{}", course.lesson)).await.ok(200);
    assert_eq!(at_risk().await["items"], json!([]), "a visit is enough");
    app.wait(7 * DAY);
    run(&app, "UPDATE courses SET access_days = 14 WHERE course_id = $1", &course.id).await;
    assert_eq!(at_risk().await["counts"]["at_risk"], 0, "whose access has ended can do nothing");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn stuck_is_who_does_no_lesson_for_three_days(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let second = teacher.text_lesson(&course, "Second").await;
    teacher.publish(&course).await;
    let student = enrolled(&app, &course).await;
    let list = format!("{}/students?show=stuck", course.path);
    let stuck = async || app.again(&teacher).get(&list).await.ok(200)["items"][0]["stuck"].clone();
    let enrolled_at = app.clock.now();
    app.wait(3 * DAY - 60);
    assert_eq!(stuck().await, json!(null));
    app.wait(60);
    let found = stuck().await;
    assert_eq!((&found["lesson_id"], &found["failed"]), (&json!(course.lesson), &json!(false)));
    assert!(near(&found["since"], enrolled_at), "{found}");
    app.again(&student).get(&format!("/lessons/{second}")).await.ok(200);
    assert_eq!(stuck().await["lesson_id"], json!(second), "what was opened comes before what is next");
    app.again(&student).post(&format!("/lessons/{second}/complete"), json!(null)).await.ok(200);
    let done_at = app.clock.now();
    assert_eq!(stuck().await, json!(null), "a lesson done begins the days anew");
    app.wait(3 * DAY);
    let found = stuck().await;
    assert_eq!(found["lesson_id"], json!(course.lesson));
    assert!(near(&found["since"], done_at), "{found}");
    run(&app, "UPDATE published_lessons SET opens_after_days = 7 WHERE lesson_id = $1", &course.lesson).await;
    assert_eq!(stuck().await, json!(null), "nobody is stuck at what has not opened");
    app.wait(4 * DAY);
    assert!(near(&stuck().await["since"], enrolled_at + chrono::TimeDelta::days(7)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_test_failed_twice_makes_stuck_at_once(pool: PgPool) {
    use crate::quizzes::tests::{Test, choose, single};
    let test = Test::asking(pool, &[single("One?")], json!({ "pass_percent": 100 })).await;
    let list = format!("{}/students?show=stuck", test.course.path);
    let stuck = async || test.teacher.get(&list).await.ok(200)["items"][0]["stuck"].clone();
    test.take(&test.student, &[choose("b")]).await;
    assert_eq!(stuck().await, json!(null));
    test.app.wait(60);
    test.take(&test.student, &[choose("b")]).await;
    let second = test.app.clock.now();
    test.app.wait(120);
    test.take(&test.student, &[choose("b")]).await;
    let found = stuck().await;
    assert_eq!((&found["lesson_id"], &found["failed"]), (&json!(test.lesson), &json!(true)));
    assert!(near(&found["since"], second), "since the second failure: {found}");
    let one = test.teacher.get(&format!("{}/students/{}", test.course.path, test.student.id)).await.ok(200);
    let lesson = one["lessons"].as_array().unwrap().iter().find(|lesson| lesson["id"] == json!(test.lesson)).unwrap();
    let attempts = lesson["attempts"].as_array().unwrap();
    assert_eq!((attempts.len(), &attempts[0]["points"], &attempts[0]["max"]), (3, &json!(0), &json!(100)));
    assert_eq!((&attempts[2]["number"], &attempts[2]["passed"]), (&json!(3), &json!(false)));
    test.take(&test.student, &[choose("a")]).await;
    assert_eq!(stuck().await, json!(null), "passed");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn every_order_of_students_is_paged_without_gaps_or_repeats(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let second = teacher.text_lesson(&course, "Second").await;
    teacher.publish(&course).await;
    for (n, name) in ["Вера", "анна", "Борис", "=Evil()", "Dora"].into_iter().enumerate() {
        let student = enrolled(&app, &course).await;
        rename(&app, &student, name).await;
        for lesson in [&course.lesson, &second].into_iter().take(n % 3) {
            student.post(&format!("/lessons/{lesson}/complete"), json!(null)).await.ok(200);
        }
    }
    let list = format!("{}/students", course.path);
    for sort in ["seen", "name", "percent"] {
        let whole = names(&teacher.get(&format!("{list}?sort={sort}&limit=100")).await.ok(200));
        assert_eq!(whole.len(), 5, "{sort}");
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let part = teacher.get(&format!("{list}?sort={sort}&limit=2{after}")).await.ok(200);
            assert_eq!(part["counts"].is_null(), !after.is_empty(), "counts come with the first part");
            seen.extend(names(&part));
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, whole, "{sort}");
    }
    let by_name = names(&teacher.get(&format!("{list}?sort=name")).await.ok(200));
    let russian: Vec<_> = by_name.iter().filter(|name| !name.is_ascii()).collect();
    assert_eq!(russian, ["анна", "Борис", "Вера"]);
    let furthest = teacher.get(&format!("{list}?sort=percent&show=done")).await.ok(200);
    assert_eq!(names(&furthest), ["Борис"]);
    assert_eq!((&furthest["items"][0]["percent"], &furthest["items"][0]["done_lessons"]), (&json!(100), &json!(2)));
    // «АНН», and an address.
    assert_eq!(names(&teacher.get(&format!("{list}?q=%D0%90%D0%9D%D0%9D")).await.ok(200)), ["анна"]);
    assert_eq!(names(&teacher.get(&format!("{list}?q=%25")).await.ok(200)), [""; 0], "no wildcard of ours");
    let table = teacher.open(&format!("{list}.csv")).await;
    let bytes = http_body_util::BodyExt::collect(table.into_body()).await.unwrap().to_bytes();
    let table = String::from_utf8(bytes.to_vec()).unwrap();
    let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].starts_with("name,email,enrolled_at,last_seen_at,percent,"), "{table}");
    assert_eq!(lines.len(), 6, "{table}");
    assert!(lines.iter().any(|line| line.starts_with("'=Evil(),")), "{table}");
    let leaver = enrolled(&app, &course).await;
    leaver.delete(&format!("{}/enrol", course.path)).await.ok(204);
    assert_eq!(teacher.get(&list).await.ok(200)["counts"]["all"], 5, "who left is no student");
    teacher.get(&format!("{list}/{}", leaver.id)).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_curve_counts_people_once_and_views_each_time(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let path = format!("/lessons/{}/curve", course.lesson);
    teacher.get(&path).await.refused(409, "not-a-video-lesson");
    with_video(&app, &course).await;
    let (one, two) = (enrolled(&app, &course).await, enrolled(&app, &course).await);
    watch(&app, &one, &course, &[(0, 20_400)]).await;
    watch(&app, &one, &course, &[(10_000, 20_000)]).await;
    watch(&app, &two, &course, &[(15_000, 30_000), (95_000, 100_000)]).await;
    watch(&app, &teacher, &course, &[(0, 100_000)]).await;
    let teacher = app.again(&teacher);
    let told = teacher.get(&path).await.ok(200);
    let at = |key: &str, second: usize| told[key][second].as_i64().unwrap();
    assert_eq!((&told["length_s"], &told["bucket_s"], &told["viewers"]), (&json!(100), &json!(1), &json!(2)));
    assert_eq!([0, 9, 10, 15, 19, 20, 29, 30, 95, 99].map(|s| at("watched", s)), [1, 1, 1, 2, 2, 1, 1, 0, 1, 1]);
    assert_eq!([0, 9, 10, 15, 19, 20, 29, 30, 95, 99].map(|s| at("views", s)), [1, 1, 2, 3, 3, 1, 1, 0, 1, 1]);
    assert!(!progress::roll_up(&app.state.pool).await.unwrap());
    let waiting: i64 =
        sqlx::query_scalar("SELECT count(*) FROM watched_spans").fetch_one(&app.state.pool).await.unwrap();
    assert_eq!(waiting, 0);
    assert_eq!(teacher.get(&path).await.ok(200), told, "counting changes nothing that is seen");
    watch(&app, &one, &course, &[(0, 1_000)]).await;
    progress::roll_up(&app.state.pool).await.unwrap();
    assert_eq!(app.again(&teacher).get(&path).await.ok(200)["views"][0], 2);
    let learn = app.again(&one).get(&format!("{}/learn", course.path)).await.ok(200);
    // 20.4 s of the 90 that complete it.
    assert_eq!(learn["sections"][0]["lessons"][0]["percent"], 22);
    assert_eq!(learn["percent"], 0);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn activity_is_ones_own_and_counted_in_days_of_the_school(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.guest().get("/me/activity").await.refused(401, "signed-out");
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    with_video(&app, &course).await;
    let student = enrolled(&app, &course).await;
    // Just after midnight of UTC the day has begun in Moscow, and is not over in Honolulu.
    let midnight = app.clock.now().date_naive().succ_opt().unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();
    app.wait((midnight - app.clock.now()).num_seconds() + 5);
    watch(&app, &student, &course, &[(0, 100_000)]).await;
    let own = app.again(&student).get("/me/activity").await.ok(200);
    let today = midnight.date_naive().to_string();
    let done = json!([{ "day": today, "watched_ms": 100_000, "lessons_done": 1, "tests_done": 0 }]);
    assert_eq!((&own["days"], &own["to"], &own["streak_days"]), (&done, &json!(today), &json!(1)));
    sqlx::query("UPDATE school SET time_zone = 'Pacific/Honolulu'").execute(&app.state.pool).await.unwrap();
    let own = app.again(&student).get("/me/activity").await.ok(200);
    let yesterday = midnight.date_naive().pred_opt().unwrap().to_string();
    assert_eq!((&own["to"], &own["days"][0]["day"]), (&json!(yesterday), &json!(yesterday)));
    let other = app.student().await.get("/me/activity").await.ok(200);
    assert_eq!((&other["days"], &other["streak_days"]), (&json!([]), &json!(0)));
    app.wait(3 * DAY);
    assert_eq!(app.again(&student).get("/me/activity").await.ok(200)["streak_days"], 0);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn failing_questions_come_the_worst_first(pool: PgPool) {
    use crate::quizzes::tests::{Test, choose, enrolled, single};
    let test = Test::asking(pool, &[single("Easy?"), single("Hard?"), single("So so?")], json!({})).await;
    let path = format!("{}/failing-questions", test.course.path);
    assert_eq!(test.teacher.get(&path).await.ok(200)["questions"], json!([]));
    test.take(&test.student, &["a", "b", "b"].map(choose)).await;
    let other = enrolled(&test.app, &test.course).await;
    test.take(&other, &["a", "b", "a"].map(choose)).await;
    let told = test.teacher.get(&path).await.ok(200);
    let rows = told["questions"].as_array().unwrap();
    let ids: Vec<_> = rows.iter().map(|row| text(&row["question_id"])).collect();
    assert_eq!(ids, [test.questions[1].clone(), test.questions[2].clone()], "who loses nothing is not told of");
    assert_eq!((&rows[0]["percent"], &rows[0]["wrong"], &rows[0]["answers"]), (&json!(0), &json!(2), &json!(2)));
    assert_eq!((&rows[1]["percent"], &rows[1]["lesson_title"]), (&json!(50), &json!("Check yourself")));
}
