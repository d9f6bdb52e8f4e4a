//! Calls to providers: in time, of bounded size, never followed elsewhere.

use super::ProviderError;
use reqwest::{Method, RequestBuilder, StatusCode, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use url::Url;

/// No answer of a provider that concerns us comes near this.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// Providers answer within seconds; a buyer is waiting.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A provider's interface at its base address.
#[derive(Debug, Clone)]
pub(super) struct Api {
    client: reqwest::Client,
    base: Url,
}

impl Api {
    /// `base` is such as `https://api.yookassa.ru/v3`.
    pub fn new(base: &str, timeout: Option<Duration>) -> Result<Self, ProviderError> {
        let mut base = Url::parse(base).map_err(|error| ProviderError::malformed(format!("{base}: {error}")))?;
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err(ProviderError::malformed(format!("{base}: not an http address")));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let client = reqwest::Client::builder()
            .timeout(timeout.unwrap_or(TIMEOUT))
            .connect_timeout(Duration::from_secs(5))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent("lectern")
            .build()
            .map_err(ProviderError::malformed)?;
        Ok(Self { client, base })
    }

    /// A request to `path` below the base; the path is ours, ids in it are checked by [`safe_id`].
    pub fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        self.client.request(method, url)
    }

    /// Sends and reads the answer; `explain` finds code and words in the body of a refusal.
    pub async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        explain: fn(&serde_json::Value) -> (Option<String>, Option<String>),
    ) -> Result<T, ProviderError> {
        let unreachable = |error: reqwest::Error| ProviderError::Unreachable(error.without_url().to_string());
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > ANSWER_LIMIT_BYTES {
                return Err(ProviderError::malformed("an answer of more than 1 MiB"));
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(ProviderError::malformed);
        }
        let said = serde_json::from_slice(&body).unwrap_or_default();
        let (code, words) = explain(&said);
        let code: String = code.unwrap_or_else(|| status.as_u16().to_string()).chars().take(64).collect();
        let words: String = words.unwrap_or_default().chars().take(300).collect();
        if may_pass(status) {
            return Err(ProviderError::Unreachable(format!("{status} {code} {words}")));
        }
        Err(ProviderError::Refused { code, words })
    }
}

/// Statuses after which the same request may succeed. 409 is a second request with the same key while the first is
/// still at work.
fn may_pass(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

/// An id that can stand in an address: what providers give looks like this, and nothing else gets into a path.
pub(super) fn safe_id(id: &str) -> Result<&str, ProviderError> {
    let fits = (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(id) } else { Err(ProviderError::malformed(format!("{id:?} is not an id"))) }
}

/// At most `limit` characters of `text`.
pub(super) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// Adds `key=value` pairs of a form.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub fn set(mut self, key: impl Into<String>, value: impl ToString) -> Self {
        self.0.push((key.into(), value.to_string()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_climb_out_of_its_path() {
        for id in ["", "../me", "a/b", "a?b", "a%2e", "a b", "ид", &"x".repeat(256)] {
            assert!(safe_id(id).is_err(), "{id}");
        }
        assert!(
            safe_id("pi_3MtwBwLkdIwHu7ix28a3tqPa").is_ok() && safe_id("22e12f66-000f-5000-8000-18db351245c7").is_ok()
        );
    }

    #[test]
    fn paths_stand_below_the_base() {
        for base in ["https://api.test/v3", "https://api.test/v3/"] {
            let api = Api::new(base, None).unwrap();
            let request = api.request(Method::GET, &["payments", "a b"]).build().unwrap();
            assert_eq!(request.url().as_str(), "https://api.test/v3/payments/a%20b");
        }
        assert!(Api::new("file:///etc/passwd", None).is_err() && Api::new("mailto:a@b", None).is_err());
    }
}
