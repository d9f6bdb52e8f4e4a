//! What robots read: the sitemap, `robots.txt`, and the head of a course's page, which the edge puts into the
//! application's own. No part of the API proper: nothing here is JSON, and the addresses people see are the edge's.

mod head;
mod sitemap;
#[cfg(test)]
mod tests;

use crate::etag::tagged;
use crate::state::AppState;
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/pages/head/courses/{course}", get(head::course))
        .route("/api/pages/sitemap.xml", get(sitemap::index))
        .route("/api/pages/sitemaps/{part}", get(sitemap::part))
        .route("/api/pages/robots.txt", get(sitemap::robots))
        .layer(from_fn(tagged))
}

/// Fit for text and attributes of HTML and XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}
