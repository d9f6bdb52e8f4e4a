use super::{Playing, Refusal};
use crate::lessons::Closed;
use crate::videos::VideoOut;

/// Why nothing is played.
#[derive(Debug, thiserror::Error)]
pub enum PlaybackError {
    /// No such lesson or session, or none that this person may know of.
    #[error("there is no such lesson or playback")]
    NotFound,
    /// The course must be joined first.
    #[error("only enrolled learners may watch this lesson")]
    NotEnrolled,
    /// The rules of the course do not open the lesson now.
    #[error(transparent)]
    Closed(Closed),
    /// Enough lessons are being watched.
    #[error("{limit} lessons are being watched already")]
    StreamsLimit {
        /// How many may be.
        limit: i64,
        /// Which ones are.
        playing: Vec<Playing>,
    },
    /// Nothing of it can be watched, or it has no video at all.
    #[error("nothing of this lesson can be watched yet")]
    NotPlayable {
        /// Absent when no video was uploaded.
        video: Option<Box<VideoOut>>,
    },
    /// The right to watch is gone.
    #[error("watching has ended: {}", .0.slug())]
    Ended(Refusal),
    /// Too many reports wait to be written.
    #[error("too much to write; try again in a moment")]
    Busy,
    /// The report cannot be written, and never will.
    #[error("the report was refused")]
    Refused,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
