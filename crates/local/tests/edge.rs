//! The edge as strangers try it: every location of the generated configuration, unsigned and in odd spellings, against real
//! nginx. What stands behind gives its secrets to whoever gets through.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::routing::get;
use lectern_local::{Edge, EdgeConfig, Place, Supervisor, edge_files, free_port};
use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "bytes of a lecture";
const GOOD: &str = "good-token-0123456789";
const BAD: &str = "evil-token-0123456789";
const VIDEO: &str = "0198c0de-0000-7000-8000-000000000051";
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What somebody without a grant may see at an example of a location.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unsigned {
    /// The application, the API, a public picture.
    Public,
    /// Nothing.
    Closed,
}
use Unsigned::{Closed, Public};

/// Each location of the configuration with an address it is meant for. One that is missing here fails the test.
fn examples() -> Vec<(&'static str, String, Unsigned)> {
    let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    let signed = |file: &str| -> &'static str {
        format!("~ \"^/v/(?<v_token>[A-Za-z0-9_.-]{{16,512}})/(?<v_video>{uuid})/(?<v_file>{file})$\"").leak()
    };
    let v = |file: &str| format!("/v/{BAD}/{VIDEO}/{file}");
    vec![
        ("/bucket/", format!("/bucket/originals/{VIDEO}/1"), Closed),
        ("/bucket/", "/bucket/?list-type=2".into(), Closed),
        ("/bucket/", "/bucket/uploads/1?uploads".into(), Closed),
        ("/api/", "/api/v1/courses".into(), Public),
        ("= /api/v1/events", "/api/v1/events".into(), Public),
        (r#"~ "^/api/v1/courses/[0-9a-f-]{36}/files$""#, format!("/api/v1/courses/{VIDEO}/files"), Public),
        ("/api/v1/files/", "/api/v1/files/0123456789abcdef".into(), Public),
        ("/api/docs", "/api/docs/index.html".into(), Public),
        (
            "~ \"^/media/[0-9a-f]{16,64}-[0-9]{2,4}\\.jpg$\"",
            "/media/00112233445566778899aabbccddeeff-640.jpg".into(),
            Public,
        ),
        ("/media/", "/media/../origin/x".into(), Closed),
        (signed(r"[0-9]{1,9}/[a-z0-9]{1,16}/[A-Za-z0-9-]{1,100}\.(m4s|mp4)"), v("2/v360/0-0-cafe0000.m4s"), Closed),
        (signed(r"poster\.jpg"), v("poster.jpg"), Closed),
        (signed(r"master\.m3u8|[0-9]{1,9}/[a-z0-9]{1,16}\.m3u8"), v("master.m3u8"), Closed),
        ("/v/", "/v/".into(), Closed),
        ("/v/", format!("/v/{VIDEO}/master.m3u8"), Closed),
        ("= /_may", format!("/_may?token={GOOD}&video={VIDEO}"), Closed),
        ("@busy", "/@busy".into(), Public),
        ("= /robots.txt", "/robots.txt".into(), Public),
        ("= /sitemap.xml", "/sitemap.xml".into(), Public),
        (r#"~ "^/sitemaps/[0-9a-f-]{36}\.xml$""#, format!("/sitemaps/{VIDEO}.xml"), Public),
        (
            r#"~ "^/courses/(?<page_course>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/?$""#,
            format!("/courses/{VIDEO}"),
            Public,
        ),
        ("= /_head", "/_head".into(), Closed),
        ("@no_head", "/@no_head".into(), Public),
        ("/assets/", "/assets/app-0123.js".into(), Public),
        ("= /index.html", "/index.html".into(), Public),
        ("/", "/courses/1".into(), Public),
    ]
}

/// Ways to write the same address so that a careless server sees another.
fn spellings(path: &str) -> Vec<String> {
    let (address, query) = path.split_once('?').map_or((path, String::new()), |(a, q)| (a, format!("?{q}")));
    let tail = address.trim_start_matches('/');
    let first = tail.split('/').next().unwrap_or_default();
    let rest = tail.strip_prefix(first).unwrap_or_default();
    let encoded: String = first.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let mut all = vec![
        address.to_owned(),
        format!("/{address}"),
        format!("///{tail}"),
        format!("/./{tail}"),
        format!("/assets/../{tail}"),
        format!("/api/../{tail}"),
        format!("/media/../{tail}"),
        format!("/api/v1/events/..%2f..%2f..%2f{tail}"),
        format!("/%2e%2e/{tail}"),
        format!("/{encoded}{rest}"),
        format!("/{first}{}", rest.replace('/', "%2f")),
        format!("/{first}{}", rest.replace('/', "%252f")),
        format!("/{first}{}", rest.replace('/', "\\")),
        format!("/{first}{}", rest.replace('/', "//")),
        format!("/{first}{}", rest.replace('/', "/./")),
        format!("{address};x"),
        format!("{address}."),
        format!("{address}/"),
        format!("{address}%00"),
        format!("{address}%20"),
        format!("{address}%3b"),
        address.to_uppercase(),
        format!("http://school{address}"),
        format!("http://school/{address}"),
    ];
    all.iter_mut().for_each(|spelling| spelling.push_str(&query));
    all
}

/// What arrived at the store.
type Arrived = Arc<Mutex<Vec<String>>>;

struct Running {
    at: SocketAddr,
    arrived: Arrived,
    supervisor: Supervisor,
    _folder: tempfile::TempDir,
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    at
}

async fn may(Query(asked): Query<HashMap<String, String>>) -> StatusCode {
    match asked.get("token").map(String::as_str) {
        Some(GOOD) => StatusCode::OK,
        Some(BAD) => StatusCode::FORBIDDEN,
        _ => StatusCode::UNAUTHORIZED,
    }
}

/// Remembers method, target and headers as they came.
async fn store(State(arrived): State<Arrived>, request: Request) -> String {
    let headers: Vec<String> =
        request.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    arrived.lock().unwrap().push(format!("{} {}\n{}", request.method(), request.uri(), headers.join("\n")));
    SECRET.to_owned()
}

fn config(listen: SocketAddr, api: SocketAddr, streaming: SocketAddr, store: SocketAddr, web: &Path) -> EdgeConfig {
    EdgeConfig {
        listen: vec![listen],
        api,
        streaming,
        store: store.to_string(),
        store_host: "store.example".into(),
        bucket: "bucket".into(),
        store_origin: None,
        mail: None,
        web: web.into(),
    }
}

impl Running {
    /// `streaming` is up, or the edge finds nobody there.
    async fn start(streaming_is_up: bool) -> Self {
        let arrived = Arrived::default();
        let api =
            serve(Router::new().fallback(|request: Request| async move { format!("api {}", request.uri()) })).await;
        let streaming = Router::new()
            .route("/may", get(may))
            .route("/media/{name}", get(|| async { "a picture" }))
            .fallback(|| async { SECRET });
        let streaming = if streaming_is_up { serve(streaming).await } else { ([127, 0, 0, 1], 9).into() };
        let store = serve(Router::new().fallback(store).with_state(arrived.clone())).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
        let place = Place { data: folder.path().into(), private: folder.path().into() };
        let web = folder.path().join("built");
        std::fs::create_dir_all(web.join("assets")).unwrap();
        std::fs::create_dir_all(place.logs()).unwrap();
        std::fs::write(web.join("index.html"), "<!doctype html>").unwrap();
        std::fs::write(web.join("assets/app-0123.js"), "export {}").unwrap();
        let at = SocketAddr::from(([127, 0, 0, 1], free_port().unwrap()));
        let supervisor = Supervisor::new().unwrap();
        Edge::start(&place, &supervisor, &config(at, api, streaming, store, &web)).await.unwrap();
        Self { at, arrived, supervisor, _folder: folder }
    }

    /// Sends exactly this; answers with status, head and body.
    async fn send(&self, method: &str, target: &str, headers: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        let request = format!("{method} {target} HTTP/1.1\r\nHost: school\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, head.to_owned(), body.to_owned())
    }

    async fn get(&self, target: &str) -> (u16, String, String) {
        self.send("GET", target, "").await
    }
}

/// The `location` lines of all files, without nesting.
fn locations() -> BTreeSet<String> {
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
    edge_files(Path::new("/edge"), &config(nowhere, nowhere, nowhere, nowhere, Path::new("/web")), Path::new("/web"))
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| Some(line.trim().strip_prefix("location ")?.trim_end_matches(" {").to_owned()))
        .collect()
}

#[test]
fn every_location_has_an_example_here() {
    let known: BTreeSet<String> = examples().iter().map(|(location, ..)| (*location).to_owned()).collect();
    assert_eq!(locations(), known);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_lecture_leaves_without_a_grant() {
    let edge = Running::start(true).await;
    // Somebody with a grant gets it: what is refused below is refused to strangers, not broken.
    let (status, _, body) = edge.get(&format!("/v/{GOOD}/{VIDEO}/2/v360/0-0-cafe0000.m4s")).await;
    assert_eq!((status, body.contains(SECRET)), (200, true));

    for (location, example, unsigned) in examples() {
        if unsigned == Public {
            let (status, _, body) = edge.get(&example).await;
            assert!(status == 200 && !body.contains(SECRET), "{location}: {example}: {status}");
        }
        for spelling in spellings(&example) {
            for method in METHODS {
                let (status, _, body) = edge.send(method, &spelling, "Content-Length: 0\r\n").await;
                // 204 is the place of a page's head, asked for from outside: it says nothing.
                let harmless = body.contains("<!doctype html>")
                    || body.contains("api /")
                    || body.contains("a picture")
                    || (status == 204 && body.is_empty());
                assert!(!body.contains(SECRET), "{location}: {method} {spelling} leaks");
                if unsigned == Closed && method == "GET" {
                    assert!(harmless || (400..500).contains(&status), "{location}: {method} {spelling}: {status}");
                }
            }
        }
    }
    assert!(edge.arrived.lock().unwrap().is_empty(), "the store was reached: {:?}", edge.arrived.lock().unwrap());
    edge.supervisor.stop_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bucket_takes_parts_and_nothing_else() {
    let edge = Running::start(true).await;
    let part = "/bucket/uploads/a%20b?partNumber=1&uploadId=x%2Fy&X-Amz-Signature=0";
    let mine = "Content-Length: 0\r\nContent-Type: video/mp4\r\nCookie: a=b\r\nAuthorization: c\r\nx-amz-copy-source: /bucket/originals/1\r\n";
    assert_eq!(edge.send("PUT", part, mine).await.0, 200);
    let arrived = edge.arrived.lock().unwrap().drain(..).collect::<Vec<_>>().join("\n");
    assert!(arrived.starts_with(&format!("PUT {part}\n")), "what was signed arrives as it was signed: {arrived}");
    assert!(arrived.contains("host: store.example") && arrived.contains("content-type: video/mp4"), "{arrived}");
    for header in ["cookie", "authorization", "x-amz-copy-source"] {
        assert!(!arrived.to_lowercase().contains(&format!("\n{header}:")), "{header} went through: {arrived}");
    }
    for (method, target) in [
        ("PUT", "/bucket/uploads/1"),
        ("PUT", "/bucket/uploads/1?partNumber=1"),
        ("PUT", "/bucket/uploads/1?uploadId=1"),
        ("PUT", "/bucket/uploads/1?partNumber=x&uploadId=1"),
        ("PUT", "/bucket/uploads/1?partnumber=1&uploadid=1"),
        ("PUT", "/bucket/uploads/1?xpartNumber=1&xuploadId=1"),
        ("GET", part),
        ("HEAD", part),
        ("POST", part),
        ("DELETE", part),
    ] {
        assert_eq!(edge.send(method, target, "Content-Length: 0\r\n").await.0, 403, "{method} {target}");
    }
    assert!(edge.arrived.lock().unwrap().is_empty());
    edge.supervisor.stop_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_plays_while_streaming_is_down() {
    let edge = Running::start(false).await;
    for file in ["master.m3u8", "2/v360.m3u8", "2/v360/0-0-cafe0000.m4s", "poster.jpg"] {
        let (status, head, body) = edge.get(&format!("/v/{GOOD}/{VIDEO}/{file}")).await;
        assert_eq!(status, 503, "{file}: {head}");
        assert!(head.contains("Retry-After: 2") && !body.contains(SECRET), "{file}: {head}");
    }
    edge.supervisor.stop_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_comes_with_its_policy_and_its_life_time() {
    let edge = Running::start(true).await;
    let policy = "default-src 'self'; script-src 'self'; worker-src 'self'; media-src 'self' blob:; img-src 'self' data: blob:; \
                  style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";
    for (path, life) in [("/", "no-cache"), ("/courses/1", "no-cache"), ("/assets/app-0123.js", "immutable")] {
        let (status, head, _) = edge.get(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(head.contains(&format!("Content-Security-Policy: {policy}\r\n")), "{path}: {head}");
        assert!(head.contains(life) && head.contains("X-Content-Type-Options: nosniff"), "{path}: {head}");
    }
    assert_eq!(edge.get("/assets/gone.js").await.0, 404);
    let (_, head, _) = edge.get("/api/docs/").await;
    assert!(head.contains("Content-Security-Policy: default-src 'self'; img-src"), "{head}");
    edge.supervisor.stop_all().await;
}
