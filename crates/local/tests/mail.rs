//! The mails of a local run as they are read: through real nginx.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use lectern_local::mail::MailSink;
use lectern_local::{Edge, EdgeConfig, Place, Supervisor, free_port};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends exactly this and answers with all of what comes back.
async fn get(at: SocketAddr, target: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// An address of this machine that is not the loopback's, if it has one. Nothing is sent.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mails_of_a_local_run_are_for_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
    let place = Place { data: folder.path().into(), private: folder.path().into() };
    let web = folder.path().join("built");
    std::fs::create_dir_all(&web).unwrap();
    std::fs::create_dir_all(place.logs()).unwrap();
    std::fs::write(web.join("index.html"), "<!doctype html>the application").unwrap();
    let sink = MailSink::start(folder.path().join("mail")).await.unwrap();
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
    let port = free_port().unwrap();
    let edge = |mail| EdgeConfig {
        listen: vec![([0, 0, 0, 0], port).into()],
        api: nowhere,
        streaming: nowhere,
        store: nowhere.to_string(),
        store_host: "store.example".into(),
        bucket: "bucket".into(),
        store_origin: None,
        mail,
        web: web.clone(),
    };
    let here = SocketAddr::from(([127, 0, 0, 1], port));
    let supervisor = Supervisor::new().unwrap();
    Edge::start(&place, &supervisor, &edge(Some(sink.page()))).await.unwrap();

    for host in ["localhost", &format!("localhost:{port}"), "127.0.0.1"] {
        let list = get(here, "/mail", &format!("Host: {host}\r\n")).await;
        assert!(list.starts_with("HTTP/1.1 200") && list.contains("Mail of this school"), "{host}: {list}");
        let head = list.split_once("\r\n\r\n").unwrap().0.to_lowercase();
        assert!(!head.contains("x-frame-options"), "its frame must be able to show a mail");
        assert_eq!(head.matches("content-security-policy").count(), 1);
    }
    assert!(get(here, "/mailing", "Host: localhost\r\n").await.contains("the application"));
    for headers in ["Host: evil.example\r\n", "Host: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n"] {
        assert!(get(here, "/mail", headers).await.starts_with("HTTP/1.1 403"), "{headers}");
        assert!(get(here, "/mail/list.json", headers).await.starts_with("HTTP/1.1 403"), "{headers}");
    }
    if let Some(outside) = own_address() {
        let stranger = get((outside, port).into(), "/mail", "Host: localhost\r\n").await;
        assert!(stranger.starts_with("HTTP/1.1 403"), "{stranger}");
    }
    supervisor.stop_all().await;

    // The next run sends its mails really: the page is gone.
    let supervisor = Supervisor::new().unwrap();
    Edge::start(&place, &supervisor, &edge(None)).await.unwrap();
    assert!(get(here, "/mail", "Host: localhost\r\n").await.contains("the application"));
    supervisor.stop_all().await;
}
