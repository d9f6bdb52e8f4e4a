//! The pure part of the pipeline: what a source is, what is made of it, and how ffmpeg is asked for it; [`run`] alone
//! starts it.
#![warn(missing_docs)]

pub mod args;
pub mod hls;
mod index;
mod ladder;
mod packets;
mod plan;
pub mod playlists;
mod probe;
pub mod run;
mod segments;
mod verdict;

pub use index::Index;
pub use ladder::{Rung, measuring_rung};
pub use packets::{Block, PacketReader, Packets, SoundFacts, TooMany};
pub use plan::{
    ChunkPlan, GenerationKind, LadderConfig, Measured, Plan, RenditionKind, RenditionPlan, SoundPlan, Track,
    plan_first, plan_ladder,
};
pub use probe::{Chosen, Fps, Header, MAX_PIXELS, Picture, PictureTiming, Probe, Refusal, Sound};
pub use segments::{ChunkSegments, RenditionSegments, Segment, init_file, segment_file};
pub use verdict::{NoCopy, may_copy, may_copy_sound};
