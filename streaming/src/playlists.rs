use crate::path::{Asked, below_video};
use crate::{App, access};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lectern_db::VideoId;
use std::sync::Arc;

/// The multivariant playlist of the newest published generation, or one of a generation's own.
pub(crate) async fn playlist(
    State(app): State<App>,
    Path((token, video, path)): Path<(String, VideoId, String)>,
) -> Result<Response, StatusCode> {
    // The edge has asked a moment ago; asking again costs nothing, and this service trusts nobody's word for it.
    let grant = access::decide(&app, &token, video).await?;
    let failed = |error: sqlx::Error| {
        tracing::warn!(%error, video.id = %video, "a playlist could not be read");
        StatusCode::SERVICE_UNAVAILABLE
    };
    let text = match below_video(&path) {
        Some(Asked::Master) => {
            let published = app.screen.newest(video).await.map_err(failed)?.ok_or(StatusCode::NOT_FOUND)?;
            app.fetches.moved(grant.session, published.number).await.map_err(failed)?;
            published.master.clone()
        }
        Some(Asked::Playlist { generation, rendition }) => {
            let published = app.screen.generation(video, generation).await.map_err(failed)?;
            published.and_then(|p| p.media.get(rendition).cloned())
        }
        Some(Asked::Segment { .. } | Asked::Poster) | None => None,
    };
    Ok(answer(text.ok_or(StatusCode::NOT_FOUND)?))
}

fn answer(text: Arc<str>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/vnd.apple.mpegurl")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text.to_string()).into_response()
}
