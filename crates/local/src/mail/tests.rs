use super::smtp::SIZE_BYTES;
use super::*;
use lectern_config::MailConfig;
use lectern_integrations::mail::{Mail, Mailer, Written};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

async fn sink() -> (tempfile::TempDir, MailSink) {
    let folder = tempfile::tempdir().unwrap();
    let sink = MailSink::start(folder.path().join("mail")).await.unwrap();
    (folder, sink)
}

fn mail(subject: &str, html: &str) -> Mail {
    let written =
        Written {
            subject: subject.into(), html: html.into(), text: "Курс открыт.\n.начало с точки\n".into()
        };
    Mail { to: "buyer@mail.test".into(), written, key: subject.into() }
}

async fn send(sink: &MailSink, mail: &Mail) {
    let settings = MailConfig { smtp: Some(sink.url().into()), from: "Школа <school@mail.test>".into() };
    Mailer::new(&settings).unwrap().unwrap().send(mail).await.unwrap();
}

async fn page(sink: &MailSink, path: &str, language: &str) -> (u16, reqwest::header::HeaderMap, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("http://{}{path}", sink.page())).header("accept-language", language);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
}

/// Says `lines` to the server and returns all it answers.
async fn say(sink: &MailSink, lines: &[u8]) -> String {
    let mut stream = TcpStream::connect(sink.url().trim_start_matches("smtp://")).await.unwrap();
    stream.write_all(lines).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    said
}

#[tokio::test]
async fn what_the_mailer_sends_can_be_read() {
    let (_folder, sink) = sink().await;
    assert!(page(&sink, "/mail", "ru").await.2.contains("Писем пока нет"));
    send(&sink, &mail("Оплачено: «Монтаж»", "<html><head></head><body><h1>Курс открыт</h1></body></html>")).await;
    let letter = sink.inbox().newest(10).unwrap().remove(0);
    assert_eq!((letter.to.as_str(), letter.from.as_str()), ("buyer@mail.test", "school@mail.test"));
    assert_eq!(letter.subject, "Оплачено: «Монтаж»");
    let text = letter.text.unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Курс открыт.\n.начало с точки");

    let (status, headers, list) = page(&sink, "/mail", "en-GB,ru;q=0.5").await;
    assert_eq!((status, &headers["cache-control"]), (200, &"no-store".parse().unwrap()));
    assert!(list.contains("Mail of this school") && list.contains("Оплачено: «Монтаж»"));
    let (_, _, one) = page(&sink, &format!("/mail/{}", letter.id), "ru").await;
    assert!(one.contains("Как страница") && one.contains("sandbox=") && one.contains("Курс открыт."));
    let (_, headers, html) = page(&sink, &format!("/mail/{}/html", letter.id), "ru").await;
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    assert!(html.contains("<base target=\"_blank\">") && html.contains("<h1>Курс открыт</h1>"));
    let (_, _, json) = page(&sink, "/mail/list.json", "ru").await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["to"], "buyer@mail.test");
}

#[tokio::test]
async fn a_mail_cannot_write_the_page() {
    let (_folder, sink) = sink().await;
    send(&sink, &mail("<script>alert(1)</script>\"'", "<script>alert(2)</script>")).await;
    let id = sink.inbox().newest(1).unwrap().remove(0).id;
    for path in ["/mail".to_owned(), format!("/mail/{id}")] {
        let (_, headers, body) = page(&sink, &path, "en").await;
        assert!(!body.contains("<script>") && body.contains("&lt;script&gt;"), "{path}");
        assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    }
}

#[tokio::test]
async fn an_address_chooses_no_files() {
    let (folder, sink) = sink().await;
    std::fs::write(folder.path().join("secret.eml"), "Subject: secret\r\n\r\nx").unwrap();
    for path in
        ["/mail/..%2fsecret", "/mail/..%2fsecret/source", "/mail/%2e%2e%2fsecret/html", "/mail/nothing", "/mail/-"]
    {
        assert_eq!(page(&sink, path, "en").await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_and_the_next_is_taken() {
    let (_folder, sink) = sink().await;
    let start = "EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n";
    let line = format!("{}\r\n", "x".repeat(998));
    let large = line.repeat(SIZE_BYTES / line.len() + 2);
    let small = "Subject: small\r\n\r\nhello\r\n.\r\nQUIT\r\n";
    let said = say(&sink, format!("{start}{large}.\r\n{start}{small}").as_bytes()).await;
    let codes: Vec<&str> = said.lines().map(|line| &line[..3]).collect();
    assert!(codes.contains(&"552") && said.contains("250 kept") && said.contains("221"), "{said}");
    let kept = sink.inbox().newest(10).unwrap();
    assert_eq!(kept.iter().map(|letter| letter.subject.as_str()).collect::<Vec<_>>(), ["small"]);

    let declared = say(&sink, b"EHLO x\r\nMAIL FROM:<a@b.test> SIZE=99999999\r\nQUIT\r\n").await;
    assert!(declared.contains("552"));
}

#[tokio::test]
async fn commands_out_of_order_or_shape_are_refused() {
    let (_folder, sink) = sink().await;
    let long = "NOOP ".to_owned() + &"x".repeat(5_000);
    for (said, code) in [
        ("RCPT TO:<a@b.test>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:a@b.test", "501"),
        ("MAIL", "501"),
        ("MAIL F", "501"),
        ("STARTTLS", "502"),
        ("", "502"),
        (long.as_str(), "500"),
        ("MAIL FROM:<a@b.test>\r\nRCPT TO:<>", "501"),
        ("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nRSET\r\nDATA", "503"),
    ] {
        let answers = say(&sink, format!("HELO x\r\n{said}\r\n").as_bytes()).await;
        assert_eq!(answers.lines().last().map(|line| &line[..3]), Some(code), "{said:.60}: {answers}");
    }
    // A mail that is not finished is no mail.
    say(&sink, b"HELO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nSubject: half\r\n").await;
    assert!(sink.inbox().newest(1).unwrap().is_empty());
}

#[tokio::test]
async fn the_server_stops_with_its_owner() {
    let (_folder, sink) = sink().await;
    let address = sink.url().trim_start_matches("smtp://").to_owned();
    let mut greeting = String::new();
    BufReader::new(TcpStream::connect(&address).await.unwrap()).read_line(&mut greeting).await.unwrap();
    assert!(greeting.starts_with("220 "));
    drop(sink);
    for _ in 0..100 {
        if TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[test]
fn only_the_newest_mails_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = Inbox::open(folder.path().to_owned()).unwrap();
    for number in 0..3 {
        let old = format!("{number:013}-00000000.eml");
        std::fs::write(folder.path().join(old), "Subject: old\r\n\r\n").unwrap();
    }
    for number in 0..499 {
        std::fs::write(folder.path().join(format!("17{number:011}-00000000.eml")), "Subject: n\r\n\r\n").unwrap();
    }
    inbox.keep(&["a@b.test".into()], b"Subject: newest\r\n\r\n").unwrap();
    let letters = inbox.newest(1_000).unwrap();
    assert_eq!((letters.len(), letters[0].subject.as_str()), (500, "newest"));
    assert!(letters.iter().all(|letter| letter.subject != "old"));
}
