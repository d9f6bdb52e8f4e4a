//! Answers that say which they are, so that who has one already is told only that it still holds.

use crate::error::ApiError;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

/// A page of the longest list is far below.
const MOST_BYTES: usize = 8 << 20;

/// Tags a successful answer by its bytes; 304 without a body where the caller holds the same. It may be kept, but is
/// asked about again each time: what visitors see changes without notice.
pub async fn tagged(request: Request, next: Next) -> Response {
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let shared = !request.headers().contains_key(AUTHORIZATION);
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let bytes = match to_bytes(body, MOST_BYTES).await {
        Ok(bytes) => bytes,
        Err(error) => return ApiError::Internal(error.into()).into_response(),
    };
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
    if known.as_ref().is_some_and(|known| names(known, &tag)) {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(CONTENT_LENGTH);
        head.headers.remove(CONTENT_TYPE);
        mark(&mut head.headers, &tag, shared);
        return Response::from_parts(head, Body::empty());
    }
    mark(&mut head.headers, &tag, shared);
    Response::from_parts(head, Body::from(bytes))
}

fn mark(headers: &mut HeaderMap, tag: &str, shared: bool) {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    let keep = if shared { "public, no-cache" } else { "private, no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(VARY, HeaderValue::from_static("authorization, accept-language"));
}

/// Whether a list of tags holds this one (RFC 9110 §13.1.2). A proxy that compressed the answer made the tag weak: the
/// same.
fn names(known: &HeaderValue, tag: &str) -> bool {
    let Ok(known) = known.to_str() else { return false };
    known.split(',').map(str::trim).any(|each| each == "*" || each.strip_prefix("W/").unwrap_or(each) == tag)
}

#[cfg(test)]
mod tests {
    use super::names;
    use http::HeaderValue;

    #[test]
    fn a_tag_is_known_alone_in_a_list_and_weak() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "*"] {
            assert!(names(&HeaderValue::from_static(known), "\"a\""), "{known}");
        }
        for other in ["\"b\"", "a", ""] {
            assert!(!names(&HeaderValue::from_static(other), "\"a\""), "{other}");
        }
    }
}
