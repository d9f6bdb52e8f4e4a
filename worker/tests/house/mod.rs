//! A worker's surroundings: a database of its own, a private Redis, the embedded store.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use lectern_config::{LogFormat, Settings, TelemetryConfig};
use lectern_db::{AccountId, Clock, SystemClock, VideoId};
use lectern_domain::videos::{self, NewVideo, VideoOut, VideoState};
use lectern_local::s3::{S3Handle, S3Server};
use lectern_media::ChunkSegments;
use lectern_store::{Store, keys};
use sqlx::{ConnectOptions, PgPool};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub struct House {
    pub pool: PgPool,
    pub store: Store,
    pub settings: Settings,
    pub owner: AccountId,
    redis: Redis,
    /// Why a worker ended that should not have.
    broken: Arc<OnceLock<String>>,
    /// Workers and the store run here: what blocks a test does not hold them up.
    runtime: Option<Runtime>,
    dir: TempDir,
    _s3: S3Handle,
}

struct Redis {
    child: Child,
    socket: PathBuf,
}

impl Redis {
    fn start(dir: &Path) -> Self {
        let socket = dir.join("redis.sock");
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        let began = Instant::now();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(began.elapsed() < Duration::from_secs(10), "Redis does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, socket }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

impl House {
    pub async fn new(pool: PgPool) -> Self {
        if let Ok(log_filter) = std::env::var("LECTERN_TEST_LOG") {
            let told = TelemetryConfig { log_format: LogFormat::Text, log_filter };
            let _ = lectern_telemetry::start_logs(&told);
        }
        let dir = TempDir::new().unwrap();
        let redis = Redis::start(dir.path());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let secret = "secret-of-the-test".to_owned().into();
        let runtime = threads();
        let folder = dir.path().join("s3");
        let s3 = runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            S3Server::start(folder, listener, "key-of-the-test", &secret).await
        });
        let s3 = s3.await.unwrap().unwrap();
        let settings = Settings::from_toml(&format!(
            r#"
            instance = "test"
            database = {{ url = "{}", max_connections = 8 }}
            redis.url = "redis+unix://{}"
            store = {{ endpoint = "http://{}", bucket = "lectern", access_key = "key-of-the-test", secret_key = "secret-of-the-test" }}
            auth.secret = "a secret of thirty-two characters"
            worker = {{ work_dir = "{}", slots = 2 }}
            "#,
            pool.connect_options().to_url_lossy(),
            redis.socket.display(),
            s3.address(),
            dir.path().join("work").display(),
        ))
        .unwrap();
        let store = Store::connect(&settings.store).unwrap();
        store.create_bucket_if_missing().await.unwrap();
        let owner = AccountId::new(&SystemClock);
        sqlx::query("INSERT INTO accounts (account_id, email, name, password_hash, role, created_at, updated_at) VALUES ($1, $2, 'Teacher', '-', 'teacher', now(), now())")
            .bind(owner.0)
            .bind(format!("{owner}@example.org"))
            .execute(&pool)
            .await
            .unwrap();
        Self { pool, store, settings, owner, redis, broken: Arc::default(), runtime: Some(runtime), dir, _s3: s3 }
    }

    pub fn worker(&self) -> Worker {
        let stop = CancellationToken::new();
        let runtime = self.runtime.as_ref().unwrap();
        Worker { task: runtime.spawn(self.work(stop.clone())), stop }
    }

    /// A worker whose runtime ends as suddenly as a killed process: nothing is handed back.
    pub fn doomed_worker(&self) -> Runtime {
        let runtime = threads();
        runtime.spawn(self.work(CancellationToken::new()));
        runtime
    }

    fn work(&self, stop: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
        let (work, broken) = (lectern_worker::work_until(self.settings.clone(), stop), self.broken.clone());
        async move {
            if let Err(error) = work.await {
                let _ = broken.set(format!("{error:#}"));
            }
        }
    }

    /// What waits calls this: a worker that has ended will not do what is waited for.
    pub fn check(&self) {
        assert_eq!(self.broken.get(), None, "a worker broke");
    }

    pub fn redis_client(&self) -> redis::Client {
        redis::Client::open(format!("redis+unix://{}", self.redis.socket.display())).unwrap()
    }

    pub async fn redis(&self) -> redis::aio::ConnectionManager {
        self.redis_client().get_connection_manager().await.unwrap()
    }

    /// What completing an upload does.
    pub async fn upload(&self, path: &Path) -> VideoId {
        let key = keys::original(uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
        self.store.put_file(&key, path, "application/octet-stream").await.unwrap();
        let size_bytes = i64::try_from(std::fs::metadata(path).unwrap().len()).unwrap();
        let mut tx = self.pool.begin().await.unwrap();
        let new = NewVideo {
            owner: self.owner,
            file_name: "Лекция %03d 'a'\n.mp4".to_owned(),
            size_bytes,
            original_key: key,
        };
        let video = videos::create(&mut tx, &SystemClock as &dyn Clock, new).await.unwrap();
        tx.commit().await.unwrap();
        video
    }

    pub async fn video(&self, video: VideoId) -> VideoOut {
        let mut db = self.pool.acquire().await.unwrap();
        videos::get_out(&mut db, &[video]).await.unwrap().remove(&video).unwrap()
    }

    /// Waits until `enough` holds; percent must never fall meanwhile.
    pub async fn wait(&self, video: VideoId, enough: impl Fn(&VideoOut) -> bool) -> VideoOut {
        self.wait_through(video, true, enough).await
    }

    async fn wait_through(
        &self,
        video: VideoId,
        stop_at_failure: bool,
        enough: impl Fn(&VideoOut) -> bool,
    ) -> VideoOut {
        let began = Instant::now();
        let mut percent = 0;
        loop {
            self.check();
            let out = self.video(video).await;
            assert!(out.percent >= percent, "percent fell from {percent} to {}", out.percent);
            percent = out.percent;
            if enough(&out) {
                return out;
            }
            if began.elapsed() > Duration::from_secs(300) || (out.state == VideoState::Failed && stop_at_failure) {
                panic!("{out:#?}\n{:#?}", self.jobs().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// All jobs, for a failure to show.
    pub async fn jobs(&self) -> Vec<serde_json::Value> {
        sqlx::query_scalar("SELECT to_jsonb(jobs) - 'payload' FROM jobs ORDER BY job_id")
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }

    pub async fn ready(&self, video: VideoId) -> VideoOut {
        self.wait(video, |v| v.state == VideoState::Ready).await
    }

    pub async fn failed(&self, video: VideoId) -> VideoOut {
        self.wait_through(video, false, |v| v.state == VideoState::Failed).await
    }

    /// A scratch file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Makes a source with ffmpeg.
    pub fn make(&self, name: &str, args: &str) -> PathBuf {
        let path = self.path(name);
        ffmpeg(args, &path);
        path
    }

    /// What a player would put together of a rendition: chunks in order, segments behind their init file.
    pub async fn join(&self, video: VideoId, generation: i32, rendition: &str) -> Joined {
        let rows = sqlx::query_as::<_, (i32, String, serde_json::Value)>(
            "SELECT index, prefix, segments FROM chunks WHERE video_id = $1 AND generation = $2 AND segments ? $3 ORDER BY index",
        )
        .bind(video.0)
        .bind(generation)
        .bind(rendition)
        .fetch_all(&self.pool)
        .await
        .unwrap();
        assert!(!rows.is_empty(), "no chunks of {rendition}");
        let folder = format!("{}{rendition}/", keys::generation(video.0, generation));
        let mut joined = Joined {
            inits: Vec::new(),
            starts_us: Vec::new(),
            end_us: 0,
            path: self.path(&format!("{video}-{generation}-{rendition}.mp4")),
        };
        let mut bytes = Vec::new();
        for (index, prefix, segments) in rows {
            let chunk: ChunkSegments = serde_json::from_value(segments).unwrap();
            let share = &chunk.0[rendition];
            if bytes.is_empty() {
                bytes.extend(self.store.get(&format!("{folder}{}", share.init)).await.unwrap());
            }
            joined.inits.push(share.init.clone());
            for (n, segment) in share.segments.iter().enumerate() {
                let object = self
                    .store
                    .get(&format!("{folder}{}", lectern_media::segment_file(index, n, &prefix)))
                    .await
                    .unwrap();
                assert_eq!(object.len() as u64, segment.bytes);
                bytes.extend(object);
                joined.starts_us.push(joined.end_us);
                joined.end_us += segment.duration_us;
            }
        }
        std::fs::write(&joined.path, bytes).unwrap();
        joined
    }

    pub async fn rendition_names(&self, video: VideoId, generation: i32) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT name FROM renditions WHERE video_id = $1 AND generation = $2 ORDER BY height DESC NULLS LAST",
        )
        .bind(video.0)
        .bind(generation)
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn threads() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// A rendition as one file.
pub struct Joined {
    pub inits: Vec<String>,
    pub starts_us: Vec<u64>,
    pub end_us: u64,
    pub path: PathBuf,
}

/// A packet's time and whether it is a keyframe.
pub fn packets(path: &Path) -> Vec<(f64, bool)> {
    let out = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let mut packets: Vec<(f64, bool)> = text
        .lines()
        .filter_map(|line| line.split_once(','))
        .map(|(pts, flags)| (pts.parse().unwrap(), flags.starts_with('K')))
        .collect();
    packets.sort_by(|a, b| a.0.total_cmp(&b.0));
    packets
}

/// Runs ffmpeg with arguments separated by spaces.
pub fn ffmpeg(args: &str, out: &Path) {
    let done = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-threads", "1"])
        .args(args.split_whitespace())
        .arg(out)
        .status()
        .unwrap();
    assert!(done.success(), "{args}");
}
