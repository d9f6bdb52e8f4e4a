//! Background jobs: dispatches ids of job rows through Redis, claims rows, and makes videos.
//!
//! Any number of these processes run beside each other. PostgreSQL holds the truth; a killed process or an emptied Redis
//! costs seconds.
#![warn(missing_docs)]

mod announce;
mod dispatch;
mod error;
mod handle;
mod health;
mod jobs;
mod periodic;
mod sandbox;
mod slots;
mod state;
mod transport;

use lectern_config::Settings;
use lectern_integrations::mail::Mailer;
use lectern_integrations::payments::Providers;
use lectern_media::LadderConfig;
use lectern_store::Store;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret;
use state::{Redis, WorkerState};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Works until `stop`; then running jobs are handed back.
///
/// # Errors
/// When PostgreSQL, Redis or ffmpeg cannot be reached at the start, or the health address is taken.
pub async fn serve(settings: Settings, meters: PrometheusHandle, stop: CancellationToken) -> anyhow::Result<()> {
    let app = connect(settings, stop).await?;
    let health = tokio::spawn(health::serve(app.clone(), meters));
    let worked = work(app.clone()).await;
    app.stop.cancel();
    health.await??;
    worked
}

/// Works until `stop` without an address of its own: what tests run several of in one process.
///
/// # Errors
/// As [`serve`].
pub async fn work_until(settings: Settings, stop: CancellationToken) -> anyhow::Result<()> {
    work(connect(settings, stop).await?).await
}

async fn connect(settings: Settings, stop: CancellationToken) -> anyhow::Result<WorkerState> {
    let slots = settings.worker.slots.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let pool = lectern_db::connect(&settings.database, "worker").await?;
    let store = Store::connect(&settings.store)?;
    let client = redis::Client::open(settings.redis.url.expose_secret())?;
    let redis = client.get_connection_manager().await?;
    let runner = sandbox::runner(&settings).await?;
    let ladder = LadderConfig { slots: u64::from(settings.video.planned_slots), ..LadderConfig::default() };
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = format!("{}-{}-{:08x}", host.trim(), std::process::id(), uuid::Uuid::new_v4().as_fields().0);
    Ok(WorkerState {
        pool,
        store,
        redis: Redis(redis),
        mailer: Mailer::new(&settings.mail)?,
        providers: Providers::from_settings(
            &settings.payments,
            &format!("http://{}/api/v1/test-payments", settings.http.api),
        )?,
        runner,
        slots: slots::Slots::new(slots),
        announcer: announce::Announcer::default(),
        ladder,
        settings: Arc::new(settings),
        name: name.into(),
        stop,
        running: TaskTracker::new(),
    })
}

async fn work(app: WorkerState) -> anyhow::Result<()> {
    tracing::info!(worker = %app.name, slots = app.slots.total(), "a worker begins");
    let beside = TaskTracker::new();
    beside.spawn(dispatch::beat(app.clone()));
    beside.spawn(dispatch::run(app.clone(), transport::Transport::new(&app)));
    beside.spawn(periodic::run(app.clone(), transport::Transport::new(&app)));
    beside.spawn(app.announcer.clone().run(app.pool.clone(), app.redis.0.clone(), app.stop.clone()));
    let lanes = transport::run(app.clone()).await;
    app.stop.cancel();
    app.running.close();
    beside.close();
    let ended = async { tokio::join!(app.running.wait(), beside.wait()) };
    if tokio::time::timeout(Duration::from_secs(10), ended).await.is_err() {
        tracing::warn!("not everything ended in time; leases will run out");
    }
    lanes
}
