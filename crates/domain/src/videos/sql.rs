use super::model::VideoState;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, VideoId};
use sqlx::PgConnection;

/// Everything that [`super::VideoOut`] is made of, in one query.
pub(super) struct VideoRow {
    pub video_id: VideoId,
    pub file_name: String,
    pub size_bytes: i64,
    pub state: VideoState,
    pub percent: i16,
    pub duration_ms: Option<i64>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub failure: Option<String>,
    pub failure_detail: Option<serde_json::Value>,
    pub created_at: DateTime<Utc>,
    pub generation: Option<i32>,
    pub ready_ms: i64,
    pub heights: Vec<i32>,
    /// Of the newest plan: what is made of it and what it comes to.
    pub made_ms: i64,
    pub plan_ms: i64,
    /// Seconds since work on that plan began.
    pub working_s: Option<f64>,
}

pub(super) async fn insert(
    db: &mut PgConnection,
    id: VideoId,
    video: &super::NewVideo,
    now: DateTime<Utc>,
    deadline_s: f64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO videos (video_id, owner_id, file_name, size_bytes, original_key, state, deadline_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 'uploaded', now() + make_interval(secs => $7), $6, $6)",
        id.0,
        video.owner.0,
        video.file_name,
        video.size_bytes,
        video.original_key,
        now,
        deadline_s,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn rows(db: &mut PgConnection, ids: &[uuid::Uuid]) -> sqlx::Result<Vec<VideoRow>> {
    sqlx::query_as!(
        VideoRow,
        r#"SELECT v.video_id AS "video_id: VideoId", v.file_name, v.size_bytes, v.state AS "state: VideoState", v.percent,
                  v.duration_ms, v.width, v.height, v.failure, v.failure_detail, v.created_at,
                  published.number AS "generation?", COALESCE(ready.ms, 0) AS "ready_ms!",
                  ARRAY(SELECT LEAST(r.width, r.height) FROM renditions r
                        WHERE r.video_id = v.video_id AND r.generation = published.number AND r.height IS NOT NULL
                        ORDER BY 1 DESC) AS "heights!: Vec<i32>",
                  COALESCE(work.made_ms, 0) AS "made_ms!", COALESCE(work.plan_ms, 0) AS "plan_ms!",
                  extract(epoch FROM now() - v.encoding_since)::float8 AS working_s
           FROM videos v
           LEFT JOIN LATERAL (
               SELECT g.number FROM generations g
               WHERE g.video_id = v.video_id AND g.published_at IS NOT NULL AND g.state <> 'removed'
               ORDER BY g.number DESC LIMIT 1) published ON true
           LEFT JOIN LATERAL (
               -- Picture and sound end at the shorter of the two.
               SELECT CASE WHEN bool_and(t.done) THEN v.duration_ms ELSE min(t.ms)::int8 END AS ms FROM (
                   SELECT bool_and(c.done_at IS NOT NULL) AS done,
                          COALESCE(min(c.start_ms) FILTER (WHERE c.done_at IS NULL), max(c.start_ms + c.duration_ms)) AS ms
                   FROM chunks c WHERE c.video_id = v.video_id AND c.generation = published.number GROUP BY c.track) t) ready ON true
           LEFT JOIN LATERAL (
               SELECT sum(c.planned_ms)::int8 AS plan_ms,
                      sum(CASE WHEN c.done_at IS NOT NULL THEN c.planned_ms
                               WHEN j.state = 'running' THEN LEAST(j.progress, c.planned_ms) ELSE 0 END)::int8 AS made_ms
               FROM chunks c LEFT JOIN jobs j ON j.job_id = c.job_id
               WHERE c.video_id = v.video_id
                 AND c.generation = (SELECT max(number) FROM generations g WHERE g.video_id = v.video_id)) work ON true
           WHERE v.video_id = ANY($1) AND v.deleted_at IS NULL"#,
        ids,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn owner_and_state(
    db: &mut PgConnection,
    id: VideoId,
) -> sqlx::Result<Option<(AccountId, VideoState)>> {
    let row = sqlx::query!(
        r#"SELECT owner_id AS "owner: AccountId", state AS "state: VideoState" FROM videos
           WHERE video_id = $1 AND deleted_at IS NULL FOR UPDATE"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| (r.owner, r.state)))
}

pub(super) async fn owner(db: &mut PgConnection, id: VideoId) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar!(
        r#"SELECT owner_id AS "owner: AccountId" FROM videos WHERE video_id = $1 AND deleted_at IS NULL"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}
