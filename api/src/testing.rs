//! The whole service in this process, for tests: the real router on a database of the test's own, real Redis under a
//! prefix of its own, the embedded store on a folder of its own, and a clock to move.

use crate::state::AppState;
use axum::Router;
use axum::body::Body;
use chrono::TimeDelta;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use lectern_config::Settings;
use lectern_db::{AccountId, TestClock};
use lectern_domain::accounts::Role;
use lectern_local::s3::{S3Handle, S3Server};
use lectern_store::Store;
use redis::aio::ConnectionManager;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tower::ServiceExt;
use uuid::Uuid;

/// The secret between the school of the tests and its test provider.
pub const TEST_PROVIDER: &str = "secret of the test provider";

/// What every account of the tests signs in with.
pub const PASSWORD: &str = "long enough to be hard";

pub struct TestApp {
    pub state: AppState,
    pub clock: TestClock,
    routes: Router,
    _store: S3Handle,
    _folder: TempDir,
    _listeners: JoinSet<()>,
}

impl TestApp {
    pub async fn new(pool: PgPool) -> Self {
        Self::with(pool, "").await
    }

    /// With the test provider, which is reached over a listener of its own as in life.
    pub async fn selling(pool: PgPool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let settings = format!(
            r#"http.api = "{address}"
               payments.test = {{ enabled = true, secret = "{TEST_PROVIDER}" }}"#
        );
        let mut app = Self::with(pool, &settings).await;
        let routes = app.routes.clone().into_make_service_with_connect_info::<std::net::SocketAddr>();
        app._listeners.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        app
    }

    /// With more settings, as TOML of dotted keys.
    pub async fn with(pool: PgPool, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let key = "secret-of-the-store".to_owned().into();
        let server = S3Server::start(folder.path().into(), listener, "key", &key).await.unwrap();
        let redis = std::env::var("LECTERN_TEST_REDIS").unwrap_or_else(|_| "redis://127.0.0.1:6399".to_owned());
        let store = server.address();
        let settings = format!(
            r#"database.url = "postgres://not-asked"
               redis.url = "{redis}"
               store = {{ endpoint = "http://{store}", bucket = "lectern", access_key = "key", secret_key = "secret-of-the-store" }}
               auth.secret = "a secret of the tests"
               {more}"#
        );
        let settings = Settings::from_toml(&settings).unwrap();
        let client = redis::Client::open(redis).unwrap();
        let redis = ConnectionManager::new(client.clone()).await.unwrap();
        let store = Store::connect(&settings.store).unwrap();
        store.create_bucket_if_missing().await.unwrap();
        let clock = TestClock::default();
        let prefix = format!("test:{}", Uuid::new_v4());
        let state = AppState::new(settings, pool, redis, store, Arc::new(clock.clone()), &prefix).unwrap();
        let mut listeners = JoinSet::new();
        listeners.spawn(state.sessions.clone().listen());
        listeners.spawn(state.hub.clone().listen(client));
        let routes = crate::router(state.clone());
        Self { state, clock, routes, _store: server, _folder: folder, _listeners: listeners }
    }

    /// The same service with another cache; for people who come after.
    pub fn replace_cache(&mut self, cache: lectern_domain::cache::Cache) {
        self.state.cache = cache;
        self.routes = crate::router(self.state.clone());
    }

    /// Somebody who is not signed in.
    pub fn guest(&self) -> Person {
        let nobody = (Uuid::nil(), Role::Student);
        let id = AccountId(Uuid::nil());
        Person { routes: self.routes.clone(), token: None, id, email: String::new(), signed_in: nobody }
    }

    /// Somebody new of this role, signed in. Their password is nobody's: hashing one takes time.
    pub async fn person(&self, role: Role) -> Person {
        let (account, session) = (Uuid::now_v7(), Uuid::now_v7());
        let email = format!("{account}@example.org");
        sqlx::query!(
            "INSERT INTO accounts (account_id, email, name, password_hash, role, created_at, updated_at)
             VALUES ($1, $2, $3, '-', $3, now(), now())",
            account,
            email,
            role.as_str(),
        )
        .execute(&self.state.pool)
        .await
        .unwrap();
        sqlx::query!(
            "INSERT INTO sessions (session_id, account_id, token_hash, grace_until, created_at, last_seen_at, expires_at)
             VALUES ($1, $2, '', now(), now(), now(), now() + interval '30 days')",
            session,
            account,
        )
        .execute(&self.state.pool)
        .await
        .unwrap();
        let now = lectern_db::Clock::now(&self.clock);
        let token = self.state.auth.keys.access(account.into(), session.into(), role, now);
        let signed_in = (session, role);
        Person { routes: self.routes.clone(), token: Some(token), id: account.into(), email, signed_in }
    }

