//! What every HTTP service does with every request: an id that joins logs, a span, and meters.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use http::{HeaderName, HeaderValue, Method};
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Instant;
use tracing::Instrument;

/// Carries the id of a request, from the edge to the service and back to the client.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT_REQUEST: String;
}

/// The id of the request this task answers; errors and the jobs put meanwhile carry it, so that logs join.
pub fn current_request() -> Option<String> {
    CURRENT_REQUEST.try_with(Clone::clone).ok()
}

/// The id of the request being answered, among the request's extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Puts the layer around `router`, outermost: ids, spans, meters and the scope that jobs take the id from.
///
/// Services listen where only the edge reaches them, so an id that comes along is the edge's own; one that is no plain word
/// is replaced.
pub fn observed<S: Clone + Send + Sync + 'static>(service: &'static str, router: Router<S>) -> Router<S> {
    router.layer(middleware::from_fn(move |request: Request, next: Next| observe(service, request, next)))
}

async fn observe(service: &'static str, mut request: Request, next: Next) -> Response {
    let id = given_id(&request).unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = known(request.method());
    let span = tracing::info_span!("request", request.id = %id, service, method, route, status = tracing::field::Empty);
    let begun = Instant::now();
    let mut response = CURRENT_REQUEST.scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    span.record("status", status.as_u16());
    span.in_scope(|| {
        let took_ms = took.as_millis();
        if status.is_server_error() {
            tracing::warn!(took_ms, "answered");
        } else {
            tracing::debug!(took_ms, "answered");
        }
    });
    let labels = [
        ("service", service.to_owned()),
        ("method", method.to_owned()),
        ("route", route),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("lectern_http_requests_total", &labels).increment(1);
    metrics::histogram!("lectern_http_request_duration_seconds", &labels[..3]).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The methods we know: a label must not be the client's free choice.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn given_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let plain = (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain.then(|| id.to_owned())
}

/// `GET /metrics`, in Prometheus's text format. The edge has no way to it.
pub fn metrics_router<S: Clone + Send + Sync + 'static>(meters: PrometheusHandle) -> Router<S> {
    Router::new().route("/metrics", get(move || std::future::ready(meters.render())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use tower::ServiceExt;

    async fn id_said(sent: Option<&str>) -> (String, String) {
        let app = Router::new().route("/", get(|| async { current_request().unwrap_or_default() }));
        let mut request = Request::builder().uri("/");
        if let Some(sent) = sent {
            request = request.header(REQUEST_ID, sent);
        }
        let answer = observed("test", app).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let header = answer.headers()[REQUEST_ID].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        (header, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn the_edges_id_goes_through_to_jobs_and_back() {
        assert_eq!(id_said(Some("0123456789abcdef")).await, ("0123456789abcdef".into(), "0123456789abcdef".into()));
    }

    #[tokio::test]
    async fn an_id_that_is_no_plain_word_is_replaced() {
        for bad in [None, Some("x"), Some("a b c d e f g h"), Some("\"quoted\"-----")] {
            let (header, seen) = id_said(bad).await;
            assert_eq!(header, seen);
            assert_ne!(Some(header.as_str()), bad);
            assert_eq!(header.len(), 32);
        }
    }
}
