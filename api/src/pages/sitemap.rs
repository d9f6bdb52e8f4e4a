use super::escaped;
use crate::error::ApiError;
use crate::extract::Path;
use crate::state::AppState;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::SecondsFormat;
use http::header::CONTENT_TYPE;
use lectern_db::CourseId;
use lectern_domain::catalog;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const XMLNS: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

fn xml(text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], text)
}

fn base(app: &AppState) -> String {
    escaped(app.settings.http.public_url.trim_end_matches('/'))
}

/// The parts; courses are more than one file may hold.
pub async fn index(State(app): State<AppState>) -> Result<impl IntoResponse, ApiError> {
    let parts = catalog::sitemap_parts(&app.pool, &app.cache).await?;
    let base = base(&app);
    let mut text = format!("{HEAD}<sitemapindex {XMLNS}>\n");
    for part in &*parts {
        let _ = writeln!(text, "<sitemap><loc>{base}/sitemaps/{part}.xml</loc></sitemap>");
    }
    text.push_str("</sitemapindex>\n");
    Ok(xml(text))
}

/// The courses of one part.
pub async fn part(State(app): State<AppState>, Path(name): Path<String>) -> Result<impl IntoResponse, ApiError> {
    let first = name.strip_suffix(".xml").and_then(|first| first.parse::<CourseId>().ok());
    let first = first.ok_or_else(ApiError::not_found)?;
    let courses = catalog::sitemap_part(&app.pool, &app.cache, first).await?;
    let base = base(&app);
    let mut text = format!("{HEAD}<urlset {XMLNS}>\n");
    for course in &*courses {
        let changed = course.updated_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let _ = writeln!(text, "<url><loc>{base}/courses/{}</loc><lastmod>{changed}</lastmod></url>", course.id);
    }
    text.push_str("</urlset>\n");
    Ok(xml(text))
}

/// What robots may read, and where the sitemap is.
pub async fn robots(State(app): State<AppState>) -> impl IntoResponse {
    let base = app.settings.http.public_url.trim_end_matches('/');
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /v/\nDisallow: /admin\nDisallow: /cabinet\nDisallow: /learn/\n\
         Disallow: /teach\nDisallow: /settings\n\nSitemap: {base}/sitemap.xml\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
