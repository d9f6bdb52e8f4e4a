use crate::progress::Ranges;
use chrono::{DateTime, Utc};
use lectern_db::{PlaybackSessionId, VideoId};
use serde::{Deserialize, Serialize};

/// Who plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Player {
    /// Our page: it reports what is watched, and is refused when it fetches without.
    #[default]
    Own,
    /// Another program: it only fetches.
    External,
}

/// A grant just made.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session behind it.
    pub session: PlaybackSessionId,
    /// What is played.
    pub video: VideoId,
    /// Path of the signed prefix, `/v/<token>/<video>`.
    pub prefix: String,
    /// The newest published generation.
    pub generation: i32,
    /// The lecture's length.
    pub duration_ms: i64,
    /// How much can be watched already.
    pub ready_ms: i64,
    /// How much of the whole work on it is done.
    pub percent: i16,
    /// Whether the generation is all there.
    pub complete: bool,
    /// Whether there is a picture to show before it plays.
    pub poster: bool,
    /// Where this person stopped.
    pub position_ms: i64,
    /// Without a report or renewal.
    pub expires_at: DateTime<Utc>,
    /// Lessons this person watches now, this one included.
    pub streams: i64,
    /// Lessons a person may watch at once.
    pub streams_limit: i64,
}

/// A lesson that is being watched, as its viewer recognises it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Playing {
    /// Ends by `DELETE /playback/{session_id}`.
    pub session_id: PlaybackSessionId,
    /// What is watched.
    pub lesson_title: String,
    /// Browser and system; empty when unknown.
    pub device: String,
}

/// What a player tells.
#[derive(Debug, Clone)]
pub struct Report {
    /// Where it stands.
    pub position_ms: i64,
    /// What it has played since the last report.
    pub watched: Ranges,
}

/// What a player is told.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The newest published generation; 0 when there is none any more.
    pub generation: i32,
    /// How much of it can be watched.
    pub ready_ms: i64,
    /// How much of the whole work on it is done.
    pub percent: i16,
    /// Whether the generation is all there.
    pub complete: bool,
    /// Whether the lesson is done.
    pub lesson_done: bool,
    /// Whether the addresses are over: renew, and load the new ones.
    pub reload: bool,
    /// Without another report or renewal.
    pub expires_at: DateTime<Utc>,
}

/// A grant pushed on.
#[derive(Debug, Clone)]
pub struct Renewed {
    /// Without a report or another renewal.
    pub expires_at: DateTime<Utc>,
    /// Whether the addresses are new ones.
    pub reload: bool,
    /// Path of the signed prefix; the old one unless `reload`.
    pub prefix: String,
}
