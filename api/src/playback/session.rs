use super::viewer;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use garde::Validate;
use http::StatusCode;
use lectern_db::PlaybackSessionId;
use lectern_domain::events::{self, Event};
use lectern_domain::playback;
use lectern_domain::progress::Ranges;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Milliseconds that fit a row: 24 days.
const LONGEST_MS: i64 = i32::MAX as i64;

/// What a player has done since its last report.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct Report {
    /// Where it stands.
    #[garde(range(min = 0, max = LONGEST_MS))]
    position_ms: i64,
    /// What it has played: from and to, half-open, at most 500.
    #[garde(length(max = 500), custom(ranges))]
    watched: Vec<(i64, i64)>,
    /// Whether it stands still.
    #[serde(default)]
    #[garde(skip)]
    #[expect(dead_code, reason = "told by players for whoever reads requests; nothing is decided by it")]
    paused: bool,
}

fn ranges(watched: &[(i64, i64)], _: &()) -> garde::Result {
    let fits = |&(from, to): &(i64, i64)| 0 <= from && from <= to && to <= LONGEST_MS;
    watched.iter().all(fits).then_some(()).ok_or_else(|| garde::Error::new("bad-ranges"))
}

/// What the player must know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportOut {
    /// The newest published generation.
    generation: i32,
    /// How much of it can be watched.
    ready_ms: i64,
    /// How much of the whole work on it is done.
    percent: i16,
    /// Whether the generation is all there.
    complete: bool,
    /// Whether the lesson is done.
    lesson_done: bool,
    /// Whether the addresses are over: renew, and load the new ones.
    reload: bool,
    /// Without another report or renewal.
    expires_at: DateTime<Utc>,
}

/// Tell what was watched; the answer means that it is kept.
#[utoipa::path(post, path = "/playback/{session}/report", operation_id = "report_playback", tag = "playback",
    security(("bearer" = [])), params(("session" = PlaybackSessionId, Path)), request_body = Report,
    responses((status = 200, body = ReportOut), (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
#[tracing::instrument(skip_all, fields(account.id = %actor.id, playback.id = %session))]
pub(crate) async fn report_playback(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(session): Path<PlaybackSessionId>,
    Valid(input): Valid<Report>,
) -> Result<Json<ReportOut>, ApiError> {
    let report = playback::Report { position_ms: input.position_ms, watched: Ranges::union(input.watched) };
    let told = app.playback.report(viewer(actor), session, report).await?;
    Ok(Json(ReportOut {
        generation: told.generation,
        ready_ms: told.ready_ms,
        percent: told.percent,
        complete: told.complete,
        lesson_done: told.lesson_done,
        reload: told.reload,
        expires_at: told.expires_at,
    }))
}

/// A grant pushed on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Renewed {
    /// Without a report or another renewal.
    expires_at: DateTime<Utc>,
    /// Whether the address is a new one.
    reload: bool,
    /// The playlist to load; the old address unless `reload`.
    master_url: String,
}

/// Push a grant on, after hours too.
#[utoipa::path(post, path = "/playback/{session}/renew", operation_id = "renew_playback", tag = "playback",
    security(("bearer" = [])), params(("session" = PlaybackSessionId, Path)),
    responses((status = 200, body = Renewed), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
#[tracing::instrument(skip_all, fields(account.id = %actor.id, playback.id = %session))]
pub(crate) async fn renew_playback(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(session): Path<PlaybackSessionId>,
) -> Result<Json<Renewed>, ApiError> {
    let renewed = app.playback.renew(viewer(actor), session).await?;
    let master_url = format!("{}/master.m3u8", renewed.prefix);
    Ok(Json(Renewed { expires_at: renewed.expires_at, reload: renewed.reload, master_url }))
}

/// End playback, here or on another device of the same person.
#[utoipa::path(delete, path = "/playback/{session}", operation_id = "end_playback", tag = "playback",
    security(("bearer" = [])), params(("session" = PlaybackSessionId, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
#[tracing::instrument(skip_all, fields(account.id = %actor.id, playback.id = %session))]
pub(crate) async fn end_playback(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(session): Path<PlaybackSessionId>,
) -> Result<StatusCode, ApiError> {
    app.playback.end(viewer(actor), session).await?;
    // Another device of the same person may be playing it: its page stops and says why. It hears of it by its next
    // report too, so a lost event is no harm.
    let event = Event::Access { session_id: Some(session), lesson_id: None, reason: "stopped".to_owned() };
    if let Err(error) = events::publish(&app.redis, actor.id, &event).await {
        tracing::debug!(%error, "the page of an ended playback is not told at once");
    }
    Ok(StatusCode::NO_CONTENT)
}
