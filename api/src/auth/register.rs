use super::session::{Session, answer};
use crate::actor::From;
use crate::error::{ApiError, Problem};
use crate::extract::{Valid, no_nul};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use garde::Validate;
use http::StatusCode;
use lectern_domain::accounts::{self, InterfaceLanguage, NewAccount, Role};
use serde::Deserialize;
use utoipa::ToSchema;

/// A person who wants an account.
#[derive(Deserialize, Validate, ToSchema)]
pub struct Register {
    /// Shown to others.
    #[garde(length(chars, min = 1, max = 100), custom(not_blank))]
    name: String,
    /// In any case.
    #[garde(length(min = 1, max = 254))]
    email: String,
    /// 8 to 128 letters, not a common one.
    #[garde(skip)]
    password: String,
    /// Of the interface; Russian when not said.
    #[serde(default)]
    #[garde(skip)]
    language: InterfaceLanguage,
    /// Asks to become a teacher.
    #[serde(default)]
    #[garde(skip)]
    wants_to_teach: bool,
    /// What they want to teach.
    #[serde(default)]
    #[garde(length(chars, max = 2000), custom(no_nul))]
    note: String,
}

/// A name is more than white space, and has no line ends or other controls in it.
pub fn not_blank(text: &str, (): &()) -> garde::Result {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        Err(garde::Error::new("missing"))
    } else {
        Ok(())
    }
}

/// Make an account and sign it in.
#[utoipa::path(post, path = "/auth/register", operation_id = "create_account", tag = "auth", request_body = Register,
    responses((status = 201, body = Session), (status = "4XX", body = Problem)))]
pub async fn register(
    State(app): State<AppState>,
    From(device): From,
    Valid(input): Valid<Register>,
) -> Result<Response, ApiError> {
    let new = NewAccount {
        name: input.name.trim().to_owned(),
        email: input.email,
        password: input.password,
        language: input.language,
        role: Role::Student,
    };
    let mut signed_in = app.auth.register(&app.pool, &*app.clock, new, &device).await?;
    if input.wants_to_teach {
        let (approval, id) = (app.settings.accounts.teacher_approval, signed_in.account.id);
        signed_in.account = accounts::ask_to_teach(&app.pool, &*app.clock, approval, id, &input.note).await?;
    }
    Ok(answer(&app, StatusCode::CREATED, signed_in))
}
