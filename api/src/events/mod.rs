//! What open pages are told as it happens: one stream a browser, read with `fetch` and the bearer header.

#[cfg(test)]
mod tests;

use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{self, KeepAlive};
use futures::Stream;
use lectern_domain::accounts::Actor;
use lectern_domain::events::{Event, Heard};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Changes of one's videos, of one's right to watch, and of one's account. The stream ends with the sign-in; after any
/// end the page connects again and reads what it shows anew.
#[utoipa::path(get, path = "/events", operation_id = "stream_events", tag = "events", security(("bearer" = [])),
    responses((status = 200, body = Event, content_type = "text/event-stream"), (status = "4XX", body = Problem)))]
async fn events(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>>>, ApiError> {
    Ok(Sse::new(stream(app, actor)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

#[derive(Deserialize)]
struct Said<'a> {
    event: &'a str,
    #[serde(borrow)]
    data: &'a RawValue,
}

fn stream(app: AppState, actor: Actor) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let (mut inbox, mut changes) = (app.hub.subscribe(), app.sessions.changes());
    async_stream::stream! {
        // Says at once that it is open, so that the page knows from when on it misses nothing.
        yield Ok(sse::Event::default().event("open").data("{}"));
        loop {
            tokio::select! {
                () = app.stop.cancelled() => return,
                changed = changes.changed() => {
                    let alive = app.sessions.is_live(&*app.clock, &actor).await.unwrap_or(true);
                    if changed.is_err() || !alive {
                        return;
                    }
                }
                heard = inbox.recv() => match heard {
                    Ok(Heard::Event(account, text)) if account == actor.id => {
                        if let Ok(said) = serde_json::from_str::<Said<'_>>(&text) {
                            yield Ok(sse::Event::default().event(said.event).data(said.data.get()));
                        }
                    }
                    Ok(Heard::Event(..)) => {}
                    Ok(Heard::Gap) | Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                },
            }
        }
    }
}
