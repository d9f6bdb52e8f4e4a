//! Large files: addresses of parts are signed here, the bytes go straight to the store.

mod complete;
mod create;
mod parts;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::uploads::{UploadError, Uploads};
use lectern_store::StoreError;
use std::time::Duration;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, create::list))
        .routes(routes!(parts::get, complete::abort))
        .routes(routes!(parts::sign))
        .routes(routes!(complete::complete))
}

/// The use-cases of uploads.
pub fn uploads(app: &AppState) -> Uploads<'_> {
    Uploads {
        pool: &app.pool,
        store: &app.store,
        clock: &*app.clock,
        config: &app.settings.uploads,
        part_ttl: Duration::from_secs(app.settings.store.upload_ttl_s),
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        let title = error.to_string();
        let refused = |status, kind| Self::refused(status, kind, title);
        match error {
            UploadError::NotFound => Self::not_found(),
            UploadError::NotAVideoLesson => refused(StatusCode::CONFLICT, "not-a-video-lesson"),
            UploadError::TooLarge { limit_bytes } => {
                refused(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large").with("limit_bytes", limit_bytes)
            }
            UploadError::NoSpace => refused(StatusCode::INSUFFICIENT_STORAGE, "no-space"),
            UploadError::TooMany => refused(StatusCode::CONFLICT, "too-many-uploads"),
            UploadError::AnotherOpen(upload) => {
                refused(StatusCode::CONFLICT, "another-upload-open").with("upload", upload)
            }
            UploadError::Over => refused(StatusCode::CONFLICT, "upload-over"),
            UploadError::NoSuchPart(_) => refused(StatusCode::NOT_FOUND, "no-such-part"),
            UploadError::WrongParts => refused(StatusCode::UNPROCESSABLE_ENTITY, "wrong-parts"),
            UploadError::PartsMissing(numbers) => {
                refused(StatusCode::CONFLICT, "parts-missing").with("numbers", numbers)
            }
            UploadError::NotAVideo(found) => {
                refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-video").with("found", found)
            }
            UploadError::Lesson(error) => error.into(),
            UploadError::Store(error) => error.into(),
            UploadError::Db(error) => error.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_temporary() {
            tracing::warn!(%error, "the store does not answer");
            return Self::refused(StatusCode::SERVICE_UNAVAILABLE, "store-away", "the store does not answer")
                .retry_after(5);
        }
        Self::Internal(error.into())
    }
}
