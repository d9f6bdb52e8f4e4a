//! Watching a lesson: a grant, reports, renewal, and its end.

mod open;
mod session;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_db::{AccountId, CourseId};
use lectern_domain::accounts::Actor;
use lectern_domain::events::{self, Event};
use lectern_domain::playback::{self, PlaybackError, Viewer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(open::open_playback))
        .routes(routes!(session::report_playback))
        .routes(routes!(session::renew_playback))
        .routes(routes!(session::end_playback))
}

/// Lets open players ask at once whether their right still holds; without this they hear it by their next report.
pub(crate) async fn ask_again(app: &AppState, account: AccountId) {
    let event = Event::Access { session_id: None, lesson_id: None, reason: "changed".to_owned() };
    if let Err(error) = events::publish(&app.redis, account, &event).await {
        tracing::debug!(%error, "an account's players were not told");
    }
}

/// As [`ask_again`], for everyone who has a lesson of `course` open.
pub(crate) async fn ask_viewers_again(app: &AppState, course: CourseId) -> Result<(), ApiError> {
    let viewers = playback::viewers(&mut *app.pool.acquire().await?, course, app.clock.now()).await?;
    for account in viewers {
        ask_again(app, account).await;
    }
    Ok(())
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
            PlaybackError::Closed(closed) => closed.into(),
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
