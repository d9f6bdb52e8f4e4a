//! The only place that starts ffmpeg and ffprobe.
//!
//! A child has no network where the kernel allows that, is an unprivileged user where the process has one to give, is
//! bounded in memory, time and output, and dies with this process. The wrappers replace themselves by what they start,
//! so one process is the whole group.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

/// Lines of standard error that are kept.
const KEPT_LINES: usize = 40;

/// What holds a child back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sandbox {
    /// It gets an empty network namespace.
    pub no_network: bool,
    /// It runs as this user and group.
    pub user: Option<(u32, u32)>,
    /// Its address space, in bytes.
    pub memory_bytes: u64,
}

/// Which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Makes.
    Ffmpeg,
    /// Reads.
    Ffprobe,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Which program.
    pub program: Program,
    /// What it is told.
    pub args: Vec<String>,
    /// The folder it works in; file names in `args` are below it.
    pub dir: PathBuf,
    /// It is killed after so long.
    pub wall: Duration,
    /// The longest file it may write, in bytes.
    pub output_bytes: u64,
    /// How far it stands back: 0 to 19.
    pub nice: u8,
}

/// Why a run has no result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The program could not be started.
    #[error("{0} could not be started: {1}")]
    Start(&'static str, std::io::Error),
    /// It took too long and was killed.
    #[error("killed after {} s: {args}\n{}", .wall.as_secs(), .stderr.join("\n"))]
    TooLong {
        /// The limit.
        wall: Duration,
        /// What it was told.
        args: String,
        /// Its last lines.
        stderr: Vec<String>,
    },
    /// It ended with an error.
    #[error("{status}: {args}\n{}", .stderr.join("\n"))]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// What it was told.
        args: String,
        /// Its last lines.
        stderr: Vec<String>,
    },
}

impl RunError {
    /// The last lines of standard error.
    pub fn stderr(&self) -> &[String] {
        match self {
            Self::Start(..) => &[],
            Self::TooLong { stderr, .. } | Self::Failed { stderr, .. } => stderr,
        }
    }
}

/// A run in progress; dropping it kills the child.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, RunError>> + Send + 'a>>;

type OnLine<'a> = Box<dyn FnMut(&str) + Send + 'a>;

type Spawn = Box<dyn FnOnce() + Send>;

/// Starts children, all from one thread that lives as long as the runner: a child is told to die with the thread that
/// started it, and threads of an executor come and go.
#[derive(Debug, Clone)]
pub struct Runner {
    sandbox: Sandbox,
    spawner: mpsc::Sender<Spawn>,
}

impl Runner {
    /// A runner that starts children in `sandbox`.
    pub fn new(sandbox: Sandbox) -> Self {
        let (spawner, work) = mpsc::channel::<Spawn>();
        std::thread::spawn(move || {
            while let Ok(spawn) = work.recv() {
                spawn();
            }
        });
        Self { sandbox, spawner }
    }

