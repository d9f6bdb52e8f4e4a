//! Processes that outlived the one that started them.
//!
//! Children end with us by `PR_SET_PDEATHSIG`, but a child that was itself killed leaves processes of its own behind (nginx its
//! workers, which hold the port), and a parent killed between fork and `prctl` leaves the child. They are known by name and by
//! working folder: nothing else runs as `postgres` inside our data folder. Only the holder of the instance's lock may look.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::path::Path;
use std::time::{Duration, Instant};

/// Ends every process called one of `names` that works in `folder` or below, and waits until they are gone.
pub fn end(folder: &Path, names: &[&str]) {
    let Ok(folder) = folder.canonicalize() else { return };
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let found: Vec<i32> = processes(&folder, names);
        if found.is_empty() || Instant::now() > until {
            return;
        }
        for id in found {
            tracing::warn!(process = id, "ended a process that an earlier run left behind");
            let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn processes(folder: &Path, names: &[&str]) -> Vec<i32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let name = std::fs::read_to_string(entry.path().join("comm")).ok()?;
            if !names.contains(&name.trim_end()) {
                return None;
            }
            // A folder that was removed meanwhile shows as "/path (deleted)", which is below `folder` all the same.
            std::fs::read_link(entry.path().join("cwd")).ok()?.starts_with(folder).then_some(id)
        })
        .collect()
}
