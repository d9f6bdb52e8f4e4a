use super::password::PasswordProblem;

/// Why nothing was done to an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Another account has this address.
    #[error("this e-mail address has an account already")]
    EmailTaken,
    /// The password is too easy to guess.
    #[error("this password is too easy to guess")]
    BadPassword(PasswordProblem),
    /// An address that is none.
    #[error("this is not an e-mail address")]
    BadEmail,
    /// No such account.
    #[error("there is no such account")]
    NotFound,
    /// Teachers and admins need not ask.
    #[error("this account may teach already")]
    TeachesAlready,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Hash,
}
