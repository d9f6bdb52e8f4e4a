//! What holds ffmpeg back here: found out once, at the start, by trying.

use lectern_config::{Sandbox as Wanted, Settings};
use lectern_media::run::{Program, Run, Runner, Sandbox};
use std::path::Path;
use std::time::Duration;

/// The strictest sandbox that works, or an error where settings require what does not.
pub async fn runner(settings: &Settings) -> anyhow::Result<Runner> {
    let work_dir = &settings.worker.work_dir;
    std::fs::create_dir_all(work_dir)?;
    let users = match media_user(settings.worker.media_user.as_deref())? {
        Some(user) => vec![Some(user), None],
        None => vec![None],
    };
    let networks: &[bool] = match settings.video.sandbox {
        Wanted::Require => &[true],
        Wanted::BestEffort => &[true, false],
        Wanted::Off => &[false],
    };
    let mut last = None;
    for no_network in networks {
        for user in &users {
            let sandbox =
                Sandbox { no_network: *no_network, user: *user, memory_bytes: settings.video.memory_limit_bytes };
            let runner = Runner::new(sandbox.clone());
            match works(&runner, work_dir).await {
                Ok(()) => {
                    report(&sandbox, settings.video.sandbox, users.len() > 1);
                    return Ok(runner);
                }
                Err(error) => last = Some(error),
            }
        }
    }
    let why = last.unwrap_or_else(|| anyhow::anyhow!("nothing was tried"));
    Err(why.context("ffmpeg cannot be run as settings ask (video.sandbox, worker.media_user)"))
}

fn report(sandbox: &Sandbox, wanted: Wanted, root: bool) {
    metrics::gauge!("lectern_sandbox_no_network").set(if sandbox.no_network { 1.0 } else { 0.0 });
    if !sandbox.no_network && wanted == Wanted::BestEffort {
        tracing::warn!("this kernel does not let ffmpeg be cut off from the network (unshare --net)");
    }
    if sandbox.user.is_none() && root {
        tracing::warn!("ffmpeg runs as root: the unprivileged account cannot be used here");
    }
    tracing::info!(no_network = sandbox.no_network, user = ?sandbox.user, "ffmpeg's sandbox");
}

/// Writes and lists its version in a folder like a job's.
async fn works(runner: &Runner, work_dir: &Path) -> anyhow::Result<()> {
    let dir = work_dir.join(format!("trial-{}", std::process::id()));
    runner.make_dir(&dir)?;
    let tried = async {
        let args = ["-v", "error", "-f", "lavfi", "-i", "anullsrc", "-t", "0.1", "-f", "wav", "-y", "file:out"];
        let run = Run {
            program: Program::Ffmpeg,
            args: args.map(str::to_owned).to_vec(),
            dir: dir.clone(),
            wall: Duration::from_secs(30),
            output_bytes: 1 << 20,
            nice: 0,
        };
        runner.run(run, |_| {}).await
    };
    let tried = tried.await;
    std::fs::remove_dir_all(&dir)?;
    tried?;
    Ok(())
}

/// The account to run as, when this process is root.
fn media_user(name: Option<&str>) -> anyhow::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let wanted = name.unwrap_or("nobody");
    let accounts = std::fs::read_to_string("/etc/passwd")?;
    let found = accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (name == wanted).then_some((uid, gid))
    });
    match (found, name) {
        (None, Some(name)) => anyhow::bail!("worker.media_user: there is no account `{name}`"),
        (found, _) => Ok(found),
    }
}
