use crate::testing::{CourseIds, Person, TestApp};
use chrono::{DateTime, Utc};
use lectern_db::Clock;
use lectern_domain::courses;
use serde_json::{Value, json};
use sqlx::PgPool;

/// A clock that stands.
#[derive(Debug)]
struct At(DateTime<Utc>);

impl Clock for At {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

fn at(moment: &str) -> At {
    At(moment.parse().unwrap())
}

async fn clear(app: &TestApp, moment: &str) -> (usize, usize) {
    courses::clear_cabinets(&app.state.pool, &at(moment), 100).await.unwrap()
}

/// A course that `student` has completed at this moment.
async fn completed(app: &TestApp, student: &Person, moment: &str) -> CourseIds {
    let course = app.teacher().await.published("How music works").await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    sqlx::query!("UPDATE enrolments SET completed_at = $1", moment.parse::<DateTime<Utc>>().unwrap())
        .execute(&app.state.pool)
        .await
        .unwrap();
    course
}

async fn kinds(person: &Person) -> Vec<Value> {
    let told = person.get("/me/notifications").await.ok(200);
    told["items"].as_array().unwrap().iter().map(|notice| notice["kind"].clone()).collect()
}

async fn count(person: &Person, archived: bool) -> usize {
    let learning = person.get(&format!("/me/learning?archived={archived}")).await.ok(200);
    learning["courses"].as_array().unwrap().len()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_completed_course_leaves_after_a_calendar_month_of_the_school_with_a_week_s_notice(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let student = app.student().await;
    // Half past one at night of 31 January in Moscow: the month ends on 28 February, at the same hour there.
    completed(&app, &student, "2027-01-30T22:30:00Z").await;
    assert_eq!(clear(&app, "2027-02-20T22:29:59Z").await, (0, 0));
    assert_eq!(clear(&app, "2027-02-20T22:30:00Z").await, (1, 0));
    assert_eq!(clear(&app, "2027-02-21T00:00:00Z").await, (0, 0), "told once");
    let told = student.get("/me/notifications").await.ok(200);
    assert_eq!(told["items"][0]["params"], json!({ "course": "How music works", "leaves_at": "2027-02-27T22:30:00Z" }));
    assert_eq!(clear(&app, "2027-02-27T22:29:59Z").await, (0, 0));
    assert_eq!((count(&student, false).await, count(&student, true).await), (1, 0));
    assert_eq!(clear(&app, "2027-02-27T22:30:00Z").await, (0, 1));
    assert_eq!((count(&student, false).await, count(&student, true).await), (0, 1));
    assert_eq!(clear(&app, "2027-03-30T00:00:00Z").await, (0, 0), "gone once");
    assert_eq!(kinds(&student).await, ["course-left", "course-leaves-soon"]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_school_s_zone_and_months_are_asked_each_time(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (student, admin) = (app.student().await, app.admin().await);
    completed(&app, &student, "2027-01-30T22:30:00Z").await;
    // There it is the evening of 30 January still, and two months end on 30 March.
    let change = json!({ "time_zone": "America/New_York", "archive_after_months": 2 });
    admin.patch("/admin/school", change).await.ok(200);
    assert_eq!(clear(&app, "2027-03-01T00:00:00Z").await, (0, 0));
    assert_eq!(clear(&app, "2027-03-24T00:00:00Z").await, (1, 0));
    // Summer time began meanwhile: half past five of the evening is an hour earlier by the world's clock.
    assert_eq!(clear(&app, "2027-03-30T21:29:59Z").await, (0, 0));
    assert_eq!(clear(&app, "2027-03-31T00:00:00Z").await, (0, 1));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn nothing_leaves_without_a_week_s_notice_however_old(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let student = app.student().await;
    completed(&app, &student, "2026-01-10T12:00:00Z").await;
    assert_eq!(clear(&app, "2027-05-01T12:00:00Z").await, (1, 0));
    let told = student.get("/me/notifications").await.ok(200);
    assert_eq!(told["items"][0]["params"]["leaves_at"], "2027-05-08T12:00:00Z");
    assert_eq!(clear(&app, "2027-05-08T11:59:59Z").await, (0, 0));
    assert_eq!(clear(&app, "2027-05-08T12:00:00Z").await, (0, 1));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_not_completed_or_was_left_stays_where_it_is(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (student, leaver) = (app.student().await, app.student().await);
    let course = app.teacher().await.published("Half done").await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let done = completed(&app, &leaver, "2026-01-10T12:00:00Z").await;
    sqlx::query!("UPDATE enrolments SET completed_at = NULL WHERE account_id = $1", student.id.0)
        .execute(&app.state.pool)
        .await
        .unwrap();
    leaver.delete(&format!("{}/enrol", done.path)).await;
    assert_eq!(clear(&app, "2030-01-01T00:00:00Z").await, (0, 0));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_course_is_brought_back_while_access_lasts(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let student = app.student().await;
    let course = completed(&app, &student, "2026-01-10T12:00:00Z").await;
    let keep = format!("{}/keep", course.path);
    clear(&app, "2026-03-01T12:00:00Z").await;
    assert_eq!(clear(&app, "2026-03-09T12:00:00Z").await, (0, 1));
    app.guest().post(&keep, json!(null)).await.refused(401, "signed-out");
    for other in [app.student().await, app.teacher().await, app.admin().await] {
        other.post(&keep, json!(null)).await.refused(404, "not-found");
    }
    student.post(&keep, json!(null)).await.ok(204);
    let learning = student.get("/me/learning").await.ok(200);
    assert_eq!((&learning["archived_count"], &learning["courses"][0]["archived_at"]), (&json!(0), &json!(null)));
    assert!(learning["courses"][0]["leaves_at"].as_str().unwrap() > "2026-12", "a month from now: {learning}");
    assert_eq!(clear(&app, "2026-03-20T12:00:00Z").await, (0, 0), "its months begin anew");
    // The archive stays readable, but what is over does not come back.
    sqlx::query!("UPDATE courses SET access_days = 1").execute(&app.state.pool).await.unwrap();
    sqlx::query!("UPDATE enrolments SET archived_at = now(), created_at = now() - interval '2 days'")
        .execute(&app.state.pool)
        .await
        .unwrap();
    student.post(&keep, json!(null)).await.refused(403, "access-over");
    student.get("/me/learning?archived=maybe").await.refused(400, "bad-query");
}
