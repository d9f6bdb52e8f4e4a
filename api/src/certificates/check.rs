use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_domain::certificates::{self, Checked};

/// Check a certificate by its number, however it is typed. Needs no account; one that this school has not issued is
/// `unknown`.
#[utoipa::path(get, path = "/certificates/{number}", operation_id = "check_certificate", tag = "certificates",
    security((), ("bearer" = [])), params(("number" = String, Path)),
    responses((status = 200, body = Checked), (status = "4XX", body = Problem)))]
pub async fn check(
    State(app): State<AppState>,
    actor: Option<SignedIn>,
    Path(number): Path<String>,
) -> Result<Json<Checked>, ApiError> {
    let actor = actor.map(|SignedIn(actor)| actor);
    Ok(Json(certificates::check(&app.pool, &*app.clock, actor.as_ref(), &number).await?))
}
