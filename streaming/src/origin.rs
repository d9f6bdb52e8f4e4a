use crate::App;
use crate::path::{Asked, below_video, is_picture};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lectern_db::VideoId;
use lectern_store::{StoreError, keys};
use std::ops::Range;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Past the end of any object, and within what every store reads as a number.
const OPEN_END: u64 = 1 << 62;
/// A new still may come under the same address.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// Segments, init files and the still of a video, for the edge's cache.
pub(crate) async fn of_video(
    State(app): State<App>,
    Path((video, path)): Path<(VideoId, String)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    match below_video(&path) {
        Some(Asked::Segment { generation, rendition, file }) => {
            let key = format!("{}{rendition}/{file}", keys::generation(video.0, generation));
            serve(&app, &key, "video/mp4", FOR_GOOD, &headers).await
        }
        Some(Asked::Poster) => {
            let head = app.screen.head(video).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            let key = head.and_then(|h| h.poster_key).ok_or(StatusCode::NOT_FOUND)?;
            serve(&app, &key, "image/jpeg", FOR_A_MINUTE, &headers).await
        }
        Some(Asked::Master | Asked::Playlist { .. }) | None => Err(StatusCode::NOT_FOUND),
    }
}

/// A public picture.
pub(crate) async fn picture(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    if !is_picture(&file) {
        return Err(StatusCode::NOT_FOUND);
    }
    serve(&app, &format!("media/{file}"), "image/jpeg", FOR_GOOD, &headers).await
}

/// Streams an object, or a part of it, as it comes from the store.
async fn serve(
    app: &App,
    key: &str,
    content_type: &'static str,
    cache: &'static str,
    headers: &HeaderMap,
) -> Result<Response, StatusCode> {
    let wanted = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(Wanted::parse);
    let range = match wanted {
        None => None,
        Some(Wanted::From(range)) => Some(range),
        Some(Wanted::Last(count)) => {
            let head = app.store.head(key).await.map_err(failed)?.ok_or(StatusCode::NOT_FOUND)?;
            Some(head.size_bytes.saturating_sub(count)..head.size_bytes)
        }
    };
    let (head, stream) = app.store.get_stream(key, range.clone()).await.map_err(failed)?;
    let part = range.map(|r| r.start..r.end.min(head.size_bytes));
    let length = part.as_ref().map_or(head.size_bytes, |r| r.end - r.start);
    metrics::counter!("lectern_streaming_origin_bytes_total").increment(length);
    let mut fields: Vec<(HeaderName, HeaderValue)> = vec![
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CONTENT_LENGTH, length.into()),
    ];
    fields.extend(HeaderValue::from_str(&head.etag).ok().filter(|e| !e.is_empty()).map(|e| (header::ETAG, e)));
    let mut status = StatusCode::OK;
    if let Some(part) = part {
        status = StatusCode::PARTIAL_CONTENT;
        let said = format!("bytes {}-{}/{}", part.start, part.end.saturating_sub(1), head.size_bytes);
        fields.extend(HeaderValue::from_str(&said).ok().map(|value| (header::CONTENT_RANGE, value)));
    }
    let mut response = (status, Body::from_stream(stream)).into_response();
    response.headers_mut().extend(fields);
    Ok(response)
}

fn failed(error: StoreError) -> StatusCode {
    match error {
        StoreError::NotFound => StatusCode::NOT_FOUND,
        StoreError::BadRange => StatusCode::RANGE_NOT_SATISFIABLE,
        error => {
            tracing::warn!(%error, "an object could not be read");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// A range as a client words it.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    From(Range<u64>),
    Last(u64),
}

impl Wanted {
    /// One range of bytes; several, or something else, are answered with the whole (RFC 9110 section 14.2).
    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
        match (from, to) {
            ("", count) => count.parse().ok().filter(|count| *count > 0).map(Self::Last),
            (from, "") => from.parse().ok().filter(|from| *from < OPEN_END).map(|from| Self::From(from..OPEN_END)),
            (from, to) => {
                let (from, to): (u64, u64) = from.parse().ok().zip(to.parse().ok())?;
                (from <= to).then(|| Self::From(from..to.saturating_add(1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OPEN_END, Wanted};

    #[test]
    fn one_range_is_understood_and_anything_else_is_the_whole() {
        assert_eq!(Wanted::parse("bytes=0-99"), Some(Wanted::From(0..100)));
        assert_eq!(Wanted::parse("bytes=100-"), Some(Wanted::From(100..OPEN_END)));
        assert_eq!(Wanted::parse("bytes=-5"), Some(Wanted::Last(5)));
        for odd in ["bytes=5-1", "bytes=0-1,3-4", "items=0-1", "bytes=-", "bytes=-0", "bytes=x-"] {
            assert_eq!(Wanted::parse(odd), None, "{odd}");
        }
    }
}
