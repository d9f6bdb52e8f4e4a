//! What makes a data folder an instance: its id and the secrets generated for it, and the lock of the one who runs it.

use crate::place;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// `instance.toml`, mode 600. Made once, whole or not at all; later releases may only add keys that have defaults.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Instance {
    /// Tells instances of one machine apart: stands in cookie names.
    pub id: String,
    /// Signs tokens.
    pub auth_secret: String,
    /// Key id of the embedded store.
    pub store_access_key: String,
    /// Key secret of the embedded store.
    pub store_secret_key: String,
    /// Where the children's files are, when their accounts cannot enter the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<PathBuf>,
    /// Password of the demo accounts, when there is a demo school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_password: Option<String>,
}

impl Instance {
    /// Reads the instance of `data`, or makes one. Call it under the [`Lock`].
    ///
    /// # Errors
    /// When the file cannot be read, is not an instance's, or cannot be written.
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        let file = data.join("instance.toml");
        match std::fs::read_to_string(&file) {
            Ok(text) => toml::from_str(&text)
                .map_err(|error| anyhow::anyhow!("{} cannot be understood: {}", file.display(), error.message())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let instance = Self::generate();
                instance.save(data)?;
                Ok(instance)
            }
            Err(error) => Err(anyhow::anyhow!("{}: {error}", file.display())),
        }
    }

    /// Writes the file anew, whole or not at all.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn save(&self, data: &Path) -> anyhow::Result<()> {
        write_whole(&data.join("instance.toml"), toml::to_string(self)?.as_bytes())?;
        Ok(())
    }

    pub(crate) fn generate() -> Self {
        Self {
            id: random_hex(6),
            auth_secret: random_hex(32),
            store_access_key: format!("GK{}", random_hex(12)),
            store_secret_key: random_hex(32),
            private: None,
            demo_password: None,
        }
    }
}

fn random_hex(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    rand::fill(&mut random[..]);
    hex::encode(random)
}

/// Writes `file` for its owner's eyes: to a temporary name, to the disk, then in place, so that a kill or a power cut at any
/// moment leaves the old content, the new, or none.
///
/// # Errors
/// When the file system refuses.
pub fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let unfinished = file.with_extension(format!("new-{}", random_hex(4)));
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    new.write_all(content)?;
    new.sync_all()?;
    std::fs::rename(&unfinished, file)?;
    File::open(folder)?.sync_all()
}

/// Held by the one process that runs a data folder; the kernel lets go of it however that process ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes the lock, making the folder if need be.
    ///
    /// # Errors
    /// When another process has it, or the folder cannot be made.
    pub fn take(data: &Path) -> anyhow::Result<Self> {
        place::make_data_folder(data)?;
        let file = data.join("lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&file)
            .map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
        match lock.try_lock() {
            Ok(()) => {
                lock.set_len(0)?;
                writeln!(lock, "{}", std::process::id())?;
                Ok(Self(lock))
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(&file).unwrap_or_default();
                anyhow::bail!(
                    "another `lectern up` (process {}) already runs on {}; stop it first, or choose another folder with --data and another --port",
                    holder.trim(),
                    data.display()
                )
            }
            Err(std::fs::TryLockError::Error(error)) => Err(anyhow::anyhow!("{}: {error}", file.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn an_instance_is_made_once_and_only_its_owner_reads_it() {
        let data = tempfile::tempdir().unwrap();
        let first = Instance::open(data.path()).unwrap();
        let second = Instance::open(data.path()).unwrap();
        assert_eq!(first.auth_secret, second.auth_secret);
        assert_eq!(first.id, second.id);
        assert!(first.auth_secret.len() >= 64 && first.store_access_key.starts_with("GK"));
        let mode = data.path().join("instance.toml").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let files: Vec<_> = std::fs::read_dir(data.path()).unwrap().flatten().map(|file| file.file_name()).collect();
        assert_eq!(files, ["instance.toml"], "nothing unfinished is left");
    }

    #[test]
    fn a_damaged_instance_is_refused_and_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("instance.toml"), "id = ").unwrap();
        assert!(Instance::open(data.path()).is_err());
        assert_eq!(std::fs::read_to_string(data.path().join("instance.toml")).unwrap(), "id = ");
    }

    #[test]
    fn one_data_folder_has_one_runner() {
        let data = tempfile::tempdir().unwrap();
        let held = Lock::take(data.path()).unwrap();
        let refused = Lock::take(data.path()).unwrap_err().to_string();
        assert!(refused.contains(&std::process::id().to_string()) && refused.contains("--data"), "{refused}");
        drop(held);
        Lock::take(data.path()).unwrap();
    }
}
