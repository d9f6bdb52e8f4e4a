use super::cookie;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use lectern_domain::accounts::Me;
use lectern_domain::auth::{AuthError, SignedIn};
use serde::Serialize;
use utoipa::ToSchema;

/// A sign-in that has begun or gone on; the refresh token comes as a cookie.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds it lives.
    pub expires_in_s: i64,
    /// Who is signed in.
    pub account: Me,
}

/// The answer that carries both tokens.
pub fn answer(app: &AppState, status: StatusCode, signed_in: SignedIn) -> Response {
    let cookie = cookie::set(app, &signed_in.refresh_token);
    let SignedIn { access_token, expires_in_s, account, .. } = signed_in;
    (status, cookie, Json(Session { access_token, expires_in_s, account })).into_response()
}

/// Go on with the session of the refresh cookie.
#[utoipa::path(post, path = "/auth/refresh", operation_id = "refresh_session", tag = "auth",
    responses((status = 200, body = Session), (status = "4XX", body = Problem)))]
pub async fn refresh(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = cookie::read(&app, &headers).ok_or(AuthError::SignedOut)?;
    match app.auth.refresh(&app.pool, &*app.clock, &token).await {
        Ok(signed_in) => Ok(answer(&app, StatusCode::OK, signed_in)),
        // The cookie of an ended session would only be refused again.
        Err(AuthError::SignedOut) => Ok((cookie::clear(&app), ApiError::from(AuthError::SignedOut)).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// End the session of the refresh cookie.
#[utoipa::path(post, path = "/auth/sign-out", operation_id = "end_session", tag = "auth", responses((status = 204)))]
pub async fn sign_out(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(token) = cookie::read(&app, &headers) {
        app.auth.sign_out(&app.pool, &*app.clock, &token).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie::clear(&app)).into_response())
}
