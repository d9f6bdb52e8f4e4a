//! A Redis that only we can reach: a socket in a folder closed to others, no TCP.

use crate::account::Account;
use crate::children::{ChildSpec, Signal};
use crate::place::{Place, SocketFolder};
use crate::programs;
use crate::supervisor::Supervisor;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

pub(crate) const NAME: &str = "Redis";

/// A running server.
#[derive(Debug)]
pub(crate) struct Redis {
    sockets: SocketFolder,
}

impl Redis {
    /// Starts the server on what it wrote last.
    ///
    /// A log that cannot be read any more is set aside and Redis begins empty: it holds nothing that PostgreSQL does not know.
    pub async fn start(place: &Place, supervisor: &Supervisor) -> anyhow::Result<Self> {
        let account = Account::unprivileged(&["redis", "nobody"])?;
        let home = place.private.join("redis");
        account.own_folder(&home)?;
        let sockets = place.sockets("redis", &account)?;
        let redis = Self { sockets };
        supervisor.start(redis.spec(place, account.clone(), home.clone())?).await?;
        if redis.answers(supervisor).await {
            return Ok(redis);
        }
        supervisor.stop(NAME).await;
        let damaged = home.join("appendonlydir");
        anyhow::ensure!(damaged.exists(), "Redis does not answer; see {}", place.logs().join("redis.log").display());
        tracing::warn!("Redis could not start on its own log and begins empty");
        let aside = home.join("damaged");
        if aside.exists() {
            std::fs::remove_dir_all(&aside)?;
        }
        std::fs::rename(&damaged, &aside)?;
        supervisor.start(redis.spec(place, account, home)?).await?;
        anyhow::ensure!(
            redis.answers(supervisor).await,
            "Redis does not answer; see {}",
            place.logs().join("redis.log").display()
        );
        Ok(redis)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display().to_string().replace('%', "%25").replace(' ', "%20"))
    }

    fn socket(&self) -> PathBuf {
        self.sockets.path.join("redis.sock")
    }

    fn spec(&self, place: &Place, account: Account, home: PathBuf) -> anyhow::Result<ChildSpec> {
        let settings = [
            ("port", "0"),
            ("unixsocket", &self.socket().display().to_string()),
            ("unixsocketperm", "700"),
            ("dir", &home.display().to_string()),
            ("appendonly", "yes"),
            ("aof-load-truncated", "yes"),
            ("save", ""),
            ("daemonize", "no"),
            // The queue must not be thrown out; what is a cache carries a life time of its own.
            ("maxmemory-policy", "noeviction"),
        ];
        Ok(ChildSpec {
            name: NAME,
            program: programs::find("redis-server", "redis-server")?,
            arguments: settings.iter().flat_map(|(key, value)| [format!("--{key}"), (*value).to_owned()]).collect(),
            account,
            folder: home,
            log: place.logs().join("redis.log"),
            stop: Signal::Term,
            process_name: "redis-server",
            low_ports: false,
            stale: Some(self.socket()),
        })
    }

    /// Waits for the answer to PING; `false` when the server dies at once.
    async fn answers(&self, supervisor: &Supervisor) -> bool {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if self.ping().await.is_ok_and(|answer| answer.starts_with(b"+PONG")) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
            if supervisor.running(NAME).await.is_none() {
                return false;
            }
        }
        false
    }

    async fn ping(&self) -> std::io::Result<Vec<u8>> {
        let mut stream = UnixStream::connect(self.socket()).await?;
        stream.write_all(b"PING\r\n").await?;
        let mut answer = vec![0; 64];
        let length = stream.read(&mut answer).await?;
        answer.truncate(length);
        Ok(answer)
    }
}
