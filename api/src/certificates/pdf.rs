use super::print;
use crate::actor::SignedIn;
use crate::badges::base;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use lectern_documents::{self as documents, Attached};
use lectern_domain::certificates::{self, Certificate};
use lectern_store::{StoreError, keys};
use sha2::{Digest, Sha256};

/// The certificate as a PDF, for its holder and admins. It is made when it is first asked for, and stays as it is.
#[utoipa::path(get, path = "/certificates/{number}/pdf", operation_id = "get_certificate_pdf", tag = "certificates",
    security(("bearer" = [])), params(("number" = String, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = "4XX", body = Problem)))]
pub async fn pdf(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
) -> Result<Response, ApiError> {
    let row = certificates::find(&app.pool, Some(&actor), &number).await?;
    let bytes = bytes_of(&app, &row).await?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        // A number has no letter that a header could not.
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}.pdf\"", row.number)),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn bytes_of(app: &AppState, row: &Certificate) -> Result<Bytes, ApiError> {
    if let Some(key) = &row.pdf_key {
        match app.store.get(key).await {
            Ok(bytes) => return Ok(bytes),
            Err(StoreError::NotFound) => tracing::warn!(store.key = key, "a certificate is missing in the store"),
            Err(error) => return Err(error.into()),
        }
    }
    let token = certificates::credential(&app.pool, &*app.clock, &app.badge_key, base(app), row).await?;
    let credential = Attached {
        name: format!("{}.jwt", row.number),
        mime: "application/vc+jwt".to_owned(),
        description: "Open Badges 3.0".to_owned(),
        bytes: token.into_bytes(),
    };
    let printed = documents::Certificate { attached: vec![credential], ..print::printed(app, row).await? };
    let bytes: Bytes = print::set(app, printed, documents::pdf).await?.into();
    let key = keys::certificate(&hex::encode(Sha256::digest(&bytes)));
    app.store.put(&key, bytes.clone(), "application/pdf").await?;
    certificates::keep_pdf(&app.pool, row.id, &key).await?;
    Ok(bytes)
}

/// The certificate as a picture, for whoever knows its number.
#[utoipa::path(get, path = "/certificates/{number}/picture", operation_id = "get_certificate_picture",
    tag = "certificates", params(("number" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String), (status = "4XX", body = Problem)))]
pub async fn picture(State(app): State<AppState>, Path(number): Path<String>) -> Result<Response, ApiError> {
    let row = certificates::find(&app.pool, None, &number).await?;
    let svg = print::set(&app, print::printed(&app, &row).await?, documents::picture).await?;
    Ok(svg_answer(svg))
}

/// A picture that runs nothing, wherever it is opened.
pub fn svg_answer(svg: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"),
        (CACHE_CONTROL, "private, max-age=600"),
    ];
    (headers, svg).into_response()
}
