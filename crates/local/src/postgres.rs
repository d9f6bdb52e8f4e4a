//! A PostgreSQL cluster that only we can reach: a socket in a folder closed to others, no TCP.

use crate::account::Account;
use crate::children::{ChildSpec, Signal, remove_if_there};
use crate::place::{Place, SocketFolder};
use crate::programs;
use crate::supervisor::Supervisor;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Only names the socket file: nothing listens on TCP.
const PORT: u16 = 54329;
const DATABASE: &str = "lectern";
pub(crate) const NAME: &str = "PostgreSQL";

/// A running cluster.
#[derive(Debug)]
pub(crate) struct Postgres {
    sockets: SocketFolder,
}

impl Postgres {
    /// Makes the cluster if there is none, starts it and makes our database in it.
    ///
    /// `careless` gives up what protects data from a power cut, for tests.
    pub async fn start(place: &Place, supervisor: &Supervisor, careless: bool) -> anyhow::Result<Self> {
        let account = Account::unprivileged(&["postgres", "nobody"])?;
        let home = place.private.join("postgres");
        account.own_folder(&home)?;
        let cluster = home.join("data");
        crate::leftovers::end(&home, &["postgres", "initdb"]);
        if !cluster.exists() {
            create(&account, &home, &cluster)?;
        }
        let major = std::fs::read_to_string(cluster.join("PG_VERSION"))?.trim().parse().ok();
        let sockets = place.sockets("postgres", &account)?;
        // A pid file that outlived its cluster names a process number that may be anybody's by now. Leftovers are ended and
        // the lock is ours, so it is stale.
        remove_if_there(&cluster.join("postmaster.pid"))?;
        supervisor
            .start(ChildSpec {
                name: NAME,
                program: programs::postgres_bin(major)?.join("postgres"),
                arguments: arguments(&cluster, &sockets.path, careless),
                account,
                folder: home,
                log: place.logs().join("postgres.log"),
                stop: Signal::Int,
                process_name: "postgres",
                low_ports: false,
                stale: Some(cluster.join("postmaster.pid")),
            })
            .await?;
        let postgres = Self { sockets };
        postgres.make_database(place, supervisor).await?;
        Ok(postgres)
    }

    /// Where our database is.
    pub fn url(&self) -> String {
        let folder: String =
            url::form_urlencoded::byte_serialize(self.sockets.path.as_os_str().as_encoded_bytes()).collect();
        format!("postgres://lectern@localhost/{DATABASE}?host={folder}&port={PORT}")
    }

    /// Waits for the server (which may have a log to replay) and makes the database if a kill came before.
    async fn make_database(&self, place: &Place, supervisor: &Supervisor) -> anyhow::Result<()> {
        let options = PgConnectOptions::new_without_pgpass()
            .socket(&self.sockets.path)
            .port(PORT)
            .username("lectern")
            .database("postgres");
        let until = Instant::now() + Duration::from_secs(120);
        let mut connection = loop {
            match PgConnection::connect_with(&options).await {
                Ok(connection) => break connection,
                Err(error) if Instant::now() > until => {
                    anyhow::bail!(
                        "PostgreSQL does not answer ({error}); see {}",
                        place.logs().join("postgres.log").display()
                    )
                }
                Err(_) => {
                    tokio::select! {
                        () = tokio::time::sleep(Duration::from_millis(50)) => {}
                        collapse = supervisor.collapsed() => return Err(collapse.into()),
                    }
                }
            }
        };
        let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await?;
        if !there {
            sqlx::query("CREATE DATABASE lectern").execute(&mut connection).await?;
        }
        connection.close().await?;
        Ok(())
    }
}

/// `initdb` into a folder of another name, which gets its real one when everything is on the disk: a kill in the middle
/// leaves a half-made cluster that nobody takes for a whole one.
fn create(account: &Account, home: &Path, cluster: &Path) -> anyhow::Result<()> {
    let unfinished = home.join("unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    let mut command = Command::new("setpriv");
    if let Account::Other { uid, gid } = *account {
        command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]);
    }
    // The calling thread waits for it, so its death signal cannot fire early.
    let made = command
        .args(["--pdeathsig", "KILL", "--"])
        .arg(programs::postgres_bin(None)?.join("initdb"))
        .arg("-D")
        .arg(&unfinished)
        .args(["-U", "lectern", "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256"])
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")])
        .current_dir(home)
        .stdin(Stdio::null())
        .output()?;
    if !made.status.success() {
        anyhow::bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim());
    }
    std::fs::rename(&unfinished, cluster)?;
    std::fs::File::open(home)?.sync_all()?;
    Ok(())
}

fn arguments(cluster: &Path, sockets: &Path, careless: bool) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=".to_owned(),
        format!("unix_socket_directories={}", sockets.display()),
        "unix_socket_permissions=0700".to_owned(),
        "max_connections=200".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        "lc_messages=C.UTF-8".to_owned(),
        // Statements that take long are worth a line; what they carry is not written.
        "log_min_duration_statement=2s".to_owned(),
        "log_parameter_max_length=0".to_owned(),
        "log_parameter_max_length_on_error=0".to_owned(),
    ];
    if careless {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
    }
    let mut arguments = vec!["-D".to_owned(), cluster.display().to_string(), "-p".to_owned(), PORT.to_string()];
    arguments.extend(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]));
    arguments
}
