/// Why nothing was done to a video.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    /// No such video, or none of this actor's.
    #[error("there is no such video")]
    NotFound,
    /// Only a failed video can be tried again.
    #[error("the video has not failed")]
    NotFailed,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
