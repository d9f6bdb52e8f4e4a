//! The demo school on a real instance: built through a `kill -9` in the middle, once, and not again.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);

/// A running `lectern up` and what it prints.
struct Up {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Up {
    fn start(data: &Path, web: &Path, demo: &Path) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_lectern"))
            .args(["up", "--bind", "127.0.0.1", "--port", &free.to_string()])
            .arg("--data")
            .arg(data)
            .arg("--web")
            .arg(web)
            .arg("--demo")
            .arg(demo)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { child, lines, seen: Vec::new() }
    }

    /// Waits for a line with `text` and gives the line.
    fn says(&mut self, text: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("no “{text}” after {:#?}", self.seen));
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    fn address(&mut self) -> String {
        self.says("open at").split_whitespace().last().unwrap().to_owned()
    }

    fn password(&mut self) -> String {
        self.says("password of all:").rsplit(' ').next().unwrap().to_owned()
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // As an impatient person would.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn get(http: &reqwest::Client, url: &str, token: Option<&str>) -> Value {
    let mut request = http.get(url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

async fn sign_in(http: &reqwest::Client, base: &str, email: &str, password: &str) -> String {
    let body = json!({ "email": email, "password": password });
    let answer = http.post(format!("{base}/api/v1/auth/sign-in")).json(&body).send().await.unwrap();
    let session: Value = answer.error_for_status().unwrap().json().await.unwrap();
    session["access_token"].as_str().unwrap().to_owned()
}

fn web(folder: &Path) -> PathBuf {
    let web = folder.join("web");
    std::fs::create_dir(&web).unwrap();
    std::fs::write(web.join("index.html"), "<!doctype html><title>Lectern</title>").unwrap();
    web
}

/// The demo school with lectures of a few seconds: how whole lectures are made is tested elsewhere.
fn short_school(folder: &Path) -> PathBuf {
    let (whole, short) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo"), folder.join("demo"));
    for part in ["covers", "text", "lectures"] {
        std::fs::create_dir_all(short.join(part)).unwrap();
        for entry in std::fs::read_dir(whole.join(part)).unwrap() {
            let from = entry.unwrap().path();
            let to = short.join(part).join(from.file_name().unwrap());
            match part {
                "lectures" => make_lecture(&to),
                _ => drop(std::fs::copy(from, to).unwrap()),
            }
        }
    }
    let school = std::fs::read_to_string(whole.join("school.toml")).unwrap();
    assert!(school.contains("seconds = 42"), "a student has watched the beginning of a lecture");
    std::fs::write(short.join("school.toml"), school.replace("seconds = 42", "seconds = 4")).unwrap();
    short
}

fn make_lecture(path: &Path) {
    let codecs: &[&str] = match path.extension().and_then(|e| e.to_str()) {
        Some("webm") => &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"],
        _ => &["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac"],
    };
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=10"])
        .args(["-f", "lavfi", "-i", "sine=r=48000:d=10"])
        .args(codecs)
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_is_continued_and_nothing_is_made_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (data, web, demo) = (folder.path().join("data"), web(folder.path()), short_school(folder.path()));

    let mut up = Up::start(&data, &web, &demo);
    let first = up.password();
    up.says("lectures are sent");
    drop(up);

    let mut up = Up::start(&data, &web, &demo);
    let base = up.address();
    let password = up.password();
    assert_eq!(first, password, "the password belongs to the instance");
    up.says("demo school: complete");

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let courses = get(&http, &format!("{base}/api/v1/courses?limit=50"), None).await;
    let courses = courses["items"].as_array().unwrap();
    let mut titles: Vec<_> = courses.iter().map(|course| course["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    let expected = [
        "How video reaches your screen",
        "Probability by hand",
        "Вероятность на пальцах",
        "Как компьютер хранит числа",
    ];
    assert_eq!(titles, expected);
    assert!(courses.iter().any(|course| course["cover"].is_object()), "a cover was sent");

    let student = sign_in(&http, &base, "student@demo.lectern", &password).await;
    let learning = get(&http, &format!("{base}/api/v1/me/learning"), Some(&student)).await;
    assert_eq!(learning["courses"].as_array().unwrap().len(), 2);
    assert!(learning["courses"].as_array().unwrap().iter().any(|course| course["done_lessons"] == 1), "{learning}");
    let teacher = sign_in(&http, &base, "teacher@demo.lectern", &password).await;
    let teaching = get(&http, &format!("{base}/api/v1/teach/courses"), Some(&teacher)).await;
    assert_eq!(teaching["items"].as_array().unwrap().len(), 2, "no course was begun twice");
    drop(up);

    let mut up = Up::start(&data, &web, &demo);
    assert_eq!(up.password(), password);
    up.says("admin@demo.lectern");
    assert!(!up.seen.iter().any(|line| line.contains("demo school:")), "{:#?}", up.seen);
}
