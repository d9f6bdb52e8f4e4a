//! Chosen ranges of a large object as a sparse local file: ffmpeg then opens it as if it were whole.

use crate::{Store, StoreError};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::io::SeekFrom;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncSeekExt, AsyncWriteExt, BufWriter};

/// Ranges in flight.
const AT_ONCE: usize = 4;
/// A gap up to this is fetched too: shorter than the price of a request.
const GAP_WORTH_READING: u64 = 64 << 10;
/// A long range is cut, so that its pieces come in parallel and a break costs little.
const PIECE: u64 = 16 << 20;
/// Breaks within one piece that are gone on from.
const BREAKS: u32 = 4;

impl Store {
    /// Writes the half-open `ranges` of the object at `key` into a new file at `path`, at their places, and makes the
    /// file `total_len` bytes long; what was not asked for reads as zeros and takes no disk, but for small gaps.
    /// Ranges may overlap and come in any order. Memory stays flat.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::BadRange`] for a range past `total_len`, [`StoreError::Changed`] when
    /// the object has another length, [`StoreError::File`], or [`StoreError::Unavailable`] after going on
    /// from breaks; what is at `path` is then incomplete.
    pub async fn fetch_sparse(
        &self,
        key: &str,
        ranges: &[Range<u64>],
        total_len: u64,
        path: &Path,
    ) -> Result<(), StoreError> {
        if ranges.iter().any(|range| range.end > total_len) {
            return Err(StoreError::BadRange);
        }
        let file = tokio::fs::File::create(path).await?;
        file.set_len(total_len).await?;
        drop(file);
        stream::iter(pieces(ranges))
            .map(|piece| self.fetch_piece(key, piece, total_len, path))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn fetch_piece(&self, key: &str, piece: Range<u64>, total_len: u64, path: &Path) -> Result<(), StoreError> {
        let file = tokio::fs::OpenOptions::new().write(true).open(path).await?;
        let mut file = BufWriter::with_capacity(1 << 18, file);
        let (mut reached, mut breaks) = (piece.start, 0);
        file.seek(SeekFrom::Start(reached)).await?;
        while reached < piece.end {
            match self.fetch_on(key, reached..piece.end, total_len, &mut file).await {
                (written, Ok(())) => reached += written,
                (written, Err(error)) if error.is_temporary() && breaks < BREAKS => {
                    reached += written;
                    breaks += 1;
                    tracing::debug!(store.key = key, breaks, %error, "a range broke off and is gone on from");
                    tokio::time::sleep(Duration::from_millis(100 << breaks)).await;
                }
                (_, Err(error)) => return Err(error),
            }
        }
        file.flush().await?;
        Ok(())
    }

    /// Says how far it came, also when it failed.
    async fn fetch_on(
        &self,
        key: &str,
        range: Range<u64>,
        total_len: u64,
        file: &mut BufWriter<tokio::fs::File>,
    ) -> (u64, Result<(), StoreError>) {
        let mut written = 0;
        let done = async {
            let (head, mut bytes) = self.get_stream(key, Some(range.clone())).await?;
            if head.size_bytes != total_len {
                return Err(StoreError::Changed(format!("{} bytes long instead of {total_len}", head.size_bytes)));
            }
            while let Some(bytes) = bytes.try_next().await? {
                file.write_all(&bytes).await?;
                written += bytes.len() as u64;
            }
            match written == range.end - range.start {
                true => Ok(()),
                false => Err(StoreError::Unavailable("the answer ended early".to_owned())),
            }
        };
        let done = done.await;
        (written, done)
    }
}

/// Ranges in order, joined where they nearly touch, cut into pieces.
fn pieces(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted: Vec<_> = ranges.iter().filter(|range| !range.is_empty()).cloned().collect();
    sorted.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match joined.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP_WORTH_READING) => {
                last.end = last.end.max(range.end)
            }
            _ => joined.push(range),
        }
    }
    let cut = |range: Range<u64>| {
        let starts = (range.start..range.end).step_by(PIECE as usize);
        starts.map(move |start| start..range.end.min(start + PIECE))
    };
    joined.into_iter().flat_map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ranges_are_joined_and_long_ones_cut() {
        let far = 10 * GAP_WORTH_READING;
        assert_eq!(pieces(&[50..60, 0..10, 5..20, far..far + 1, 7..7]), [0..60, far..far + 1]);
        assert_eq!(
            pieces(std::slice::from_ref(&(0..2 * PIECE + 5))),
            [0..PIECE, PIECE..2 * PIECE, 2 * PIECE..2 * PIECE + 5]
        );
        assert!(pieces(&[]).is_empty());
    }
}
