//! The pure part of the pipeline: what a source is, what is made of it, and how ffmpeg is asked for it.
#![warn(missing_docs)]

pub mod playlists;
mod segments;

pub use segments::{ChunkSegments, RenditionSegments, Segment, init_file, segment_file};
