//! The private services start, come back when they are killed, and leave nothing behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use lectern_local::Services;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::time::{Duration, Instant};

async fn answers(services: &Services) -> bool {
    let Ok(mut connection) = <sqlx::PgConnection as sqlx::Connection>::connect(&services.database_url().unwrap()).await
    else {
        return false;
    };
    sqlx::query_scalar::<_, i32>("SELECT 1").fetch_one(&mut connection).await.is_ok_and(|one| one == 1)
}

fn processes_below(folder: &std::path::Path) -> Vec<String> {
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| std::fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(folder)))
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("comm")).ok())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn services_start_come_back_after_a_kill_and_leave_nothing() {
    let data = tempfile::tempdir().unwrap();
    let services = Services::start(data.path()).await.unwrap();
    assert!(answers(&services).await);
    assert!(Services::start(data.path()).await.is_err(), "one folder, one runner");

    for name in ["PostgreSQL", "Redis"] {
        let before = services.supervisor().running(name).await.unwrap();
        kill(Pid::from_raw(before.try_into().unwrap()), Signal::SIGKILL).unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let now = services.supervisor().running(name).await;
            if now.is_some_and(|id| id != before) && (name == "Redis" || answers(&services).await) {
                break;
            }
            assert!(Instant::now() < until, "{name} did not come back");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let below = data.path().canonicalize().unwrap();
    assert!(processes_below(&below).len() >= 2);
    services.stop().await;
    assert_eq!(processes_below(&below), Vec::<String>::new());

    // What was kept is there again.
    let services = Services::start(data.path()).await.unwrap();
    assert!(answers(&services).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_made_cluster_is_made_again() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(data.path().join("postgres/unfinished/base")).unwrap();
    std::fs::write(data.path().join("postgres/unfinished/PG_VERSION"), "15\n").unwrap();
    let services = Services::start(data.path()).await.unwrap();
    assert!(answers(&services).await);
    services.stop().await;
    // A stale pid file that names somebody alive does not stop the next start.
    std::fs::write(data.path().join("postgres/data/postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
    let services = Services::start(data.path()).await.unwrap();
    assert!(answers(&services).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_that_keeps_dying_ends_the_supervision_with_its_last_words() {
    let data = tempfile::tempdir().unwrap();
    let supervisor = lectern_local::Supervisor::new().unwrap();
    let spec = lectern_local::ChildSpec {
        name: "sick",
        program: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), "echo no room left; exit 3".to_owned()],
        account: lectern_local::Account::Same,
        folder: data.path().into(),
        log: data.path().join("sick.log"),
        stop: lectern_local::Signal::Term,
        process_name: "sick",
        low_ports: false,
        stale: None,
    };
    supervisor.start(spec).await.unwrap();
    let collapse = tokio::time::timeout(Duration::from_secs(20), supervisor.collapsed()).await.unwrap();
    assert_eq!(collapse.name, "sick");
    assert!(collapse.how.contains('3') && collapse.last_words.contains("no room left"), "{collapse}");
}
