use crate::actor::SignedIn;
use crate::badges::base;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use lectern_domain::certificates::{self, badges};

/// The certificate as an Open Badges 3.0 credential, a signed JWT; for its holder and admins.
#[utoipa::path(get, path = "/certificates/{number}/badge.jwt", operation_id = "get_certificate_badge",
    tag = "certificates", security(("bearer" = [])), params(("number" = String, Path)),
    responses((status = 200, content_type = "application/vc+jwt", body = String), (status = "4XX", body = Problem)))]
pub async fn jwt(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
) -> Result<Response, ApiError> {
    let (number, token) = token(&app, &SignedIn(actor), &number).await?;
    Ok(file("application/vc+jwt", &format!("{number}.jwt"), token))
}

/// The same in a JSON envelope (Verifiable Credentials 2.0).
#[utoipa::path(get, path = "/certificates/{number}/badge.json", operation_id = "get_certificate_badge_json",
    tag = "certificates", security(("bearer" = [])), params(("number" = String, Path)),
    responses((status = 200, content_type = "application/vc+json", body = String), (status = "4XX", body = Problem)))]
pub async fn json(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
) -> Result<Response, ApiError> {
    let (number, token) = token(&app, &SignedIn(actor), &number).await?;
    Ok(file("application/vc+json", &format!("{number}.json"), format!("{:#}\n", badges::envelope(&token))))
}

async fn token(app: &AppState, SignedIn(actor): &SignedIn, number: &str) -> Result<(String, String), ApiError> {
    let row = certificates::find(&app.pool, Some(actor), number).await?;
    let token = certificates::credential(&app.pool, &*app.clock, &app.badge_key, base(app), &row).await?;
    Ok((row.number, token))
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
