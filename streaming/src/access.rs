use crate::App;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use lectern_db::VideoId;
use lectern_domain::playback::{Grant, Refusal};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Asked {
    token: String,
    video: VideoId,
}

/// The edge's `auth_request`: 204, 401 when renewal helps, 403, or 503 when nothing can be decided.
pub(crate) async fn may(State(app): State<App>, Query(asked): Query<Asked>) -> StatusCode {
    match decide(&app, &asked.token, asked.video).await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(status) => status,
    }
}

/// Asks the gate, and notes who fetches.
pub(crate) async fn decide(app: &App, token: &str, video: VideoId) -> Result<Grant, StatusCode> {
    let answer = app.gate.may(token, video).await.map_err(|error| {
        tracing::warn!(%error, "whether a viewer may watch could not be decided");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    let word = answer.err().map_or("yes", Refusal::slug);
    metrics::counter!("lectern_streaming_decisions_total", "answer" => word).increment(1);
    match answer {
        Ok(grant) => {
            app.fetches.mark(grant.session);
            Ok(grant)
        }
        Err(Refusal::Expired) => Err(StatusCode::UNAUTHORIZED),
        Err(_) => Err(StatusCode::FORBIDDEN),
    }
}
