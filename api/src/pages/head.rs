use super::escaped;
use crate::error::ApiError;
use crate::extract::Path;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Html;
use lectern_db::CourseId;
use lectern_domain::accounts::InterfaceLanguage;
use lectern_domain::catalog::{self, CoursePage};
use serde_json::{Value, json};

/// Longest description that search results and messengers show.
const DESCRIPTION: usize = 300;

/// The head of a published course's page: its title, what messengers show of it (Open Graph), and what it is for search
/// engines (schema.org). A fragment of HTML.
pub async fn course(State(app): State<AppState>, Path(id): Path<CourseId>) -> Result<Html<String>, ApiError> {
    // Of the page only what is the course's own is told: in which language its category is named does not matter.
    let page = catalog::course_page(&app.pool, &app.cache, &app.outlines, None, InterfaceLanguage::Ru, id).await?;
    let school = catalog::school_name(&app.pool, &app.cache).await?;
    Ok(Html(render(&page, &school, app.settings.http.public_url.trim_end_matches('/'))))
}

fn render(page: &CoursePage, school: &str, base: &str) -> String {
    let card = &page.card;
    let url = format!("{base}/courses/{}", card.id);
    let said = if card.summary.is_empty() { &card.title } else { &card.summary };
    let description: String = said.chars().take(DESCRIPTION).collect();
    let picture = card.cover.as_ref().map(|cover| format!("{base}{}", cover.large));
    let locale = match card.language.as_str() {
        "ru" => "ru_RU",
        "en" => "en_US",
        other => other,
    };
    let mut lines = vec![
        format!("<title>{} · {}</title>", escaped(&card.title), escaped(school)),
        meta("name", "description", &description),
        format!("<link rel=\"canonical\" href=\"{}\" />", escaped(&url)),
        meta("property", "og:type", "website"),
        meta("property", "og:site_name", school),
        meta("property", "og:title", &card.title),
        meta("property", "og:description", &description),
        meta("property", "og:url", &url),
        meta("property", "og:locale", locale),
        meta("name", "twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" }),
    ];
    lines.extend(picture.as_deref().map(|picture| meta("property", "og:image", picture)));
    // Nothing of the text may end the script it stands in.
    let data = schema(page, school, base, &url, picture.as_deref()).to_string().replace('<', "\\u003c");
    lines.push(format!("<script type=\"application/ld+json\">{data}</script>"));
    lines.join("\n")
}

fn meta(key: &str, name: &str, content: &str) -> String {
    format!("<meta {key}=\"{name}\" content=\"{}\" />", escaped(content))
}

/// The course as schema.org/Course says it, with what Google asks of one: provider, offer, instance.
fn schema(page: &CoursePage, school: &str, base: &str, url: &str, picture: Option<&str>) -> Value {
    let card = &page.card;
    let minutes = (card.duration_ms + 59_999) / 60_000;
    let mut course = json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": card.title,
        "description": if card.summary.is_empty() { &card.title } else { &card.summary },
        "inLanguage": card.language,
        "provider": { "@type": "Organization", "name": school, "url": base },
        "author": { "@type": "Person", "name": card.teacher.name },
        "isAccessibleForFree": true,
        "offers": { "@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "RUB" },
        "hasCourseInstance": { "@type": "CourseInstance", "courseMode": "Online", "courseWorkload": format!("PT{}M", minutes.max(1)) },
    });
    if !page.outcomes.is_empty() {
        course["teaches"] = json!(page.outcomes);
    }
    if !card.tags.is_empty() {
        course["keywords"] = json!(card.tags);
    }
    if let Some(at) = card.published_at {
        course["datePublished"] = json!(at);
    }
    if let Some(picture) = picture {
        course["image"] = json!(picture);
    }
    // The plain mean: what others compute from the reviews they see.
    if card.review_count > 0 {
        let sum: i64 = page.star_counts.iter().zip(1..).map(|(count, stars)| i64::from(*count) * stars).sum();
        let mean = f64::from(i32::try_from(sum * 100 / i64::from(card.review_count)).unwrap_or(0)) / 100.0;
        course["aggregateRating"] = json!({
            "@type": "AggregateRating", "ratingValue": mean, "reviewCount": card.review_count, "bestRating": 5, "worstRating": 1,
        });
    }
    course
}
