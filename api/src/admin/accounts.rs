use super::tell;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid, no_nul, words};
use crate::page::{Page, PageParams};
use crate::playback;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use lectern_db::AccountId;
use lectern_domain::accounts::Role;
use lectern_domain::admin::{self, AdminAccount};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Part of a name or an address.
    q: Option<String>,
    /// Of this role only.
    role: Option<Role>,
}

/// People, newest first.
#[utoipa::path(get, path = "/admin/accounts", operation_id = "list_accounts", tag = "admin", security(("bearer" = [])),
    params(Filter, PageParams), responses((status = 200, body = Page<AdminAccount>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<AdminAccount>>, ApiError> {
    let words = words(filter.q);
    let rows = admin::accounts(&app.pool, &actor, words.as_deref(), filter.role, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |account| account.id.to_string())))
}

/// Changes to somebody's account; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
pub struct AdminUpdateAccount {
    /// What they may do.
    #[garde(skip)]
    role: Option<Role>,
    /// Whether they are shut out.
    #[garde(skip)]
    blocked: Option<bool>,
    /// Why, for the other admins.
    #[garde(inner(length(chars, max = 500), custom(no_nul)))]
    blocked_reason: Option<String>,
}

/// Give a role, block or unblock. It acts on open sessions within seconds.
#[utoipa::path(patch, path = "/admin/accounts/{id}", operation_id = "update_account", tag = "admin",
    security(("bearer" = [])), params(("id" = AccountId, Path)), request_body = AdminUpdateAccount,
    responses((status = 200, body = AdminAccount), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AccountId>,
    Valid(input): Valid<AdminUpdateAccount>,
) -> Result<Json<AdminAccount>, ApiError> {
    let change =
        admin::UpdateAccount { role: input.role, blocked: input.blocked, blocked_reason: input.blocked_reason };
    let account = admin::update_account(&app.pool, &*app.clock, &actor, id, &change).await?;
    tell(&app, id).await;
    playback::ask_again(&app, id).await;
    Ok(Json(account))
}
