use crate::error::JobError;
use crate::handle::Claimed;
use crate::jobs::videos::Part;
use crate::state::WorkerState;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use lectern_domain::videos::making::{self, DoneChunk};
use lectern_media::hls::{self, MuxedSegment};
use lectern_media::{ChunkSegments, RenditionSegments, Segment, Track, init_file, segment_file};
use lectern_store::{Store, keys};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Mutex;

/// Segments being stored at once.
const AT_ONCE: usize = 6;

/// Objects that no row names yet: removed again unless the row is written, on every way out.
#[derive(Debug)]
pub struct Made {
    store: Store,
    prefix: String,
    keys: Mutex<Vec<String>>,
}

impl Made {
    pub fn new<J>(app: &WorkerState, job: &Claimed<J>) -> Self {
        Self { store: app.store.clone(), prefix: job.lease.prefix(), keys: Mutex::default() }
    }

    /// Stores a rendition's share of chunk `index` and checks the lengths. The init file is named by its content and
    /// shared with other chunks, so it stays.
    pub async fn store(
        &self,
        part: Part,
        rendition: &str,
        index: i32,
        dir: &Path,
        init: &str,
        muxed: &[MuxedSegment],
    ) -> Result<(RenditionSegments, String), JobError> {
        let folder = format!("{}{rendition}/", keys::generation(part.video.0, part.generation));
        let init = tokio::fs::read(dir.join(init)).await?;
        let codecs = codecs(&init);
        let init_name = init_file(&hex::encode(Sha256::digest(&init)));
        let init_key = format!("{folder}{init_name}");
        if self.store.head(&init_key).await?.is_none_or(|head| head.size_bytes != init.len() as u64) {
            self.store.put(&init_key, init, "video/mp4").await?;
        }
        let stored: Vec<_> = muxed
            .iter()
            .enumerate()
            .map(|(n, segment)| {
                let key = format!("{folder}{}", segment_file(index, n, &self.prefix));
                self.store_one(key, dir.join(&segment.file), segment.duration_us, rendition == "audio").boxed()
            })
            .collect();
        let segments = stream::iter(stored).buffered(AT_ONCE).try_collect().await?;
        Ok((RenditionSegments { init: init_name, segments }, codecs))
    }

    async fn store_one(
        &self,
        key: String,
        path: std::path::PathBuf,
        listed_us: u64,
        sound: bool,
    ) -> Result<Segment, JobError> {
        let bytes = tokio::fs::read(&path).await?;
        let duration_us = if sound { hls::indexed_us(&bytes).unwrap_or(listed_us) } else { listed_us };
        let length = bytes.len() as u64;
        self.lock().push(key.clone());
        self.store.put(&key, bytes, "video/iso.segment").await?;
        let stored = self.store.head(&key).await?.map_or(0, |head| head.size_bytes);
        if length == 0 || stored != length {
            return Err(JobError::Retry(anyhow::anyhow!("{key}: {length} bytes made, {stored} stored")));
        }
        Ok(Segment { duration_us, bytes: length })
    }

    /// Writes the chunk's row; from then on the objects are the row's.
    pub async fn publish<J>(
        &self,
        app: &WorkerState,
        job: &Claimed<J>,
        part: Part,
        track: Track,
        index: i32,
        made: Vec<(String, RenditionSegments, String)>,
    ) -> Result<(), JobError> {
        let codecs: Vec<_> = made.iter().map(|(name, _, codecs)| (name.clone(), codecs.clone())).collect();
        let segments = ChunkSegments(made.into_iter().map(|(name, segments, _)| (name, segments)).collect());
        let done = DoneChunk {
            video: part.video,
            generation: part.generation,
            track,
            index,
            segments: &segments,
            prefix: &self.prefix,
            codecs: &codecs,
        };
        if making::chunk_done(&app.pool, job.lease, done).await? {
            self.lock().clear();
        }
        app.announcer.touch(part.video);
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let keys = std::mem::take(&mut *self.lock());
        if keys.is_empty() {
            return;
        }
        let store = self.store.clone();
        tokio::spawn(async move {
            for key in keys {
                if let Err(error) = store.delete(&key).await {
                    tracing::warn!(store.key = key, %error, "an object without a row is left");
                }
            }
        });
    }
}

/// The `codecs` attribute (RFC 6381) from an init segment: the AVC configuration says profile and level.
fn codecs(init: &[u8]) -> String {
    match init.windows(4).position(|w| w == b"avcC").and_then(|at| init.get(at + 5..at + 8)) {
        Some(avc) => format!("avc1.{}", hex::encode(avc)),
        None => "mp4a.40.2".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn codecs_come_from_the_init_segment() {
        let init = [b"....avcC".as_slice(), &[1, 0x64, 0x00, 0x28, 0xff]].concat();
        assert_eq!(super::codecs(&init), "avc1.640028");
        assert_eq!(super::codecs(b"....esds"), "mp4a.40.2");
    }
}
