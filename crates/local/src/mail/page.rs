//! The page of mails: a list, one mail, its HTML in a frame that can do nothing.

use super::inbox::{Inbox, Letter};
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

/// Mails shown in the list.
const SHOWN: usize = 100;
const STYLE: &str = include_str!("page.css");
/// Ours: own styles and one frame, nothing else.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
/// A mail's: no scripts, nothing loaded, its links in windows of their own.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
    style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

pub(super) fn router(inbox: Inbox) -> Router {
    Router::new()
        .route("/mail", get(list))
        .route("/mail/", get(list))
        .route("/mail/list.json", get(list_json))
        .route("/mail/{id}", get(one))
        .route("/mail/{id}/html", get(html))
        .route("/mail/{id}/source", get(source))
        .with_state(inbox)
}

/// The few words of the page.
struct Words {
    tag: &'static str,
    mails: &'static str,
    note: &'static str,
    none: &'static str,
    to: &'static str,
    from: &'static str,
    received: &'static str,
    as_page: &'static str,
    as_text: &'static str,
    source: &'static str,
    back: &'static str,
}

const EN: Words = Words {
    tag: "en",
    mails: "Mail of this school",
    note: "Mails of a local run stay on this machine; the newest are first.",
    none: "No mail yet. What the school sends appears here.",
    to: "To",
    from: "From",
    received: "Received",
    as_page: "As a page",
    as_text: "As text",
    source: "Source",
    back: "All mail",
};

const RU: Words = Words {
    tag: "ru",
    mails: "Письма этой школы",
    note: "Письма локального запуска не покидают этот компьютер; новые — сверху.",
    none: "Писем пока нет. Всё, что отправит школа, появится здесь.",
    to: "Кому",
    from: "От кого",
    received: "Получено",
    as_page: "Как страница",
    as_text: "Как текст",
    source: "Исходный текст",
    back: "Все письма",
};

fn words(headers: &HeaderMap) -> &'static Words {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.trim_start().to_ascii_lowercase().starts_with("ru") { &RU } else { &EN }
}

/// Text that stands in a page.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn answer(kind: &'static str, policy: &'static str, body: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("referrer-policy"), "no-referrer"),
    ];
    (headers, body).into_response()
}

fn whole(words: &Words, title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>",
        words.tag,
        escape(title),
    );
    answer("text/html; charset=utf-8", PAGE_POLICY, page.into_bytes())
}

/// Files are read where waiting for a disk holds up nobody.
async fn off_thread<T: Send + 'static>(
    inbox: Inbox,
    read: impl FnOnce(&Inbox) -> Option<T> + Send + 'static,
) -> Result<T, StatusCode> {
    let found = tokio::task::spawn_blocking(move || read(&inbox)).await;
    found.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?.ok_or(StatusCode::NOT_FOUND)
}

async fn list(State(inbox): State<Inbox>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let words = words(&headers);
    let letters = off_thread(inbox, |inbox| inbox.newest(SHOWN).ok()).await?;
    let mut body = format!("<h1>{}</h1><p class=\"note\">{}</p>", words.mails, words.note);
    if letters.is_empty() {
        body.push_str(&format!("<p class=\"none\">{}</p>", words.none));
        return Ok(whole(words, words.mails, &body));
    }
    body.push_str("<ul>");
    for letter in &letters {
        body.push_str(&format!(
            "<li><a href=\"/mail/{}\"><span class=\"subject\">{}</span><span class=\"to\">{}</span>{}</a></li>",
            escape(&letter.id),
            escape(&letter.subject),
            escape(&letter.to),
            time(letter),
        ));
    }
    body.push_str("</ul>");
    Ok(whole(words, words.mails, &body))
}

fn time(letter: &Letter) -> String {
    let at = letter.received();
    format!("<time datetime=\"{}\">{} UTC</time>", at.to_rfc3339(), at.format("%Y-%m-%d %H:%M:%S"))
}

async fn list_json(State(inbox): State<Inbox>) -> Result<Json<Vec<Letter>>, StatusCode> {
    off_thread(inbox, |inbox| inbox.newest(SHOWN).ok()).await.map(Json)
}

async fn one(State(inbox): State<Inbox>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let words = words(&headers);
    let letter = off_thread(inbox, move |inbox| inbox.letter(&id)).await?;
    let id = escape(&letter.id);
    let mut body = format!("<nav><a href=\"/mail\">← {}</a></nav><h1>{}</h1><dl>", words.back, escape(&letter.subject));
    for (name, value) in [(words.to, &letter.to), (words.from, &letter.from)] {
        body.push_str(&format!("<dt>{name}</dt><dd>{}</dd>", escape(value)));
    }
    body.push_str(&format!("<dt>{}</dt><dd>{}</dd></dl>", words.received, time(&letter)));
    if letter.html.is_some() {
        let frame = "<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\"";
        body.push_str(&format!(
            "<section><h2>{0}</h2>{frame} title=\"{0}\" src=\"/mail/{id}/html\"></iframe></section>",
            words.as_page,
        ));
    }
    if let Some(text) = &letter.text {
        body.push_str(&format!("<section><h2>{}</h2><pre>{}</pre></section>", words.as_text, escape(text)));
    }
    body.push_str(&format!("<p><a href=\"/mail/{id}/source\">{}</a></p>", words.source));
    Ok(whole(words, &letter.subject, &body))
}

async fn html(State(inbox): State<Inbox>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let html = off_thread(inbox, move |inbox| inbox.letter(&id)?.html).await?;
    // The school does not let itself be framed: its links open beside the mail.
    let targeted = match html.split_once("<head>") {
        Some((before, after)) => format!("{before}<head><base target=\"_blank\">{after}"),
        None => format!("<base target=\"_blank\">{html}"),
    };
    Ok(answer("text/html; charset=utf-8", MAIL_POLICY, targeted.into_bytes()))
}

async fn source(State(inbox): State<Inbox>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let source = off_thread(inbox, move |inbox| inbox.source(&id)).await?;
    Ok(answer("text/plain; charset=utf-8", MAIL_POLICY, source))
}