    /// The same person with a fresh access token, for the old one is over after minutes; or at another service.
    pub fn again(&self, person: &Person) -> Person {
        let (session, role) = person.signed_in;
        let token = self.state.auth.keys.access(person.id, session.into(), role, lectern_db::Clock::now(&self.clock));
        Person { token: Some(token), routes: self.routes.clone(), ..person.clone() }
    }

    pub async fn student(&self) -> Person {
        self.person(Role::Student).await
    }

    pub async fn teacher(&self) -> Person {
        self.person(Role::Teacher).await
    }

    pub async fn admin(&self) -> Person {
        self.person(Role::Admin).await
    }

    pub fn wait(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }
}

/// Somebody with a browser.
#[derive(Clone)]
pub struct Person {
    routes: Router,
    pub token: Option<String>,
    pub id: AccountId,
    pub email: String,
    signed_in: (Uuid, Role),
}

impl Person {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], Body::empty()).await
    }

    pub async fn json(&self, method: Method, path: &str, body: Value) -> Answer {
        self.send(method, path, &[(CONTENT_TYPE.as_str(), "application/json")], body.to_string().into()).await
    }

    /// `path` is below `/api/v1`.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.routes.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { of: format!("{method} {path}"), status: head.status, headers: head.headers, json }
    }

    /// The answer as it begins, for streams that do not end.
    pub async fn open(&self, path: &str) -> http::Response<Body> {
        let request = Request::builder().uri(format!("/api/v1{path}"));
        let request = request.header(AUTHORIZATION, format!("Bearer {}", self.token.as_deref().unwrap_or_default()));
        self.routes.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    /// A `POST` without body and with this refresh cookie.
    pub async fn with_cookie(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::POST, path, &[(COOKIE.as_str(), cookie)], Body::empty()).await
    }

    /// A draft with one section and a text lesson, which lacks nothing to be published.
    pub async fn course(&self, title: &str) -> CourseIds {
        let course = self.post("/courses", json!({ "title": title, "language": "en" })).await.ok(201);
        let id = text(&course["id"]);
        let path = format!("/courses/{id}");
        self.patch(&path, json!({ "summary": "What it is about" })).await.ok(200);
        let course = self.post(&format!("{path}/sections"), json!({ "title": "One" })).await.ok(201);
        let section = text(&course["sections"][0]["id"]);
        let lesson = json!({ "kind": "text", "title": "Read this" });
        let course = self.post(&format!("/sections/{section}/lessons"), lesson).await.ok(201);
        let lesson = text(&course["sections"][0]["lessons"][0]["id"]);
        self.patch(&format!("/lessons/{lesson}"), json!({ "body": "Some *text*." })).await.ok(200);
        CourseIds { id, section, lesson, path }
    }

    pub async fn published(&self, title: &str) -> CourseIds {
        let course = self.course(title).await;
        self.post(&format!("{}/publish", course.path), json!(null)).await.ok(200);
        course
    }

    /// Publishes what was edited; gives the course as its editor shows it.
    pub async fn publish(&self, course: &CourseIds) -> Value {
        self.post(&format!("{}/publish", course.path), json!(null)).await.ok(200)
    }

    /// Another text lesson at the end of the course's section; not published.
    pub async fn text_lesson(&self, course: &CourseIds, title: &str) -> String {
        let lesson = json!({ "kind": "text", "title": title });
        let edit = self.post(&format!("/sections/{}/lessons", course.section), lesson).await.ok(201);
        let id = text(edit["sections"][0]["lessons"].as_array().unwrap().last().unwrap().get("id").unwrap());
        self.patch(&format!("/lessons/{id}"), json!({ "body": "More text." })).await.ok(200);
        id
    }

    /// A video lesson in the course's section.
    pub async fn video_lesson(&self, course: &CourseIds) -> String {
        let lesson = json!({ "kind": "video", "title": "Watch this" });
        let edit = self.post(&format!("/sections/{}/lessons", course.section), lesson).await.ok(201);
        text(edit["sections"][0]["lessons"].as_array().unwrap().last().unwrap().get("id").unwrap())
    }
}

#[derive(Clone)]
pub struct CourseIds {
    pub id: String,
    pub section: String,
    pub lesson: String,
    /// `/courses/<id>`.
    pub path: String,
}

pub struct Answer {
    of: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// The body of an answer with this status.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.of, self.json);
        self.json
    }

    /// The body of a refusal with this status and slug.
    #[track_caller]
    pub fn refused(self, status: u16, slug: &str) -> Value {
        let (status_is, slug_is) = (self.status.as_u16(), self.json["type"].as_str().unwrap_or_default());
        assert_eq!((status_is, slug_is), (status, slug), "{}: {}", self.of, self.json);
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json", "{}", self.of);
        assert!(self.json["title"].is_string() && self.json["status"] == status, "{}", self.json);
        self.json
    }

    /// `name=value` of the cookie that was set.
    pub fn cookie(&self) -> String {
        let cookie = self.headers.get(SET_COOKIE).unwrap_or_else(|| panic!("{}: no cookie", self.of)).to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
