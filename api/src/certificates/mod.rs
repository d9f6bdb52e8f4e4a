//! Certificates: one's own, their PDFs, and what anyone may check.

mod acts;
mod badge;
mod check;
mod list;
mod pdf;
mod print;
mod templates;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_documents::DocumentError;
use lectern_domain::certificates::CertificateError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::mine))
        .routes(routes!(list::of_course))
        .routes(routes!(check::check))
        .routes(routes!(pdf::pdf))
        .routes(routes!(pdf::picture))
        .routes(routes!(badge::jwt))
        .routes(routes!(badge::json))
        .routes(routes!(acts::revoke))
        .routes(routes!(acts::reissue))
        .routes(routes!(templates::picture))
}

impl From<CertificateError> for ApiError {
    fn from(error: CertificateError) -> Self {
        let refused = |status, kind, error| Self::refused(status, kind, error);
        match error {
            CertificateError::NotFound => Self::not_found(),
            CertificateError::NotYours => refused(StatusCode::FORBIDDEN, "not-your-certificate", error),
            CertificateError::NotInForce => refused(StatusCode::CONFLICT, "certificate-not-in-force", error),
            CertificateError::SameName => refused(StatusCode::CONFLICT, "same-name", error),
            CertificateError::TooManyReissues => refused(StatusCode::CONFLICT, "too-many-reissues", error),
            CertificateError::Db(error) => error.into(),
        }
    }
}

impl From<DocumentError> for ApiError {
    fn from(error: DocumentError) -> Self {
        Self::Internal(error.into())
    }
}
