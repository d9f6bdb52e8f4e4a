//! What a person's open pages are told. Lost events harm nothing: a page reads again when it reconnects.

use crate::payments::OrderState;
use crate::videos::VideoOut;
use lectern_db::{AccountId, CourseId, LessonId, OrderId, PlaybackSessionId};
use redis::aio::ConnectionManager;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

const CHANNEL: &str = "lectern:events:";

/// One event; the name goes in SSE's `event`, the rest in `data`.
#[expect(clippy::large_enum_variant, reason = "made, sent and dropped at once; never kept")]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(tag = "event", content = "data", rename_all = "lowercase")]
pub enum Event {
    /// A video's state or percent has changed.
    Video {
        /// The video now.
        #[serde(flatten)]
        video: VideoOut,
        /// The lesson it belongs to.
        #[serde(skip_serializing_if = "Option::is_none")]
        lesson_id: Option<LessonId>,
    },
    /// The right to watch has ended.
    Access {
        /// The playback session that ended; all when absent.
        session_id: Option<PlaybackSessionId>,
        /// The lesson; all when absent.
        lesson_id: Option<LessonId>,
        /// Stable slug.
        reason: String,
    },
    /// A course is completed: all it requires is done.
    Completed {
        /// Which.
        course_id: CourseId,
    },
    /// An order of one's own has changed: read it again; a paid one has opened its course.
    Order {
        /// Which.
        order_id: OrderId,
        /// Its course.
        course_id: CourseId,
        /// Where it stands.
        state: OrderState,
    },
    /// The account has changed: read `/me` again.
    Account {},
}

/// Sends `event` to the pages `account` has open.
///
/// # Errors
/// When Redis is away; nothing depends on an event.
pub async fn publish(redis: &ConnectionManager, account: AccountId, event: &Event) -> redis::RedisResult<()> {
    let text = serde_json::to_string(event).map_err(|error| {
        redis::RedisError::from((redis::ErrorKind::Client, "the event cannot be written", error.to_string()))
    })?;
    let mut redis = redis.clone();
    redis::cmd("PUBLISH").arg(format!("{CHANNEL}{account}")).arg(text).query_async(&mut redis).await
}

/// What arrived from Redis.
#[derive(Debug, Clone)]
pub enum Heard {
    /// An event for one account: its JSON `{event, data}`.
    Event(AccountId, Arc<str>),
    /// Some may be lost: pages are to reconnect and read again.
    Gap,
}

/// One subscription of this process for all its open pages.
#[derive(Debug, Clone)]
pub struct Hub(broadcast::Sender<Heard>);

impl Hub {
    /// A hub nobody listens to yet.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(1024))
    }

    /// Hears everything from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Heard> {
        self.0.subscribe()
    }

    /// Passes events on until the task is dropped.
    pub async fn listen(self, client: redis::Client) {
        loop {
            if let Err(error) = self.listen_once(&client).await {
                tracing::warn!(%error, "no events from Redis; trying again");
            }
            // Nobody listening is no fault.
            let _nobody = self.0.send(Heard::Gap);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen_once(&self, client: &redis::Client) -> redis::RedisResult<()> {
        use futures::StreamExt;
        let mut inbox = client.get_async_pubsub().await?;
        inbox.psubscribe(format!("{CHANNEL}*")).await?;
        let mut messages = inbox.on_message();
        while let Some(message) = messages.next().await {
            let account = message.get_channel_name().strip_prefix(CHANNEL).and_then(|id| id.parse().ok());
            if let (Some(account), Ok(text)) = (account, message.get_payload::<String>()) {
                let _nobody = self.0.send(Heard::Event(account, text.into()));
            }
        }
        Ok(())
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}
