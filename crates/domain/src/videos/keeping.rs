//! What keeps videos from standing still: deadlines, jobs that died, generations that retire, another try.

use super::jobs::{ProbeVideo, RemoveGeneration};
use super::making::DEADLINE_S;
use super::making_sql;
use super::model::VideoState;
use super::{VideoError, VideoOut, get_out, sql};
use lectern_db::{AccountId, VideoId};
use sqlx::PgPool;

/// Fails videos whose deadline has passed or one of whose jobs has died; returns them.
///
/// # Errors
/// When Postgres fails.
pub async fn fail_stuck(pool: &PgPool) -> sqlx::Result<Vec<VideoId>> {
    let stuck = sqlx::query!(
        r#"SELECT v.video_id AS "video: VideoId",
                  EXISTS (SELECT FROM jobs j WHERE j.subject_id = v.video_id AND j.state = 'dead') AS "died!"
           FROM videos v
           WHERE v.state IN ('uploaded', 'probing', 'encoding')
             AND (v.deadline_at < now() OR EXISTS (SELECT FROM jobs j WHERE j.subject_id = v.video_id AND j.state = 'dead'))
           LIMIT 100"#
    )
    .fetch_all(pool)
    .await?;
    for row in &stuck {
        let mut tx = pool.begin().await?;
        making_sql::fail(&mut tx, row.video, if row.died { "internal" } else { "took-too-long" }, None).await?;
        tx.commit().await?;
    }
    Ok(stuck.into_iter().map(|row| row.video).collect())
}

/// Starts a failed video again from where it failed; finished chunks are kept. `owner` is absent for an admin.
///
/// # Errors
/// [`VideoError::NotFound`] (someone else's too) or [`VideoError::NotFailed`].
pub async fn retry(pool: &PgPool, owner: Option<AccountId>, id: VideoId) -> Result<VideoOut, VideoError> {
    let mut tx = pool.begin().await?;
    let (its_owner, state) = sql::owner_and_state(&mut tx, id).await?.ok_or(VideoError::NotFound)?;
    if owner.is_some_and(|owner| owner != its_owner) {
        return Err(VideoError::NotFound);
    }
    if state != VideoState::Failed {
        return Err(VideoError::NotFailed);
    }
    let planned = making_sql::generation_exists(&mut tx, id, 1).await?;
    let next = if planned { VideoState::Encoding } else { VideoState::Uploaded };
    sqlx::query!(
        "UPDATE videos SET state = $2, failure = NULL, failure_detail = NULL, encoding_since = now(), updated_at = now(),
                deadline_at = now() + make_interval(secs => $3) WHERE video_id = $1",
        id.0,
        next as VideoState,
        DEADLINE_S,
    )
    .execute(&mut *tx)
    .await?;
    if planned {
        sqlx::query!(
            "UPDATE jobs SET state = 'waiting', failures = 0, run_at = now(), sent_at = NULL, finished_at = NULL, lease_until = NULL
             WHERE subject_id = $1 AND state IN ('dead', 'cancelled') AND kind IN ('make-first', 'make-ladder', 'measure-video')",
            id.0,
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!("SELECT pg_notify('lectern_jobs', 'first')").execute(&mut *tx).await?;
    } else {
        sqlx::query!("DELETE FROM jobs WHERE subject_id = $1 AND state IN ('dead', 'cancelled')", id.0)
            .execute(&mut *tx)
            .await?;
        lectern_queue::put(&mut tx, &ProbeVideo { video: id, owner: its_owner }).await?;
    }
    let out = get_out(&mut tx, &[id]).await?.remove(&id).ok_or(VideoError::NotFound)?;
    tx.commit().await?;
    Ok(out)
}

/// Puts the removal of generations that were superseded `after_s` ago and that no live playback session holds.
///
/// # Errors
/// When Postgres fails.
pub async fn retire(pool: &PgPool, after_s: i64) -> sqlx::Result<usize> {
    let mut tx = pool.begin().await?;
    let retired = sqlx::query!(
        r#"SELECT g.video_id AS "video: VideoId", g.number FROM generations g
           WHERE g.superseded_at < now() - make_interval(secs => $1) AND g.state <> 'removed'
             AND NOT EXISTS (SELECT FROM playback_sessions p
                             WHERE p.video_id = g.video_id AND p.generation = g.number
                               AND p.ended_at IS NULL AND p.expires_at > now() - make_interval(secs => $1))
           LIMIT 100"#,
        after_s as f64,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &retired {
        lectern_queue::put(&mut tx, &RemoveGeneration { video: row.video, generation: row.number }).await?;
    }
    tx.commit().await?;
    Ok(retired.len())
}

/// Marks a generation as removed before its objects go: whoever asks now gets a newer one.
///
/// # Errors
/// When Postgres fails.
pub async fn mark_removed(pool: &PgPool, video: VideoId, generation: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE generations SET state = 'removed' WHERE video_id = $1 AND number = $2 AND superseded_at IS NOT NULL",
        video.0,
        generation,
    )
    .execute(pool)
    .await?;
    Ok(())
}
