use chrono::{DateTime, Utc};
use lectern_db::{AccountId, VideoId};
use serde::{Deserialize, Serialize};

/// Where a video stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum VideoState {
    /// Its bytes are in the store.
    Uploaded,
    /// Being read.
    Probing,
    /// Being made; perhaps playable already.
    Encoding,
    /// All of it is made.
    Ready,
    /// Stopped with a reason; can be tried again.
    Failed,
}

impl VideoState {
    /// Whether `next` may follow.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Uploaded => matches!(next, Self::Probing | Self::Failed),
            Self::Probing => matches!(next, Self::Encoding | Self::Failed),
            Self::Encoding => matches!(next, Self::Ready | Self::Failed),
            Self::Ready => false,
            Self::Failed => matches!(next, Self::Uploaded | Self::Encoding),
        }
    }
}

/// A file that has arrived in the store.
#[derive(Debug, Clone)]
pub struct NewVideo {
    /// Whose it is.
    pub owner: AccountId,
    /// As the browser named it; never part of a path or a command.
    pub file_name: String,
    /// Its length.
    pub size_bytes: i64,
    /// Where it lies in the store.
    pub original_key: String,
}

/// Why a video failed: a slug the interface translates, and its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VideoFailure {
    /// Stable: `not-media`, `no-picture-or-sound`, `truncated`, `too-large-picture`, `too-long`, `unsupported-codec`,
    /// `broken-at`, `empty`, `took-too-long`, `internal`.
    pub slug: String,
    /// Where the file is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
    /// The picture's width that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    /// The picture's height that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    /// The longest lecture, where this one is longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_s: Option<i64>,
    /// The codec that cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codec: Option<String>,
}

/// A video as its owner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VideoOut {
    /// The video.
    pub id: VideoId,
    /// As the browser named it.
    pub file_name: String,
    /// The original's length.
    pub size_bytes: i64,
    /// Where it stands.
    pub state: VideoState,
    /// Whether something of it can be watched.
    pub playable: bool,
    /// Encoded over planned, 0 to 100; never falls.
    pub percent: i16,
    /// Time left until all is made, once it can be told.
    pub eta_s: Option<i64>,
    /// The lecture's length, once probed.
    pub duration_ms: Option<i64>,
    /// How much of it can be watched, from the start on.
    pub ready_ms: i64,
    /// Of the picture as shown; absent for sound.
    pub width: Option<i32>,
    /// Of the picture as shown; absent for sound.
    pub height: Option<i32>,
    /// Why it failed.
    pub failure: Option<VideoFailure>,
    /// The newest published generation.
    pub generation: Option<i32>,
    /// Short sides of that generation's pictures, largest first: what people call 1080 or 720.
    pub qualities: Vec<i32>,
    /// When the upload was completed.
    pub created_at: DateTime<Utc>,
}
