use super::blob::Blobs;
use super::change::{Change, Decision, Refusal};
use super::index::{Entry, Index};
use super::log::Log;
use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, mpsc};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;

/// Changes that share one write and one sync of the log.
const BATCH: usize = 256;
/// A log shorter than this is not worth rewriting.
const SHORT_LOG: usize = 4096;

/// The files of a store and what they mean. Reads look at the index; one thread makes all changes.
pub(super) struct Storage {
    pub blobs: Blobs,
    index: Arc<RwLock<Index>>,
    changes: Option<mpsc::Sender<Wanted>>,
    writer: Option<JoinHandle<()>>,
}

struct Wanted {
    change: Change,
    answer: oneshot::Sender<Result<Option<String>, Refusal>>,
}

impl Storage {
    /// Opens `root`, made if missing, and removes what a crash left. Blocks.
    ///
    /// # Errors
    /// Another process has it open, the log is damaged, or the disk fails.
    pub fn open(root: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        // Held as long as the writer lives: two writers would sweep each other's files.
        let lock = File::options().write(true).create(true).truncate(false).open(root.join("lock"))?;
        lock.try_lock().map_err(|error| io::Error::other(format!("{} is in use: {error}", root.display())))?;
        let blobs = Blobs::open(root.join("data"))?;
        let (mut index, mut in_log) = (Index::default(), 0);
        let log = Log::open(&root.join("log"), |line| {
            for entry in serde_json::from_slice::<Vec<Entry>>(line)? {
                in_log += 1;
                let known = match &entry {
                    Entry::Put { object, .. } => {
                        object.blobs.iter().map(|(id, size)| blobs.known(*id, *size)).collect()
                    }
                    Entry::Part { part, .. } => vec![blobs.known(part.blob, part.size_bytes)],
                    _ => Vec::new(),
                };
                index.apply(entry, known);
            }
            Ok(())
        })?;
        super::blob::sync_folder(root)?;
        let (leftovers, missing) = blobs.sweep(&index.blobs())?;
        if leftovers > 0 {
            tracing::info!(leftovers, "files of interrupted writes removed");
        }
        if missing > 0 {
            tracing::error!(missing, "files the store's log names are missing or cut: the disk has lost them");
        }
        let index = Arc::new(RwLock::new(index));
        let (changes, queue) = mpsc::channel();
        let mut writer = Writer { index: index.clone(), log, in_log, _lock: lock };
        let writer = std::thread::Builder::new().name("s3-log".to_owned()).spawn(move || writer.run(&queue))?;
        Ok(Self { blobs, index, changes: Some(changes), writer: Some(writer) })
    }

    /// What is stored now. Not to be held over an await.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        // A panic under the lock can only come from running out of memory between two inserts.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides, logs, syncs and applies `change`; durable when this returns. The answer is an ETag where there is one.
    pub async fn change(&self, change: Change) -> Result<Option<String>, Refusal> {
        self.start(change)?.await.map_err(|_| stopped())?
    }

    /// All of `changes`, together where that is possible.
    pub async fn change_all(&self, changes: Vec<Change>) -> Vec<Result<(), Refusal>> {
        let started: Vec<_> = changes.into_iter().map(|change| self.start(change)).collect();
        let mut done = Vec::with_capacity(started.len());
        for answer in started {
            done.push(match answer {
                Ok(answer) => answer.await.map_err(|_| stopped()).flatten().map(|_| ()),
                Err(refusal) => Err(refusal),
            });
        }
        done
    }

    fn start(&self, change: Change) -> Result<oneshot::Receiver<Result<Option<String>, Refusal>>, Refusal> {
        let (answer, answered) = oneshot::channel();
        let changes = self.changes.as_ref().ok_or_else(stopped)?;
        changes.send(Wanted { change, answer }).map_err(|_| stopped())?;
        Ok(answered)
    }
}

impl Drop for Storage {
    /// Waits for the changes that were sent, then releases the lock on the folder.
    fn drop(&mut self) {
        self.changes = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the store's writer had panicked");
        }
    }
}

struct Writer {
    index: Arc<RwLock<Index>>,
    log: Log,
    /// Entries in the log, dead ones too.
    in_log: usize,
    _lock: File,
}

impl Writer {
    fn run(&mut self, queue: &mpsc::Receiver<Wanted>) {
        let mut held = None;
        while let Some(first) = held.take().or_else(|| queue.recv().ok()) {
            let mut subjects: HashSet<String> = first.change.subjects().into_iter().collect();
            let mut batch = vec![first];
            while batch.len() < BATCH {
                let Ok(next) = queue.try_recv() else { break };
                let touches = next.change.subjects();
                if touches.iter().any(|subject| subjects.contains(subject)) {
                    held = Some(next);
                    break;
                }
                subjects.extend(touches);
                batch.push(next);
            }
            self.commit(batch);
            self.shorten();
        }
    }

    fn commit(&mut self, batch: Vec<Wanted>) {
        let now_ms = now_ms();
        let mut decided = Vec::with_capacity(batch.len());
        {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            for Wanted { change, answer } in batch {
                match change.decide(&index, now_ms) {
                    Ok(decision) => decided.push((decision, answer)),
                    // Nobody may be waiting any more; the refusal changes nothing either way.
                    Err(refusal) => drop(answer.send(Err(refusal))),
                }
            }
        }
        let entries: Vec<&Entry> = decided.iter().filter_map(|(decision, _)| decision.entry.as_ref()).collect();
        let logged = match entries.len() {
            0 => Ok(()),
            _ => serde_json::to_vec(&entries).map_err(io::Error::from).and_then(|json| self.log.append(&json)),
        };
        if let Err(error) = logged {
            tracing::error!(%error, "the store's log could not be written");
            let error = Arc::new(error);
            for (_, answer) in decided {
                drop(answer.send(Err(Refusal::Io(error.clone()))));
            }
            return;
        }
        self.in_log += entries.len();
        let mut answers = Vec::with_capacity(decided.len());
        {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            for (Decision { entry, blobs, etag }, answer) in decided {
                if let Some(entry) = entry {
                    index.apply(entry, blobs);
                }
                answers.push((etag, answer));
            }
        }
        for (etag, answer) in answers {
            drop(answer.send(Ok(etag)));
        }
    }

    /// Rewrites the log when most of it is about things that are gone.
    fn shorten(&mut self) {
        if self.in_log < SHORT_LOG {
            return;
        }
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        let live = index.entries();
        if self.in_log < 2 * live {
            return;
        }
        match self.log.rewrite(index.snapshot()) {
            Ok(()) => self.in_log = live,
            Err(error) => {
                tracing::warn!(%error, "the store's log stays long");
                // Tried again after as many entries more.
                self.in_log = live;
            }
        }
    }
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn stopped() -> Refusal {
    io::Error::other("the store has stopped").into()
}
