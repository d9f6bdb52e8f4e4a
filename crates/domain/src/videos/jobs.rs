use lectern_db::{AccountId, VideoId};
use lectern_queue::{Job, Queue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Reads what a new video is, and plans generation 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProbeVideo {
    /// The video.
    pub video: VideoId,
    /// Whose it is.
    pub owner: AccountId,
}

impl Job for ProbeVideo {
    const KIND: &'static str = "probe-video";
    const QUEUE: Queue = Queue::First;

    fn owner(&self) -> Option<Uuid> {
        Some(self.owner.0)
    }
    fn subject(&self) -> Option<Uuid> {
        Some(self.video.0)
    }
    fn priority(&self) -> i32 {
        -10
    }
    fn unique_key(&self) -> Option<String> {
        Some(format!("probe:{}", self.video))
    }
}
