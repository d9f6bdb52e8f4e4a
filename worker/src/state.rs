use crate::announce::Announcer;
use crate::slots::Slots;
use lectern_config::Settings;
use lectern_integrations::mail::Mailer;
use lectern_integrations::payments::Providers;
use lectern_media::LadderConfig;
use lectern_media::run::Runner;
use lectern_store::Store;
use redis::aio::ConnectionManager;
use sqlx::PgPool;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What every handler may use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WorkerState {
    /// PostgreSQL.
    pub pool: PgPool,
    /// The object store.
    pub store: Store,
    /// Redis: transport and events.
    pub redis: Redis,
    /// Who takes money.
    pub providers: Providers,
    /// Takes letters; none where no server is set.
    pub mailer: Option<Mailer>,
    /// Starts ffmpeg.
    pub runner: Runner,
    /// Media jobs at once.
    pub slots: Slots,
    /// Tells owners how their videos get on.
    pub announcer: Announcer,
    /// How plans are made.
    pub ladder: LadderConfig,
    /// All settings.
    pub settings: Arc<Settings>,
    /// This process, in rows and in Redis; unique per start.
    pub name: Arc<str>,
    /// Set when the process is to stop.
    pub stop: CancellationToken,
    /// Handlers at work.
    pub running: TaskTracker,
}

impl WorkerState {
    /// Prefix of this instance's keys in Redis.
    pub fn redis_prefix(&self) -> String {
        format!("{}:jobs", self.settings.instance)
    }

    /// Scratch space.
    pub fn work_dir(&self) -> &PathBuf {
        &self.settings.worker.work_dir
    }
}

/// A connection that comes back by itself; the manager has no `Debug` of its own.
#[derive(Clone)]
pub struct Redis(pub ConnectionManager);

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redis")
    }
}
