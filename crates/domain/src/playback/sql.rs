use super::access::LIVE;
use super::published::Head;
use super::{Player, Playing, device::device};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, PlaybackSessionId, SessionId, VideoId};
use lectern_media::ChunkSegments;
use lectern_media::playlists::{Chunk, Generation, Rendition, RenditionKind, Track};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// A session and what its right hangs on beside the lesson's own rules.
#[derive(Debug, Clone)]
pub(super) struct StandingRow {
    pub account: AccountId,
    pub video: VideoId,
    pub lesson: LessonId,
    pub generation: i32,
    pub player: Player,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub token_expires_at: DateTime<Utc>,
    pub last_report_at: Option<DateTime<Utc>>,
    pub last_fetch_at: Option<DateTime<Utc>>,
    pub ended: bool,
    pub blocked: bool,
    pub signed_out: bool,
    /// The video is deleted.
    pub removed: bool,
    pub generation_gone: bool,
    /// Other lessons this person watches.
    pub others_live: i64,
    pub read_at: DateTime<Utc>,
}

impl StandingRow {
    /// When our page was last heard.
    pub(super) fn heard_at(&self) -> DateTime<Utc> {
        self.last_report_at.unwrap_or(self.created_at).max(self.created_at)
    }

    /// When it last gave a sign of life.
    pub(super) fn live_at(&self) -> DateTime<Utc> {
        self.last_fetch_at.map_or(self.heard_at(), |at| at.max(self.heard_at()))
    }
}

pub(super) async fn standing(
    db: &mut PgConnection,
    id: PlaybackSessionId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<StandingRow>> {
    sqlx::query_as!(
        StandingRow,
        r#"SELECT s.account_id AS "account: AccountId", s.video_id AS "video: VideoId", s.lesson_id AS "lesson: LessonId",
                  s.generation, s.player AS "player: Player", s.created_at, s.expires_at,
                  s.token_expires_at, s.last_report_at, s.last_fetch_at, s.ended_at IS NOT NULL AS "ended!",
                  a.blocked_at IS NOT NULL AS "blocked!",
                  (t.revoked_at IS NOT NULL OR t.expires_at <= $2) AS "signed_out!",
                  v.deleted_at IS NOT NULL AS "removed!",
                  NOT EXISTS (SELECT FROM generations g WHERE g.video_id = s.video_id AND g.number = s.generation
                                  AND g.state <> 'removed') AS "generation_gone!",
                  (SELECT count(DISTINCT CASE o.player WHEN 'own' THEN o.session_id::text || o.lesson_id::text
                                                       ELSE o.playback_session_id::text END)
                   FROM playback_sessions o
                   WHERE o.account_id = s.account_id AND o.playback_session_id <> s.playback_session_id
                     AND o.ended_at IS NULL AND o.expires_at > $2
                     AND GREATEST(o.created_at, o.last_report_at, o.last_fetch_at) > $2 - make_interval(secs => $3)
                     -- Tabs and reloads of one lesson in one browser are one stream.
                     AND NOT (o.player = 'own' AND s.player = 'own' AND o.session_id = s.session_id
                              AND o.lesson_id = s.lesson_id)) AS "others_live!",
                  $2 AS "read_at!"
           FROM playback_sessions s
           JOIN accounts a ON a.account_id = s.account_id
           JOIN sessions t ON t.session_id = s.session_id
           JOIN videos v ON v.video_id = s.video_id
           WHERE s.playback_session_id = $1"#,
        id.0,
        now,
        LIVE.as_seconds_f64(),
    )
    .fetch_optional(db)
    .await
}

/// What a lesson shows.
pub(super) struct LessonRow {
    pub video: Option<VideoId>,
    pub blocked: bool,
}

/// The published video of the lesson, or the one in the editor.
pub(super) async fn lesson(
    db: &mut PgConnection,
    account: AccountId,
    lesson: LessonId,
    edited: bool,
) -> sqlx::Result<Option<LessonRow>> {
    sqlx::query_as!(
        LessonRow,
        r#"SELECT v.video_id AS "video?: VideoId", a.blocked_at IS NOT NULL AS "blocked!"
           FROM lessons l
           JOIN accounts a ON a.account_id = $2
           LEFT JOIN published_lessons p USING (lesson_id)
           LEFT JOIN videos v ON v.video_id = CASE WHEN $3 THEN l.video_id ELSE p.video_id END AND v.deleted_at IS NULL
           WHERE l.lesson_id = $1"#,
        lesson.0,
        account.0,
        edited,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn viewers(
    db: &mut PgConnection,
    course: CourseId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"SELECT DISTINCT s.account_id AS "account: AccountId"
           FROM lessons l JOIN playback_sessions s USING (lesson_id)
           WHERE l.course_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2"#,
        course.0,
        now,
    )
    .fetch_all(db)
    .await
}

/// One at a time decides on a person's streams; held to the end of the transaction.
pub(super) async fn lock_streams(db: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('playback ' || $1::text, 0))", account.0.to_string())
        .execute(db)
        .await?;
    Ok(())
}

pub(super) struct NewSession {
    pub id: PlaybackSessionId,
    pub account: AccountId,
    pub sign_in: SessionId,
    pub lesson: LessonId,
    pub video: VideoId,
    pub generation: i32,
    pub player: Player,
    pub expires_at: DateTime<Utc>,
    pub token_expires_at: DateTime<Utc>,
}

/// Streams of `account` beside the one that `new` would be, newest first, each once.
pub(super) async fn playing(db: &mut PgConnection, new: &NewSession, now: DateTime<Utc>) -> sqlx::Result<Vec<Playing>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (slot) slot AS "slot!", id AS "id: PlaybackSessionId", title, user_agent
           FROM (SELECT CASE s.player WHEN 'own' THEN s.session_id::text || s.lesson_id::text
                                      ELSE s.playback_session_id::text END AS slot,
                        s.playback_session_id AS id, l.title, t.user_agent
                 FROM playback_sessions s
                 JOIN lessons l ON l.lesson_id = s.lesson_id
                 JOIN sessions t ON t.session_id = s.session_id
                 WHERE s.account_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2
                   AND GREATEST(s.created_at, s.last_report_at, s.last_fetch_at) > $2 - make_interval(secs => $3)
                   AND NOT (s.player = 'own' AND $4 AND s.session_id = $5 AND s.lesson_id = $6)) live
           ORDER BY slot, id DESC LIMIT 100"#,
        new.account.0,
        now,
        LIVE.as_seconds_f64(),
        new.player == Player::Own,
        new.sign_in.0,
        new.lesson.0,
    )
    .fetch_all(db)
    .await?;
    let mut playing: Vec<_> = rows
        .into_iter()
        .map(|r| Playing { session_id: r.id, lesson_title: r.title, device: device(&r.user_agent) })
        .collect();
    playing.sort_by_key(|p| std::cmp::Reverse(p.session_id));
    Ok(playing)
}

