//! Mails: what they say ([`letters`]) and how they leave ([`Mailer`]).
//!
//! Each letter is one template a language. It is rendered twice, with blocks that make HTML and with blocks that make
//! plain text, so that both say the same.

mod format;
pub mod letters;
mod mailer;

pub use letters::{Letter, Written};
pub use mailer::{MailError, Mailer};

use serde::{Deserialize, Serialize};

/// A language of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// The language of a tag such as `ru` or `en-GB`; English when it is another.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        if tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("ru")) { Self::Ru } else { Self::En }
    }

    /// `ru` or `en`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// A mail ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One address, without a name.
    pub to: String,
    /// What it says.
    pub written: Written,
    /// Equal for repeats of one mail: mail programs show those once.
    pub key: String,
}
