use crate::testing::{CourseIds, Person, TestApp, text};
use http_body_util::BodyExt;
use lectern_db::{CourseId, SystemClock};
use lectern_domain::certificates;
use serde_json::json;
use sqlx::PgPool;

/// A published course of one text lesson that `student` has read, and the number of the certificate.
async fn completed(app: &TestApp, teacher: &Person, student: &Person) -> (CourseIds, String) {
    let course = teacher.published("How music works").await;
    complete(app, &course, student).await;
    let number = number(student).await;
    (course, number)
}

async fn complete(app: &TestApp, course: &CourseIds, student: &Person) {
    student.post(&format!("{}/enrol", course.path), json!(null)).await;
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    issue(app, course, student).await;
}

async fn issue(app: &TestApp, course: &CourseIds, student: &Person) -> bool {
    let course: CourseId = course.id.parse().unwrap();
    certificates::issue(&app.state.pool, &SystemClock, student.id, course).await.unwrap()
}

async fn number(person: &Person) -> String {
    text(&person.get("/me/certificates").await.ok(200)["items"][0]["number"])
}

async fn rename(app: &TestApp, person: &Person, name: &str) {
    sqlx::query!("UPDATE accounts SET name = $2 WHERE account_id = $1", person.id.0, name)
        .execute(&app.state.pool)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_completed_course_earns_one_certificate_however_often_the_job_runs(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let (course, number) = completed(&app, &teacher, &student).await;
    assert!(!issue(&app, &course, &student).await, "issued before");
    let mine = student.get("/me/certificates").await.ok(200);
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    let item = &mine["items"][0];
    assert_eq!(item["course_title"], "How music works");
    assert_eq!(
        (&item["state"], &item["course_version"], &item["language"]),
        (&json!("valid"), &json!(1), &json!("en"))
    );
    assert_eq!(
        (&item["score"], &item["watched"], &item["hours"]),
        (&json!(null), &json!(null), &json!(0)),
        "no test, no video"
    );
    assert_eq!(teacher.get("/me/certificates").await.ok(200)["items"], json!([]));
    // Later changes do not reach it.
    teacher.patch(&course.path, json!({ "title": "Renamed" })).await.ok(200);
    rename(&app, &student, "Another Name").await;
    let checked = app.guest().get(&format!("/certificates/{number}")).await.ok(200);
    assert_eq!((&checked["course_title"], &checked["holder_name"]), (&json!("How music works"), &json!("student")));
    let told = student.get("/me/notifications").await.ok(200);
    assert_eq!(
        (&told["items"][0]["kind"], &told["items"][0]["params"]["number"]),
        (&json!("certificate-issued"), &json!(number))
    );
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_not_completed_or_awards_none_earns_none(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let course = teacher.published("Half done").await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    assert!(!issue(&app, &course, &student).await, "not completed");
    let plain = teacher.course("No paper").await;
    teacher.patch(&plain.path, json!({ "awards_certificate": false })).await.ok(200);
    teacher.publish(&plain).await;
    complete(&app, &plain, &student).await;
    assert_eq!(student.get("/me/certificates").await.ok(200)["items"], json!([]));
    // It begins to award one later: who has completed it before gets theirs.
    teacher.patch(&plain.path, json!({ "awards_certificate": true })).await.ok(200);
    teacher.publish(&plain).await;
    sqlx::query!(
        "UPDATE enrolments SET completed_at = completed_at - interval '1 hour' WHERE completed_at IS NOT NULL"
    )
    .execute(&app.state.pool)
    .await
    .unwrap();
    sqlx::query!("DELETE FROM jobs").execute(&app.state.pool).await.unwrap();
    for _ in 0..2 {
        assert_eq!(certificates::issue_missing(&app.state.pool, 10).await.unwrap(), 1);
        let jobs = sqlx::query_scalar!("SELECT payload FROM jobs WHERE kind = 'course-completed'");
        let jobs = jobs.fetch_all(&app.state.pool).await.unwrap();
        assert_eq!(
            jobs,
            [json!({ "account": student.id, "course": plain.id })],
            "put once, however often it is looked"
        );
    }
    assert!(issue(&app, &plain, &student).await, "what the job does");
    assert_eq!(certificates::issue_missing(&app.state.pool, 10).await.unwrap(), 0);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn anyone_checks_a_number_however_they_type_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let (_, number) = completed(&app, &teacher, &student).await;
    let guest = app.guest();
    let typed = number.to_lowercase().replace('-', "%20");
    let checked = guest.get(&format!("/certificates/{typed}")).await.ok(200);
    assert_eq!((&checked["state"], &checked["number"]), (&json!("valid"), &json!(number)));
    assert_eq!(
        (&checked["can_download"], &checked["can_revoke"], &checked["yours"]),
        (&json!(false), &json!(false), &json!(false))
    );
    let long = "9".repeat(3000);
    for none in ["LC-2026-AAAA-AAAA", "nonsense", "%00", long.as_str()] {
        let unknown = guest.get(&format!("/certificates/{none}")).await.ok(200);
        assert_eq!((&unknown["state"], &unknown["holder_name"]), (&json!("unknown"), &json!(null)), "{none}");
    }
    let picture = student.open(&format!("/certificates/{number}/picture")).await;
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
    guest.get("/certificates/nonsense/picture").await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn letters_of_any_script_are_printed(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    rename(&app, &student, "محمد الخوارزمي 🎓").await;
    let course = teacher.published("مقدمة في الجبر 👩‍🏫 #let x = [*]").await;
    complete(&app, &course, &student).await;
    let number = number(&student).await;
    assert_eq!(student.open(&format!("/certificates/{number}/pdf")).await.status(), 200);
    assert_eq!(app.guest().get(&format!("/certificates/{number}")).await.ok(200)["holder_name"], "محمد الخوارزمي 🎓");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_pdf_is_for_its_holder_and_admins_and_stays_as_it_is(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let (_, number) = completed(&app, &teacher, &student).await;
    let path = format!("/certificates/{number}/pdf");
    let of = async |person: &Person| {
        let answer = person.open(&path).await;
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        answer.into_body().collect().await.unwrap().to_bytes()
    };
    let first = of(&student).await;
    assert!(first.starts_with(b"%PDF-1.7"));
    rename(&app, &student, "Another Name").await;
    assert!(first == of(&student).await && first == of(&app.admin().await).await);
    for other in [app.student().await, teacher] {
        other.get(&path).await.refused(403, "not-your-certificate");
    }
    app.guest().get(&path).await.refused(401, "signed-out");
    student.get("/certificates/LC-2026-AAAA-AAAA/pdf").await.refused(404, "not-found");
    // A store that has lost it gets it again.
    let key =
        sqlx::query_scalar!("SELECT pdf_key FROM certificates").fetch_one(&app.state.pool).await.unwrap().unwrap();
    app.state.store.delete(&key).await.unwrap();
    assert!(first == of(&student).await);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_school_takes_a_certificate_back_with_a_reason(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student, admin) = (app.teacher().await, app.student().await, app.admin().await);
    let (course, number) = completed(&app, &teacher, &student).await;
    let path = format!("/certificates/{number}/revoke");
    let why = || json!({ "reason": "The work was not their own" });
    let editor = app.teacher().await;
    let rights = json!({ "email": editor.email, "rights": "edit" });
    teacher.post(&format!("{}/teachers", course.path), rights).await.ok(201);
    for other in [&student, &app.student().await, &app.teacher().await, &editor] {
        other.post(&path, why()).await.refused(403, "not-your-certificate");
    }
    app.guest().post(&path, why()).await.refused(401, "signed-out");
    for bad in [json!(""), json!("   "), json!("x".repeat(501)), json!("a\u{0}b")] {
        let refusal = teacher.post(&path, json!({ "reason": bad })).await.refused(422, "bad-input");
        assert!(refusal["fields"]["reason"].is_string(), "{refusal}");
    }
    admin.post("/certificates/LC-2026-AAAA-AAAA/revoke", why()).await.refused(404, "not-found");
    assert_eq!(teacher.post(&path, why()).await.ok(200)["state"], "revoked");
    assert_eq!(admin.post(&path, json!({ "reason": "Twice" })).await.ok(200)["reason"], "The work was not their own");
    let checked = app.guest().get(&format!("/certificates/{number}")).await.ok(200);
    assert_eq!((&checked["state"], &checked["reason"]), (&json!("revoked"), &json!("The work was not their own")));
    let told = student.get("/me/notifications").await.ok(200);
    assert_eq!(told["items"][0]["kind"], "certificate-revoked");
    // The job does not bring it back, and the holder cannot.
    assert!(!issue(&app, &course, &student).await);
    rename(&app, &student, "Another Name").await;
    student.post(&format!("/certificates/{number}/reissue"), json!({})).await.refused(409, "certificate-not-in-force");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_corrected_name_gives_a_new_number_and_withdraws_the_old(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student, admin) = (app.teacher().await, app.student().await, app.admin().await);
    let (_, old) = completed(&app, &teacher, &student).await;
    let path = format!("/certificates/{old}/reissue");
    student.post(&path, json!({})).await.refused(409, "same-name");
    rename(&app, &student, "Мария Иванова").await;
    for other in [&app.student().await, &teacher] {
        other.post(&path, json!({})).await.refused(403, "not-your-certificate");
    }
    app.guest().post(&path, json!({})).await.refused(401, "signed-out");
    student.post(&path, json!({ "holder_name": "Somebody Else" })).await.refused(403, "not-your-certificate");
    admin.post(&path, json!({ "holder_name": "  " })).await.refused(422, "bad-input");
    let new = student.post(&path, json!({})).await.ok(201);
    assert_eq!((&new["state"], &new["holder_name"]), (&json!("valid"), &json!("Мария Иванова")));
    let checked = app.guest().get(&format!("/certificates/{old}")).await.ok(200);
    assert_eq!((&checked["state"], &checked["replaced_by"]), (&json!("withdrawn"), &new["number"]));
    student.post(&path, json!({})).await.refused(409, "certificate-not-in-force");
    admin
        .post(&format!("/certificates/{old}/revoke"), json!({ "reason": "Late" }))
        .await
        .refused(409, "certificate-not-in-force");
    // Three times by oneself, then by the school.
    let mut number = text(&new["number"]);
    for name in ["B", "C"] {
        rename(&app, &student, name).await;
        number = text(&student.post(&format!("/certificates/{number}/reissue"), json!({})).await.ok(201)["number"]);
    }
    rename(&app, &student, "D").await;
    student.post(&format!("/certificates/{number}/reissue"), json!({})).await.refused(409, "too-many-reissues");
    let given = admin.post(&format!("/certificates/{number}/reissue"), json!({ "holder_name": "D. E." })).await.ok(201);
    assert_eq!(given["holder_name"], "D. E.");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_course_s_certificates_are_for_who_edits_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let (course, number) = completed(&app, &teacher, &student).await;
    let path = format!("{}/certificates", course.path);
    for person in [&teacher, &app.admin().await] {
        assert_eq!(person.get(&path).await.ok(200)["items"][0]["number"], json!(number));
    }
    for other in [&student, &app.teacher().await] {
        other.get(&path).await.refused(403, "not-yours");
    }
    let second = app.student().await;
    complete(&app, &course, &second).await;
    let page = teacher.get(&format!("{path}?limit=1")).await.ok(200);
    let rest = teacher.get(&format!("{path}?limit=1&after={}", text(&page["next"]))).await.ok(200);
    assert_eq!((&rest["items"][0]["number"], &rest["next"]), (&json!(number), &json!(null)));
    teacher.get(&format!("{path}?after=x")).await.refused(400, "bad-query");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn templates_are_shown_before_one_is_chosen(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let course = teacher.course("In a frame").await;
    assert_eq!(teacher.get(&format!("{}/edit", course.path)).await.ok(200)["certificate_template"], "tape");
    let bad = teacher.patch(&course.path, json!({ "certificate_template": "gold" })).await;
    bad.refused(422, "bad-shape");
    teacher.patch(&course.path, json!({ "certificate_template": "frame" })).await.ok(200);
    teacher.publish(&course).await;
    complete(&app, &course, &student).await;
    assert_eq!(student.get("/me/certificates").await.ok(200)["items"][0]["template"], "frame");
    for template in ["tape", "frame", "column"] {
        for language in ["ru", "en"] {
            let answer = teacher.open(&format!("/certificate-templates/{template}?language={language}")).await;
            assert_eq!(
                (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
                (200, "image/svg+xml")
            );
        }
    }
    app.guest().get("/certificate-templates/gold").await.refused(404, "not-found");
    app.guest().get("/certificate-templates/tape?language=de").await.refused(400, "bad-query");
}
