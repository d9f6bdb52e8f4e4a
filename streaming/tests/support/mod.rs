//! A school with a learner, its playback service, and a store that answers GET as S3 does.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use lectern_config::{PlaybackConfig, StoreConfig};
use lectern_db::{AccountId, LessonId, SessionId, TestClock};
use lectern_domain::playback::{Opened, Playback, Player, TokenKey, Viewer};
use lectern_store::Store;
use lectern_streaming::{App, router};
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use uuid::Uuid;

/// Bytes by path, and how often anything was asked for.
pub type Objects = Arc<Mutex<(BTreeMap<String, Vec<u8>>, usize)>>;

pub struct School {
    pub pool: PgPool,
    pub clock: TestClock,
    pub playback: Playback,
    pub app: App,
    pub objects: Objects,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | n)
}

impl School {
    pub async fn new(pool: PgPool) -> Self {
        let objects = Objects::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let store = Store::connect(&StoreConfig {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            region: "garage".into(),
            bucket: "bucket".into(),
            access_key: "key".into(),
            secret_key: "secret".into(),
            upload_host: None,
            public_endpoint: None,
            upload_ttl_s: 60,
        });
        let s3 = axum::Router::new().fallback(object).with_state(objects.clone());
        tokio::spawn(async move { axum::serve(listener, s3).await });
        let (clock, config, key) =
            (TestClock::default(), PlaybackConfig::default(), TokenKey::derive(&"secret".into()));
        Self {
            playback: Playback::new(pool.clone(), Arc::new(clock.clone()), key.clone(), &config),
            app: App::new(pool.clone(), store.unwrap(), Arc::new(clock.clone()), key, &config),
            pool,
            clock,
            objects,
        }
    }

    pub fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.objects.lock().unwrap().0.insert(format!("/bucket/{key}"), bytes.into());
    }

    pub fn asked(&self) -> usize {
        self.objects.lock().unwrap().1
    }

    pub async fn open(&self, lesson: u128) -> Opened {
        let viewer = Viewer { account: AccountId(id(0x02)), sign_in: SessionId(id(0x12)) };
        self.playback.open(viewer, LessonId(id(lesson)), Player::Own, false).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_range(path, None).await
    }

    pub async fn get_range(&self, path: &str, range: Option<&str>) -> Answer {
        let mut request = Request::get(path);
        if let Some(range) = range {
            request = request.header(header::RANGE, range);
        }
        let response = router(self.app.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: response.into_body().collect().await.unwrap().to_bytes().to_vec() }
    }
}

pub fn token(opened: &Opened) -> &str {
    opened.prefix.split('/').nth(2).unwrap()
}

async fn object(State(objects): State<Objects>, request: Request) -> Response {
    let found = {
        let mut objects = objects.lock().unwrap();
        objects.1 += 1;
        objects.0.get(request.uri().path()).cloned()
    };
    let Some(bytes) = found else {
        return (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response();
    };
    let etag = (header::ETAG, "\"tag\"".to_owned());
    let Some(range) = request.headers().get(header::RANGE) else { return ([etag], bytes).into_response() };
    let (from, to) = range.to_str().unwrap().strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    if from >= bytes.len() {
        return (StatusCode::RANGE_NOT_SATISFIABLE, "<Error><Code>InvalidRange</Code></Error>").into_response();
    }
    let part = bytes[from..bytes.len().min(to + 1)].to_vec();
    let said = format!("bytes {from}-{}/{}", from + part.len() - 1, bytes.len());
    (StatusCode::PARTIAL_CONTENT, [etag, (header::CONTENT_RANGE, said)], part).into_response()
}
