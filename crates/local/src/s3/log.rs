use super::blob::sync_folder;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The append-only file that says what is stored. One line is one write, forced to disk before the next:
/// `<crc32 in hex> <json>`. So only the last line can be torn, and a torn line was never acknowledged.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    length: u64,
    /// An append failed and could not be taken back: nothing more is written.
    broken: bool,
}

impl Log {
    /// Gives every line's JSON to `replay` in order and cuts off a torn last line.
    ///
    /// # Errors
    /// `InvalidData` for damage before the last line: guessing would lose what was acknowledged.
    pub fn open(path: &Path, mut replay: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut reader = BufReader::with_capacity(1 << 20, &file);
        let (mut length, mut number, mut line) = (0_u64, 0_u64, Vec::new());
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            number += 1;
            match payload(&line) {
                Some(json) => replay(json)?,
                None if reader.fill_buf()?.is_empty() => break,
                None => return Err(damaged(path, number)),
            }
            length += read as u64;
        }
        let mut log = Self { path: path.to_owned(), file, length, broken: false };
        if log.file.metadata()?.len() > length {
            tracing::info!(line = number, "the last line of the store's log was never finished and is dropped");
            log.file.set_len(length)?;
        }
        log.file.seek(SeekFrom::Start(length))?;
        log.file.sync_all()?;
        Ok(log)
    }

    /// Appends a line and forces it to disk; on failure nothing was appended.
    pub fn append(&mut self, json: &[u8]) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("the store's log could not be repaired: restart"));
        }
        let line = line(json);
        match self.file.write_all(&line).and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                let undone = self.file.set_len(self.length).and_then(|()| self.file.seek(SeekFrom::Start(self.length)));
                // After a failed sync the kernel may have dropped the pages; only a file that syncs again is trusted.
                self.broken = undone.and_then(|_| self.file.sync_all()).is_err();
                Err(error)
            }
        }
    }

    /// Puts `lines` in place of the whole log; a crash leaves either the old or the new one.
    pub fn rewrite<L: Serialize>(&mut self, lines: impl Iterator<Item = L>) -> io::Result<()> {
        let new = self.path.with_extension("new");
        let mut writer = BufWriter::with_capacity(1 << 20, File::create(&new)?);
        let mut length = 0;
        for one in lines {
            let line = line(&serde_json::to_vec(&[one])?);
            writer.write_all(&line)?;
            length += line.len() as u64;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        if let Some(folder) = self.path.parent() {
            sync_folder(folder)?;
        }
        (self.file, self.length) = (file, length);
        Ok(())
    }
}

fn line(json: &[u8]) -> Vec<u8> {
    let mut line = format!("{:08x} ", crc32fast::hash(json)).into_bytes();
    line.extend_from_slice(json);
    line.push(b'\n');
    line
}

fn payload(line: &[u8]) -> Option<&[u8]> {
    let (checksum, json) = line.strip_suffix(b"\n")?.split_at_checked(9)?;
    let said = std::str::from_utf8(checksum.strip_suffix(b" ")?).ok()?;
    (u32::from_str_radix(said, 16).ok()? == crc32fast::hash(json)).then_some(json)
}

fn damaged(path: &Path, line: u64) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} is damaged at line {line}", path.display()))
}
