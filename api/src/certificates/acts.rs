use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_domain::certificates::{self, Checked};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why a certificate is taken back.
#[derive(Deserialize, Validate, ToSchema)]
pub struct RevokeCertificate {
    /// 1 to 500 letters, shown to whoever checks it.
    #[garde(length(chars, min = 1, max = 500), custom(said))]
    reason: String,
}

/// Not only spaces, and nothing that PostgreSQL cannot keep.
fn said(text: &str, context: &()) -> garde::Result {
    no_nul(text, context)?;
    if text.trim().is_empty() { Err(garde::Error::new("too-short")) } else { Ok(()) }
}

fn said_if_any(text: &Option<String>, context: &()) -> garde::Result {
    text.as_deref().map_or(Ok(()), |text| said(text, context))
}

/// Take a certificate back for good; for admins and the owner of its course.
#[utoipa::path(post, path = "/certificates/{number}/revoke", operation_id = "revoke_certificate", tag = "certificates",
    security(("bearer" = [])), params(("number" = String, Path)), request_body = RevokeCertificate,
    responses((status = 200, body = Checked), (status = "4XX", body = Problem)))]
pub async fn revoke(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
    Valid(input): Valid<RevokeCertificate>,
) -> Result<Json<Checked>, ApiError> {
    certificates::revoke(&app.pool, &*app.clock, &actor, &number, input.reason.trim()).await?;
    Ok(Json(certificates::check(&app.pool, &*app.clock, Some(&actor), &number).await?))
}

/// A certificate with another name.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ReissueCertificate {
    /// Only admins give one; without it the name of the holder's account is taken.
    #[garde(inner(length(chars, min = 1, max = 100)), custom(said_if_any))]
    holder_name: Option<String>,
}

/// Issue a certificate anew after a corrected name; the old number is withdrawn and leads to the new one.
#[utoipa::path(post, path = "/certificates/{number}/reissue", operation_id = "reissue_certificate", tag = "certificates",
    security(("bearer" = [])), params(("number" = String, Path)), request_body = ReissueCertificate,
    responses((status = 201, body = Checked), (status = "4XX", body = Problem)))]
pub async fn reissue(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
    Valid(input): Valid<ReissueCertificate>,
) -> Result<(StatusCode, Json<Checked>), ApiError> {
    let name = input.holder_name.as_deref().map(str::trim);
    let new = certificates::reissue(&app.pool, &*app.clock, &actor, &number, name).await?;
    Ok((StatusCode::CREATED, Json(certificates::check(&app.pool, &*app.clock, Some(&actor), &new).await?)))
}
