use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// The folder of files of bytes. A file is written once, under a name of its own, and never changed.
#[derive(Debug, Clone)]
pub(super) struct Blobs {
    folder: Arc<Path>,
}

/// A file of bytes. Whoever reads holds one, so the file outlives its object until the last reader is done.
#[derive(Debug)]
pub(super) struct Blob {
    pub id: Uuid,
    pub size_bytes: u64,
    path: PathBuf,
    wanted: AtomicBool,
}

impl Blob {
    /// The log names it: it stays when nobody holds it.
    pub fn keep(&self) {
        self.wanted.store(true, Ordering::Release);
    }

    /// The log no longer names it: it goes with its last holder.
    pub fn discard(&self) {
        self.wanted.store(false, Ordering::Release);
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Blob {
    fn drop(&mut self) {
        if self.wanted.load(Ordering::Acquire) {
            return;
        }
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, blob = %self.id, "unneeded bytes stay until the next start");
            }
            _ => {}
        }
    }
}

impl Blobs {
    /// Makes the folders.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        for first in 0..=u8::MAX {
            std::fs::create_dir_all(folder.join(format!("{first:02x}")))?;
        }
        sync_folder(&folder)?;
        Ok(Self { folder: folder.into() })
    }

    fn path_of(&self, id: Uuid) -> PathBuf {
        let name = id.simple().to_string();
        // The end of a version 4 id is random.
        self.folder.join(&name[30..]).join(name)
    }

    /// A new empty file, which goes again unless its blob is kept.
    pub fn create(&self) -> io::Result<(File, Unfinished)> {
        let id = Uuid::new_v4();
        let path = self.path_of(id);
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok((file, Unfinished(Blob { id, size_bytes: 0, path, wanted: AtomicBool::new(false) })))
    }

    /// A file the log names.
    pub fn known(&self, id: Uuid, size_bytes: u64) -> Arc<Blob> {
        Arc::new(Blob { id, size_bytes, path: self.path_of(id), wanted: AtomicBool::new(true) })
    }

    /// Removes files that no entry of the log names: what a crash left. Returns their number, and that of named files
    /// which are missing or of another length.
    pub fn sweep(&self, named: &std::collections::HashMap<Uuid, u64>) -> io::Result<(usize, usize)> {
        let (mut removed, mut whole) = (0, 0);
        for folder in std::fs::read_dir(&self.folder)? {
            for file in std::fs::read_dir(folder?.path())? {
                let file = file?;
                let id = file.file_name().to_str().and_then(|name| Uuid::parse_str(name).ok());
                match id.and_then(|id| named.get(&id)) {
                    Some(size) => whole += usize::from(file.metadata()?.len() == *size),
                    None => {
                        std::fs::remove_file(file.path())?;
                        removed += 1;
                    }
                }
            }
        }
        Ok((removed, named.len() - whole))
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Unfinished(Blob);

impl Unfinished {
    /// Forces the bytes and the name of the file to disk.
    pub fn finish(mut self, file: &File, size_bytes: u64) -> io::Result<Arc<Blob>> {
        file.sync_all()?;
        if let Some(folder) = self.0.path.parent() {
            sync_folder(folder)?;
        }
        self.0.size_bytes = size_bytes;
        Ok(Arc::new(self.0))
    }
}

/// Forces the names in a folder to disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
