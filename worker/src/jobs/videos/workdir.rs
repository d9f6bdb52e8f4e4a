use crate::state::WorkerState;
use lectern_queue::Lease;
use std::path::{Path, PathBuf};

/// A folder of one attempt, removed on every way out.
#[derive(Debug)]
pub struct WorkDir(PathBuf);

impl WorkDir {
    /// Makes it, open to the user ffmpeg runs as.
    pub fn new(app: &WorkerState, lease: Lease) -> std::io::Result<Self> {
        std::fs::create_dir_all(app.work_dir())?;
        let path = app.work_dir().join(format!("{}-{}", lease.job, lease.attempt));
        app.runner.make_dir(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file or folder in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "a work folder is left behind");
        }
    }
}