pub(super) async fn insert(db: &mut PgConnection, new: &NewSession, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO playback_sessions (playback_session_id, account_id, session_id, lesson_id, video_id, generation,
                                        player, created_at, expires_at, token_expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.0,
        new.account.0,
        new.sign_in.0,
        new.lesson.0,
        new.video.0,
        new.generation,
        new.player as Player,
        now,
        new.expires_at,
        new.token_expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Our pages were heard: their sessions go on.
pub(super) async fn heard(
    db: &mut PgConnection,
    sessions: &[Uuid],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH locked AS (SELECT playback_session_id AS id FROM playback_sessions
                         WHERE playback_session_id = ANY($1) ORDER BY playback_session_id FOR UPDATE)
         UPDATE playback_sessions s SET last_report_at = $2, expires_at = GREATEST(s.expires_at, $3)
         FROM locked WHERE s.playback_session_id = locked.id",
        sessions,
        now,
        expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn renew(
    db: &mut PgConnection,
    id: PlaybackSessionId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    token_expires_at: DateTime<Utc>,
    generation: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE playback_sessions SET last_report_at = $2, expires_at = $3, token_expires_at = $4, generation = $5
         WHERE playback_session_id = $1",
        id.0,
        now,
        expires_at,
        token_expires_at,
        generation,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether there was such a session of that account; ending it twice is no harm.
pub(super) async fn end(
    db: &mut PgConnection,
    account: AccountId,
    id: PlaybackSessionId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let ended = sqlx::query!(
        "UPDATE playback_sessions SET ended_at = COALESCE(ended_at, $3)
         WHERE playback_session_id = $1 AND account_id = $2",
        id.0,
        account.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// What players fetched. Each session once, sorted.
pub(super) async fn fetched(db: &mut PgConnection, sessions: &[Uuid], at: &[DateTime<Utc>]) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH locked AS (
             SELECT s.playback_session_id AS id, i.at
             FROM playback_sessions s JOIN unnest($1::uuid[], $2::timestamptz[]) AS i(id, at) ON i.id = s.playback_session_id
             ORDER BY s.playback_session_id FOR UPDATE OF s)
         UPDATE playback_sessions s SET last_fetch_at = GREATEST(s.last_fetch_at, locked.at)
         FROM locked WHERE s.playback_session_id = locked.id",
        sessions,
        at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The generation whose objects this viewer needs.
pub(super) async fn moved(db: &mut PgConnection, id: PlaybackSessionId, generation: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE playback_sessions SET generation = $2 WHERE playback_session_id = $1 AND generation <> $2",
        id.0,
        generation,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn notify(db: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_notify('lectern_playback', $1)", id.to_string()).execute(db).await?;
    Ok(())
}

/// The newest published generation and what is said of the video beside it.
pub(super) async fn head(db: &mut PgConnection, video: VideoId) -> sqlx::Result<Option<Head>> {
    sqlx::query_as!(
        Head,
        "SELECT g.number, v.duration_ms, v.percent, v.poster_key
           FROM videos v JOIN generations g ON g.video_id = v.video_id
           WHERE v.video_id = $1 AND v.deleted_at IS NULL AND g.published_at IS NOT NULL AND g.state <> 'removed'
           ORDER BY g.number DESC LIMIT 1",
        video.0,
    )
    .fetch_optional(db)
    .await
}

/// The rows that playlists are a view of. The state is read first: rows that come between only make it say less.
pub(super) async fn generation(db: &mut PgConnection, video: VideoId, number: i32) -> sqlx::Result<Option<Generation>> {
    let row = sqlx::query!(
        "SELECT g.kind, g.state FROM videos v JOIN generations g ON g.video_id = v.video_id
         WHERE v.video_id = $1 AND g.number = $2 AND v.deleted_at IS NULL
           AND g.published_at IS NOT NULL AND g.state <> 'removed'",
        video.0,
        number,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let renditions = sqlx::query!(
        "SELECT name, kind, codecs, width, height, frame_rate_mhz, bandwidth_bps, average_bandwidth_bps, target_duration_ms
         FROM renditions WHERE video_id = $1 AND generation = $2 ORDER BY height DESC NULLS LAST, name",
        video.0,
        number,
    )
    .fetch_all(&mut *db)
    .await?;
    let renditions = renditions.into_iter().map(|r| Rendition {
        kind: match r.kind.as_str() {
            "audio" => RenditionKind::Audio,
            "muxed" => RenditionKind::Muxed,
            _ => RenditionKind::Video,
        },
        name: r.name,
        codecs: r.codecs,
        width: r.width.map(i32::unsigned_abs),
        height: r.height.map(i32::unsigned_abs),
        frame_rate_mhz: r.frame_rate_mhz.map(i32::unsigned_abs),
        bandwidth_bps: r.bandwidth_bps.unsigned_abs().into(),
        average_bandwidth_bps: r.average_bandwidth_bps.unsigned_abs().into(),
        target_duration_ms: r.target_duration_ms.unsigned_abs().into(),
    });
    let chunks = sqlx::query!(
        r#"SELECT track, index, prefix, segments AS "segments: Json<ChunkSegments>"
           FROM chunks WHERE video_id = $1 AND generation = $2 ORDER BY track, index"#,
        video.0,
        number,
    )
    .fetch_all(db)
    .await?;
    let renditions: Vec<_> = renditions.collect();
    // A copied picture with its sound beside it is a picture like any other; only a muxed copy is a track of its own.
    let muxed = renditions.iter().any(|r| r.kind == RenditionKind::Muxed);
    let chunks = chunks.into_iter().map(|c| Chunk {
        track: match c.track.as_str() {
            "audio" => Track::Audio,
            "copy" if muxed => Track::Copy,
            _ => Track::Video,
        },
        index: c.index,
        prefix: c.prefix.unwrap_or_default(),
        segments: c.segments.map(|json| json.0),
    });
    Ok(Some(Generation {
        number,
        grows: row.kind != "ladder",
        complete: row.state == "complete",
        renditions,
        chunks: chunks.collect(),
    }))
}
