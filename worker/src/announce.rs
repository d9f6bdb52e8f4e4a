//! Tells owners how their videos get on. What is lost on the way is read again when a page reconnects.

use lectern_db::{AccountId, LessonId, VideoId};
use lectern_domain::events::{self, Event};
use lectern_domain::videos;
use redis::aio::ConnectionManager;
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
    pub async fn run(self, pool: PgPool, redis: ConnectionManager, stop: CancellationToken) {
        loop {
            let last = tokio::select! {
                () = tokio::time::sleep(EVERY) => false,
                () = stop.cancelled() => true,
            };
            for video in self.take() {
                if let Err(error) = announce(&pool, &redis, video).await {
                    tracing::debug!(video.id = %video, %error, "an owner was not told");
                }
            }
            if last {
                return;
            }
        }
    }
}

async fn announce(pool: &PgPool, redis: &ConnectionManager, id: VideoId) -> anyhow::Result<()> {
    videos::making::refresh_percent(pool, id).await?;
    let mut db = pool.acquire().await?;
    let Some(video) = videos::get_out(&mut db, &[id]).await?.remove(&id) else { return Ok(()) };
    let row = sqlx::query!(
        r#"SELECT v.owner_id AS "owner: AccountId",
                  (SELECT lesson_id FROM lessons l WHERE l.video_id = v.video_id ORDER BY l.lesson_id LIMIT 1) AS "lesson: LessonId"
           FROM videos v WHERE v.video_id = $1"#,
        id.0,
    )
    .fetch_one(&mut *db)
    .await?;
    events::publish(redis, row.owner, &Event::Video { video, lesson_id: row.lesson }).await?;
    Ok(())
}
