//! One's own account.

#[cfg(test)]
mod tests;

use crate::actor::SignedIn;
use crate::auth::not_blank;
use crate::error::{ApiError, Problem};
use crate::extract::{Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use lectern_domain::accounts::{self, InterfaceLanguage, Me, Theme};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(me, update_me)).routes(routes!(ask_to_teach))
}

/// The signed-in person.
#[utoipa::path(get, path = "/me", operation_id = "get_me", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = Me), (status = "4XX", body = Problem)))]
async fn me(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<Me>, ApiError> {
    Ok(Json(accounts::me(&mut *app.pool.acquire().await?, actor.id).await?))
}

/// Changes to oneself; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
struct UpdateMe {
    /// Shown to others.
    #[garde(inner(length(chars, min = 1, max = 100), custom(not_blank)))]
    name: Option<String>,
    /// Of the interface.
    #[garde(skip)]
    language: Option<InterfaceLanguage>,
    /// Of the interface.
    #[garde(skip)]
    theme: Option<Theme>,
    /// An IANA name.
    #[garde(inner(length(max = 64), pattern(r"^[A-Za-z][A-Za-z0-9_+/-]*$")))]
    time_zone: Option<String>,
}

/// Change one's own name, language, theme or time zone.
#[utoipa::path(patch, path = "/me", operation_id = "update_me", tag = "accounts", security(("bearer" = [])),
    request_body = UpdateMe, responses((status = 200, body = Me), (status = "4XX", body = Problem)))]
async fn update_me(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<UpdateMe>,
) -> Result<Json<Me>, ApiError> {
    let change = accounts::UpdateMe {
        name: input.name.map(|name| name.trim().to_owned()),
        language: input.language,
        theme: input.theme,
        time_zone: input.time_zone,
    };
    Ok(Json(accounts::update_me(&app.pool, &*app.clock, actor.id, &change).await?))
}

/// A wish to teach.
#[derive(Deserialize, Validate, ToSchema)]
struct AskToTeach {
    /// What they want to teach.
    #[serde(default)]
    #[garde(length(chars, max = 2000), custom(no_nul))]
    note: String,
}

/// Ask to become a teacher; where the school lets everyone, it is done at once.
#[utoipa::path(post, path = "/me/teacher-request", operation_id = "create_teacher_request", tag = "accounts",
    security(("bearer" = [])), request_body = AskToTeach,
    responses((status = 200, body = Me), (status = "4XX", body = Problem)))]
async fn ask_to_teach(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<AskToTeach>,
) -> Result<Json<Me>, ApiError> {
    let approval = app.settings.accounts.teacher_approval;
    Ok(Json(accounts::ask_to_teach(&app.pool, &*app.clock, approval, actor.id, &input.note).await?))
}
