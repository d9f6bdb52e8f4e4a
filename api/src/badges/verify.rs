use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use http::StatusCode;
use lectern_domain::certificates::{self, VerifiedFile};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Ours have about 100 kB; one with pictures of the school may have some MB.
const MOST_BYTES: usize = 10 * 1024 * 1024;

pub fn router() -> OpenApiRouter<AppState> {
    // Counted below, where the refusal says how much may be sent.
    OpenApiRouter::new().routes(routes!(verify)).layer(DefaultBodyLimit::disable())
}

/// Check a file: a certificate's PDF, or its credential as a JWT or as JSON. Needs no account; the file is not kept.
#[utoipa::path(post, path = "/badges/verify", operation_id = "verify_badge", tag = "badges",
    security((), ("bearer" = [])), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = VerifiedFile), (status = "4XX", body = Problem)))]
async fn verify(
    State(app): State<AppState>,
    actor: Option<SignedIn>,
    body: Body,
) -> Result<Json<VerifiedFile>, ApiError> {
    let bytes = axum::body::to_bytes(body, MOST_BYTES).await.map_err(|_| {
        let title = format!("a file to check has at most {MOST_BYTES} bytes");
        ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", title).with("limit_bytes", MOST_BYTES)
    })?;
    let actor = actor.map(|SignedIn(actor)| actor);
    let verified =
        certificates::verify_file(&app.pool, &*app.clock, actor.as_ref(), &app.badge_key, bytes.into()).await?;
    Ok(Json(verified))
}
