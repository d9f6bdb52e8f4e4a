use serde::Deserialize;
use std::net::SocketAddr;

/// Addresses the three services listen on, and the one people open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Where people open the school; used in links.
    pub public_url: String,
    /// The API.
    pub api: SocketAddr,
    /// Playback: grants, playlists, segment origin.
    pub streaming: SocketAddr,
    /// Health and meters of a worker.
    pub worker: SocketAddr,
    /// Longest JSON body, in bytes.
    pub max_body_bytes: usize,
    /// Longest time for an answer, in seconds.
    pub timeout_s: u64,
}

impl Default for HttpConfig {
    fn default() -> Self {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            public_url: "http://localhost:8080".to_owned(),
            api: at(8081),
            streaming: at(8082),
            worker: at(8083),
            max_body_bytes: 1024 * 1024,
            timeout_s: 30,
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people at a terminal.
    Text,
    /// For machines.
    #[default]
    Json,
}

/// Logs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// Form of a line.
    pub log_format: LogFormat,
    /// A `tracing` filter, such as `info,lectern_worker=debug`.
    pub log_filter: String,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { log_format: LogFormat::Json, log_filter: "info,sqlx=warn,aws_config=warn,typst=warn".to_owned() }
    }
}
