//! Watching a lesson: a grant, reports, renewal, and its end.

mod open;
mod session;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::accounts::Actor;
use lectern_domain::playback::{PlaybackError, Viewer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(open::open_playback))
        .routes(routes!(session::report_playback))
        .routes(routes!(session::renew_playback))
        .routes(routes!(session::end_playback))
}

fn viewer(actor: Actor) -> Viewer {
    Viewer { account: actor.id, sign_in: actor.session }
}

impl From<PlaybackError> for ApiError {
    fn from(error: PlaybackError) -> Self {
        let sentence = error.to_string();
        match error {
            PlaybackError::NotFound => Self::not_found(),
            PlaybackError::NotEnrolled => Self::refused(StatusCode::FORBIDDEN, "not-enrolled", sentence),
            PlaybackError::StreamsLimit { limit, playing } => {
                Self::refused(StatusCode::CONFLICT, "streams-limit", sentence)
                    .with("limit", limit)
                    .with("playing", playing)
            }
            PlaybackError::NotPlayable { video } => {
                let refusal = Self::refused(StatusCode::CONFLICT, "not-playable", sentence);
                refusal
                    .with("state", video.as_ref().map(|v| v.state))
                    .with("percent", video.as_ref().map_or(0, |v| v.percent))
                    .with("failure", video.and_then(|v| v.failure))
            }
            PlaybackError::Ended(reason) => {
                Self::refused(StatusCode::FORBIDDEN, "access-ended", sentence).with("reason", reason.slug())
            }
            PlaybackError::Busy => Self::refused(StatusCode::SERVICE_UNAVAILABLE, "busy", sentence).retry_after(2),
            PlaybackError::Refused => Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "report-refused", sentence),
            PlaybackError::Db(error) => error.into(),
        }
    }
}
