//! Registration, sign-in, refresh and sign-out. The refresh token lives in a cookie that scripts cannot read.

mod cookie;
mod register;
pub use register::not_blank;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use axum::response::IntoResponse;
use http::StatusCode;
use lectern_domain::accounts::AccountError;
use lectern_domain::auth::AuthError;
use tower_http::csrf::CsrfLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(session::refresh))
        .routes(routes!(session::sign_out))
        .layer(CsrfLayer::new().with_rejection_response(foreign_page))
}

fn foreign_page(_: tower_http::csrf::ProtectionError) -> axum::response::Response {
    ApiError::refused(StatusCode::FORBIDDEN, "foreign-page", "this request comes from another site's page")
        .into_response()
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::WrongCredentials => Self::refused(StatusCode::UNAUTHORIZED, "wrong-credentials", error),
            AuthError::Blocked => Self::refused(StatusCode::FORBIDDEN, "blocked", error),
            AuthError::TooMany(wait) => {
                Self::refused(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", wait).retry_after(wait.retry_after_s)
            }
            AuthError::SignedOut => Self::refused(StatusCode::UNAUTHORIZED, "signed-out", error),
            AuthError::Account(error) => error.into(),
            AuthError::Db(error) => error.into(),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::EmailTaken => {
                Self::refused(StatusCode::CONFLICT, "email-taken", error).field("email", "email-taken")
            }
            AccountError::BadPassword(problem) => Self::bad_input("password", problem.slug()),
            AccountError::BadEmail => Self::bad_input("email", "not-an-email"),
            AccountError::NotFound => Self::not_found(),
            AccountError::TeachesAlready => Self::refused(StatusCode::CONFLICT, "teaches-already", error),
            AccountError::Db(error) => error.into(),
            AccountError::Hash => Self::Internal(error.into()),
        }
    }
}
