use super::TooMany;
use crate::accounts::AccountError;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Unknown address or wrong password: the same answer for both.
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    /// The right password of an account an admin has blocked.
    #[error("this account is blocked")]
    Blocked,
    /// Too many failures; a wait, never a lock.
    #[error("too many attempts")]
    TooMany(#[from] TooMany),
    /// No refresh token, or one that is over.
    #[error("signed out")]
    SignedOut,
    /// The account could not be made or read.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
