//! The `jobs` table: put in the transaction of the change it follows from, claimed with a lease and a fence.
//!
//! PostgreSQL is the truth; Redis carries ids. Delivery is at least once, so every handler may run twice.
#![warn(missing_docs)]

mod claim;
mod dispatch;
#[cfg(test)]
mod tests;

pub use claim::{Claimed, ClaimedRow, FencedError, LEASE, Lease, LeaseLost, RENEW_EVERY, claim};
pub use dispatch::{Load, Lost, cancel_subject, forget_finished, load, sweep, take_due, unsend};

use lectern_db::JobId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use uuid::Uuid;

/// Lanes of the transport: each has its own slots in a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Queue {
    /// What stands between an upload and its first picture: probes, copies, generation 1.
    First,
    /// Chunks of the ladder.
    Encode,
    /// By-products and sweeps of bytes.
    Background,
    /// Short jobs that only touch the database or move objects.
    Quick,
    /// Letters.
    Mail,
}

impl Queue {
    /// All lanes.
    pub const ALL: [Self; 5] = [Self::First, Self::Encode, Self::Background, Self::Quick, Self::Mail];

    /// The name in the table and in Redis.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Encode => "encode",
            Self::Background => "background",
            Self::Quick => "quick",
            Self::Mail => "mail",
        }
    }
}

/// A payload with its kind. Ids and versions only, under 1 kB; an old payload must still parse after a deploy.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// Stable name in the table.
    const KIND: &'static str;
    /// Its lane.
    const QUEUE: Queue;
    /// Errors and lost leases before it is given up.
    const MAX_FAILURES: i32 = 5;

    /// Whose work it is; the dispatcher is fair between owners.
    fn owner(&self) -> Option<Uuid> {
        None
    }
    /// What it is about, such as a video.
    fn subject(&self) -> Option<Uuid> {
        None
    }
    /// Lower goes first within the lane.
    fn priority(&self) -> i32 {
        0
    }
    /// At most one live job with the same key: putting another does nothing.
    fn unique_key(&self) -> Option<String> {
        None
    }
}

/// Puts `job` so that it runs once the surrounding transaction has committed.
///
/// Returns its id, or `None` when a live job with the same unique key is there already.
///
/// # Errors
/// When Postgres fails.
pub async fn put<J: Job>(db: &mut PgConnection, job: &J) -> sqlx::Result<Option<JobId>> {
    put_after(db, job, 0.0).await
}

/// As [`put`], to run not before `delay_s` seconds from now by the database's clock.
///
/// # Errors
/// When Postgres fails.
pub async fn put_after<J: Job>(db: &mut PgConnection, job: &J, delay_s: f64) -> sqlx::Result<Option<JobId>> {
    let id = lectern_db::uuid_v7(&lectern_db::SystemClock);
    let payload = serde_json::to_value(job).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let inserted = sqlx::query_scalar!(
        r#"INSERT INTO jobs (job_id, kind, queue, owner_id, subject_id, payload, priority, max_failures, unique_key, request_id, run_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(secs => $11))
           ON CONFLICT (unique_key) WHERE state IN ('waiting', 'running') DO NOTHING
           RETURNING job_id"#,
        id,
        J::KIND,
        J::QUEUE.as_str(),
        job.owner(),
        job.subject(),
        payload,
        job.priority(),
        J::MAX_FAILURES,
        job.unique_key(),
        lectern_telemetry::http::current_request(),
        delay_s,
    )
    .fetch_optional(&mut *db)
    .await?;
    if inserted.is_some() {
        // Wakes the dispatcher when the transaction commits; losing it costs one polling interval.
        sqlx::query!("SELECT pg_notify('lectern_jobs', $1)", J::QUEUE.as_str()).execute(db).await?;
    }
    Ok(inserted.map(JobId))
}

/// As [`put`] for many jobs of one kind, in two statements. Those whose unique key is taken are left out.
///
/// # Errors
/// When Postgres fails.
pub async fn put_all<J: Job>(db: &mut PgConnection, jobs: &[J]) -> sqlx::Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = jobs.iter().map(|_| lectern_db::uuid_v7(&lectern_db::SystemClock)).collect();
    let payloads: Result<Vec<_>, _> = jobs.iter().map(serde_json::to_value).collect();
    let payloads = payloads.map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let owners: Vec<Option<Uuid>> = jobs.iter().map(Job::owner).collect();
    let subjects: Vec<Option<Uuid>> = jobs.iter().map(Job::subject).collect();
    let priorities: Vec<i32> = jobs.iter().map(Job::priority).collect();
    let keys: Vec<Option<String>> = jobs.iter().map(Job::unique_key).collect();
    sqlx::query!(
        r#"INSERT INTO jobs (job_id, kind, queue, owner_id, subject_id, payload, priority, max_failures, unique_key, request_id, run_at)
           SELECT j.id, $1, $2, j.owner, j.subject, j.payload, j.priority, $3, j.key, $4, now()
           FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::jsonb[], $9::int4[], $10::text[])
                AS j(id, owner, subject, payload, priority, key)
           ON CONFLICT (unique_key) WHERE state IN ('waiting', 'running') DO NOTHING"#,
        J::KIND,
        J::QUEUE.as_str(),
        J::MAX_FAILURES,
        lectern_telemetry::http::current_request(),
        &ids,
        &owners as &[Option<Uuid>],
        &subjects as &[Option<Uuid>],
        &payloads,
        &priorities,
        &keys as &[Option<String>],
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("SELECT pg_notify('lectern_jobs', $1)", J::QUEUE.as_str()).execute(db).await?;
    Ok(())
}
