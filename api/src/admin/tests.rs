use crate::testing::{TestApp, text};
use serde_json::json;
use sqlx::PgPool;
use std::time::Duration;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_admins_get_here(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (student, teacher) = (app.student().await, app.teacher().await);
    let request = uuid::Uuid::now_v7();
    for person in [&student, &teacher] {
        person.get("/admin/accounts").await.refused(403, "not-admin");
        person
            .patch(&format!("/admin/accounts/{}", student.id), json!({ "role": "admin" }))
            .await
            .refused(403, "not-admin");
        person.get("/admin/teacher-requests").await.refused(403, "not-admin");
        person.post(&format!("/admin/teacher-requests/{request}/approve"), json!(null)).await.refused(403, "not-admin");
        person.post(&format!("/admin/teacher-requests/{request}/decline"), json!(null)).await.refused(403, "not-admin");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn accounts_are_found_by_part_of_name_or_address_and_paged(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let admin = app.admin().await;
    for _ in 0..3 {
        app.student().await;
    }
    let first = admin.get("/admin/accounts?role=student&limit=2").await.ok(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = text(&first["next"]);
    let second = admin.get(&format!("/admin/accounts?role=student&limit=2&after={next}")).await.ok(200);
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &json!(null)));
    let found = admin.get(&format!("/admin/accounts?q={}", &admin.email[..20])).await.ok(200);
    assert_eq!(found["items"][0]["email"], admin.email);
    assert_eq!(admin.get("/admin/accounts?q=%00%25").await.ok(200)["items"], json!([]), "% is no wildcard");
    admin.get("/admin/accounts?after=nonsense").await.refused(400, "bad-query");
    admin.get("/admin/accounts?role=king").await.refused(400, "bad-query");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_block_acts_on_open_sessions_and_is_written_down(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (admin, student) = (app.admin().await, app.student().await);
    student.get("/me").await.ok(200);
    let path = format!("/admin/accounts/{}", student.id);
    let blocked = admin.patch(&path, json!({ "blocked": true, "blocked_reason": "spam" })).await.ok(200);
    assert!(blocked["blocked_at"].is_string());
    assert_eq!(admin.patch(&path, json!({ "blocked": true })).await.ok(200)["blocked_at"], blocked["blocked_at"]);
    let shut_out = async {
        while student.get("/me").await.status != 401 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), shut_out).await.expect("the block acts at once");
    let acts = sqlx::query!("SELECT action, actor_id, object_id, after FROM audit_log ORDER BY audit_id");
    let acts = acts.fetch_all(&app.state.pool).await.unwrap();
    assert_eq!(
        (acts[0].action.as_str(), acts[0].actor_id, acts[0].object_id),
        ("account-updated", Some(admin.id.0), student.id.0)
    );
    assert_eq!(acts[0].after.as_ref().unwrap()["blocked"], true);
    assert!(admin.patch(&path, json!({ "blocked": false })).await.ok(200)["blocked_at"].is_null());
    admin.patch(&format!("/admin/accounts/{}", admin.id), json!({ "blocked": true })).await.refused(409, "yourself");
    admin.patch(&format!("/admin/accounts/{}", admin.id), json!({ "role": "student" })).await.refused(409, "yourself");
    admin.patch(&format!("/admin/accounts/{}", uuid::Uuid::now_v7()), json!({})).await.refused(404, "not-found");
    admin.patch(&path, json!({ "blocked_reason": "\0" })).await.refused(422, "bad-input");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_new_role_acts_at_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (admin, student) = (app.admin().await, app.student().await);
    student.get("/teach/courses").await.refused(403, "not-a-teacher");
    admin.patch(&format!("/admin/accounts/{}", student.id), json!({ "role": "teacher" })).await.ok(200);
    let teaches = async {
        while student.get("/teach/courses").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), teaches).await.expect("the role acts at once");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_request_is_decided_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (admin, student) = (app.admin().await, app.student().await);
    student.post("/me/teacher-request", json!({ "note": "Algebra" })).await.ok(200);
    let waiting = admin.get("/admin/teacher-requests?state=waiting").await.ok(200);
    assert_eq!(waiting["items"][0]["account"]["id"], student.id.to_string());
    let path = format!("/admin/teacher-requests/{}", text(&waiting["items"][0]["id"]));
    assert_eq!(admin.post(&format!("{path}/approve"), json!(null)).await.ok(200)["state"], "approved");
    admin.post(&format!("{path}/approve"), json!(null)).await.ok(200);
    admin.post(&format!("{path}/decline"), json!(null)).await.refused(409, "decided-already");
    let role = sqlx::query_scalar!("SELECT role FROM accounts WHERE account_id = $1", student.id.0);
    assert_eq!(role.fetch_one(&app.state.pool).await.unwrap(), "teacher");
    let acts =
        sqlx::query_scalar!("SELECT count(*) AS \"n!\" FROM audit_log").fetch_one(&app.state.pool).await.unwrap();
    assert_eq!(acts, 1);
    assert_eq!(admin.get("/admin/teacher-requests?state=waiting").await.ok(200)["items"], json!([]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn who_was_declined_sees_it_and_may_ask_again(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (admin, student) = (app.admin().await, app.student().await);
    student.post("/me/teacher-request", json!({})).await.ok(200);
    let waiting = admin.get("/admin/teacher-requests?state=waiting").await.ok(200);
    admin
        .post(&format!("/admin/teacher-requests/{}/decline", text(&waiting["items"][0]["id"])), json!(null))
        .await
        .ok(200);
    let me = student.get("/me").await.ok(200);
    assert_eq!((&me["role"], &me["teacher_request"]), (&json!("student"), &json!("declined")));
    assert_eq!(student.post("/me/teacher-request", json!({})).await.ok(200)["teacher_request"], "waiting");
}
