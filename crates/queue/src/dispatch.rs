use crate::Queue;
use lectern_db::JobId;
use sqlx::{PgConnection, PgPool};

/// What a queue holds now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Claimed by workers.
    pub running: i64,
    /// Sent through Redis and not claimed yet.
    pub sent: i64,
    /// Due and not sent.
    pub due: i64,
}

/// The queue's figures.
///
/// # Errors
/// When Postgres fails.
pub async fn load(db: &mut PgConnection, queue: Queue) -> sqlx::Result<Load> {
    sqlx::query_as!(
        Load,
        r#"SELECT count(*) FILTER (WHERE state = 'running') AS "running!",
                  count(*) FILTER (WHERE state = 'waiting' AND sent_at IS NOT NULL) AS "sent!",
                  count(*) FILTER (WHERE state = 'waiting' AND sent_at IS NULL AND run_at <= now()) AS "due!"
           FROM jobs WHERE queue = $1 AND state IN ('waiting', 'running')"#,
        queue.as_str(),
    )
    .fetch_one(db)
    .await
}

/// Marks up to `limit` due jobs of the queue as sent and returns their ids in the order to send them: each owner's most
/// urgent first, the owner with the fewest running jobs before others.
///
/// # Errors
/// When Postgres fails.
pub async fn take_due(db: &mut PgConnection, queue: Queue, limit: i64) -> sqlx::Result<Vec<JobId>> {
    let mut taken = sqlx::query!(
        r#"WITH busy AS (
               SELECT owner_id, count(*) AS n FROM jobs
               WHERE queue = $1 AND (state = 'running' OR (state = 'waiting' AND sent_at IS NOT NULL)) GROUP BY owner_id),
           ranked AS (
               SELECT j.job_id, j.priority, j.run_at,
                      COALESCE(b.n, 0) + row_number() OVER (PARTITION BY j.owner_id ORDER BY j.priority, j.run_at, j.job_id) AS turn
               FROM jobs j LEFT JOIN busy b ON b.owner_id IS NOT DISTINCT FROM j.owner_id
               WHERE j.queue = $1 AND j.state = 'waiting' AND j.sent_at IS NULL AND j.run_at <= now()),
           picked AS (SELECT * FROM ranked ORDER BY turn, priority, run_at, job_id LIMIT $2)
           UPDATE jobs SET sent_at = now() FROM picked
           WHERE jobs.job_id = picked.job_id AND jobs.state = 'waiting'
           RETURNING jobs.job_id AS "job_id: JobId", picked.turn AS "turn!", jobs.priority"#,
        queue.as_str(),
        limit,
    )
    .fetch_all(db)
    .await?;
    taken.sort_by_key(|row| (row.turn, row.priority, row.job_id));
    Ok(taken.into_iter().map(|row| row.job_id).collect())
}

/// Notes that messages did not go out, or that Redis has lost all of them (`None`): they are sent again.
///
/// # Errors
/// When Postgres fails.
pub async fn unsend(db: &mut PgConnection, ids: Option<&[JobId]>) -> sqlx::Result<u64> {
    let ids: Option<Vec<_>> = ids.map(|ids| ids.iter().map(|id| id.0).collect());
    let done = sqlx::query!(
        "UPDATE jobs SET sent_at = NULL
         WHERE state = 'waiting' AND sent_at IS NOT NULL AND ($1::uuid[] IS NULL OR job_id = ANY($1))",
        ids as Option<Vec<uuid::Uuid>>,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A job whose lease ran out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The job.
    pub job: JobId,
    /// Its kind.
    pub kind: String,
    /// Whether it waits again; dead otherwise.
    pub waits: bool,
}

/// Takes back jobs whose lease ran out, and marks messages for sending again that nobody has picked up for a minute.
///
/// # Errors
/// When Postgres fails.
pub async fn sweep(pool: &PgPool) -> sqlx::Result<Vec<Lost>> {
    sqlx::query!("UPDATE jobs SET sent_at = NULL WHERE state = 'waiting' AND sent_at < now() - interval '1 minute'")
        .execute(pool)
        .await?;
    let lost = sqlx::query!(
        r#"UPDATE jobs SET failures = failures + 1, lease_until = NULL, sent_at = NULL, run_at = now(),
                  last_error = 'the worker ' || COALESCE(worker, '?') || ' was lost',
                  state = CASE WHEN failures + 1 >= max_failures THEN 'dead' ELSE 'waiting' END,
                  finished_at = CASE WHEN failures + 1 >= max_failures THEN now() END
           WHERE state = 'running' AND lease_until < now()
           RETURNING job_id AS "job_id: JobId", kind, state = 'waiting' AS "waits!""#
    )
    .fetch_all(pool)
    .await?;
    Ok(lost.into_iter().map(|row| Lost { job: row.job_id, kind: row.kind, waits: row.waits }).collect())
}

/// Removes rows of work done or cancelled long ago.
///
/// # Errors
/// When Postgres fails.
pub async fn forget_finished(pool: &PgPool) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM jobs WHERE job_id IN (
             SELECT job_id FROM jobs WHERE state IN ('done', 'cancelled') AND finished_at < now() - interval '7 days' LIMIT 5000)"
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}

/// Cancels what waits or runs for a subject; running handlers find their lease lost.
///
/// # Errors
/// When Postgres fails.
pub async fn cancel_subject(db: &mut PgConnection, subject: uuid::Uuid) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "UPDATE jobs SET state = 'cancelled', finished_at = now(), lease_until = NULL
         WHERE subject_id = $1 AND state IN ('waiting', 'running')",
        subject,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
