//! Settings of every process: `lectern.toml`, then environment variables such as `LECTERN_STORE__BUCKET`.
//!
//! Read and checked once, in `main`. Units stand in the names. One file a section.
#![warn(missing_docs)]

mod accounts;
mod server;
mod stores;
mod video;

pub use accounts::{AccountsConfig, AuthConfig, ReviewsConfig, TeacherApproval};
pub use server::{HttpConfig, LogFormat, TelemetryConfig};
pub use stores::{DatabaseConfig, RedisConfig, StoreConfig};
pub use video::{PlaybackConfig, Sandbox, UploadsConfig, VideoConfig, WorkerConfig};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use std::path::Path;

/// All sections. A process reads what it needs and ignores the others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Stands in names of cookies, so that two instances on one host do not share them.
    #[serde(default = "default_instance")]
    pub instance: String,
    /// Refuses settings that are only safe on one's own machine.
    #[serde(default)]
    pub production: bool,
    /// Addresses the three services listen on.
    #[serde(default)]
    pub http: HttpConfig,
    /// PostgreSQL, the truth.
    pub database: DatabaseConfig,
    /// Redis, the transport and the caches.
    pub redis: RedisConfig,
    /// The S3 store, the bytes.
    pub store: StoreConfig,
    /// Who may register and teach.
    #[serde(default)]
    pub accounts: AccountsConfig,
    /// Tokens and guessing limits.
    pub auth: AuthConfig,
    /// Limits on what is uploaded.
    #[serde(default)]
    pub uploads: UploadsConfig,
    /// The pipeline.
    #[serde(default)]
    pub video: VideoConfig,
    /// This worker process.
    #[serde(default)]
    pub worker: WorkerConfig,
    /// Grants.
    #[serde(default)]
    pub playback: PlaybackConfig,
    /// Who may review a course.
    #[serde(default)]
    pub reviews: ReviewsConfig,
    /// Logs.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
}

/// Why the settings cannot be used; the text names the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key is missing, unknown or of the wrong type.
    #[error("settings: {0}")]
    Read(#[from] Box<figment::Error>),
    /// A value that only suits one's own machine, with `production = true`.
    #[error("settings: `{key}` is not fit for production: {why}")]
    Unsafe {
        /// Dotted name of the setting.
        key: &'static str,
        /// What to do instead.
        why: &'static str,
    },
}

/// `LECTERN_*` but `LECTERN_TEST_*` and `LECTERN_BIN`, which tell tests where their services are.
fn environment() -> Env {
    Env::prefixed("LECTERN_")
        .filter(|key| !key.starts_with("TEST_") && !key.starts_with("test_") && key != "BIN" && key != "bin")
        .split("__")
}

fn default_instance() -> String {
    "lectern".to_owned()
}

impl Settings {
    /// Reads `file` (may be absent) and the environment.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        Self::from_figment(Figment::new().merge(Toml::file(file)).merge(environment()))
    }

    /// Reads settings from TOML text alone; what `lectern up` and the tests generate.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        Self::from_figment(Figment::new().merge(Toml::string(text)))
    }

    /// Reads TOML text with the environment over it, so that one setting of a local instance can be changed.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key.
    pub fn from_toml_and_env(text: &str) -> Result<Self, ConfigError> {
        Self::from_figment(Figment::new().merge(Toml::string(text)).merge(environment()))
    }

    fn from_figment(figment: Figment) -> Result<Self, ConfigError> {
        let settings: Self = figment.extract().map_err(Box::new)?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ConfigError> {
        use secrecy::ExposeSecret;
        if !self.production {
            return Ok(());
        }
        if self.auth.secret.expose_secret().len() < 32 {
            return Err(ConfigError::Unsafe { key: "auth.secret", why: "use at least 32 random characters" });
        }
        if !self.http.public_url.starts_with("https://") {
            return Err(ConfigError::Unsafe { key: "http.public_url", why: "serve over https" });
        }
        if self.video.sandbox == Sandbox::Off {
            return Err(ConfigError::Unsafe { key: "video.sandbox", why: "use \"require\" or \"best-effort\"" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: &str = r#"
        database.url = "postgres://localhost/lectern"
        redis.url = "redis://localhost"
        store = { endpoint = "http://localhost:9000", bucket = "lectern", access_key = "a", secret_key = "b" }
        auth.secret = "short"
    "#;

    #[test]
    fn a_short_secret_is_refused_in_production_only() {
        assert!(Settings::from_toml(LOCAL).is_ok());
        let error = Settings::from_toml(&format!("production = true\n{LOCAL}")).unwrap_err();
        assert!(error.to_string().contains("auth.secret"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = Settings::from_toml(&format!("{LOCAL}\nuploads.max_size_gib = 3")).unwrap_err();
        assert!(error.to_string().contains("max_size_gib"), "{error}");
    }
}
