use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one finished chunk put into the store, by rendition name: the column `chunks.segments`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChunkSegments(pub BTreeMap<String, RenditionSegments>);

/// One rendition's share of a chunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenditionSegments {
    /// File name of the init segment, named by its content: equal over all chunks of a rendition.
    pub init: String,
    /// In order of time.
    pub segments: Vec<Segment>,
}

/// One media segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// How long it plays, in microseconds.
    pub duration_us: u64,
    /// Its length in the store.
    pub bytes: u64,
}

/// The file name of segment `n` of chunk `chunk`, made by the attempt that writes under `prefix`.
pub fn segment_file(chunk: i32, n: usize, prefix: &str) -> String {
    format!("{chunk}-{n}-{prefix}.m4s")
}

/// The file name of an init segment whose SHA-256 begins with `hash` (16 hex digits are used).
pub fn init_file(hash: &str) -> String {
    format!("i-{}.mp4", &hash[..hash.len().min(16)])
}
