/// Why nothing was done to a certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// No such certificate, or none this person may touch.
    #[error("there is no such certificate")]
    NotFound,
    /// Others may only check it.
    #[error("only its holder and the school may do this")]
    NotYours,
    /// It is revoked or withdrawn.
    #[error("the certificate is not in force")]
    NotInForce,
    /// The new one would say the same.
    #[error("the certificate has this name already")]
    SameName,
    /// Holders correct a name a few times; then they ask the school.
    #[error("the name was corrected too often; ask the school")]
    TooManyReissues,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
