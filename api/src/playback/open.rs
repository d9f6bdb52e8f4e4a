use super::viewer;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, Valid};
use crate::lessons::Preview;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use garde::Validate;
use lectern_db::{LessonId, PlaybackSessionId};
use lectern_domain::playback::{Opened, Player};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a lesson is going to be played.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[garde(allow_unvalidated)]
pub(crate) struct OpenPlayback {
    /// Our page reports what is watched; another program only fetches.
    #[serde(default)]
    player: Player,
}

/// Lessons this person watches at once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Streams {
    /// Now, this one included.
    playing: i64,
    /// At most.
    limit: i64,
}

/// A grant: everything lies below its signed address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Playback {
    /// To report, renew and end.
    session_id: PlaybackSessionId,
    /// The playlist to load.
    master_url: String,
    /// The newest published generation.
    generation: i32,
    /// The lecture's whole length.
    duration_ms: i64,
    /// How much of it can be watched already.
    ready_ms: i64,
    /// How much of the whole work on it is done.
    percent: i16,
    /// Whether the generation is all there.
    complete: bool,
    /// Where this person stopped.
    position_ms: i64,
    /// The still to show before it plays.
    #[schema(required)]
    poster_url: Option<String>,
    /// Without a report or renewal.
    expires_at: DateTime<Utc>,
    /// Lessons this person watches at once.
    streams: Streams,
}

impl From<Opened> for Playback {
    fn from(opened: Opened) -> Self {
        Self {
            session_id: opened.session,
            master_url: format!("{}/master.m3u8", opened.prefix),
            generation: opened.generation,
            duration_ms: opened.duration_ms,
            ready_ms: opened.ready_ms,
            percent: opened.percent,
            complete: opened.complete,
            position_ms: opened.position_ms,
            poster_url: opened.poster.then(|| format!("{}/poster.jpg", opened.prefix)),
            expires_at: opened.expires_at,
            streams: Streams { playing: opened.streams, limit: opened.streams_limit },
        }
    }
}

/// Get a grant on the video of a lesson.
#[utoipa::path(post, path = "/lessons/{lesson}/playback", operation_id = "open_playback", tag = "playback",
    security(("bearer" = [])), params(("lesson" = LessonId, Path), Preview), request_body = OpenPlayback,
    responses((status = 201, body = Playback), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
#[tracing::instrument(skip_all, fields(account.id = %actor.id, lesson.id = %lesson))]
pub(crate) async fn open_playback(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(lesson): Path<LessonId>,
    Query(Preview { preview }): Query<Preview>,
    Valid(input): Valid<OpenPlayback>,
) -> Result<(http::StatusCode, Json<Playback>), ApiError> {
    let opened = app.playback.open(viewer(actor), lesson, input.player, preview).await?;
    Ok((http::StatusCode::CREATED, Json(opened.into())))
}
