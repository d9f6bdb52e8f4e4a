//! A plain HTTP client of the school's own API, as a browser is one.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Why a request did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The API said no, with the slug of its problem document.
    #[error("{request}: {status} {slug}")]
    Problem {
        /// Method and path.
        request: String,
        status: StatusCode,
        slug: String,
    },
    /// No usable answer.
    #[error("{request}: {source}")]
    Broken { request: String, source: reqwest::Error },
}

impl Refusal {
    /// Whether the API refused with exactly this problem.
    pub fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Problem { slug, .. } if slug == expected)
    }

    /// Whether it was the fault of the request: repeating it would change nothing.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Problem { status, .. } if status.is_client_error() && *status != StatusCode::TOO_MANY_REQUESTS)
    }
}

#[derive(serde::Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    slug: String,
}

/// One person's hand on the API.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

const ATTEMPTS: u32 = 6;

impl Client {
    /// Nobody yet. `base` is where the school is opened, such as `http://127.0.0.1:8080`.
    pub fn visitor(base: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .user_agent("Lectern demo school")
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), token: None })
    }

    /// The same with somebody's access token.
    pub fn with_token(&self, token: String) -> Self {
        Self { token: Some(token), ..self.clone() }
    }

    /// Reads a thing of the API.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refusal> {
        self.call(Method::GET, path, |request| request).await
    }

    /// Sends JSON and reads the answer.
    pub async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        self.call(method, path, |request| request.json(body)).await
    }

    /// Sends bytes as they are and reads the answer.
    pub async fn put_bytes<T: DeserializeOwned>(&self, path: &str, bytes: Vec<u8>) -> Result<T, Refusal> {
        self.call(Method::PUT, path, |request| request.body(bytes.clone())).await
    }

    /// Posts nothing and reads the answer.
    pub async fn post<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refusal> {
        self.call(Method::POST, path, |request| request).await
    }

    /// Removes a thing; the answer has no body.
    pub async fn delete(&self, path: &str) -> Result<(), Refusal> {
        let url = format!("{}/api/v1{path}", self.base);
        self.answer(Method::DELETE, &url, |request| request).await.map(drop)
    }

    /// Sends a part of an upload to its signed address; gives its entity tag.
    pub async fn put_part(&self, address: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
        let url = if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() };
        let unsigned = Self { token: None, ..self.clone() };
        let response = unsigned.answer(Method::PUT, &url, |request| request.body(bytes.clone())).await?;
        let etag = response.headers().get("etag").and_then(|tag| tag.to_str().ok());
        Ok(etag.unwrap_or_default().to_owned())
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        fill: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<T, Refusal> {
        let request = format!("{method} {path}");
        let response = self.answer(method, &format!("{}/api/v1{path}", self.base), fill).await?;
        response.json().await.map_err(|source| Refusal::Broken { request, source })
    }

    /// Tries again when the line or the server failed: everything the demo sends may be sent twice.
    async fn answer(
        &self,
        method: Method,
        url: &str,
        fill: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Refusal> {
        let mut wait = Duration::from_millis(250);
        for attempt in 1.. {
            let refusal = match self.once(method.clone(), url, &fill).await {
                Ok(response) => return Ok(response),
                Err(refusal) => refusal,
            };
            if attempt == ATTEMPTS || refusal.is_final() {
                return Err(refusal);
            }
            tracing::debug!(%refusal, "asking again");
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        unreachable!("the last attempt returns")
    }

    async fn once(
        &self,
        method: Method,
        url: &str,
        fill: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Refusal> {
        let path = url.strip_prefix(&self.base).unwrap_or(url);
        // The query of a signed address is a secret for as long as it lives.
        let name = format!("{method} {}", path.split('?').next().unwrap_or(path));
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = match fill(request).send().await {
            Ok(response) => response,
            Err(source) => return Err(Refusal::Broken { request: name, source: source.without_url() }),
        };
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let slug =
            response.json::<Problem>().await.map_or_else(|_| "without a problem document".to_owned(), |p| p.slug);
        Err(Refusal::Problem { request: name, status, slug })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wiremock::matchers::{header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    #[tokio::test]
    async fn a_busy_server_is_asked_again_and_a_refusal_is_not() {
        let server = MockServer::start().await;
        Mock::given(path("/api/v1/busy"))
            .respond_with(ResponseTemplate::new(503))
            .up_to_n_times(1)
            .mount(&server)
            .await;
        Mock::given(path("/api/v1/busy"))
            .respond_with(ResponseTemplate::new(200).set_body_json(7))
            .mount(&server)
            .await;
        let problem = serde_json::json!({ "type": "not-publishable", "title": "", "status": 409 });
        Mock::given(path("/api/v1/no"))
            .respond_with(ResponseTemplate::new(409).set_body_json(problem))
            .expect(1)
            .mount(&server)
            .await;
        let client = Client::visitor(&server.uri()).unwrap();
        assert_eq!(client.get::<u8>("/busy").await.unwrap(), 7);
        assert!(client.post::<u8>("/no").await.unwrap_err().is("not-publishable"));
    }

    #[tokio::test]
    async fn a_part_goes_to_its_own_origin_without_the_token() {
        let server = MockServer::start().await;
        Mock::given(method("PUT"))
            .and(header("authorization", "Bearer secret"))
            .respond_with(ResponseTemplate::new(400))
            .expect(0)
            .mount(&server)
            .await;
        Mock::given(method("PUT"))
            .and(path("/lectern/part"))
            .respond_with(ResponseTemplate::new(200).insert_header("etag", "\"abc\""))
            .mount(&server)
            .await;
        let client = Client::visitor(&server.uri()).unwrap().with_token("secret".to_owned());
        assert_eq!(client.put_part("/lectern/part?signature=1", vec![1]).await.unwrap(), "\"abc\"");
    }
}
