use crate::{PartTag, Store, StoreError};
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::{ByteStream as Body, Length};
use bytes::{Bytes, BytesMut};
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use std::ops::Range;
use std::path::Path;

/// The bytes of an object as they come from the store.
pub type ByteStream = BoxStream<'static, Result<Bytes, StoreError>>;

/// Above this a file goes in parts: a failure then costs one part, not all.
const ONE_PUT_AT_MOST: u64 = 64 << 20;
/// S3 takes 10 000 parts.
const MOST_PARTS: u64 = 9_000;
/// Parts of one file in flight.
const PARTS_AT_ONCE: usize = 3;

/// What the store knows of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The length of the whole object, also when a range was asked for.
    pub size_bytes: u64,
    /// As it was put; `application/octet-stream` when the store does not know.
    pub content_type: String,
    /// With its quotes, as HTTP has it.
    pub etag: String,
}

impl Store {
    /// Stores `bytes` under `key`, in place of what was there. Durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn put(&self, key: &str, bytes: impl Into<Bytes>, content_type: &str) -> Result<(), StoreError> {
        self.put_body(key, Body::from(bytes.into()), content_type).await
    }

    /// Stores a local file, streamed; over 64 MiB in parts, three at a time.
    ///
    /// # Errors
    /// [`StoreError::File`] when the file cannot be read, [`StoreError::Unavailable`] after the retries; no upload
    /// is left behind.
    pub async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<(), StoreError> {
        let size = tokio::fs::metadata(path).await?.len();
        if size <= ONE_PUT_AT_MOST {
            return self.put_body(key, slice(path, 0..size).await?, content_type).await;
        }
        let part_size = ONE_PUT_AT_MOST.div_euclid(4).max(size.div_ceil(MOST_PARTS));
        let upload = self.create_multipart(key, content_type).await?;
        let stored = async {
            let tags = self.put_parts(key, &upload, path, size, part_size).await?;
            self.complete_multipart(key, &upload, &tags).await
        };
        match stored.await {
            Ok(()) => Ok(()),
            Err(error) => {
                if let Err(left) = self.abort_multipart(key, &upload).await {
                    tracing::warn!(store.key = key, error = %left, "an upload is left to the sweep");
                }
                Err(error)
            }
        }
    }

    async fn put_parts(
        &self,
        key: &str,
        upload: &str,
        path: &Path,
        size: u64,
        part_size: u64,
    ) -> Result<Vec<PartTag>, StoreError> {
        let parts = (1..).zip((0..size).step_by(usize::try_from(part_size).unwrap_or(usize::MAX)));
        futures::stream::iter(parts)
            .map(|(number, start)| async move {
                let body = slice(path, start..size.min(start + part_size)).await?;
                self.put_part_body(key, upload, number, body).await
            })
            .buffered(PARTS_AT_ONCE)
            .try_collect()
            .await
    }

    async fn put_body(&self, key: &str, body: Body, content_type: &str) -> Result<(), StoreError> {
        self.inner
            .bulk
            .put_object()
            .bucket(self.bucket())
            .key(key)
            .content_type(content_type)
            .body(body)
            .send()
            .await?;
        Ok(())
    }

    /// Length, type and ETag; `None` when there is no such object.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn head(&self, key: &str) -> Result<Option<Head>, StoreError> {
        let found = self.inner.quick.head_object().bucket(self.bucket()).key(key).send().await;
        match found.map_err(StoreError::from) {
            Ok(head) => Ok(Some(Head {
                size_bytes: length(head.content_length())?,
                content_type: head.content_type.unwrap_or_else(unknown_type),
                etag: head.e_tag.unwrap_or_default(),
            })),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The whole object in memory: for small ones.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Unavailable`], [`StoreError::Changed`] when it ended early.
    pub async fn get(&self, key: &str) -> Result<Bytes, StoreError> {
        let (head, stream) = self.get_stream(key, None).await?;
        gather(stream, head.size_bytes).await
    }

    /// `range` of the object in memory, cut at the object's end.
    ///
    /// # Errors
    /// As [`Store::get`]; [`StoreError::BadRange`] when it begins past the end.
    pub async fn get_range(&self, key: &str, range: Range<u64>) -> Result<Bytes, StoreError> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let (head, stream) = self.get_stream(key, Some(range.clone())).await?;
        gather(stream, range.end.min(head.size_bytes) - range.start).await
    }

    /// The object, or a non-empty half-open `range` of it cut at the object's end, as it comes.
    ///
    /// # Errors
    /// As [`Store::get_range`]; an error within the stream is [`StoreError::Unavailable`].
    pub async fn get_stream(&self, key: &str, range: Option<Range<u64>>) -> Result<(Head, ByteStream), StoreError> {
        let range = match range {
            Some(range) if range.is_empty() => return Err(StoreError::BadRange),
            Some(range) => Some(format!("bytes={}-{}", range.start, range.end - 1)),
            None => None,
        };
        let request = self.inner.quick.get_object().bucket(self.bucket()).key(key).set_range(range);
        let answer = request.send().await?;
        Ok((head_of(&answer)?, stream_of(answer.body)))
    }

    /// Deletes the object; one that is not there is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.inner.quick.delete_object().bucket(self.bucket()).key(key).send().await?;
        Ok(())
    }
}

async fn slice(path: &Path, range: Range<u64>) -> Result<Body, StoreError> {
    Body::read_from()
        .path(path)
        .offset(range.start)
        .length(Length::Exact(range.end - range.start))
        .build()
        .await
        .map_err(|error| StoreError::File(std::io::Error::other(error)))
}

fn stream_of(body: Body) -> ByteStream {
    let next = |mut body: Body| async move {
        match body.next().await {
            Some(Ok(bytes)) => Ok(Some((bytes, body))),
            Some(Err(error)) => Err(StoreError::Unavailable(error.to_string())),
            None => Ok(None),
        }
    };
    futures::stream::try_unfold(body, next).boxed()
}

async fn gather(mut stream: ByteStream, expected: u64) -> Result<Bytes, StoreError> {
    let mut all = BytesMut::with_capacity(usize::try_from(expected).unwrap_or_default().min(1 << 24));
    while let Some(bytes) = stream.try_next().await? {
        all.extend_from_slice(&bytes);
    }
    if all.len() as u64 != expected {
        return Err(StoreError::Changed(format!("{} bytes came instead of {expected}", all.len())));
    }
    Ok(all.freeze())
}

/// A partial answer's own length is that of the part; the whole stands in `Content-Range: bytes 0-9/200`.
fn head_of(answer: &GetObjectOutput) -> Result<Head, StoreError> {
    let whole = answer.content_range().and_then(|range| range.rsplit_once('/')?.1.parse().ok());
    Ok(Head {
        size_bytes: match whole {
            Some(size) => size,
            None => length(answer.content_length())?,
        },
        content_type: answer.content_type().map_or_else(unknown_type, str::to_owned),
        etag: answer.e_tag().unwrap_or_default().to_owned(),
    })
}

fn length(said: Option<i64>) -> Result<u64, StoreError> {
    said.and_then(|length| u64::try_from(length).ok())
        .ok_or_else(|| StoreError::Other("the store does not say how long the object is".into()))
}

fn unknown_type() -> String {
    "application/octet-stream".to_owned()
}
