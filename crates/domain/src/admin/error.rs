/// Why an admin's act was refused.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Only admins may.
    #[error("only an admin may do this")]
    NotAdmin,
    /// No such account or request.
    #[error("there is no such thing")]
    NotFound,
    /// Admins cannot block themselves or take their own role: the last one would lock the school.
    #[error("an admin cannot do this to their own account")]
    Yourself,
    /// The request was decided the other way.
    #[error("this request is decided already")]
    Decided,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
