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

/// Weighs three short pieces, and plans the ladder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeasureVideo {
    /// The video.
    pub video: VideoId,
    /// Whose it is.
    pub owner: AccountId,
}

/// What a job makes of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Work {
    /// One chunk of the picture, all rungs.
    Picture(i32),
    /// The whole sound.
    Sound,
}

/// Makes a part of generation 1, which people wait for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeFirst {
    /// The video.
    pub video: VideoId,
    /// Whose it is.
    pub owner: AccountId,
    /// Of which generation.
    pub generation: i32,
    /// What.
    pub work: Work,
}

/// Makes a part of a ladder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeLadder {
    /// The video.
    pub video: VideoId,
    /// Whose it is.
    pub owner: AccountId,
    /// Of which generation.
    pub generation: i32,
    /// What.
    pub work: Work,
}

/// Removes a generation's objects once nobody watches it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveGeneration {
    /// The video.
    pub video: VideoId,
    /// Which generation.
    pub generation: i32,
}

fn work_key(video: VideoId, generation: i32, work: Work) -> String {
    match work {
        Work::Picture(index) => format!("make:{video}:{generation}:{index}"),
        Work::Sound => format!("make:{video}:{generation}:sound"),
    }
}

fn turn(work: Work) -> i32 {
    match work {
        Work::Picture(index) => index,
        Work::Sound => 0,
    }
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

impl Job for MeasureVideo {
    const KIND: &'static str = "measure-video";
    const QUEUE: Queue = Queue::Encode;

    fn owner(&self) -> Option<Uuid> {
        Some(self.owner.0)
    }
    fn subject(&self) -> Option<Uuid> {
        Some(self.video.0)
    }
    fn priority(&self) -> i32 {
        -1
    }
    fn unique_key(&self) -> Option<String> {
        Some(format!("measure:{}", self.video))
    }
}

impl Job for MakeFirst {
    const KIND: &'static str = "make-first";
    const QUEUE: Queue = Queue::First;

    fn owner(&self) -> Option<Uuid> {
        Some(self.owner.0)
    }
    fn subject(&self) -> Option<Uuid> {
        Some(self.video.0)
    }
    fn priority(&self) -> i32 {
        turn(self.work)
    }
    fn unique_key(&self) -> Option<String> {
        Some(work_key(self.video, self.generation, self.work))
    }
}

impl Job for MakeLadder {
    const KIND: &'static str = "make-ladder";
    const QUEUE: Queue = Queue::Encode;

    fn owner(&self) -> Option<Uuid> {
        Some(self.owner.0)
    }
    fn subject(&self) -> Option<Uuid> {
        Some(self.video.0)
    }
    fn priority(&self) -> i32 {
        turn(self.work)
    }
    fn unique_key(&self) -> Option<String> {
        Some(work_key(self.video, self.generation, self.work))
    }
}

impl Job for RemoveGeneration {
    const KIND: &'static str = "remove-generation";
    const QUEUE: Queue = Queue::Background;

    fn subject(&self) -> Option<Uuid> {
        Some(self.video.0)
    }
    fn unique_key(&self) -> Option<String> {
        Some(format!("remove:{}:{}", self.video, self.generation))
    }
}
