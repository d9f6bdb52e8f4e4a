use axum::extract::FromRequestParts;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use lectern_domain::accounts::InterfaceLanguage;
use std::convert::Infallible;

/// The language in which things of the school are named: `?names=`, else the first we know of `Accept-Language`,
/// else Russian.
#[derive(Debug, Clone, Copy)]
pub struct Names(pub InterfaceLanguage);

impl<S: Send + Sync> FromRequestParts<S> for Names {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let asked = query.split('&').filter_map(|pair| pair.strip_prefix("names="));
        let header = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let known = asked.chain(header.split(',').map(str::trim)).find_map(|tag| match tag.get(..2)? {
            "ru" => Some(InterfaceLanguage::Ru),
            "en" => Some(InterfaceLanguage::En),
            _ => None,
        });
        Ok(Self(known.unwrap_or_default()))
    }
}
