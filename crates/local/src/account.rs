use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;

/// The operating system's account a child runs as.
///
/// Started by root, every child gets an unprivileged one; started by anybody else, children simply run as that person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// Whoever started us.
    Same,
    /// Another one, taken on by `setpriv`.
    Other {
        /// Its number.
        uid: u32,
        /// Its group's number.
        gid: u32,
    },
}

impl Account {
    /// The first of `names` that exists when we are root, else [`Account::Same`].
    ///
    /// # Errors
    /// When we are root and none of them exists.
    pub fn unprivileged(names: &[&str]) -> anyhow::Result<Self> {
        if !nix::unistd::geteuid().is_root() {
            return Ok(Self::Same);
        }
        names
            .iter()
            .find_map(|name| nix::unistd::User::from_name(name).ok().flatten())
            .map(|user| Self::Other { uid: user.uid.as_raw(), gid: user.gid.as_raw() })
            .ok_or_else(|| anyhow::anyhow!("none of the accounts {} exists on this machine", names.join(", ")))
    }

    /// Makes `folder` with its parents if need be, owned by this account and closed to others.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn own_folder(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        self.own(folder)?;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
    }

    /// Hands `path` itself, not what is below, to this account.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn own(&self, path: &Path) -> std::io::Result<()> {
        match *self {
            Self::Same => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }
}
