//! One child process: how it is started, signalled, and what its last words were.

use crate::account::Account;
use nix::sys::signal::{kill, killpg};
use nix::unistd::Pid;
use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// A signal that asks a child to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// What PostgreSQL takes for a fast stop.
    Int,
    /// What everything else takes for a stop.
    Term,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Int => "INT",
            Self::Term => "TERM",
        }
    }

    fn native(self) -> nix::sys::signal::Signal {
        match self {
            Self::Int => nix::sys::signal::Signal::SIGINT,
            Self::Term => nix::sys::signal::Signal::SIGTERM,
        }
    }
}

/// How a supervised child is started.
#[derive(Debug, Clone)]
pub struct ChildSpec {
    /// What people call it.
    pub name: &'static str,
    /// The program, absolute.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Whom it runs as.
    pub account: Account,
    /// Its working folder, by which what it left behind is found again: see [`crate::leftovers`].
    pub folder: PathBuf,
    /// Where its output goes.
    pub log: PathBuf,
    /// What ends it, also when we die without a word.
    pub stop: Signal,
    /// Names of its processes as the kernel shows them.
    pub process_name: &'static str,
    /// May it listen below port 1024 without being root?
    pub low_ports: bool,
    /// A file that would keep it from starting again after it was killed, such as a stale pid file.
    pub stale: Option<PathBuf>,
}

/// Logs longer than this are set aside when the child starts.
const LOG_LIMIT: u64 = 10 << 20;

impl ChildSpec {
    /// The command: `setpriv` takes on the account and ties the child's life to that of the calling *thread*.
    fn command(&self) -> Command {
        let mut command = Command::new("setpriv");
        if let Account::Other { uid, gid } = self.account {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]);
            if self.low_ports {
                command.args(["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"]);
            }
        }
        command.args(["--pdeathsig", self.stop.name(), "--"]).arg(&self.program).args(&self.arguments);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", &self.folder)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            // A group of its own: Ctrl-C reaches us alone, and we stop the children in order.
            .process_group(0);
        command
    }

    /// Starts it.
    pub(crate) fn start(&self) -> std::io::Result<Child> {
        if let Some(stale) = &self.stale {
            remove_if_there(stale)?;
        }
        if self.log.metadata().is_ok_and(|file| file.len() > LOG_LIMIT) {
            std::fs::rename(&self.log, self.log.with_extension("log.1"))?;
        }
        let log = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.log)?;
        let mut command = self.command();
        command.stdout(log.try_clone()?).stderr(log);
        command.spawn().map_err(|error| std::io::Error::new(error.kind(), format!("setpriv: {error}")))
    }

    /// The last lines of its log.
    pub(crate) fn last_words(&self, lines: usize) -> String {
        let mut text = Vec::new();
        if let Ok(mut file) = std::fs::File::open(&self.log) {
            let length = file.metadata().map_or(0, |file| file.len());
            // The end of a log is enough, whatever its length.
            if file.seek(SeekFrom::Start(length.saturating_sub(16 << 10))).is_ok() {
                drop(file.read_to_end(&mut text));
            }
        }
        let text = String::from_utf8_lossy(&text);
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }
}

/// Asks a child to end.
pub(crate) fn ask_to_end(child: &Child, signal: Signal) {
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = kill(Pid::from_raw(id), signal.native());
    }
}

/// Ends a child and its whole group at once.
pub(crate) fn end_group(child: &Child) {
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = killpg(Pid::from_raw(id), nix::sys::signal::Signal::SIGKILL);
    }
}

/// "exit status: 1" or "signal: 9".
pub(crate) fn how_it_ended(status: ExitStatus) -> String {
    status.to_string()
}

pub(crate) fn remove_if_there(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
