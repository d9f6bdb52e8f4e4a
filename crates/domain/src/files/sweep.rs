//! What no lesson names any more.

use super::sql;
use lectern_db::Clock;
use lectern_queue::{Job, Queue};
use lectern_store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::time::Duration;

/// As long as lessons lie in the bin, and undo may want a file back.
const UNUSED_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
const AT_ONCE: i64 = 500;

/// Removes a file's bytes, unless a file names them (again).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveFile {
    /// In the store.
    pub key: String,
}

impl Job for RemoveFile {
    const KIND: &'static str = "remove-file";
    const QUEUE: Queue = Queue::Background;

    fn unique_key(&self) -> Option<String> {
        Some(format!("remove-file {}", self.key))
    }
}

/// Forgets files that no lesson, edited, published or binned, has named for 30 days, and puts the jobs that remove
/// their bytes. Gives how many.
///
/// # Errors
/// When Postgres fails.
pub async fn sweep(pool: &PgPool, clock: &dyn Clock) -> sqlx::Result<usize> {
    let mut tx = pool.begin().await?;
    let before = clock.now() - UNUSED_FOR;
    let gone: Vec<_> = sql::drop_unused(&mut tx, before, AT_ONCE).await?;
    let jobs: Vec<_> = gone.into_iter().map(|key| RemoveFile { key }).collect();
    lectern_queue::put_all(&mut tx, &jobs).await?;
    tx.commit().await?;
    Ok(jobs.len())
}

/// Does what the job says.
///
/// # Errors
/// When Postgres or the store fails.
pub async fn remove_bytes(pool: &PgPool, store: &Store, key: &str) -> Result<(), RemoveError> {
    if !sql::is_named(&mut *pool.acquire().await?, key).await? {
        store.delete(key).await?;
    }
    Ok(())
}

/// Why bytes were not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
