//! What can go wrong with a provider.

/// Why a provider did not do what was asked, or is not believed.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It said no, and will say so again.
    #[error("the provider refused ({code}): {words}")]
    Refused {
        /// Its code, such as `card_declined`, or the HTTP status.
        code: String,
        /// Its words, for the admin.
        words: String,
    },
    /// It did not answer, or not now. Try again with the same idempotency key: it may have done it.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// Nobody who knows the secret, or sits at the right address, sent this.
    #[error("the notice is not the provider's: {0}")]
    BadSignature(&'static str),
    /// Not what its interface describes.
    #[error("not what the provider's interface describes: {0}")]
    Malformed(String),
    /// Signed, but too long ago: somebody may be playing it again.
    #[error("the notice was signed {0} seconds ago")]
    TooOld(i64),
    /// What it claims is not what the provider knows, or it is about another shop.
    #[error("the notice is not true: {0}")]
    Untrue(&'static str),
}

impl ProviderError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }

    pub(super) fn malformed(what: impl std::fmt::Display) -> Self {
        // What others send is cut: it goes to logs and admin pages.
        Self::Malformed(what.to_string().chars().take(300).collect())
    }
}
