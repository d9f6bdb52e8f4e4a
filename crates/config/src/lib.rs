//! Settings of every process: `lectern.toml`, then environment variables such as `LECTERN_STORE__BUCKET`.
//!
//! Read and checked once, in `main`. Units stand in the names. One file a section.
#![warn(missing_docs)]

mod accounts;
mod mail;
mod payments;
mod server;
mod stores;
mod video;

pub use accounts::{AccountsConfig, AuthConfig, ReviewsConfig, TeacherApproval};
pub use mail::MailConfig;
pub use payments::{PaymentsConfig, StripeConfig, TestPaymentsConfig, YooKassaConfig};
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
    /// Who takes money, and for what part of it.
    #[serde(default)]
    pub payments: PaymentsConfig,
    /// How mails leave.
    #[serde(default)]
    pub mail: MailConfig,
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
    /// A value that suits nowhere.
    #[error("settings: `{key}`: {why}")]
    Wrong {
        /// Dotted name of the setting.
        key: &'static str,
        /// What it must be.
        why: &'static str,
    },
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
        self.payments.check(self.production)?;
        self.mail.check(self.production)?;
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
        assert!(refusal(&format!("production = true\n{LOCAL}\n{MAIL}")).contains("auth.secret"));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = Settings::from_toml(&format!("{LOCAL}\nuploads.max_size_gib = 3")).unwrap_err();
        assert!(error.to_string().contains("max_size_gib"), "{error}");
    }

    const MAIL: &str = r#"mail = { smtp = "smtps://school:secret@mail.test", from = "School <school@mail.test>" }"#;

    fn refusal(text: &str) -> String {
        Settings::from_toml(text).unwrap_err().to_string()
    }

    /// The settings of a production that starts, with `more`.
    fn production(more: &str) -> String {
        let local = LOCAL.replace("short", &"s".repeat(32));
        format!("production = true\nhttp.public_url = \"https://school.test\"\n{local}\n{more}")
    }

    #[test]
    fn payments_have_defaults_that_start_everywhere() {
        let settings = Settings::from_toml(&production(MAIL)).unwrap();
        assert!(!settings.payments.test.enabled && settings.payments.stripe.is_none());
        assert_eq!(settings.payments.teacher_share().get(), 7_000);
    }

    #[test]
    fn production_does_not_start_without_mail() {
        assert!(refusal(&production("")).contains("mail.smtp"));
        let open = |smtp: &str| production(&format!(r#"mail = {{ smtp = "{smtp}", from = "s@mail.test" }}"#));
        assert!(refusal(&open("smtp://u:p@mail.test")).contains("mail.smtp"));
        assert!(refusal(&open("http://mail.test")).contains("mail.smtp"));
        for smtp in ["smtp://relay:25", "smtp://u:p@mail.test:587?tls=required"] {
            assert!(Settings::from_toml(&open(smtp)).is_ok(), "{smtp}");
        }
        let local = MAIL.replace("school@mail.test", "lectern@localhost");
        assert!(refusal(&production(&local)).contains("mail.from"));
        assert!(refusal(&format!("{LOCAL}\nmail.from = \"a@b.test\\nBcc: x@y.test\"")).contains("mail.from"));
    }

    #[test]
    fn the_test_provider_is_refused_in_production_and_without_a_secret() {
        let on = "payments.test = { enabled = true, secret = \"0123456789abcdef\" }";
        assert!(Settings::from_toml(&format!("{LOCAL}\n{on}")).is_ok());
        assert!(refusal(&production(&format!("{MAIL}\n{on}"))).contains("payments.test.enabled"));
        assert!(refusal(&format!("{LOCAL}\npayments.test.enabled = true")).contains("payments.test.secret"));
    }

    #[test]
    fn a_stripe_that_could_be_impersonated_is_refused() {
        let stripe = |key: &str, webhook: &str, base: &str| {
            let more = format!(r#"secret_key = "{key}", webhook_secret = "{webhook}", base = "{base}""#);
            format!("{MAIL}\npayments.stripe = {{ {more} }}")
        };
        let https = "https://api.stripe.com";
        assert!(Settings::from_toml(&production(&stripe("sk_live_1", "whsec_123", https))).is_ok());
        for (more, key) in [
            (stripe("sk_live_1", "", https), "payments.stripe.webhook_secret"),
            (stripe("", "whsec_123", https), "payments.stripe.secret_key"),
            (stripe("sk_test_1", "whsec_123", https), "payments.stripe.secret_key"),
            (stripe("sk_live_1", "whsec_123", "http://api.stripe.com"), "payments.stripe.base"),
            (format!("{MAIL}\npayments.stripe.secret_key = \"sk_live_1\""), "webhook_secret"),
        ] {
            assert!(refusal(&production(&more)).contains(key), "{more}");
        }
        assert!(refusal(&format!("{LOCAL}\n{}", stripe("sk_test_1", "", https))).contains("webhook_secret"));
    }

    #[test]
    fn a_yookassa_that_could_be_impersonated_is_refused() {
        let yookassa = |key: &str, more: &str| {
            format!("{MAIL}\npayments.yookassa = {{ shop_id = 123456, secret_key = \"{key}\"{more} }}")
        };
        let shop = Settings::from_toml(&production(&yookassa("live_1", ""))).unwrap().payments.yookassa.unwrap();
        assert_eq!((shop.shop_id.as_str(), shop.addresses.len()), ("123456", 7));
        for (more, key) in [
            (yookassa("live_1", ", addresses = []"), "payments.yookassa.addresses"),
            (yookassa("live_1", r#", addresses = ["0.0.0.0/0"]"#), "payments.yookassa.addresses"),
            (yookassa("live_1", r#", addresses = ["somewhere"]"#), "somewhere"),
            (yookassa("test_1", ""), "payments.yookassa.secret_key"),
            (yookassa("live_1", r#", base = "http://api""#), "payments.yookassa.base"),
        ] {
            assert!(refusal(&production(&more)).contains(key), "{more}");
        }
        let single = yookassa("live_1", r#", addresses = ["10.0.0.7", "fd00::/8"]"#);
        assert!(Settings::from_toml(&production(&single)).is_ok());
    }

    #[test]
    fn numbers_of_payments_that_cannot_be_are_named() {
        for (setting, named) in [
            ("teacher_share_percent = 101", "teacher_share_percent"),
            ("order_minutes = 10", "order_minutes"),
            ("vat_code = 13", "vat_code"),
            (r#"currencies = ["RUR"]"#, "currencies"),
            ("currencies = []", "currencies"),
            ("terms_version = ''", "terms_version"),
        ] {
            assert!(refusal(&format!("{LOCAL}\npayments.{setting}")).contains(named), "{setting}");
        }
    }
}
