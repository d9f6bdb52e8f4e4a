use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such object, upload or bucket.
    #[error("the store has no such object or upload")]
    NotFound,
    /// The range begins past the end of the object.
    #[error("the range lies outside the object")]
    BadRange,
    /// The parts named at completion are not the parts that were stored, or not in order.
    #[error("the parts do not fit the upload: {0}")]
    BadParts(String),
    /// Wrong key, altered signature or a clock that is off (an expired signature).
    #[error("the store refused the signature: {0}")]
    Refused(String),
    /// Nobody answers, or the store is overloaded, after all retries: worth trying later.
    #[error("the store does not answer: {0}")]
    Unavailable(String),
    /// The object changed or ended while it was read.
    #[error("the object is not what it was: {0}")]
    Changed(String),
    /// An address in the settings cannot be used.
    #[error("settings: `{0}` is not an address of a store")]
    Settings(String),
    /// A prefix that would delete more than one thing's objects.
    #[error("`{0}` is too short a prefix to delete")]
    UnsafePrefix(String),
    /// A local file could not be read or written.
    #[error("local file: {0}")]
    File(#[from] std::io::Error),
    /// Anything else the store said.
    #[error("store: {0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl<E> From<SdkError<E, HttpResponse>> for StoreError
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        match &error {
            SdkError::ServiceError(context) => {
                let (code, status) = (context.err().code().unwrap_or_default(), context.raw().status().as_u16());
                let said = || format!("{code}: {}", context.err().message().unwrap_or("no message"));
                match (code, status) {
                    ("InvalidPart" | "InvalidPartOrder" | "EntityTooSmall", _) => Self::BadParts(said()),
                    ("InvalidRange", _) | (_, 416) => Self::BadRange,
                    (_, 404) => Self::NotFound,
                    (_, 403) => Self::Refused(said()),
                    (_, 429 | 500..) => Self::Unavailable(said()),
                    _ => Self::Other(Box::new(error)),
                }
            }
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
                Self::Unavailable(aws_sdk_s3::error::DisplayErrorContext(&error).to_string())
            }
            _ => Self::Other(Box::new(error)),
        }
    }
}
