use super::blob::Blob;
use super::index::{Entry, Index, ObjectEntry, PartEntry, Upload};
use md5::{Digest, Md5};
use std::io;
use std::sync::Arc;

/// Something a caller wants.
#[derive(Debug)]
pub(super) enum Change {
    CreateBucket {
        name: String,
    },
    Put {
        bucket: String,
        key: String,
        content_type: Option<String>,
        etag: String,
        blob: Arc<Blob>,
    },
    Delete {
        bucket: String,
        key: String,
    },
    Begin {
        bucket: String,
        key: String,
        content_type: Option<String>,
        upload: String,
    },
    Part {
        at: UploadAt,
        number: u32,
        etag: String,
        blob: Arc<Blob>,
    },
    /// Parts by number and ETag, as the caller named them.
    Complete {
        at: UploadAt,
        parts: Vec<(u32, String)>,
    },
    Abort {
        at: UploadAt,
    },
}

/// An upload and where it belongs: an id alone would let one bucket's caller touch another's.
#[derive(Debug, Clone)]
pub(super) struct UploadAt {
    pub bucket: String,
    pub key: String,
    pub upload: String,
}

/// Why it is not done; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("no such bucket")]
    NoSuchBucket,
    #[error("no such upload")]
    NoSuchUpload,
    #[error("part {0} is not stored, or another one is")]
    InvalidPart(u32),
    #[error("parts must be named once each, by rising number")]
    InvalidPartOrder,
    #[error("no parts are named")]
    NoParts,
    #[error("storage: {0}")]
    Io(Arc<io::Error>),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// What a change comes to: an entry of the log (none when it is so already), the files that come with it and the
/// ETag that is answered.
pub(super) struct Decision {
    pub entry: Option<Entry>,
    pub blobs: Vec<Arc<Blob>>,
    pub etag: Option<String>,
}

impl Decision {
    fn nothing() -> Self {
        Self { entry: None, blobs: Vec::new(), etag: None }
    }

    fn log(entry: Entry) -> Self {
        Self { entry: Some(entry), ..Self::nothing() }
    }
}

impl Change {
    /// What it must not share a line of the log with: a change is decided before its neighbours are applied.
    pub fn subjects(&self) -> Vec<String> {
        let object = |bucket: &str, key: &str| format!("object {bucket}/{key}");
        let upload = |at: &UploadAt| format!("upload {}", at.upload);
        match self {
            Self::CreateBucket { name } => vec![format!("bucket {name}")],
            Self::Put { bucket, key, .. } | Self::Delete { bucket, key } => vec![object(bucket, key)],
            Self::Begin { upload, .. } => vec![format!("upload {upload}")],
            Self::Part { at, .. } | Self::Abort { at } => vec![upload(at)],
            Self::Complete { at, .. } => vec![upload(at), object(&at.bucket, &at.key)],
        }
    }

    pub fn decide(self, index: &Index, now_ms: i64) -> Result<Decision, Refusal> {
        match self {
            Self::CreateBucket { name } if index.buckets.contains_key(&name) => Ok(Decision::nothing()),
            Self::CreateBucket { name } => Ok(Decision::log(Entry::Bucket { name })),
            Self::Put { bucket, key, content_type, etag, blob } => {
                index.buckets.get(&bucket).ok_or(Refusal::NoSuchBucket)?;
                let object = ObjectEntry {
                    size_bytes: blob.size_bytes,
                    etag,
                    content_type,
                    modified_ms: now_ms,
                    blobs: vec![(blob.id, blob.size_bytes)],
                    upload: None,
                };
                Ok(Decision {
                    etag: Some(object.etag.clone()),
                    entry: Some(Entry::Put { bucket, key, object }),
                    blobs: vec![blob],
                })
            }
            Self::Delete { bucket, key } => {
                let objects = index.buckets.get(&bucket).ok_or(Refusal::NoSuchBucket)?;
                match objects.contains_key(&key) {
                    true => Ok(Decision::log(Entry::Delete { bucket, key })),
                    false => Ok(Decision::nothing()),
                }
            }
            Self::Begin { bucket, key, content_type, upload } => {
                index.buckets.get(&bucket).ok_or(Refusal::NoSuchBucket)?;
                Ok(Decision::log(Entry::Begin { upload, bucket, key, content_type, created_ms: now_ms }))
            }
            Self::Part { at, number, etag, blob } => {
                find(index, &at)?;
                let part =
                    PartEntry { size_bytes: blob.size_bytes, etag: etag.clone(), stored_ms: now_ms, blob: blob.id };
                let entry = Entry::Part { upload: at.upload, number, part };
                Ok(Decision { entry: Some(entry), blobs: vec![blob], etag: Some(etag) })
            }
            Self::Complete { at, parts } => complete(index, at, &parts, now_ms),
            Self::Abort { at } => {
                find(index, &at)?;
                Ok(Decision::log(Entry::Abort { upload: at.upload }))
            }
        }
    }
}

/// The upload, if it is the one of that key.
pub(super) fn find<'a>(index: &'a Index, at: &UploadAt) -> Result<&'a Upload, Refusal> {
    let upload = index.uploads.get(&at.upload).filter(|upload| upload.bucket == at.bucket && upload.key == at.key);
    upload.ok_or(Refusal::NoSuchUpload)
}

fn complete(index: &Index, at: UploadAt, named: &[(u32, String)], now_ms: i64) -> Result<Decision, Refusal> {
    let upload = match find(index, &at) {
        Ok(upload) => upload,
        Err(gone) => {
            // Completed already, by a call whose answer was lost: the same answer again.
            let object = index.buckets.get(&at.bucket).and_then(|objects| objects.get(&at.key));
            let made = object.filter(|object| object.about.upload.as_deref() == Some(at.upload.as_str()));
            let etag = made.ok_or(gone)?.about.etag.clone();
            return Ok(Decision { etag: Some(etag), ..Decision::nothing() });
        }
    };
    if named.is_empty() {
        return Err(Refusal::NoParts);
    }
    if named.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Err(Refusal::InvalidPartOrder);
    }
    let (mut hash, mut blobs, mut size_bytes) = (Md5::new(), Vec::with_capacity(named.len()), 0);
    for (number, etag) in named {
        let (part, _) = upload.parts.get(number).ok_or(Refusal::InvalidPart(*number))?;
        if part.etag != *etag {
            return Err(Refusal::InvalidPart(*number));
        }
        hash.update(hex::decode(&part.etag).unwrap_or_default());
        blobs.push((part.blob, part.size_bytes));
        size_bytes += part.size_bytes;
    }
    let etag = format!("{}-{}", hex::encode(hash.finalize()), named.len());
    let object = ObjectEntry {
        size_bytes,
        etag: etag.clone(),
        content_type: upload.content_type.clone(),
        modified_ms: now_ms,
        blobs,
        upload: Some(at.upload.clone()),
    };
    let entry = Entry::Complete { upload: at.upload, object };
    Ok(Decision { entry: Some(entry), etag: Some(etag), blobs: Vec::new() })
}
