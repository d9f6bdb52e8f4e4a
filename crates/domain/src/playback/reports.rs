use super::sql;
use crate::progress::{self, Recorded, Watch};
use chrono::TimeDelta;
use lectern_config::PlaybackConfig;
use lectern_db::{Clock, PlaybackSessionId};
use sqlx::PgPool;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Reports that may wait; more are sent away to come again.
const WAITING: usize = 4000;
/// Reports that one transaction writes at most.
const AT_ONCE: usize = 1000;

/// What a report came to.
type Outcome = Result<Recorded, NotWritten>;

/// Why a report was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotWritten {
    /// Too many wait, or the database is away: come again.
    Later,
    /// This one cannot be written, and never will.
    Never,
}

/// A report and its playback.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub session: PlaybackSessionId,
    pub watch: Watch,
    /// Whether fetches may have been refused for want of it.
    pub wakes: bool,
}

struct Waiting {
    heard: Heard,
    answer: oneshot::Sender<Outcome>,
}

/// Group commit: reports of some tens of milliseconds are one transaction, and each is answered when it is committed.
#[derive(Debug, Clone)]
pub struct Reports(mpsc::Sender<Waiting>);

struct Writer {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    config: PlaybackConfig,
}

impl Reports {
    /// Starts the writer; it ends, with everything accepted written, when the last clone of this is dropped.
    pub fn start(pool: PgPool, clock: Arc<dyn Clock>, config: &PlaybackConfig) -> Self {
        Self::start_with(pool, clock, config, WAITING)
    }

    pub(super) fn start_with(pool: PgPool, clock: Arc<dyn Clock>, config: &PlaybackConfig, waiting: usize) -> Self {
        let (sender, receiver) = mpsc::channel(waiting);
        tokio::spawn(Writer { pool, clock, config: config.clone() }.run(receiver));
        Self(sender)
    }

    /// Hands one in and waits for its commit.
    pub(super) async fn write(&self, heard: Heard) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        self.0.try_send(Waiting { heard, answer }).map_err(|_| NotWritten::Later)?;
        outcome.await.unwrap_or(Err(NotWritten::Later))
    }
}

impl Writer {
    async fn run(self, mut receiver: mpsc::Receiver<Waiting>) {
        let mut batch = Vec::new();
        while receiver.recv_many(&mut batch, AT_ONCE).await > 0 {
            tokio::time::sleep(Duration::from_millis(self.config.gather_ms)).await;
            while batch.len() < AT_ONCE {
                let Ok(next) = receiver.try_recv() else { break };
                batch.push(next);
            }
            self.write(std::mem::take(&mut batch)).await;
        }
    }

    /// Writes a batch; of one that fails each half, down to the guilty report.
    async fn write(&self, batch: Vec<Waiting>) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.commit(&part).await {
                Ok(recorded) => part.into_iter().zip(recorded).for_each(|(waiting, known)| {
                    // Who asked may have gone.
                    let _ = waiting.answer.send(Ok(known));
                }),
                Err(error) if error.as_database_error().is_none() => {
                    tracing::warn!(%error, reports = part.len(), "reports could not be written now");
                    refuse(part, NotWritten::Later);
                }
                Err(error) if part.len() == 1 => {
                    let reason = if passes(&error) { NotWritten::Later } else { NotWritten::Never };
                    tracing::warn!(%error, "one report could not be written");
                    refuse(part, reason);
                }
                Err(_) => {
                    let later = part.split_off(part.len() / 2);
                    // The earlier half first: the latest report wins.
                    parts.push(later);
                    parts.push(part);
                }
            }
        }
    }

    async fn commit(&self, part: &[Waiting]) -> sqlx::Result<Vec<Recorded>> {
        let now = self.clock.now();
        let watches: Vec<_> = part.iter().map(|w| w.heard.watch.clone()).collect();
        let sessions: BTreeSet<Uuid> = part.iter().map(|w| w.heard.session.0).collect();
        let mut tx = self.pool.begin().await?;
        let recorded = progress::record(&mut tx, &*self.clock, &watches).await?;
        let expires_at = now + TimeDelta::seconds(self.config.session_ttl_s);
        sql::heard(&mut tx, &sessions.into_iter().collect::<Vec<_>>(), now, expires_at).await?;
        for waiting in part.iter().filter(|w| w.heard.wakes) {
            sql::notify(&mut tx, waiting.heard.session.0).await?;
        }
        tx.commit().await?;
        let of = |w: &Watch| recorded.get(&(w.account, w.lesson)).copied();
        Ok(watches.iter().map(|w| of(w).unwrap_or(Recorded { watched_ms: 0, done: false, share: 100 })).collect())
    }
}

fn refuse(part: Vec<Waiting>, reason: NotWritten) {
    for waiting in part {
        // Who asked may have gone.
        let _ = waiting.answer.send(Err(reason));
    }
}

/// Deadlocks, time-outs and shutdowns (SQLSTATE classes 40, 53, 55, 57) say nothing against the report itself.
fn passes(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    code.is_some_and(|code| ["40", "53", "55", "57"].iter().any(|class| code.starts_with(class)))
}
