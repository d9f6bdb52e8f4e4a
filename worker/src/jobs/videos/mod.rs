//! From an original to its generations.

mod made;
mod measure;
mod picture;
mod probe;
mod remove;
mod sniff;
mod sound;
mod source;
mod workdir;

pub use measure::measure;
pub use probe::probe;
pub use remove::remove_generation;

use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_db::{AccountId, VideoId};
use lectern_domain::videos::{MakeFirst, MakeLadder, Work};
use lectern_media::Refusal;
use lectern_media::run::RunError;
use std::time::Duration;

/// What of which generation a job makes.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    video: VideoId,
    owner: AccountId,
    generation: i32,
    work: Work,
    /// First pictures stand back less than ladders.
    nice: u8,
}

impl From<&MakeFirst> for Part {
    fn from(job: &MakeFirst) -> Self {
        Self { video: job.video, owner: job.owner, generation: job.generation, work: job.work, nice: 5 }
    }
}

impl From<&MakeLadder> for Part {
    fn from(job: &MakeLadder) -> Self {
        Self { video: job.video, owner: job.owner, generation: job.generation, work: job.work, nice: 12 }
    }
}

/// Makes a part of a generation.
pub async fn make<J: Sync>(job: &Claimed<J>, part: Part, app: &WorkerState) -> Result<(), JobError> {
    tracing::debug!(video.id = %part.video, account.id = %part.owner, part.generation, ?part.work, "making");
    match part.work {
        Work::Picture(index) => picture::make(job, part, index, app).await,
        Work::Sound => sound::make(job, part, app).await,
    }
}

/// A run may take 20 times what it makes, and a minute always.
fn wall(media_us: u64) -> Duration {
    Duration::from_micros(media_us) * 20 + Duration::from_secs(60)
}

/// What ffmpeg fails at again and again is the file's fault, and the teacher is told where.
fn broken_at(error: RunError, last_try: bool, at_us: u64) -> JobError {
    match error {
        RunError::Failed { .. } | RunError::TooLong { .. } if last_try => {
            tracing::warn!(%error, "ffmpeg cannot make this");
            JobError::Refused(Refusal::BrokenAt { at_ms: at_us / 1000 })
        }
        RunError::Failed { .. } | RunError::TooLong { .. } | RunError::Start(..) => error.into(),
    }
}
