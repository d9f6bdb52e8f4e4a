//! Playback through the real edge: nginx on the configuration of the school.
#![expect(clippy::unwrap_used, reason = "a failure fails the test")]

#[expect(dead_code, reason = "each file of tests uses a part of it")]
mod support;

use lectern_local::{Edge, EdgeConfig, Place, Supervisor};
use sqlx::PgPool;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use support::{School, id, token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Running {
    school: School,
    at: SocketAddr,
    supervisor: Supervisor,
    _folder: tempfile::TempDir,
}

struct Said {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Running {
    async fn start(pool: PgPool) -> Self {
        let school = School::new(pool).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let streaming = listener.local_addr().unwrap();
        let routes = lectern_streaming::router(school.app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let app = school.app.clone();
        tokio::spawn(async move { app.gather().await });

        // nginx's account must be able to enter it.
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let place = Place { data: folder.path().into(), private: folder.path().into() };
        let web = folder.path().join("built");
        for made in [&web, &place.logs()] {
            std::fs::create_dir_all(made).unwrap();
        }
        std::fs::write(web.join("index.html"), "<!doctype html>").unwrap();
        let at = SocketAddr::from(([127, 0, 0, 1], lectern_local::free_port().unwrap()));
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
        let config = EdgeConfig {
            listen: vec![at],
            api: nowhere,
            streaming,
            store: nowhere.to_string(),
            store_host: nowhere.to_string(),
            bucket: "bucket".into(),
            store_origin: None,
            mail: None,
            web,
        };
        let supervisor = Supervisor::new().unwrap();
        Edge::start(&place, &supervisor, &config).await.unwrap();
        Self { school, at, supervisor, _folder: folder }
    }

    /// Sends the path as it is: no client tidies it up.
    async fn get(&self, path: &str) -> Said {
        self.get_with(path, "").await
    }

    async fn get_with(&self, path: &str, headers: &str) -> Said {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nHost: school\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Said { status, head, body: answer[end + 4..].to_vec() }
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn a_lecture_plays_under_its_signed_address_and_no_other(pool: PgPool) {
    let edge = Running::start(pool).await;
    let video = id(0x51);
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    edge.school.put(&format!("videos/{video}/1/copy/0-0-cafe0000.m4s"), bytes.clone());
    edge.school.put(&format!("originals/{video}/1"), "original");
    let (first, second) = (edge.school.open(0x41).await, edge.school.open(0x41).await);
    let segment = |token: &str| format!("/v/{token}/{video}/1/copy/0-0-cafe0000.m4s");

    let master = edge.get(&format!("{}/master.m3u8", first.prefix)).await;
    assert_eq!(master.status, 200, "{}", master.head);
    assert!(
        master.head.contains("application/vnd.apple.mpegurl") && master.head.contains("no-store"),
        "{}",
        master.head
    );
    assert!(String::from_utf8(master.body).unwrap().ends_with("\n1/copy.m3u8\n"));
    assert_eq!(edge.get(&format!("{}/1/copy.m3u8", first.prefix)).await.status, 200);

    // Eight at once miss together: the store is asked once; then nobody asks it.
    let path = segment(token(&first));
    let asked: Vec<_> = (0..8).map(|_| edge.get(&path)).collect();
    for said in futures::future::join_all(asked).await {
        assert_eq!((said.status, said.body.len()), (200, bytes.len()));
    }
    let of_another = edge.get_with(&segment(token(&second)), "Range: bytes=1000-1999\r\n").await;
    assert_eq!((of_another.status, &of_another.body[..]), (206, &bytes[1000..2000]));
    assert!(of_another.head.contains("immutable"), "{}", of_another.head);
    assert_eq!(edge.school.asked(), 1);

    let other = edge.school.open(0x42).await;
    let good = token(&first);
    for path in [
        segment(token(&other)),
        segment(&"A".repeat(96)),
        segment("unsigned"),
        format!("/v/{video}/1/copy/0-0-cafe0000.m4s"),
        format!("/v/{good}/{video}/1/copy/..%2f..%2f..%2f..%2foriginals/{video}/1"),
        format!("/v/{good}/{video}/../{}/1/copy/0-0-cafe0000.m4s", id(0x52)),
        format!("/v/{good}/{video}//1/copy/0-0-cafe0000.m4s"),
        format!("/v/{good}/{video}/1/copy/0-0-cafe0000.m4s;x"),
        format!("/v/{good}/{video}/1/copy/0-0-cafe0000.m4s."),
        format!("/v/{good}/{video}/%31/copy/0-0-cafe0000.m4s%00"),
        format!("/origin/{video}/1/copy/0-0-cafe0000.m4s"),
        format!("/playlists/{good}/{video}/master.m3u8"),
        format!("/_may?token={good}&video={video}"),
        format!("/may?token={good}&video={video}"),
        format!("/bucket/videos/{video}/1/copy/0-0-cafe0000.m4s"),
        format!("/bucket/originals/{video}/1"),
    ] {
        let said = edge.get(&path).await;
        let page = said.status == 200 && said.body.starts_with(b"<!doctype html>");
        assert!(page || (400..405).contains(&said.status), "{path}: {}", said.head);
    }
    edge.supervisor.stop_all().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn no_response_starts_later_than_fifteen_seconds_after_the_right_is_gone(pool: PgPool) {
    let edge = Running::start(pool).await;
    let opened = edge.school.open(0x41).await;
    let path = format!("{}/1/copy.m3u8", opened.prefix);
    let segment = format!("{}/1/copy/0-0-cafe0000.m4s", opened.prefix);
    edge.school.put(&format!("videos/{}/1/copy/0-0-cafe0000.m4s", opened.video), "bytes");
    assert_eq!((edge.get(&path).await.status, edge.get(&segment).await.status), (200, 200));
    // Nobody notifies: the memory's own age must do.
    sqlx::query("UPDATE enrolments SET revoked_at = now()").execute(&edge.school.pool).await.unwrap();
    let committed = Instant::now();
    while edge.get(&segment).await.status == 200 {
        assert!(committed.elapsed() < Duration::from_secs(15), "it still plays");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!((edge.get(&path).await.status, edge.get(&segment).await.status), (403, 403));
    edge.supervisor.stop_all().await;
}
