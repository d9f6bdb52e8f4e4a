use super::sql;
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{Clock, PlaybackSessionId};
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// A session that goes on fetching is written this often: well within the time that makes it a stream.
const EVERY: TimeDelta = TimeDelta::seconds(15);
/// A session that fetches no more is forgotten then.
const IDLE: TimeDelta = TimeDelta::seconds(60);
/// Between two looks at what is to be written: a stream that begins is known to the others so soon.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
struct Mark {
    last: DateTime<Utc>,
    written: Option<DateTime<Utc>>,
}

/// Gathers who fetches, and writes it in one statement for all.
#[derive(Debug, Clone)]
pub struct Fetches {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    marks: Arc<Mutex<HashMap<PlaybackSessionId, Mark>>>,
}

impl Fetches {
    /// With nothing to write.
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        Self { pool, clock, marks: Arc::default() }
    }

    /// `session` was allowed to fetch.
    pub fn mark(&self, session: PlaybackSessionId) {
        let last = self.clock.now();
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.entry(session).and_modify(|mark| mark.last = last).or_insert(Mark { last, written: None });
    }

    /// `session` has opened the playlists of `generation`: its objects are needed from now on.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn moved(&self, session: PlaybackSessionId, generation: i32) -> sqlx::Result<()> {
        sql::moved(&mut *self.pool.acquire().await?, session, generation).await
    }

    /// Writes what is due, for ever; what fails is due again.
    pub async fn run(&self) {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Err(error) = self.flush(EVERY).await {
                tracing::warn!(%error, "who fetches could not be written");
            }
        }
    }

    /// Writes all that is known and not written; at the end of a process.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn flush_all(&self) -> sqlx::Result<()> {
        self.flush(TimeDelta::zero()).await
    }

    async fn flush(&self, every: TimeDelta) -> sqlx::Result<()> {
        let now = self.clock.now();
        let mut due = self.due(now, every);
        due.sort_unstable();
        for part in due.chunks(1000) {
            let (sessions, at): (Vec<Uuid>, Vec<_>) = part.iter().map(|(id, at)| (id.0, *at)).unzip();
            sql::fetched(&mut *self.pool.acquire().await?, &sessions, &at).await?;
            let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, at) in part {
                if let Some(mark) = marks.get_mut(id) {
                    mark.written = Some(*at);
                }
            }
        }
        Ok(())
    }

    fn due(&self, now: DateTime<Utc>, every: TimeDelta) -> Vec<(PlaybackSessionId, DateTime<Utc>)> {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.retain(|_, mark| mark.written != Some(mark.last) || now - mark.last < IDLE);
        let is_due = |mark: &Mark| mark.written.is_none_or(|at| mark.last > at && mark.last - at >= every);
        marks.iter().filter(|(_, mark)| is_due(mark)).map(|(id, mark)| (*id, mark.last)).collect()
    }
}
