//! The edge: nginx on a configuration made from `nginx/`, the same files that docker-compose uses.

use crate::account::Account;
use crate::children::{ChildSpec, Signal};
use crate::place::Place;
use crate::programs;
use crate::supervisor::Supervisor;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const NAME: &str = "nginx";

/// The templates: name below the edge's folder, text.
const FILES: [(&str, &str); 11] = [
    ("nginx.conf", include_str!("../../../nginx/local.conf.template")),
    ("school.conf", include_str!("../../../nginx/school.conf.template")),
    ("snippets/api.conf", include_str!("../../../nginx/snippets/api.conf")),
    ("snippets/gzip.conf", include_str!("../../../nginx/snippets/gzip.conf")),
    ("snippets/headers.conf", include_str!("../../../nginx/snippets/headers.conf")),
    ("snippets/pages.conf", include_str!("../../../nginx/snippets/pages.conf")),
    ("snippets/playback.conf", include_str!("../../../nginx/snippets/playback.conf")),
    ("snippets/proxy.conf", include_str!("../../../nginx/snippets/proxy.conf")),
    ("snippets/signed.conf", include_str!("../../../nginx/snippets/signed.conf")),
    ("snippets/types.conf", include_str!("../../../nginx/snippets/types.conf")),
    ("snippets/web.conf", include_str!("../../../nginx/snippets/web.conf")),
];

/// What only a local run has: the page of its mails.
const MAIL: (&str, &str) = ("local/mail.conf", include_str!("../../../nginx/local/mail.conf"));

/// Where the edge listens and what stands behind it.
#[derive(Debug, Clone)]
pub struct EdgeConfig {
    /// Addresses to listen on.
    pub listen: Vec<SocketAddr>,
    /// The API.
    pub api: SocketAddr,
    /// Playback.
    pub streaming: SocketAddr,
    /// The store, as host and port.
    pub store: String,
    /// The host that part addresses are signed for.
    pub store_host: String,
    /// The bucket, first part of the addresses parts are sent to.
    pub bucket: String,
    /// The store's own public origin, where browsers are sent to it directly.
    pub store_origin: Option<String>,
    /// The page of mails of a local run; none where mails really leave.
    pub mail: Option<SocketAddr>,
    /// The built web application.
    pub web: PathBuf,
}

/// A running edge.
#[derive(Debug)]
pub struct Edge {
    _private: (),
}

impl Edge {
    /// Starts nginx and waits until it listens.
    ///
    /// # Errors
    /// When nginx is not installed, refuses the configuration or cannot listen.
    pub async fn start(place: &Place, supervisor: &Supervisor, config: &EdgeConfig) -> anyhow::Result<Self> {
        let account = Account::unprivileged(&["www-data", "nginx", "nobody"])?;
        let home = place.private.join("nginx");
        let files = edge_files(&home, config, &copy_web(&config.web, &home, &account)?);
        account.own_folder(&home)?;
        for folder in ["run", "temp", "cache", "snippets", "local"] {
            account.own_folder(&home.join(folder))?;
        }
        // An earlier run may have had a page that this one has not.
        drop(fs::remove_file(home.join(MAIL.0)));
        for (file, text) in &files {
            fs::write(file, text)?;
            account.own(file)?;
        }
        let pid = home.join("run/nginx.pid");
        supervisor
            .start(ChildSpec {
                name: NAME,
                program: programs::find("nginx", "nginx")?,
                arguments: vec![
                    "-e".into(),
                    "stderr".into(),
                    "-p".into(),
                    text(&home),
                    "-c".into(),
                    text(&home.join("nginx.conf")),
                ],
                account,
                folder: home,
                log: place.logs().join("nginx.log"),
                stop: Signal::Term,
                process_name: "nginx",
                low_ports: config.listen.iter().any(|address| address.port() < 1024),
                stale: Some(pid.clone()),
            })
            .await?;
        Self::wait(supervisor, &pid, &place.logs().join("nginx.log")).await
    }

    /// nginx writes its pid once all sockets are open.
    async fn wait(supervisor: &Supervisor, pid: &Path, log: &Path) -> anyhow::Result<Self> {
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            let Some(running) = supervisor.running(NAME).await else { break };
            if fs::read_to_string(pid).is_ok_and(|said| said.trim() == running.to_string()) {
                return Ok(Self { _private: () });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        supervisor.stop(NAME).await;
        let said = fs::read_to_string(log).unwrap_or_default();
        let last = said.lines().rev().find(|line| line.contains("[emerg]")).unwrap_or("no reason given");
        anyhow::bail!("nginx did not start: {last} (all of it: {})", log.display())
    }
}

/// The files of an edge that lives in `home`.
pub fn edge_files(home: &Path, config: &EdgeConfig, web: &Path) -> Vec<(PathBuf, String)> {
    let listen: Vec<String> = config
        .listen
        .iter()
        .map(|address| match address.ip() {
            IpAddr::V4(_) => format!("listen {address};"),
            IpAddr::V6(_) => format!("listen {address} ipv6only=on;"),
        })
        .collect();
    let origin = config.store_origin.as_ref().map_or_else(String::new, |origin| format!(" {origin}"));
    let values = [
        ("LECTERN_RUN", text(&home.join("run"))),
        ("LECTERN_TEMP", text(&home.join("temp"))),
        ("LECTERN_CACHE", text(&home.join("cache"))),
        ("LECTERN_CACHE_SIZE", "5g".to_owned()),
        ("LECTERN_BEHIND", String::new()),
        ("LECTERN_SCHOOL", text(&home.join("school.conf"))),
        ("LECTERN_API", config.api.to_string()),
        ("LECTERN_STREAMING", config.streaming.to_string()),
        ("LECTERN_STORE", config.store.clone()),
        ("LECTERN_STORE_HOST", config.store_host.clone()),
        ("LECTERN_STORE_ORIGIN", origin),
        ("LECTERN_BUCKET", config.bucket.clone()),
        ("LECTERN_MAIL", config.mail.map(|mail| mail.to_string()).unwrap_or_default()),
        ("LECTERN_WEB", text(web)),
        ("LECTERN_LISTEN", listen.join("\n    ")),
    ];
    FILES
        .iter()
        .chain(config.mail.is_some().then_some(&MAIL))
        .map(|(name, template)| {
            let filled = values
                .iter()
                .fold((*template).to_owned(), |text, (key, value)| text.replace(&format!("${{{key}}}"), value));
            (home.join(name), filled)
        })
        .collect()
}

/// Copies the built application to where nginx's account may read it, whatever the mode of the folders above the original.
fn copy_web(web: &Path, home: &Path, account: &Account) -> anyhow::Result<PathBuf> {
    anyhow::ensure!(
        web.join("index.html").is_file(),
        "the web application is not built: there is no {} (scripts/up builds it; or say where it is with --web)",
        web.join("index.html").display()
    );
    let copy = home.join("web");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_folder(web, &copy, account)?;
    Ok(copy)
}

fn copy_folder(from: &Path, to: &Path, account: &Account) -> std::io::Result<()> {
    account.own_folder(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, target) = {
            let entry = entry?;
            let target = to.join(entry.file_name());
            (entry, target)
        };
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target, account)?;
        } else {
            fs::copy(entry.path(), &target)?;
            account.own(&target)?;
        }
    }
    Ok(())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
