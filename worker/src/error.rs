use lectern_domain::videos::making::MakingError;
use lectern_media::Refusal;
use lectern_media::run::RunError;
use lectern_queue::FencedError;
use lectern_store::StoreError;

/// How a handler ends when it does not end well.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may go better later.
    #[error("{0:#}")]
    Retry(anyhow::Error),
    /// It never will.
    #[error("{0:#}")]
    GiveUp(anyhow::Error),
    /// The file is at fault; its owner is told why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Another worker has the job.
    #[error("the lease is lost")]
    Lost,
}

impl JobError {
    /// A failure of the moment.
    pub fn retry(error: impl Into<anyhow::Error>) -> Self {
        Self::Retry(error.into())
    }
}

impl From<FencedError> for JobError {
    fn from(error: FencedError) -> Self {
        match error {
            FencedError::Lost(_) => Self::Lost,
            FencedError::Db(e) => Self::retry(e),
        }
    }
}

impl From<MakingError> for JobError {
    fn from(error: MakingError) -> Self {
        match error {
            MakingError::Lost(e) => e.into(),
            MakingError::Db(e) => Self::retry(e),
            MakingError::Row(e) => Self::GiveUp(e.into()),
        }
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::retry(error)
    }
}

impl From<RunError> for JobError {
    fn from(error: RunError) -> Self {
        Self::retry(error)
    }
}

impl From<std::io::Error> for JobError {
    fn from(error: std::io::Error) -> Self {
        Self::retry(error)
    }
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        Self::retry(error)
    }
}
