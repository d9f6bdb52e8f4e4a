//! How mails leave: over SMTP.

use super::Mail;
use lectern_config::MailConfig;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A server that has not answered by then is tried again by the job.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Connections of a process; servers of schools allow few.
const CONNECTIONS: u32 = 4;

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings cannot be used.
    #[error("the mail settings cannot be used: {0}")]
    Settings(String),
    /// Not an address anything can be sent to.
    #[error("not an address")]
    BadAddress,
    /// The server will not take it, now or later.
    #[error("the mail server refused: {0}")]
    Refused(String),
    /// The server did not answer, or not now.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
}

impl MailError {
    /// Whether the same mail may leave later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}

/// Sends mails; cheap to clone, keeps connections.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// The mailer of the settings; none when they name no server.
    ///
    /// # Errors
    /// [`MailError::Settings`].
    pub fn new(settings: &MailConfig) -> Result<Option<Self>, MailError> {
        let Some(url) = &settings.smtp else { return Ok(None) };
        // The address holds a password: what is wrong with it is said without it.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|_| MailError::Settings("`mail.smtp` is not the address of a server".into()))?
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .build();
        let from = settings.from.parse().map_err(|_| MailError::Settings("`mail.from` is not an address".into()))?;
        Ok(Some(Self { transport, from }))
    }

    /// Hands `mail` to the server.
    ///
    /// # Errors
    /// [`MailError`], telling whether to try again.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
            Err(error) => Err(MailError::Unreachable(error.to_string())),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let to: Address = mail.to.parse().map_err(|_| MailError::BadAddress)?;
        let id = hex::encode(&Sha256::digest(mail.key.as_bytes())[..16]);
        let body = MultiPart::alternative_plain_html(mail.written.text.clone(), mail.written.html.clone());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.written.subject.clone())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .multipart(body)
            .map_err(|error| MailError::Refused(error.to_string()))
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834): absence notes are not sent back.
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Written;

    fn mailer() -> Mailer {
        let settings =
            MailConfig { smtp: Some("smtp://127.0.0.1:9".into()), from: "Школа <school@mail.test>".into() };
        Mailer::new(&settings).unwrap().unwrap()
    }

    fn mail(to: &str, subject: &str) -> Mail {
        let written =
            Written { subject: subject.into(), html: "<p>Привет</p>".into(), text: "Привет\n".into() };
        Mail { to: to.into(), written, key: "receipt-1".into() }
    }

    fn headers(mail: &Mail) -> String {
        let message = String::from_utf8(mailer().message(mail).unwrap().formatted()).unwrap();
        message.split_once("\r\n\r\n").unwrap().0.to_owned()
    }

    #[tokio::test]
    async fn a_mail_has_both_parts_and_says_that_nobody_wrote_it() {
        let message = String::from_utf8(mailer().message(&mail("buyer@mail.test", "Оплачено")).unwrap().formatted());
        let message = message.unwrap();
        for part in ["multipart/alternative", "text/plain", "text/html", "Auto-Submitted: auto-generated"] {
            assert!(message.contains(part), "{part}");
        }
        let id = |mail: &Mail| headers(mail).lines().find(|l| l.starts_with("Message-ID")).map(str::to_owned).unwrap();
        let first = mail("buyer@mail.test", "a");
        assert_eq!(id(&first), id(&first.clone()), "a repeat is known as one");
        assert_ne!(id(&first), id(&Mail { key: "receipt-2".into(), ..first.clone() }));
        assert!(id(&first).ends_with("@mail.test>"));
    }

    #[tokio::test]
    async fn a_subject_cannot_add_headers() {
        for break_ in ["\r\n", "\n", "\r"] {
            let evil = format!("Курс{break_}Bcc: victim@mail.test{break_}{break_}body");
            let found = headers(&mail("buyer@mail.test", &evil));
            let folded = found.replace("\r\n ", " ").replace("\r\n\t", " ");
            assert!(!folded.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{folded}");
            assert_eq!(folded.lines().filter(|line| line.starts_with("Subject:")).count(), 1);
        }
    }

    #[tokio::test]
    async fn an_address_is_one_address() {
        for to in ["", "nobody", "a@b.test, c@d.test", "a@b.test\r\nBcc: c@d.test", "A <a@b.test>", "a b@c.test"] {
            assert!(matches!(mailer().message(&mail(to, "s")), Err(MailError::BadAddress)), "{to:?}");
        }
    }

    #[tokio::test]
    async fn settings_that_cannot_be_used_are_named_without_the_password() {
        let settings = |smtp: &str, from: &str| MailConfig { smtp: Some(smtp.into()), from: from.into() };
        assert!(Mailer::new(&MailConfig { smtp: None, ..MailConfig::default() }).unwrap().is_none());
        for (smtp, from) in [("ftp://u:hidden@h", "a@b.test"), ("smtp://h", "nobody")] {
            let error = Mailer::new(&settings(smtp, from)).unwrap_err();
            assert!(matches!(error, MailError::Settings(_)) && !error.to_string().contains("hidden"));
        }
        let silent = mailer().send(&mail("buyer@mail.test", "s")).await.unwrap_err();
        assert!(silent.is_temporary());
    }
}
