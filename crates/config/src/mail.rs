use crate::ConfigError;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// How mails leave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// The server: `smtps://user:password@host` (TLS from the start), `smtp://user:password@host:587?tls=required`
    /// (STARTTLS), `smtp://host` (no TLS: only on one's own machine or network). Absent: mails wait until it is set.
    pub smtp: Option<SecretString>,
    /// The sender, such as `Lectern <noreply@school.example>`.
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { smtp: None, from: "Lectern <lectern@localhost>".to_owned() }
    }
}

impl MailConfig {
    pub(crate) fn check(&self, production: bool) -> Result<(), ConfigError> {
        let wrong = |key, why| Err(ConfigError::Wrong { key, why });
        let not_safe = |key, why| Err(ConfigError::Unsafe { key, why });
        if !self.from.contains('@') || self.from.contains(['\r', '\n']) {
            return wrong("mail.from", "one address, such as `Lectern <noreply@school.example>`");
        }
        let Some(smtp) = &self.smtp else {
            return if production { not_safe("mail.smtp", "name a server: receipts must be sent") } else { Ok(()) };
        };
        let smtp = smtp.expose_secret();
        if !smtp.starts_with("smtp://") && !smtp.starts_with("smtps://") {
            return wrong("mail.smtp", "smtp://… or smtps://…");
        }
        let encrypted = smtp.starts_with("smtps://") || smtp.contains("tls=required");
        let rest = smtp.split_once("://").map_or("", |(_, rest)| rest);
        // A password must not cross the network in the open; a relay of one's own needs none.
        if production && !encrypted && rest.contains('@') {
            return not_safe("mail.smtp", "it has a password: use smtps:// or ?tls=required");
        }
        if production && self.from.contains("@localhost") {
            return not_safe("mail.from", "name an address of the school");
        }
        Ok(())
    }
}
