//! Which folder holds what.

use crate::account::Account;
use crate::instance::Instance;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Folders of one instance.
///
/// What children own lies below `private`. That is the data folder itself, unless the children's accounts cannot enter one of
/// its parents (a home with mode 700): then it is a folder under `/var/lib`, remembered in `instance.toml`.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// Where folders of children are.
    pub private: PathBuf,
}

/// The longest path a socket may have is 107 bytes; the rest is its file name.
const SOCKET_FOLDER: usize = 107 - "/.s.PGSQL.54329.lock".len();

impl Place {
    /// The default data folder: `/var/lib/lectern` for root, `~/.local/share/lectern` for anybody else.
    pub fn default_data() -> PathBuf {
        if nix::unistd::geteuid().is_root() {
            return PathBuf::from("/var/lib/lectern");
        }
        let home = std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .unwrap_or_else(|| home.join(".local/share"))
            .join("lectern")
    }

    /// Decides where children live and remembers it.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn choose(data: &Path, instance: &mut Instance) -> anyhow::Result<Self> {
        let data = std::fs::canonicalize(data)?;
        if instance.private.is_none() && !children_may_enter(&data) {
            instance.private = Some(PathBuf::from("/var/lib/lectern-instances").join(&instance.id));
            instance.save(&data)?;
        }
        let private = instance.private.clone().unwrap_or_else(|| data.clone());
        make_data_folder(&private)?;
        Ok(Self { data, private })
    }

    /// Logs of children and of ourselves.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// A folder for the sockets of `name`, owned by `account`: below its own folder, or a short one where the path would be
    /// longer than a socket's may be.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub(crate) fn sockets(&self, name: &str, account: &Account) -> anyhow::Result<SocketFolder> {
        let usual = self.private.join(name).join("run");
        if usual.as_os_str().len() <= SOCKET_FOLDER {
            // Whatever an earlier run left there is stale: the lock is ours.
            if usual.exists() {
                std::fs::remove_dir_all(&usual)?;
            }
            account.own_folder(&usual)?;
            return Ok(SocketFolder { path: usual, short: None });
        }
        let short = tempfile::Builder::new().prefix("lectern-").tempdir_in("/tmp")?;
        account.own_folder(short.path())?;
        Ok(SocketFolder { path: short.path().to_path_buf(), short: Some(short) })
    }
}

/// Where a socket is; a short one in /tmp goes with it.
#[derive(Debug)]
pub(crate) struct SocketFolder {
    pub path: PathBuf,
    #[expect(dead_code, reason = "held for its drop")]
    short: Option<tempfile::TempDir>,
}

/// Makes the folder so that accounts of children can pass through it but not list it.
pub(crate) fn make_data_folder(folder: &Path) -> anyhow::Result<()> {
    let made =
        std::fs::create_dir_all(folder).and_then(|()| std::fs::set_permissions(folder, Permissions::from_mode(0o711)));
    made.map_err(|error| anyhow::anyhow!("the data folder {} cannot be used: {error}", folder.display()))
}

/// Whether other accounts can pass through every parent; nobody needs to when children run as ourselves.
fn children_may_enter(folder: &Path) -> bool {
    !nix::unistd::geteuid().is_root()
        || folder.ancestors().all(|part| part.metadata().is_ok_and(|part| part.permissions().mode() & 0o001 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_parent_is_noticed() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("data");
        make_data_folder(&inner).unwrap();
        std::fs::set_permissions(outer.path(), Permissions::from_mode(0o755)).unwrap();
        assert!(children_may_enter(&inner));
        std::fs::set_permissions(outer.path(), Permissions::from_mode(0o700)).unwrap();
        // An ordinary person's children run as that person and may always enter.
        assert_eq!(children_may_enter(&inner), !nix::unistd::geteuid().is_root());
    }

    #[test]
    fn sockets_of_a_deep_folder_get_a_short_path() {
        let outer = tempfile::tempdir().unwrap();
        let deep = outer.path().join("x".repeat(100));
        let place = Place { data: deep.clone(), private: deep };
        let sockets = place.sockets("postgres", &Account::Same).unwrap();
        assert!(sockets.path.as_os_str().len() <= SOCKET_FOLDER);
        let near = Place { data: outer.path().into(), private: outer.path().into() };
        assert!(near.sockets("postgres", &Account::Same).unwrap().path.starts_with(outer.path()));
    }
}
