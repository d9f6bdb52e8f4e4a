//! Where the system's programs are.

use std::path::{Path, PathBuf};

/// Folders that hold servers but are not on an ordinary person's `PATH`.
const SERVERS: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/// Finds `name` on `PATH` or where distributions keep servers.
///
/// # Errors
/// Names the package to install.
pub fn find(name: &str, package: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(SERVERS.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| {
            anyhow::anyhow!("`{name}` was not found: install {package} (on Debian: apt-get install {package})")
        })
}

/// The folder of PostgreSQL's programs: of `major` when a cluster of that version exists already, else the newest.
///
/// # Errors
/// When there is none.
pub fn postgres_bin(major: Option<u32>) -> anyhow::Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin): &(u32, PathBuf)| has_server(bin))
        .collect();
    versions.sort();
    if let Some(major) = major {
        if let Some((_, bin)) = versions.iter().find(|(version, _)| *version == major) {
            return Ok(bin.clone());
        }
    } else if let Some((_, bin)) = versions.pop() {
        return Ok(bin);
    }
    let initdb = find("initdb", "postgresql")?;
    let bin = std::fs::canonicalize(&initdb)?.parent().map(Path::to_path_buf).unwrap_or_default();
    match (major, has_server(&bin)) {
        (None, true) => Ok(bin),
        (Some(major), true) if version_of(&bin) == Some(major) => Ok(bin),
        (Some(major), _) => anyhow::bail!(
            "the database in the data folder belongs to PostgreSQL {major}, which is not installed (apt-get install postgresql-{major})"
        ),
        (None, false) => anyhow::bail!("`postgres` was not found beside `initdb`: install postgresql"),
    }
}

fn has_server(bin: &Path) -> bool {
    bin.join("postgres").is_file() && bin.join("initdb").is_file()
}

fn version_of(bin: &Path) -> Option<u32> {
    let said = std::process::Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    // "postgres (PostgreSQL) 15.10 (Debian 15.10-0+deb12u1)"
    String::from_utf8_lossy(&said.stdout).split_whitespace().nth(2)?.split('.').next()?.parse().ok()
}
