//! What is done again and again, whoever dispatches; each is harmless when two processes do it.

use crate::state::WorkerState;
use crate::transport::Transport;
use lectern_db::SystemClock;
use lectern_domain::{catalog, certificates, courses, files, payments, progress, uploads, videos};
use std::time::{Duration, Instant, SystemTime};

/// Leases are swept this often: a job of a killed worker goes on within 20 s.
const SWEEP: Duration = Duration::from_secs(3);
const MINUTELY: Duration = Duration::from_secs(60);
const HOURLY: Duration = Duration::from_secs(3600);
/// Certificates issued in a minute to who completed a course before it awarded one.
const LATE_CERTIFICATES: i64 = 200;
/// Courses that leave cabinets in a minute; of more the rest goes in the next.
const LEAVING_AT_ONCE: i64 = 2000;
/// Work folders of killed workers are removed after this.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Until the process stops.
pub async fn run(app: WorkerState, mut transport: Transport) {
    let (mut minute, mut hour): (Option<Instant>, Option<Instant>) = (None, None);
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::warn!(%error, "the sweep failed");
        }
        if minute.is_none_or(|at| at.elapsed() >= MINUTELY) {
            minute = Some(Instant::now());
            if let Err(error) = minutely(&app, &mut transport).await {
                tracing::warn!(%error, "the minute's work failed");
            }
        }
        if hour.is_none_or(|at| at.elapsed() >= HOURLY) {
            hour = Some(Instant::now());
            if let Err(error) = hourly(&app).await {
                tracing::warn!(%error, "the hour's work failed");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = app.stop.cancelled() => return,
        }
    }
}

async fn sweep(app: &WorkerState) -> anyhow::Result<()> {
    for lost in lectern_queue::sweep(&app.pool).await? {
        tracing::warn!(job.id = %lost.job, job.kind = lost.kind, again = lost.waits, "a worker was lost with its job");
        metrics::counter!("lectern_leases_lost", "kind" => lost.kind).increment(1);
    }
    for video in videos::fail_stuck(&app.pool).await? {
        app.announcer.touch(video);
    }
    Ok(())
}

async fn minutely(app: &WorkerState, transport: &mut Transport) -> anyhow::Result<()> {
    videos::retire(&app.pool, app.settings.video.retire_after_s).await?;
    uploads::sweep(&app.pool, &app.store, &SystemClock, &app.settings.uploads).await?;
    while progress::roll_up(&app.pool).await? {}
    certificates::issue_missing(&app.pool, LATE_CERTIFICATES).await?;
    let (told, left) = courses::clear_cabinets(&app.pool, &SystemClock, LEAVING_AT_ONCE).await?;
    if told + left > 0 {
        tracing::info!(told, left, "completed courses leave cabinets");
    }
    payments::put_due(&app.pool, &SystemClock).await?;
    payments::put_daily(&app.pool, &SystemClock).await?;
    if courses::turn_sales(&app.pool).await? > 0 {
        tracing::info!("sales began or ended");
    }
    lectern_queue::forget_finished(&app.pool).await?;
    transport.vacuum().await?;
    for entry in std::fs::read_dir(app.work_dir())?.flatten() {
        let age = entry
            .metadata()
            .and_then(|m| m.modified())
            .map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
        if age.is_ok_and(|age| age > ABANDONED) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

async fn hourly(app: &WorkerState) -> anyhow::Result<()> {
    let aborted = uploads::sweep_strays(&app.pool, &app.store, &SystemClock, &app.settings.uploads).await?;
    if aborted > 0 {
        tracing::info!(aborted, "unfinished uploads that nobody knows of were removed");
    }
    catalog::count_related(&app.pool).await?;
    let forgotten = files::sweep(&app.pool, &SystemClock).await?;
    if forgotten > 0 {
        tracing::info!(forgotten, "files that no lesson names were removed");
    }
    Ok(())
}
