use super::blob::{Blob, Blobs, Unfinished};
use bytes::{Bytes, BytesMut};
use futures::{Stream, TryStreamExt};
use md5::{Digest, Md5};
use s3s::checksum::ChecksumHasher;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

/// Gathered before a write: what one request holds in memory.
const WRITE: usize = 1 << 20;
/// Read at once: what one answer holds in memory.
const READ: usize = 256 << 10;

/// A received body.
pub(super) struct Received {
    pub blob: Arc<Blob>,
    /// MD5 in hex: the ETag of what is put in one piece.
    pub md5: String,
    pub checksums: s3s::dto::Checksum,
}

/// Why a body was not received.
#[derive(Debug)]
pub(super) enum Broken {
    /// The client went away or the bytes are not those that were signed.
    Client(s3s::StdError),
    Disk(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

struct Writing {
    file: File,
    unfinished: Unfinished,
    md5: Md5,
    checksums: ChecksumHasher,
    size_bytes: u64,
}

impl Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.md5.update(bytes);
        self.checksums.update(bytes);
        self.size_bytes += bytes.len() as u64;
        self.file.write_all(bytes)
    }
}

/// Writes a body to a file of its own, durable when this returns. Dropping what is returned removes the file again,
/// unless the log has come to name it.
pub(super) async fn receive(
    blobs: &Blobs,
    body: impl Stream<Item = Result<Bytes, s3s::StdError>>,
    checksums: ChecksumHasher,
) -> Result<Received, Broken> {
    let mut body = std::pin::pin!(body);
    let blobs = blobs.clone();
    let mut writing = blocking(move || {
        let (file, unfinished) = blobs.create()?;
        Ok(Writing { file, unfinished, md5: Md5::new(), checksums, size_bytes: 0 })
    })
    .await?;
    let mut gathered = BytesMut::with_capacity(WRITE);
    while let Some(bytes) = body.try_next().await.map_err(Broken::Client)? {
        gathered.extend_from_slice(&bytes);
        if gathered.len() >= WRITE {
            (writing, gathered) = blocking(move || {
                writing.write(&gathered)?;
                gathered.clear();
                Ok((writing, gathered))
            })
            .await?;
        }
    }
    let received = blocking(move || {
        writing.write(&gathered)?;
        let Writing { file, unfinished, md5, checksums, size_bytes } = writing;
        let blob = unfinished.finish(&file, size_bytes)?;
        Ok(Received { blob, md5: hex::encode(md5.finalize()), checksums: checksums.finalize() })
    });
    Ok(received.await?)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The bytes of `range` of what `blobs` are together, as they are asked for.
pub(super) fn read(
    blobs: &[Arc<Blob>],
    range: Range<u64>,
) -> impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static {
    let reading = Reading { pieces: pieces(blobs, range), open: None };
    futures::stream::try_unfold(reading, Reading::next)
}

/// What of which file `range` is, in order.
fn pieces(blobs: &[Arc<Blob>], range: Range<u64>) -> VecDeque<(Arc<Blob>, Range<u64>)> {
    let mut start = 0;
    let mut pieces = VecDeque::new();
    for blob in blobs {
        let end = start + blob.size_bytes;
        let piece = range.start.max(start)..range.end.min(end);
        if !piece.is_empty() {
            pieces.push_back((blob.clone(), piece.start - start..piece.end - start));
        }
        start = end;
    }
    pieces
}

/// Files are opened one after the other: an object may have thousands.
struct Reading {
    pieces: VecDeque<(Arc<Blob>, Range<u64>)>,
    open: Option<Take<tokio::fs::File>>,
}

impl Reading {
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        loop {
            let Some((blob, range)) = self.pieces.front() else { return Ok(None) };
            let file = match &mut self.open {
                Some(file) => file,
                none => {
                    let mut file = tokio::fs::File::open(blob.path()).await?;
                    file.seek(SeekFrom::Start(range.start)).await?;
                    file.set_max_buf_size(READ);
                    none.insert(file.take(range.end - range.start))
                }
            };
            let mut bytes = BytesMut::with_capacity(READ);
            if file.read_buf(&mut bytes).await? > 0 {
                return Ok(Some((bytes.freeze(), self)));
            }
            if file.limit() > 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a file of the store is shorter than it was"));
            }
            self.open = None;
            self.pieces.pop_front();
        }
    }
}
