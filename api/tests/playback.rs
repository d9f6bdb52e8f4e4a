//! The routes of players: by role, with someone else's session, with bad input. The rules themselves are tested in the domain.
#![expect(clippy::unwrap_used, reason = "a failure fails the test")]

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use lectern_api::AppState;
use lectern_config::Settings;
use lectern_db::{AccountId, SessionId, SystemClock};
use lectern_domain::accounts::Role;
use lectern_store::Store;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

/// Account, sign-in and role, as in the fixture.
const OWNER: (u128, u128, Role) = (0x01, 0x11, Role::Teacher);
const LEARNER: (u128, u128, Role) = (0x02, 0x12, Role::Student);
const STRANGER: (u128, u128, Role) = (0x03, 0x13, Role::Student);
const ADMIN: (u128, u128, Role) = (0x04, 0x14, Role::Admin);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | n)
}

struct Api {
    app: AppState,
    routes: Router,
}

impl Api {
    fn new(pool: PgPool) -> Self {
        let settings = Settings::from_toml(
            r#"database.url = "postgres://nowhere"
               redis.url = "redis://127.0.0.1:1"
               store = { endpoint = "http://127.0.0.1:1", bucket = "b", access_key = "a", secret_key = "s" }
               auth.secret = "secret""#,
        );
        let settings = settings.unwrap();
        // Nothing here needs Redis: it is away.
        let quick = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(Duration::from_millis(50)));
        let client = redis::Client::open("redis://127.0.0.1:1").unwrap();
        let redis = ConnectionManager::new_lazy_with_config(client, quick).unwrap();
        let store = Store::connect(&settings.store).unwrap();
        let app = AppState::new(settings, pool, redis, store, Arc::new(SystemClock), "test").unwrap();
        Self { routes: lectern_api::router(app.clone()), app }
    }

    async fn ask(
        &self,
        who: Option<(u128, u128, Role)>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some((account, sign_in, role)) = who {
            let token =
                self.app.auth.keys.access(AccountId(id(account)), SessionId(id(sign_in)), role, self.app.clock.now());
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        let answer = self.routes.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn open(&self, who: (u128, u128, Role), lesson: u128) -> (StatusCode, Value) {
        self.ask(Some(who), Method::POST, &format!("/lessons/{}/playback", id(lesson)), Some(json!({}))).await
    }

    async fn report(&self, who: (u128, u128, Role), session: &str, report: Value) -> (StatusCode, Value) {
        self.ask(Some(who), Method::POST, &format!("/playback/{session}/report"), Some(report)).await
    }
}

fn report() -> Value {
    json!({ "position_ms": 1000, "watched": [[0, 1000]], "paused": false })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn a_visitor_is_asked_to_sign_in_on_every_route(pool: PgPool) {
    let api = Api::new(pool);
    let nothing = id(0x99);
    for (method, path) in [
        (Method::POST, format!("/lessons/{}/playback", id(0x41))),
        (Method::POST, format!("/playback/{nothing}/report")),
        (Method::POST, format!("/playback/{nothing}/renew")),
        (Method::DELETE, format!("/playback/{nothing}")),
    ] {
        let (status, problem) = api.ask(None, method, &path, Some(report())).await;
        assert_eq!((status, &problem["type"]), (StatusCode::UNAUTHORIZED, &json!("signed-out")), "{path}");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn owner_learner_and_admin_open_and_a_stranger_is_told_to_join(pool: PgPool) {
    let api = Api::new(pool);
    for who in [OWNER, LEARNER, ADMIN] {
        let (status, playback) = api.open(who, 0x41).await;
        assert_eq!(status, StatusCode::CREATED, "{playback}");
        let master = playback["master_url"].as_str().unwrap();
        assert!(master.starts_with("/v/") && master.ends_with(&format!("/{}/master.m3u8", id(0x51))), "{master}");
        assert_eq!(
            (&playback["duration_ms"], &playback["generation"], &playback["poster_url"]),
            (&json!(20_000), &json!(1), &Value::Null)
        );
    }
    let (status, problem) = api.open(STRANGER, 0x41).await;
    assert_eq!((status, &problem["type"]), (StatusCode::FORBIDDEN, &json!("not-enrolled")));
    assert_eq!(api.open(LEARNER, 0x99).await.0, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn a_session_is_reported_renewed_and_ended_by_its_own_account_alone(pool: PgPool) {
    let api = Api::new(pool.clone());
    let (_, playback) = api.open(LEARNER, 0x41).await;
    let session = playback["session_id"].as_str().unwrap();
    for other in [OWNER, STRANGER, ADMIN] {
        assert_eq!(api.report(other, session, report()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(
            api.ask(Some(other), Method::POST, &format!("/playback/{session}/renew"), None).await.0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            api.ask(Some(other), Method::DELETE, &format!("/playback/{session}"), None).await.0,
            StatusCode::NOT_FOUND
        );
    }
    let (status, told) = api.report(LEARNER, session, report()).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!((&told["generation"], &told["ready_ms"], &told["reload"]), (&json!(1), &json!(20_000), &json!(false)));
    let (status, renewed) = api.ask(Some(LEARNER), Method::POST, &format!("/playback/{session}/renew"), None).await;
    assert_eq!((status, &renewed["master_url"]), (StatusCode::OK, &playback["master_url"]));
    sqlx::query("UPDATE enrolments SET revoked_at = now()").execute(&pool).await.unwrap();
    let (status, problem) = api.report(LEARNER, session, report()).await;
    assert_eq!(
        (status, &problem["type"], &problem["reason"]),
        (StatusCode::FORBIDDEN, &json!("access-ended"), &json!("not-enrolled"))
    );
    for _ in 0..2 {
        assert_eq!(
            api.ask(Some(LEARNER), Method::DELETE, &format!("/playback/{session}"), None).await.0,
            StatusCode::NO_CONTENT
        );
    }
    let (_, problem) = api.report(LEARNER, session, report()).await;
    assert_eq!(problem["reason"], "stopped");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn refusals_say_what_the_page_shows(pool: PgPool) {
    let api = Api::new(pool.clone());
    for lesson in [0x41, 0x42, 0x43] {
        assert_eq!(api.open(LEARNER, lesson).await.0, StatusCode::CREATED);
    }
    let (status, problem) = api.open(LEARNER, 0x44).await;
    assert_eq!(
        (status, &problem["type"], &problem["limit"]),
        (StatusCode::CONFLICT, &json!("streams-limit"), &json!(3))
    );
    assert_eq!(problem["playing"][0]["lesson_title"], "Lesson 3");
    sqlx::query("UPDATE generations SET published_at = NULL").execute(&pool).await.unwrap();
    sqlx::query("UPDATE videos SET state = 'failed', failure = 'truncated', failure_detail = '{\"at_ms\": 5}'")
        .execute(&pool)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let (status, problem) = api.open(OWNER, 0x45).await;
    assert_eq!(
        (status, &problem["type"], &problem["state"]),
        (StatusCode::CONFLICT, &json!("not-playable"), &json!("failed"))
    );
    assert_eq!((&problem["failure"]["slug"], &problem["failure"]["at_ms"]), (&json!("truncated"), &json!(5)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn bad_reports_are_refused_and_harm_nothing(pool: PgPool) {
    let api = Api::new(pool.clone());
    let (_, playback) = api.open(LEARNER, 0x41).await;
    let session = playback["session_id"].as_str().unwrap();
    let many: Vec<_> = (0..501).map(|n| [n * 2, n * 2 + 1]).collect();
    for bad in [
        json!({ "position_ms": -1, "watched": [] }),
        json!({ "position_ms": i64::MAX, "watched": [] }),
        json!({ "position_ms": 0, "watched": [[5, 1]] }),
        json!({ "position_ms": 0, "watched": [[-5, 1]] }),
        json!({ "position_ms": 0, "watched": [[0, 1e12 as i64]] }),
        json!({ "position_ms": 0, "watched": [[0]] }),
        json!({ "position_ms": 0, "watched": many }),
        json!({ "position_ms": "0", "watched": [] }),
        json!({}),
    ] {
        let (status, _) = api.report(LEARNER, session, bad.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let player = json!({ "player": "foreign" });
    let path = format!("/lessons/{}/playback", id(0x41));
    assert_eq!(api.ask(Some(LEARNER), Method::POST, &path, Some(player)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(api.report(LEARNER, "not-an-id", report()).await.0, StatusCode::NOT_FOUND);
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM lesson_progress").fetch_one(&pool).await.unwrap();
    assert_eq!(rows, 0);
}
