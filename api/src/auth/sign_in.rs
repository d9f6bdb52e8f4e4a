use super::session::{Session, answer};
use crate::actor::From;
use crate::error::{ApiError, Problem};
use crate::extract::Valid;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use garde::Validate;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who says they are who.
#[derive(Deserialize, Validate, ToSchema)]
pub struct SignIn {
    /// In any case.
    #[garde(length(min = 1, max = 254))]
    email: String,
    /// As chosen at registration.
    #[garde(length(min = 1, max = 1000))]
    password: String,
}

/// Sign in by e-mail and password. Unknown addresses get the answer and the time of a wrong password.
#[utoipa::path(post, path = "/auth/sign-in", operation_id = "create_session", tag = "auth", request_body = SignIn,
    responses((status = 200, body = Session), (status = "4XX", body = Problem)))]
pub async fn sign_in(
    State(app): State<AppState>,
    From(device): From,
    Valid(input): Valid<SignIn>,
) -> Result<Response, ApiError> {
    let signed_in = app.auth.sign_in(&app.pool, &*app.clock, &input.email, input.password, &device).await?;
    Ok(answer(&app, StatusCode::OK, signed_in))
}
