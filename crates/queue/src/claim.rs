use lectern_db::JobId;
use serde::de::DeserializeOwned;
use sqlx::{PgConnection, PgPool};
use std::time::Duration;
use uuid::Uuid;

/// How long a claim lasts without renewal, by the database's clock.
pub const LEASE: Duration = Duration::from_secs(15);
/// How often a worker renews it.
pub const RENEW_EVERY: Duration = Duration::from_secs(5);

/// A job this process holds: the row as it was claimed.
#[derive(Debug, Clone)]
pub struct ClaimedRow {
    /// The lease that fences every later write.
    pub lease: Lease,
    /// Which handler it is for.
    pub kind: String,
    /// The handler's input.
    pub payload: serde_json::Value,
    /// Errors and lost leases so far.
    pub failures: i32,
    /// How many of them end it.
    pub max_failures: i32,
    /// Whose work it is.
    pub owner: Option<Uuid>,
    /// What it is about.
    pub subject: Option<Uuid>,
    /// The request that put it.
    pub request_id: Option<String>,
}

/// A claimed job with its payload read.
#[derive(Debug, Clone)]
pub struct Claimed<J> {
    /// The handler's input.
    pub payload: J,
    /// The lease that fences every later write.
    pub lease: Lease,
}

impl ClaimedRow {
    /// Reads the payload.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn typed<J: DeserializeOwned>(&self) -> Result<Claimed<J>, serde_json::Error> {
        Ok(Claimed { payload: serde_json::from_value(self.payload.clone())?, lease: self.lease })
    }
}

/// One attempt at one job. Every write through it says `WHERE job_id = .. AND attempt = ..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Raised by each claim.
    pub attempt: i32,
}

/// Somebody else holds the job now, or it was cancelled: stop, and remove what was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease is lost")]
pub struct LeaseLost;

/// A fenced write that failed.
#[derive(Debug, thiserror::Error)]
pub enum FencedError {
    /// Somebody else holds the job now.
    #[error(transparent)]
    Lost(#[from] LeaseLost),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Takes the job if it waits and is due; `None` when it does not (a second message, a job done long ago).
///
/// # Errors
/// When Postgres fails.
pub async fn claim(pool: &PgPool, job: JobId, worker: &str) -> sqlx::Result<Option<ClaimedRow>> {
    let row = sqlx::query!(
        r#"UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = $2, progress = 0,
                  lease_until = now() + make_interval(secs => $3)
           WHERE job_id = $1 AND state = 'waiting' AND run_at <= now()
           RETURNING kind, payload, attempt, failures, max_failures, owner_id, subject_id, request_id"#,
        job.0,
        worker,
        LEASE.as_secs_f64(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|r| ClaimedRow {
        lease: Lease { job, attempt: r.attempt },
        kind: r.kind,
        payload: r.payload,
        failures: r.failures,
        max_failures: r.max_failures,
        owner: r.owner_id,
        subject: r.subject_id,
        request_id: r.request_id,
    }))
}

impl Lease {
    /// Eight hex digits that no other attempt at this job has: prefixes of what the attempt makes.
    pub fn prefix(&self) -> String {
        // The job's random bits, so that two jobs' attempts differ too, and the attempt on top.
        let bits = (self.job.0.as_u128() as u32).wrapping_add((self.attempt as u32).wrapping_mul(0x9E37_79B1));
        format!("{bits:08x}")
    }

    /// Pushes the lease on.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn renew(&self, pool: &PgPool) -> Result<(), FencedError> {
        let done = sqlx::query!(
            "UPDATE jobs SET lease_until = now() + make_interval(secs => $3)
             WHERE job_id = $1 AND attempt = $2 AND state = 'running'",
            self.job.0,
            self.attempt,
            LEASE.as_secs_f64(),
        )
        .execute(pool)
        .await?;
        held(done.rows_affected())
    }

    /// Notes how far the job is, in its own unit; it never goes back within an attempt.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn progress(&self, pool: &PgPool, progress: i64) -> Result<(), FencedError> {
        let done = sqlx::query!(
            "UPDATE jobs SET progress = GREATEST(progress, $3) WHERE job_id = $1 AND attempt = $2 AND state = 'running'",
            self.job.0,
            self.attempt,
            progress,
        )
        .execute(pool)
        .await?;
        held(done.rows_affected())
    }

    /// Holds the job's row for the rest of the transaction: what the transaction writes is this attempt's or nobody's.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn fence(&self, db: &mut PgConnection) -> Result<(), FencedError> {
        let row = sqlx::query_scalar!(
            r#"SELECT 1 AS "one!" FROM jobs WHERE job_id = $1 AND attempt = $2 AND state = 'running' FOR UPDATE"#,
            self.job.0,
            self.attempt,
        )
        .fetch_optional(db)
        .await?;
        held(u64::from(row.is_some()))
    }

    /// The work is done.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn finish(&self, pool: &PgPool) -> Result<(), FencedError> {
        let done = sqlx::query!(
            "WITH done AS (
                 UPDATE jobs SET state = 'done', finished_at = now(), lease_until = NULL, last_error = NULL
                 WHERE job_id = $1 AND attempt = $2 AND state = 'running' RETURNING queue)
             SELECT pg_notify('lectern_jobs', queue) FROM done",
            self.job.0,
            self.attempt,
        )
        .execute(pool)
        .await?;
        held(done.rows_affected())
    }

    /// The work failed: it is tried again after a back-off of 2, 4, 8 ... seconds (a minute at most), or is dead when
    /// that was its last chance or `final_word` says so. Returns whether it is dead.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn fail(&self, db: &mut PgConnection, error: &str, final_word: bool) -> Result<bool, FencedError> {
        let dead = sqlx::query_scalar!(
            r#"UPDATE jobs SET failures = failures + 1, last_error = left($3, 4000), lease_until = NULL, sent_at = NULL,
                      state = CASE WHEN $4 OR failures + 1 >= max_failures THEN 'dead' ELSE 'waiting' END,
                      finished_at = CASE WHEN $4 OR failures + 1 >= max_failures THEN now() END,
                      run_at = now() + make_interval(secs => LEAST(60, 2 ^ (failures + 1))::float8)
               WHERE job_id = $1 AND attempt = $2 AND state = 'running'
               RETURNING state = 'dead' AS "dead!""#,
            self.job.0,
            self.attempt,
            error,
            final_word,
        )
        .fetch_optional(db)
        .await?;
        dead.ok_or(FencedError::Lost(LeaseLost))
    }

    /// Gives the job back unfinished, at no cost to its count of failures: the worker stops.
    ///
    /// # Errors
    /// [`FencedError::Lost`] when the job is not this attempt's any more.
    pub async fn hand_back(&self, pool: &PgPool) -> Result<(), FencedError> {
        let done = sqlx::query!(
            "WITH back AS (
                 UPDATE jobs SET state = 'waiting', lease_until = NULL, sent_at = NULL, run_at = now()
                 WHERE job_id = $1 AND attempt = $2 AND state = 'running' RETURNING queue)
             SELECT pg_notify('lectern_jobs', queue) FROM back",
            self.job.0,
            self.attempt,
        )
        .execute(pool)
        .await?;
        held(done.rows_affected())
    }
}

fn held(rows: u64) -> Result<(), FencedError> {
    if rows == 0 { Err(FencedError::Lost(LeaseLost)) } else { Ok(()) }
}
