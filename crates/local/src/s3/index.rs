use super::blob::Blob;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// What is stored, in memory: the log replayed. Changed only by [`Index::apply`].
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Objects by key, in order of the keys' bytes.
    pub buckets: BTreeMap<String, BTreeMap<String, Arc<Object>>>,
    pub uploads: HashMap<String, Upload>,
}

#[derive(Debug)]
pub(super) struct Object {
    pub about: ObjectEntry,
    /// Its bytes, in order.
    pub blobs: Vec<Arc<Blob>>,
}

#[derive(Debug)]
pub(super) struct Upload {
    pub bucket: String,
    pub key: String,
    pub content_type: Option<String>,
    pub created_ms: i64,
    pub parts: BTreeMap<u32, (PartEntry, Arc<Blob>)>,
}

/// A line of the log holds a list of these.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    Bucket {
        name: String,
    },
    Put {
        bucket: String,
        key: String,
        object: ObjectEntry,
    },
    Delete {
        bucket: String,
        key: String,
    },
    Begin {
        upload: String,
        bucket: String,
        key: String,
        content_type: Option<String>,
        created_ms: i64,
    },
    Part {
        upload: String,
        number: u32,
        part: PartEntry,
    },
    /// The object is in place and the upload gone, in one line.
    Complete {
        upload: String,
        object: ObjectEntry,
    },
    Abort {
        upload: String,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ObjectEntry {
    pub size_bytes: u64,
    pub etag: String,
    pub content_type: Option<String>,
    pub modified_ms: i64,
    pub blobs: Vec<(Uuid, u64)>,
    /// The upload that made it, so that a completion whose answer was lost can be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PartEntry {
    pub size_bytes: u64,
    pub etag: String,
    pub stored_ms: i64,
    pub blob: Uuid,
}

impl Index {
    /// Takes an entry of the log in; `blobs` are those a `Put` or `Part` brings. What it replaces is discarded.
    pub fn apply(&mut self, entry: Entry, blobs: Vec<Arc<Blob>>) {
        blobs.iter().for_each(|blob| blob.keep());
        match entry {
            Entry::Bucket { name } => {
                self.buckets.entry(name).or_default();
            }
            Entry::Put { bucket, key, object } => self.place(bucket, key, Object { about: object, blobs }),
            Entry::Delete { bucket, key } => {
                discard(self.buckets.get_mut(&bucket).and_then(|objects| objects.remove(&key)));
            }
            Entry::Begin { upload, bucket, key, content_type, created_ms } => {
                let begun = Upload { bucket, key, content_type, created_ms, parts: BTreeMap::new() };
                self.uploads.insert(upload, begun);
            }
            Entry::Part { upload, number, part } => {
                let Some(blob) = blobs.into_iter().next() else { return };
                let replaced = match self.uploads.get_mut(&upload) {
                    Some(upload) => upload.parts.insert(number, (part, blob)).map(|(_, blob)| blob),
                    None => Some(blob),
                };
                replaced.iter().for_each(|blob| blob.discard());
            }
            Entry::Complete { upload, object } => {
                let Some(upload) = self.uploads.remove(&upload) else { return };
                let mut parts: HashMap<Uuid, Arc<Blob>> =
                    upload.parts.into_values().map(|(_, blob)| (blob.id, blob)).collect();
                let blobs = object.blobs.iter().filter_map(|(id, _)| parts.remove(id)).collect();
                parts.values().for_each(|unused| unused.discard());
                self.place(upload.bucket, upload.key, Object { about: object, blobs });
            }
            Entry::Abort { upload } => {
                let upload = self.uploads.remove(&upload);
                upload.iter().flat_map(|upload| upload.parts.values()).for_each(|(_, blob)| blob.discard());
            }
        }
    }

    fn place(&mut self, bucket: String, key: String, object: Object) {
        discard(self.buckets.entry(bucket).or_default().insert(key, Arc::new(object)));
    }

    /// Entries that say the whole, for a new log, with the number of them.
    pub fn snapshot(&self) -> impl Iterator<Item = Entry> {
        let buckets = self.buckets.keys().map(|name| Entry::Bucket { name: name.clone() });
        let objects = self.buckets.iter().flat_map(|(bucket, objects)| {
            objects.iter().map(|(key, object)| Entry::Put {
                bucket: bucket.clone(),
                key: key.clone(),
                object: object.about.clone(),
            })
        });
        let uploads = self.uploads.iter().flat_map(|(id, upload)| {
            let begin = Entry::Begin {
                upload: id.clone(),
                bucket: upload.bucket.clone(),
                key: upload.key.clone(),
                content_type: upload.content_type.clone(),
                created_ms: upload.created_ms,
            };
            let parts = upload.parts.iter().map(|(number, (part, _))| Entry::Part {
                upload: id.clone(),
                number: *number,
                part: part.clone(),
            });
            std::iter::once(begin).chain(parts)
        });
        buckets.chain(objects).chain(uploads)
    }

    /// Entries a fresh log would have.
    pub fn entries(&self) -> usize {
        let objects: usize = self.buckets.values().map(BTreeMap::len).sum();
        let parts: usize = self.uploads.values().map(|upload| upload.parts.len()).sum();
        self.buckets.len() + objects + self.uploads.len() + parts
    }

    /// Every file the log names, with its length.
    pub fn blobs(&self) -> HashMap<Uuid, u64> {
        let objects = self.buckets.values().flat_map(BTreeMap::values).flat_map(|object| &object.blobs);
        let parts = self.uploads.values().flat_map(|upload| upload.parts.values()).map(|(_, blob)| blob);
        objects.chain(parts).map(|blob| (blob.id, blob.size_bytes)).collect()
    }
}

fn discard(object: Option<Arc<Object>>) {
    object.iter().flat_map(|object| &object.blobs).for_each(|blob| blob.discard());
}
