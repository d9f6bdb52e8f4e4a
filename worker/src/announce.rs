//! Tells owners how their videos get on. What is lost on the way is read again when a page reconnects.

use lectern_db::{AccountId, VideoId};
use lectern_domain::videos;
use sqlx::PgPool;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Videos that something has happened to since their owners were told.
#[derive(Debug, Clone, Default)]
pub struct Announcer(Arc<Mutex<HashSet<VideoId>>>);

/// Twice as often as pages are promised.
const EVERY: Duration = Duration::from_secs(1);

impl Announcer {
    /// Something happened to `video`.
    pub fn touch(&self, video: VideoId) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(video);
    }

    fn take(&self) -> Vec<VideoId> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).drain().collect()
    }

    /// Tells owners once a second until `stop`, and a last time then.
    pub async fn run(self, pool: PgPool, mut redis: redis::aio::ConnectionManager, stop: CancellationToken) {
        loop {
            let last = tokio::select! {
                () = tokio::time::sleep(EVERY) => false,
                () = stop.cancelled() => true,
            };
            for video in self.take() {
                if let Err(error) = announce(&pool, &mut redis, video).await {
                    tracing::debug!(video.id = %video, %error, "an owner was not told");
                }
            }
            if last {
                return;
            }
        }
    }
}

async fn announce(pool: &PgPool, redis: &mut redis::aio::ConnectionManager, video: VideoId) -> anyhow::Result<()> {
    videos::making::refresh_percent(pool, video).await?;
    let mut db = pool.acquire().await?;
    let Some(out) = videos::get_out(&mut db, &[video]).await?.remove(&video) else { return Ok(()) };
    let row = sqlx::query!(
        r#"SELECT v.owner_id AS "owner: AccountId",
                  (SELECT lesson_id FROM lessons l WHERE l.video_id = v.video_id ORDER BY l.lesson_id LIMIT 1) AS "lesson: uuid::Uuid"
           FROM videos v WHERE v.video_id = $1"#,
        video.0,
    )
    .fetch_one(&mut *db)
    .await?;
    let mut data = serde_json::to_value(out)?;
    data["lesson_id"] = row.lesson.map(|id| id.to_string()).into();
    let message = serde_json::json!({ "event": "video", "data": data }).to_string();
    redis::cmd("PUBLISH").arg(format!("lectern:events:{}", row.owner)).arg(message).query_async::<()>(redis).await?;
    Ok(())
}
