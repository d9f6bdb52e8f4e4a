//! A log that does not grow for ever.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use tracing_subscriber::fmt::MakeWriter;

/// A log this long is set aside as `<name>.1`, over the one set aside before.
const LIMIT: u64 = 32 << 20;

/// Appends lines to a file; one person's folder, so one file set aside is enough.
#[derive(Debug)]
pub(crate) struct LogFile(Mutex<Open>);

#[derive(Debug)]
struct Open {
    path: PathBuf,
    file: File,
    length: u64,
}

impl LogFile {
    pub fn open(path: &Path) -> io::Result<Self> {
        Open::new(path).map(|open| Self(Mutex::new(open)))
    }
}

impl Open {
    fn new(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { path: path.to_path_buf(), file, length })
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        // A panic while writing a line leaves the file as usable as before.
        Line(self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// The right to write one line.
pub(crate) struct Line<'a>(MutexGuard<'a, Open>);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.length > LIMIT {
            std::fs::rename(&self.0.path, self.0.path.with_extension("log.1"))?;
            *self.0 = Open::new(&self.0.path)?;
        }
        self.0.file.write_all(line)?;
        self.0.length += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.file.flush()
    }
}
