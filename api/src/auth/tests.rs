use crate::testing::{PASSWORD, TestApp};
use axum::body::Body;
use http::Method;
use http::header::SET_COOKIE;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::time::Duration;

fn anna() -> Value {
    json!({ "name": "Анна", "email": "Anna@Example.org", "password": PASSWORD })
}

fn sign_in(password: &str) -> Value {
    json!({ "email": "anna@example.org", "password": password })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn who_registers_is_signed_in_and_can_come_back(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let answer = app.guest().post("/auth/register", anna()).await;
    let set = answer.headers[SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["lectern_refresh_lectern=", "HttpOnly", "SameSite=Lax", "Path=/api/v1/auth"] {
        assert!(set.contains(part), "{set}");
    }
    let session = answer.ok(201);
    let account = &session["account"];
    assert_eq!((&account["email"], &account["role"]), (&json!("anna@example.org"), &json!("student")));
    let mut anna = app.guest();
    anna.token = session["access_token"].as_str().map(str::to_owned);
    assert_eq!(anna.get("/me").await.ok(200)["name"], "Анна");
    app.guest().post("/auth/sign-in", sign_in(PASSWORD)).await.ok(200);
    let stored = sqlx::query_scalar!("SELECT password_hash FROM accounts").fetch_one(&app.state.pool).await.unwrap();
    assert!(stored.starts_with("$argon2id$"));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_registration_that_is_wrong_names_the_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let long = "я".repeat(101);
    let note = "я".repeat(2001);
    for (field, value, slug) in [
        ("name", json!(""), "missing"),
        ("name", json!("a\nb"), "missing"),
        ("name", json!(long), "too-long"),
        ("email", json!("🎓@example.org"), "not-an-email"),
        ("email", json!("anna"), "not-an-email"),
        ("password", json!("short"), "too-short"),
        ("password", json!("12345678"), "too-common"),
        ("password", json!("anna1234"), "like-your-name"),
        ("password", json!("x".repeat(129)), "too-long"),
        ("note", json!("a\0b"), "bad-letters"),
        ("note", json!(note), "too-long"),
    ] {
        let mut body = anna();
        body[field] = value;
        let problem = guest.post("/auth/register", body.clone()).await.refused(422, "bad-input");
        // A name that is empty is too short as well: either is told.
        let told = problem["fields"][field].as_str().unwrap_or_default();
        assert!(told == slug || told == "too-short", "{field} {body}: {problem}");
    }
    guest.post("/auth/register", anna()).await.ok(201);
    guest.post("/auth/register", anna()).await.refused(409, "email-taken");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_body_that_is_no_json_or_too_large_is_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let json = [("content-type", "application/json")];
    let send =
        async |headers: &[(&str, &str)], body: Body| guest.send(Method::POST, "/auth/sign-in", headers, body).await;
    send(&json, "{\"email\": ".into()).await.refused(400, "bad-json");
    send(&json, "[]".into()).await.refused(422, "bad-shape");
    send(&[("content-type", "text/plain")], "hello".into()).await.refused(415, "not-json");
    send(&json, format!("\"{}\"", "a".repeat(2 << 20)).into()).await.refused(413, "body-too-large");
    guest.get("/nowhere").await.refused(404, "not-found");
    guest.delete("/auth/sign-in").await.refused(405, "method-not-allowed");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_unknown_address_and_a_wrong_password_get_one_answer(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.guest().post("/auth/register", anna()).await.ok(201);
    let wrong = app.guest().post("/auth/sign-in", sign_in("not the password")).await.refused(401, "wrong-credentials");
    let unknown = json!({ "email": "nobody@example.org", "password": "not the password" });
    assert_eq!(app.guest().post("/auth/sign-in", unknown).await.refused(401, "wrong-credentials"), wrong);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn too_many_failures_mean_a_wait_and_never_a_lock(pool: PgPool) {
    let app = TestApp::with(pool, "auth.failures_per_account = 3").await;
    let guest = app.guest();
    guest.post("/auth/register", anna()).await.ok(201);
    for _ in 0..3 {
        guest.post("/auth/sign-in", sign_in("wrong wrong")).await.refused(401, "wrong-credentials");
    }
    let answer = guest.post("/auth/sign-in", sign_in(PASSWORD)).await;
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(answer.refused(429, "too-many-attempts")["retry_after_s"], 1);
    let other = json!({ "email": "boris@example.org", "password": "wrong wrong" });
    guest.post("/auth/sign-in", other).await.refused(401, "wrong-credentials");
    tokio::time::sleep(Duration::from_millis(1050)).await;
    guest.post("/auth/sign-in", sign_in("wrong wrong")).await.refused(401, "wrong-credentials");
    let problem = guest.post("/auth/sign-in", sign_in(PASSWORD)).await.refused(429, "too-many-attempts");
    assert_eq!(problem["retry_after_s"], 2, "the wait grows");
    tokio::time::sleep(Duration::from_millis(2050)).await;
    guest.post("/auth/sign-in", sign_in(PASSWORD)).await.ok(200);
    guest.post("/auth/sign-in", sign_in("wrong wrong")).await.refused(401, "wrong-credentials");
    guest.post("/auth/sign-in", sign_in(PASSWORD)).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_address_is_limited_over_all_accounts(pool: PgPool) {
    let app = TestApp::with(pool, "auth.failures_per_address = 3").await;
    let guest = app.guest();
    let attempt = async |n: u32, from: &str| {
        let body = json!({ "email": format!("{n}@example.org"), "password": "wrong wrong" }).to_string();
        let headers = [("content-type", "application/json"), ("x-forwarded-for", from)];
        guest.send(Method::POST, "/auth/sign-in", &headers, body.into()).await
    };
    for n in 0..3 {
        attempt(n, "203.0.113.9").await.refused(401, "wrong-credentials");
    }
    attempt(4, "203.0.113.9").await.refused(429, "too-many-attempts");
    attempt(5, "203.0.113.10").await.refused(401, "wrong-credentials");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn five_tabs_waking_at_once_stay_signed_in(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let first = app.guest().post("/auth/register", anna()).await.cookie();
    app.wait(60);
    let guest = app.guest();
    let tabs = (0..5).map(|_| guest.with_cookie("/auth/refresh", &first));
    let mut cookies = Vec::new();
    for answer in futures::future::join_all(tabs).await {
        cookies.push(answer.cookie());
        answer.ok(200);
    }
    cookies.dedup();
    assert_eq!(cookies.len(), 1, "all tabs got the same successor");
    assert_ne!(cookies[0], first);
    // Overtaken requests: the new one and then, still in the grace, the old one again.
    guest.with_cookie("/auth/refresh", &cookies[0]).await.ok(200);
    guest.with_cookie("/auth/refresh", &first).await.ok(200);
    guest.with_cookie("/auth/refresh", &cookies[0]).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_old_token_used_after_the_grace_ends_the_family(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let first = guest.post("/auth/register", anna()).await.cookie();
    let second = guest.with_cookie("/auth/refresh", &first).await;
    let (cookie, session) = (second.cookie(), second.ok(200));
    app.wait(31);
    guest.with_cookie("/auth/refresh", &first).await.refused(401, "signed-out");
    guest.with_cookie("/auth/refresh", &cookie).await.refused(401, "signed-out");
    let mut anna = app.guest();
    anna.token = session["access_token"].as_str().map(str::to_owned);
    let gone = async {
        while anna.get("/me").await.status != 401 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("the access token ends with its family");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn broken_altered_and_absent_tokens_are_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let cookie = guest.post("/auth/register", anna()).await.cookie();
    guest.with_cookie("/auth/refresh", "other=1").await.refused(401, "signed-out");
    guest.with_cookie("/auth/refresh", &cookie.replace(".0.", ".1.")).await.refused(401, "signed-out");
    guest.with_cookie("/auth/refresh", &format!("{cookie}x")).await.refused(401, "signed-out");
    let mut stranger = app.guest();
    for token in ["", "abc", "a.b.c"] {
        stranger.token = Some(token.to_owned());
        stranger.get("/me").await.refused(401, "signed-out");
        // A route for visitors too refuses broken credentials, so that the page renews them.
        stranger.get("/courses").await.refused(401, "signed-out");
    }
    let student = app.student().await;
    student.get("/me").await.ok(200);
    app.wait(15 * 60 + 1);
    student.get("/me").await.refused(401, "signed-out");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn signing_out_ends_the_session_and_twice_is_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let cookie = guest.post("/auth/register", anna()).await.cookie();
    guest.with_cookie("/auth/sign-out", &cookie).await.ok(204);
    guest.with_cookie("/auth/sign-out", &cookie).await.ok(204);
    guest.with_cookie("/auth/sign-out", "other=1").await.ok(204);
    guest.with_cookie("/auth/refresh", &cookie).await.refused(401, "signed-out");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn another_site_s_page_cannot_use_the_cookie(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let guest = app.guest();
    let cookie = guest.post("/auth/register", anna()).await.cookie();
    let from = async |origin: &str| {
        let headers = [("cookie", cookie.as_str()), ("host", "school.example"), ("origin", origin)];
        guest.send(Method::POST, "/auth/refresh", &headers, Body::empty()).await
    };
    from("https://evil.example").await.refused(403, "foreign-page");
    from("https://school.example").await.ok(200);
}
