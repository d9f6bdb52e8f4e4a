//! Keeps children running.
//!
//! One thread starts, watches and stops all of them. It must live as long as the process: `PR_SET_PDEATHSIG` fires when the
//! *thread* that forked ends, so a child started from a pool's thread would be killed when the pool shrinks.

use crate::children::{ChildSpec, ask_to_end, end_group, how_it_ended};
use crate::leftovers;
use std::process::Child;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// Deaths within [`DEATHS_WITHIN`] that are too many.
const DEATHS: usize = 3;
const DEATHS_WITHIN: Duration = Duration::from_secs(60);
const FIRST_BACK_OFF: Duration = Duration::from_millis(250);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long a child may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(15);

/// A child that died too often; the run cannot go on.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{name} died {DEATHS} times within a minute ({how}); its last words:\n{last_words}")]
pub struct Collapse {
    /// Which one.
    pub name: &'static str,
    /// Exit status or signal of the last death.
    pub how: String,
    /// The end of its log.
    pub last_words: String,
}

enum Command {
    Start(Box<ChildSpec>, oneshot::Sender<std::io::Result<()>>),
    IsRunning(&'static str, oneshot::Sender<Option<u32>>),
    Stop(Option<&'static str>, oneshot::Sender<()>),
}

/// The handle of the supervising thread. Dropping it stops all children.
#[derive(Debug)]
pub struct Supervisor {
    commands: mpsc::Sender<Command>,
    collapse: watch::Receiver<Option<Collapse>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Supervisor {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new() -> std::io::Result<Self> {
        let (commands, inbox) = mpsc::channel();
        let (collapsed, collapse) = watch::channel(None);
        let thread = std::thread::Builder::new()
            .name("children".to_owned())
            .spawn(move || Watch { wards: Vec::new(), collapsed }.run(&inbox))?;
        Ok(Self { commands, collapse, thread: Some(thread) })
    }

    /// Starts a child and keeps it running from now on.
    ///
    /// # Errors
    /// When it cannot be started at all; dying later is a matter of the supervision.
    pub async fn start(&self, spec: ChildSpec) -> anyhow::Result<()> {
        let name = spec.name;
        let (answer, answered) = oneshot::channel();
        self.send(Command::Start(Box::new(spec), answer))?;
        answered.await?.map_err(|error| anyhow::anyhow!("{name} could not be started: {error}"))
    }

    /// The process number of a child, while it runs.
    pub async fn running(&self, name: &'static str) -> Option<u32> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::IsRunning(name, answer)).ok()?;
        answered.await.ok().flatten()
    }

    /// Stops one child and forgets it.
    pub async fn stop(&self, name: &'static str) {
        self.stop_these(Some(name)).await;
    }

    /// Stops all children, the last started first.
    pub async fn stop_all(&self) {
        self.stop_these(None).await;
    }

    /// Waits until a child has died too often.
    pub async fn collapsed(&self) -> Collapse {
        let mut collapse = self.collapse.clone();
        loop {
            if let Some(collapse) = collapse.borrow_and_update().clone() {
                return collapse;
            }
            if collapse.changed().await.is_err() {
                // The thread ends only with us.
                std::future::pending::<()>().await;
            }
        }
    }

    async fn stop_these(&self, name: Option<&'static str>) {
        let (answer, answered) = oneshot::channel();
        if self.send(Command::Stop(name, answer)).is_ok() {
            drop(answered.await);
        }
    }

    fn send(&self, command: Command) -> anyhow::Result<()> {
        self.commands.send(command).map_err(|_| anyhow::anyhow!("the supervising thread is gone"))
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        let (answer, _) = oneshot::channel();
        drop(self.send(Command::Stop(None, answer)));
        // Closes the channel, which ends the thread once all children are stopped.
        self.commands = mpsc::channel().0;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Ward {
    spec: ChildSpec,
    child: Option<Child>,
    deaths: Vec<Instant>,
    start_at: Instant,
}

struct Watch {
    wards: Vec<Ward>,
    collapsed: watch::Sender<Option<Collapse>>,
}

impl Watch {
    fn run(mut self, inbox: &mpsc::Receiver<Command>) {
        loop {
            match inbox.recv_timeout(LOOK_EVERY) {
                Ok(Command::Start(spec, answer)) => drop(answer.send(self.start(*spec))),
                Ok(Command::IsRunning(name, answer)) => drop(answer.send(self.running(name))),
                Ok(Command::Stop(name, answer)) => {
                    self.stop(name);
                    let _ = answer.send(());
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return self.stop(None),
            }
            for ward in &mut self.wards {
                if let Some(collapse) = ward.look() {
                    self.collapsed.send_replace(Some(collapse));
                }
            }
        }
    }

    fn start(&mut self, spec: ChildSpec) -> std::io::Result<()> {
        leftovers::end(&spec.folder, &[spec.process_name]);
        let child = spec.start()?;
        self.wards.push(Ward { spec, child: Some(child), deaths: Vec::new(), start_at: Instant::now() });
        Ok(())
    }

    fn running(&mut self, name: &str) -> Option<u32> {
        let child = self.wards.iter_mut().find(|ward| ward.spec.name == name)?.child.as_mut()?;
        matches!(child.try_wait(), Ok(None)).then(|| child.id())
    }

    fn stop(&mut self, name: Option<&str>) {
        let (stopped, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.wards)
            .into_iter()
            .partition(|ward| name.is_none_or(|name| ward.spec.name == name));
        self.wards = kept;
        for ward in stopped.into_iter().rev() {
            ward.end();
        }
    }
}

impl Ward {
    /// Notices a death and starts the child again when its time has come.
    fn look(&mut self) -> Option<Collapse> {
        match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(None)) => None,
            Some(Ok(Some(status))) => {
                if let Some(child) = self.child.take() {
                    end_group(&child);
                }
                self.mourn(&how_it_ended(status))
            }
            Some(Err(error)) => {
                self.child = None;
                self.mourn(&error.to_string())
            }
            None if Instant::now() >= self.start_at => {
                leftovers::end(&self.spec.folder, &[self.spec.process_name]);
                match self.spec.start() {
                    Ok(child) => {
                        self.child = Some(child);
                        None
                    }
                    Err(error) => self.mourn(&error.to_string()),
                }
            }
            None => None,
        }
    }

    fn mourn(&mut self, how: &str) -> Option<Collapse> {
        let now = Instant::now();
        self.deaths.retain(|death| now.duration_since(*death) < DEATHS_WITHIN);
        self.deaths.push(now);
        tracing::error!(child = self.spec.name, deaths = self.deaths.len(), "{} ended: {how}", self.spec.name);
        self.start_at = now + FIRST_BACK_OFF * 4u32.pow(u32::try_from(self.deaths.len() - 1).unwrap_or(8).min(4));
        if self.deaths.len() < DEATHS {
            return None;
        }
        // Not tried again: whoever hears of it ends the run.
        self.start_at = now + Duration::from_secs(24 * 3600);
        Some(Collapse { name: self.spec.name, how: how.to_owned(), last_words: self.spec.last_words(15) })
    }

    fn end(mut self) {
        let Some(child) = self.child.as_mut() else { return };
        ask_to_end(child, self.spec.stop);
        let until = Instant::now() + PATIENCE;
        while matches!(child.try_wait(), Ok(None)) {
            if Instant::now() > until {
                tracing::warn!(child = self.spec.name, "{} did not stop in time and was killed", self.spec.name);
                end_group(child);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        leftovers::end(&self.spec.folder, &[self.spec.process_name]);
    }
}