    /// What holds children back.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Makes a folder that children may write to.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn make_dir(&self, dir: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        self.give(dir)
    }

    /// Lets children read and replace a file or folder.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn give(&self, path: &Path) -> std::io::Result<()> {
        match self.sandbox.user {
            Some((uid, gid)) => std::os::unix::fs::chown(path, Some(uid), Some(gid)),
            None => Ok(()),
        }
    }

    /// Runs to the end, giving each line of standard output to `on_line`; returns the last lines of standard error.
    /// Dropping the future kills the child.
    ///
    /// # Errors
    /// [`RunError`]
    pub fn run<'a>(&'a self, run: Run, on_line: impl FnMut(&str) + Send + 'a) -> Running<'a> {
        // Boxed: the compiler does not see that a future with such a closure in it is `Send` for every lifetime.
        Box::pin(self.run_to_end(run, Box::new(on_line)))
    }

    async fn run_to_end(&self, run: Run, mut on_line: OnLine<'_>) -> Result<Vec<String>, RunError> {
        let name = match run.program {
            Program::Ffmpeg => "ffmpeg",
            Program::Ffprobe => "ffprobe",
        };
        let mut child = self.spawn(name, &run).await.map_err(|e| RunError::Start(name, e))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let mut kept = VecDeque::with_capacity(KEPT_LINES);
        let work = async {
            let out = async {
                if let Some(stdout) = stdout {
                    let mut lines = BufReader::new(stdout).lines();
                    while let Ok(Some(line)) = lines.next_line().await {
                        on_line(&line);
                    }
                }
            };
            let err = async {
                if let Some(stderr) = stderr {
                    let mut reader = BufReader::new(stderr);
                    let mut line = Vec::new();
                    while reader.read_until(b'\n', &mut line).await.is_ok_and(|n| n > 0) {
                        if kept.len() == KEPT_LINES {
                            kept.pop_front();
                        }
                        kept.push_back(String::from_utf8_lossy(&line[..line.len().min(500)]).trim_end().to_owned());
                        line.clear();
                    }
                }
            };
            tokio::join!(out, err);
            child.wait().await
        };
        let ended = tokio::time::timeout(run.wall, work).await;
        let stderr: Vec<String> = kept.into();
        match ended {
            Ok(Ok(status)) if status.success() => Ok(stderr),
            Ok(Ok(status)) => Err(RunError::Failed { status, args: run.args.join(" "), stderr }),
            Ok(Err(error)) => Err(RunError::Start(name, error)),
            Err(_) => Err(RunError::TooLong { wall: run.wall, args: run.args.join(" "), stderr }),
        }
    }

    async fn spawn(&self, name: &'static str, run: &Run) -> std::io::Result<Child> {
        let line = self.command_line(name, run);
        let mut command = Command::new(&line[0]);
        command
            .args(&line[1..])
            .current_dir(&run.dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()))
            .env("LC_ALL", "C.UTF-8")
            .process_group(0)
            .kill_on_drop(true);
        let (answer, child) = oneshot::channel();
        let runtime = tokio::runtime::Handle::current();
        let spawn = move || {
            let _inside = runtime.enter();
            // Nobody waits any more: the child is dropped, and with it killed.
            let _ = answer.send(command.spawn());
        };
        let gone = || std::io::Error::other("the thread that starts children is gone");
        self.spawner.send(Box::new(spawn)).map_err(|_| gone())?;
        child.await.map_err(|_| gone())?
    }

    /// The wrappers in their order: the user is given up first, the name space follows, then what must not be lost by
    /// either (the signal at the parent's death is, by a change of credentials), then limits.
    fn command_line(&self, name: &str, run: &Run) -> Vec<String> {
        let mut line: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| line.extend(words.iter().map(|w| (*w).to_owned()));
        if let Some((uid, gid)) = self.sandbox.user {
            add(&[
                "setpriv",
                "--reuid",
                &uid.to_string(),
                "--regid",
                &gid.to_string(),
                "--clear-groups",
                "--no-new-privs",
                "--",
            ]);
        }
        if self.sandbox.no_network {
            add(&["unshare", "--map-root-user", "--net", "--"]);
        }
        add(&["setpriv", "--pdeathsig", "KILL", "--"]);
        add(&[
            "prlimit",
            &format!("--as={}", self.sandbox.memory_bytes),
            &format!("--cpu={}", run.wall.as_secs().max(1)),
            &format!("--fsize={}", run.output_bytes),
            "--core=0",
            "--",
            "nice",
            "-n",
            &run.nice.to_string(),
            name,
        ]);
        line.extend(run.args.iter().cloned());
        line
    }
}

/// How far a run is, from its `-progress` lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pictures so far.
    pub frames: u64,
    /// Time so far.
    pub out_us: i64,
}

impl Progress {
    /// Takes one line; says whether a report is complete with it.
    pub fn line(&mut self, line: &str) -> bool {
        match line.trim().split_once('=') {
            Some(("frame", n)) => self.frames = n.trim().parse().unwrap_or(self.frames),
            Some(("out_time_us", us)) => self.out_us = us.trim().parse().unwrap_or(self.out_us),
            Some(("progress", _)) => return true,
            Some(_) | None => {}
        }
        false
    }
}
