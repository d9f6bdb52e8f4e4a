use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use lectern_telemetry::http::current_request;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Display;
use utoipa::ToSchema;

/// What went wrong, as RFC 9457 says it; `type` is a stable slug that the interface translates.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A stable slug.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence for a person.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong with which field of a form: a slug each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<String, String>>,
    /// To name when asking for help; with answers of 500 and above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Figures of this kind of problem.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// An answer that is not the one asked for.
#[derive(Debug)]
pub enum ApiError {
    /// The caller's doing, or a state they are told about.
    Refused(Box<Refusal>),
    /// Ours: logged here, and nothing of it reaches the caller.
    Internal(anyhow::Error),
}

/// What is told.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    kind: &'static str,
    title: String,
    fields: BTreeMap<String, String>,
    more: Map<String, Value>,
    retry_after_s: Option<u64>,
}

impl ApiError {
    /// A refusal with its stable slug and a sentence.
    pub fn refused(status: StatusCode, kind: &'static str, title: impl Display) -> Self {
        Self::Refused(Box::new(Refusal {
            status,
            kind,
            title: title.to_string(),
            fields: BTreeMap::new(),
            more: Map::new(),
            retry_after_s: None,
        }))
    }

    /// There is no such thing, or none the caller may see.
    pub fn not_found() -> Self {
        Self::refused(StatusCode::NOT_FOUND, "not-found", "there is no such thing")
    }

    /// Input that fits the shape but not the rules.
    pub fn bad_input(field: impl Into<String>, slug: impl Into<String>) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "bad-input", "some fields are not right").field(field, slug)
    }

    /// Adds what is wrong with a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, slug: impl Into<String>) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.fields.insert(field.into(), slug.into());
        }
        self
    }

    /// Adds a figure the interface shows.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.more.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        }
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.retry_after_s = Some(seconds);
        }
        self.with("retry_after_s", seconds)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, retry_after_s, problem) = match self {
            Self::Refused(refusal) => {
                let Refusal { status, kind, title, fields, more, retry_after_s } = *refusal;
                let problem = Problem {
                    kind: kind.to_owned(),
                    title,
                    status: status.as_u16(),
                    fields: (!fields.is_empty()).then_some(fields),
                    request_id: status.is_server_error().then(current_request).flatten(),
                    more,
                };
                (status, retry_after_s, problem)
            }
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "a request failed");
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let problem = Problem {
                    kind: "internal".to_owned(),
                    title: "something failed on our side; it is written down".to_owned(),
                    status: status.as_u16(),
                    fields: None,
                    request_id: current_request(),
                    more: Map::new(),
                };
                (status, None, problem)
            }
        };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after_s {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => {
                Self::refused(StatusCode::SERVICE_UNAVAILABLE, "busy", "the server is busy").retry_after(2)
            }
            error => Self::Internal(error.into()),
        }
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, "bad-query", rejection.body_text())
    }
}
