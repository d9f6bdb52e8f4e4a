//! SQL of the pipeline's own writes.

use super::jobs::Work;
use lectern_db::{AccountId, JobId, VideoId};
use sqlx::PgConnection;

pub(super) struct SourceRow {
    pub owner_id: AccountId,
    pub size_bytes: i64,
    pub original_key: String,
    pub probe: Option<serde_json::Value>,
    pub index_key: Option<String>,
}

pub(super) struct ProbedRow<'a> {
    pub probe: serde_json::Value,
    pub duration_ms: i64,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub index_key: &'a str,
    pub poster_key: Option<&'a str>,
}

pub(super) struct RenditionRow {
    pub name: String,
    pub kind: &'static str,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub frame_rate_mhz: Option<i32>,
    pub bandwidth_bps: i32,
    pub target_duration_ms: i32,
}

pub(super) struct ChunkRow {
    pub track: &'static str,
    pub index: i32,
    pub start_ms: i64,
    pub duration_ms: i64,
    pub planned_ms: i64,
}

pub(super) struct GenerationProgress {
    pub left: i64,
    pub tracks: i64,
    pub tracks_begun: i64,
}

pub(super) async fn source(db: &mut PgConnection, video: VideoId) -> sqlx::Result<Option<SourceRow>> {
    sqlx::query_as!(
        SourceRow,
        r#"SELECT owner_id AS "owner_id: AccountId", size_bytes, original_key, probe, index_key FROM videos
           WHERE video_id = $1 AND state <> 'failed' AND deleted_at IS NULL"#,
        video.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn lock_video(db: &mut PgConnection, video: VideoId) -> sqlx::Result<bool> {
    let row =
        sqlx::query!("SELECT 1 AS one FROM videos WHERE video_id = $1 AND deleted_at IS NULL FOR UPDATE", video.0)
            .fetch_optional(db)
            .await?;
    Ok(row.is_some())
}

pub(super) async fn set_probing(db: &mut PgConnection, video: VideoId, deadline_s: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos SET state = 'probing', deadline_at = now() + make_interval(secs => $2), updated_at = now()
         WHERE video_id = $1 AND state IN ('uploaded', 'probing')",
        video.0,
        deadline_s,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_probed(
    db: &mut PgConnection,
    video: VideoId,
    row: &ProbedRow<'_>,
    deadline_s: f64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos SET state = 'encoding', probe = $2, duration_ms = $3, width = $4, height = $5, index_key = $6,
                poster_key = $7, encoding_since = now(), deadline_at = now() + make_interval(secs => $8), updated_at = now()
         WHERE video_id = $1",
        video.0,
        row.probe,
        row.duration_ms,
        row.width,
        row.height,
        row.index_key,
        row.poster_key,
        deadline_s,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Plans come to what their chunks come to, and `later_ms` for one that is not made yet.
pub(super) async fn set_planned(db: &mut PgConnection, video: VideoId, later_ms: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos SET encoding_since = now(), updated_at = now(),
                planned_ms = $2 + (SELECT COALESCE(sum(planned_ms), 0)::int8 FROM chunks WHERE video_id = $1)
         WHERE video_id = $1",
        video.0,
        later_ms,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_measured(
    db: &mut PgConnection,
    video: VideoId,
    measured: serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE videos SET measured = $2 WHERE video_id = $1", video.0, measured).execute(db).await?;
    Ok(())
}

pub(super) async fn generation_exists(db: &mut PgConnection, video: VideoId, number: i32) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM generations WHERE video_id = $1 AND number = $2) AS "there!""#,
        video.0,
        number,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert_generation(
    db: &mut PgConnection,
    video: VideoId,
    number: i32,
    kind: &str,
    plan: serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO generations (video_id, number, kind, plan, state, created_at) VALUES ($1, $2, $3, $4, 'growing', now())",
        video.0,
        number,
        kind,
        plan,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_rendition(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    row: &RenditionRow,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO renditions (video_id, generation, name, kind, width, height, frame_rate_mhz, bandwidth_bps,
                                 average_bandwidth_bps, target_duration_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
        video.0,
        generation,
        row.name,
        row.kind,
        row.width,
        row.height,
        row.frame_rate_mhz,
        row.bandwidth_bps,
        row.target_duration_ms,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_chunk(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    row: &ChunkRow,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO chunks (video_id, generation, track, index, start_ms, duration_ms, planned_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        video.0,
        generation,
        row.track,
        row.index,
        row.start_ms,
        row.duration_ms,
        row.planned_ms,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_chunk_jobs(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    work: Work,
    job: Option<JobId>,
) -> sqlx::Result<()> {
    let index = match work {
        Work::Picture(index) => Some(index),
        Work::Sound => None,
    };
    sqlx::query!(
        "UPDATE chunks SET job_id = $4 WHERE video_id = $1 AND generation = $2
         AND CASE WHEN $3::int4 IS NULL THEN track = 'audio' ELSE track <> 'audio' AND index = $3 END",
        video.0,
        generation,
        index,
        job.map(|job| job.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn growing_plan(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
) -> sqlx::Result<Option<serde_json::Value>> {
    sqlx::query_scalar!(
        "SELECT plan FROM generations WHERE video_id = $1 AND number = $2 AND state = 'growing'",
        video.0,
        generation,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn done_chunks(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    track: &str,
) -> sqlx::Result<Vec<i32>> {
    sqlx::query_scalar!(
        "SELECT index FROM chunks WHERE video_id = $1 AND generation = $2 AND track = $3 AND done_at IS NOT NULL",
        video.0,
        generation,
        track,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn set_chunk_done(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    track: &str,
    index: i32,
    segments: serde_json::Value,
    prefix: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE chunks SET segments = $5, prefix = $6, done_at = now()
         WHERE video_id = $1 AND generation = $2 AND track = $3 AND index = $4 AND done_at IS NULL",
        video.0,
        generation,
        track,
        index,
        segments,
        prefix,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn set_codecs(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    rendition: &str,
    codecs: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE renditions SET codecs = $4 WHERE video_id = $1 AND generation = $2 AND name = $3 AND codecs IS NULL",
        video.0,
        generation,
        rendition,
        codecs,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn generation_progress(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
) -> sqlx::Result<GenerationProgress> {
    sqlx::query_as!(
        GenerationProgress,
        r#"SELECT count(*) FILTER (WHERE done_at IS NULL) AS "left!", count(DISTINCT track) AS "tracks!",
                  count(DISTINCT track) FILTER (WHERE index = 0 AND done_at IS NOT NULL) AS "tracks_begun!"
           FROM chunks WHERE video_id = $1 AND generation = $2"#,
        video.0,
        generation,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn publish_generation(db: &mut PgConnection, video: VideoId, number: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE generations SET published_at = now() WHERE video_id = $1 AND number = $2 AND published_at IS NULL",
        video.0,
        number,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// All chunks are there: complete, and published; older generations begin to retire.
pub(super) async fn complete_generation(db: &mut PgConnection, video: VideoId, number: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE generations SET state = 'complete', published_at = COALESCE(published_at, now()) WHERE video_id = $1 AND number = $2",
        video.0,
        number,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE generations SET superseded_at = now() WHERE video_id = $1 AND number < $2 AND superseded_at IS NULL",
        video.0,
        number,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn all_segments(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
) -> sqlx::Result<Vec<serde_json::Value>> {
    sqlx::query_scalar!(
        r#"SELECT segments AS "segments!" FROM chunks WHERE video_id = $1 AND generation = $2 AND segments IS NOT NULL"#,
        video.0,
        generation,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn set_bandwidth(
    db: &mut PgConnection,
    video: VideoId,
    generation: i32,
    rendition: &str,
    peak_bps: i32,
    average_bps: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE renditions SET bandwidth_bps = $4, average_bandwidth_bps = $5 WHERE video_id = $1 AND generation = $2 AND name = $3",
        video.0,
        generation,
        rendition,
        peak_bps,
        average_bps,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The video moved on: its deadline moves, its percent rises, and it is ready when the ladder and all else is made.
pub(super) async fn moved_on(db: &mut PgConnection, video: VideoId, deadline_s: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos SET deadline_at = now() + make_interval(secs => $2), updated_at = now() WHERE video_id = $1",
        video.0,
        deadline_s,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE videos SET state = 'ready', percent = 100, failure = NULL, failure_detail = NULL
         WHERE video_id = $1 AND state = 'encoding'
           AND EXISTS (SELECT FROM generations WHERE video_id = $1 AND kind = 'ladder' AND state = 'complete')
           AND NOT EXISTS (SELECT FROM chunks WHERE video_id = $1 AND done_at IS NULL)",
        video.0,
    )
    .execute(&mut *db)
    .await?;
    raise_percent(db, video).await
}

pub(super) async fn raise_percent(db: &mut PgConnection, video: VideoId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos v SET percent = made.percent FROM (
             SELECT LEAST(99, 100 * sum(CASE WHEN c.done_at IS NOT NULL THEN c.planned_ms
                                             WHEN j.state = 'running' AND c.track <> 'audio' THEN LEAST(j.progress, c.planned_ms)
                                             ELSE 0 END)
                              / GREATEST((SELECT planned_ms FROM videos WHERE video_id = $1), 1))::int2 AS percent
             FROM chunks c LEFT JOIN jobs j ON j.job_id = c.job_id WHERE c.video_id = $1) made
         WHERE v.video_id = $1 AND v.state = 'encoding' AND v.percent < made.percent",
        video.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn fail(
    db: &mut PgConnection,
    video: VideoId,
    slug: &str,
    detail: Option<serde_json::Value>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE videos SET state = 'failed', failure = $2, failure_detail = $3, updated_at = now()
         WHERE video_id = $1 AND state IN ('uploaded', 'probing', 'encoding')",
        video.0,
        slug,
        detail,
    )
    .execute(&mut *db)
    .await?;
    // What waits for a failed video waits in vain; what runs may end, and keeps what it makes.
    sqlx::query!(
        "UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE subject_id = $1 AND state = 'waiting'",
        video.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
