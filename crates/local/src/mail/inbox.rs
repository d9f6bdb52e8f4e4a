//! Mails as files.

use crate::write_whole;
use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Older mails make room for newer ones.
const KEPT: usize = 500;

/// A folder of mails; cheap to clone.
#[derive(Debug, Clone)]
pub struct Inbox(Arc<PathBuf>);

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Names its file.
    pub id: String,
    /// When it was received, in milliseconds since 1970.
    pub received_ms: i64,
    /// Whom the server was told to give it to.
    pub to: String,
    /// The sender as the mail names it.
    pub from: String,
    /// Decoded.
    pub subject: String,
    /// Its plain text, if it has one.
    pub text: Option<String>,
    /// Its HTML, if it has one.
    #[serde(skip)]
    pub html: Option<String>,
}

impl Letter {
    /// When it was received.
    #[must_use]
    pub fn received(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.received_ms).unwrap_or_default()
    }
}

impl Inbox {
    pub(super) fn open(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        // Mails hold links that open accounts.
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Self(Arc::new(folder)))
    }

    /// Keeps a mail for `to`. It is on the disk, whole, when this returns.
    pub(super) fn keep(&self, to: &[String], body: &[u8]) -> io::Result<()> {
        let now = Utc::now().timestamp_millis();
        let id = format!("{now:013}-{:08x}", rand::random::<u32>());
        let mut file = format!("X-Envelope-To: {}\r\n", to.join(", ")).into_bytes();
        file.extend_from_slice(body);
        write_whole(&self.0.join(format!("{id}.eml")), &file)?;
        for old in self.ids()?.into_iter().skip(KEPT) {
            std::fs::remove_file(self.0.join(format!("{old}.eml")))?;
        }
        Ok(())
    }

    /// All ids, the newest first.
    fn ids(&self) -> io::Result<Vec<String>> {
        let names = std::fs::read_dir(&*self.0)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ids: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".eml")?.to_owned())).collect();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ids)
    }

    /// The newest mails, at most `limit`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn newest(&self, limit: usize) -> io::Result<Vec<Letter>> {
        let ids = self.ids()?.into_iter().take(limit);
        Ok(ids.filter_map(|id| self.letter(&id)).collect())
    }

    /// One mail; none when there is none of this id.
    #[must_use]
    pub fn letter(&self, id: &str) -> Option<Letter> {
        let source = self.source(id)?;
        let mail = MessageParser::default().parse(&source)?;
        let from = mail.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
        Some(Letter {
            id: id.to_owned(),
            received_ms: id.split('-').next()?.parse().ok()?,
            to: mail.header("X-Envelope-To").and_then(|value| value.as_text()).unwrap_or_default().to_owned(),
            from: from.to_owned(),
            subject: mail.subject().unwrap_or_default().to_owned(),
            // Asked of the parts themselves: the parser would make one form of the other where it is missing.
            text: text_part(&mail, false),
            html: text_part(&mail, true),
        })
    }

    /// The file of a mail.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<Vec<u8>> {
        // What stands in an address does not choose files.
        let known = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let file: &Path = &self.0.join(format!("{id}.eml"));
        known.then(|| std::fs::read(file).ok())?
    }
}

fn text_part(mail: &mail_parser::Message<'_>, html: bool) -> Option<String> {
    mail.parts.iter().find_map(|part| match (&part.body, html) {
        (mail_parser::PartType::Text(text), false) | (mail_parser::PartType::Html(text), true) => {
            Some(text.to_string())
        }
        _ => None,
    })
}
