//! From a message to an outcome: claims the row, keeps the lease, writes progress, ends the job.

use crate::error::JobError;
use crate::jobs;
use crate::slots::Turn;
use crate::state::WorkerState;
use futures::FutureExt;
use lectern_db::{JobId, VideoId};
use lectern_domain::videos;
use lectern_queue::{ClaimedRow, FencedError, LEASE, Lease, Queue, RENEW_EVERY};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// How far a handler is, in milliseconds of media made.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicI64>);

impl Progress {
    /// Sets it; it never goes back.
    pub fn set(&self, ms: i64) {
        self.0.fetch_max(ms, Ordering::Relaxed);
    }

    fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A claimed job as its handler sees it.
#[derive(Debug, Clone)]
pub struct Claimed<J> {
    /// The handler's input.
    pub payload: J,
    /// Fences every write.
    pub lease: Lease,
    /// Whether another failure would be its last.
    pub last_try: bool,
    /// How far it is.
    pub progress: Progress,
}

enum Outcome {
    Ended(Result<(), JobError>),
    Stopping,
    Lost,
}

/// Runs the job if it is there to be run. Outcomes go into its row; a message has none.
pub async fn handle(app: &WorkerState, queue: Queue, id: JobId) {
    let _slot = match queue {
        Queue::First => Some(app.slots.take(Turn::First).await),
        Queue::Encode => Some(app.slots.take(Turn::Encode).await),
        Queue::Background | Queue::Quick | Queue::Mail => None,
    };
    if app.stop.is_cancelled() {
        return;
    }
    match lectern_queue::claim(&app.pool, id, &app.name).await {
        Ok(Some(row)) => run(app, &row).await,
        Ok(None) => {}
        // The row still waits; the sweep sends it again.
        Err(error) => tracing::warn!(job.id = %id, %error, "a job could not be claimed"),
    }
}

#[tracing::instrument(skip_all, fields(job.id = %row.lease.job, job.kind = row.kind, job.attempt = row.lease.attempt, request.id = row.request_id))]
async fn run(app: &WorkerState, row: &ClaimedRow) {
    let began = Instant::now();
    let progress = Progress::default();
    let outcome = {
        let work = AssertUnwindSafe(jobs::dispatch(app.clone(), row.clone(), progress.clone())).catch_unwind().boxed();
        tokio::select! {
            ended = work => Outcome::Ended(ended.unwrap_or_else(|_| Err(JobError::GiveUp(anyhow::anyhow!("the handler panicked"))))),
            () = hold(app.clone(), row.lease, row.subject, progress).boxed() => Outcome::Lost,
            () = app.stop.cancelled() => Outcome::Stopping,
        }
        // The handler's future ends here, and with it its children and its folder.
    };
    let written = match outcome {
        Outcome::Ended(Ok(())) => {
            tracing::info!(seconds = began.elapsed().as_secs_f64(), "a job is done");
            row.lease.finish(&app.pool).await
        }
        Outcome::Ended(Err(JobError::Lost)) | Outcome::Lost => {
            tracing::warn!("the lease is lost, another worker goes on");
            Ok(())
        }
        Outcome::Ended(Err(error)) => fail(app, row, &error).await,
        Outcome::Stopping => row.lease.hand_back(&app.pool).await,
    };
    if let Err(error) = written {
        tracing::warn!(%error, "an outcome could not be written");
    }
    metrics::histogram!("lectern_job_seconds", "kind" => row.kind.clone()).record(began.elapsed().as_secs_f64());
    touch(app, row.subject);
}

async fn fail(app: &WorkerState, row: &ClaimedRow, error: &JobError) -> Result<(), FencedError> {
    if let (JobError::Refused(refusal), Some(video)) = (error, row.subject) {
        tracing::info!(video.id = %video, reason = refusal.slug(), "a file is refused");
        return match videos::making::refuse(&app.pool, row.lease, VideoId(video), refusal).await {
            Ok(()) => row.lease.finish(&app.pool).await,
            Err(error) => {
                tracing::warn!(%error, "a refusal could not be written");
                Ok(())
            }
        };
    }
    let final_word = matches!(error, JobError::GiveUp(_));
    let mut db = app.pool.acquire().await?;
    let dead = row.lease.fail(&mut db, &error.to_string(), final_word).await?;
    drop(db);
    metrics::counter!("lectern_job_failures", "kind" => row.kind.clone()).increment(1);
    if dead {
        tracing::error!(%error, "a job is given up");
        for video in videos::fail_stuck(&app.pool).await? {
            app.announcer.touch(video);
        }
    } else {
        tracing::warn!(%error, "a job failed and will be tried again");
    }
    Ok(())
}

/// Renews the lease and writes progress; returns when the lease is lost.
async fn hold(app: WorkerState, lease: Lease, subject: Option<uuid::Uuid>, progress: Progress) {
    let (mut renewed, mut written) = (Instant::now(), 0);
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = progress.get();
        let mut result = Ok(());
        if now != written {
            result = lease.progress(&app.pool, now).await;
            written = now;
        }
        if result.is_ok() && renewed.elapsed() >= RENEW_EVERY {
            result = lease.renew(&app.pool).await;
            if result.is_ok() {
                renewed = Instant::now();
            }
        }
        match result {
            Ok(()) => {}
            Err(FencedError::Lost(_)) => return,
            // Nobody else can have it before it runs out.
            Err(FencedError::Db(error)) if renewed.elapsed() < LEASE => {
                tracing::warn!(%error, "a lease was not renewed")
            }
            Err(FencedError::Db(_)) => return,
        }
        touch(&app, subject);
    }
}

fn touch(app: &WorkerState, subject: Option<uuid::Uuid>) {
    if let Some(video) = subject {
        app.announcer.touch(VideoId(video));
    }
}
