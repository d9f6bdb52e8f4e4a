use super::model::{NewVideo, VideoFailure, VideoOut, VideoState};
use super::{ProbeVideo, sql};
use lectern_db::{AccountId, Clock, VideoId};
use sqlx::PgConnection;
use std::collections::HashMap;

/// A probe that has not begun or not ended by then has failed.
const PROBE_DEADLINE_S: f64 = 6.0 * 3600.0;

/// Records a file that has arrived and puts its probe; in the transaction that completes the upload.
///
/// # Errors
/// When Postgres fails.
pub async fn create(db: &mut PgConnection, clock: &dyn Clock, video: NewVideo) -> sqlx::Result<VideoId> {
    let id = VideoId::new(clock);
    sql::insert(db, id, &video, clock.now(), PROBE_DEADLINE_S).await?;
    lectern_queue::put(db, &ProbeVideo { video: id, owner: video.owner }).await?;
    Ok(id)
}

/// The videos among `ids` that exist, as their owners see them. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn get_out(db: &mut PgConnection, ids: &[VideoId]) -> sqlx::Result<HashMap<VideoId, VideoOut>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    Ok(sql::rows(db, &ids).await?.into_iter().map(|row| (row.video_id, out(row))).collect())
}

fn out(row: sql::VideoRow) -> VideoOut {
    let failure = row.failure.map(|slug| {
        let mut detail = row.failure_detail.unwrap_or_default();
        if !detail.is_object() {
            detail = serde_json::json!({});
        }
        detail["slug"] = slug.clone().into();
        serde_json::from_value(detail).unwrap_or(VideoFailure {
            slug,
            at_ms: None,
            width: None,
            height: None,
            limit_s: None,
            codec: None,
        })
    });
    let eta_s = match row.state {
        VideoState::Encoding => eta_s(row.made_ms, row.plan_ms, row.working_s),
        VideoState::Uploaded | VideoState::Probing | VideoState::Ready | VideoState::Failed => None,
    };
    VideoOut {
        id: row.video_id,
        file_name: row.file_name,
        size_bytes: row.size_bytes,
        state: row.state,
        playable: row.generation.is_some() && row.ready_ms > 0,
        percent: row.percent,
        eta_s,
        duration_ms: row.duration_ms,
        ready_ms: row.duration_ms.map_or(row.ready_ms, |all| row.ready_ms.min(all)),
        width: row.width,
        height: row.height,
        failure,
        generation: row.generation,
        qualities: row.heights,
        created_at: row.created_at,
    }
}

/// Time left at the speed so far; nothing is said before a fiftieth of the plan is made.
fn eta_s(made_ms: i64, plan_ms: i64, working_s: Option<f64>) -> Option<i64> {
    let share = made_ms as f64 / plan_ms.max(1) as f64;
    let working_s = working_s.filter(|_| share >= 0.02)?;
    Some((working_s * (1.0 - share) / share).ceil() as i64)
}

/// The video for a person who may see it: its owner, or an admin (`owner` absent). `None` for anyone else.
///
/// # Errors
/// When Postgres fails.
pub async fn get(db: &mut PgConnection, owner: Option<AccountId>, id: VideoId) -> sqlx::Result<Option<VideoOut>> {
    if let Some(owner) = owner
        && sql::owner(&mut *db, id).await? != Some(owner)
    {
        return Ok(None);
    }
    Ok(get_out(db, &[id]).await?.remove(&id))
}
