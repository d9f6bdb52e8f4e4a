//! Extractors whose refusals are problems.

use crate::error::ApiError;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use garde::Validate;
use http::StatusCode;
use serde::de::DeserializeOwned;

/// Parts of the path; what does not parse is not found.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

/// The query.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

/// A JSON body that has passed its rules; a refusal names the fields.
#[derive(Debug)]
pub struct Valid<T>(pub T);

impl<S, T> FromRequest<S> for Valid<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Validate<Context = ()>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Json(input) = Json::<T>::from_request(request, state).await.map_err(refusal)?;
        input.validate().map_err(|report| {
            let all = ApiError::refused(StatusCode::UNPROCESSABLE_ENTITY, "bad-input", "some fields are not right");
            report.iter().fold(all, |all, (path, error)| all.field(path.to_string(), slug(error.message())))
        })?;
        Ok(Self(input))
    }
}

/// A JSON body whose rules the use-case checks.
#[derive(Debug)]
pub struct Shaped<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Shaped<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Json(input) = Json::<T>::from_request(request, state).await.map_err(refusal)?;
        Ok(Self(input))
    }
}

/// PostgreSQL keeps every letter but this one.
pub fn no_nul(text: &str, (): &()) -> garde::Result {
    if text.contains('\0') { Err(garde::Error::new("bad-letters")) } else { Ok(()) }
}

/// Words of a query, fit to be searched for: no controls, at most 200 letters; `None` when nothing is left.
pub fn words(text: Option<String>) -> Option<String> {
    let words: String = text?.trim().chars().filter(|letter| !letter.is_control()).take(200).collect();
    (!words.is_empty()).then_some(words)
}

fn refusal(rejection: JsonRejection) -> ApiError {
    let (kind, status) = match &rejection {
        JsonRejection::JsonDataError(_) => ("bad-shape", StatusCode::UNPROCESSABLE_ENTITY),
        JsonRejection::JsonSyntaxError(_) => ("bad-json", StatusCode::BAD_REQUEST),
        JsonRejection::MissingJsonContentType(_) => ("not-json", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => ("body-too-large", StatusCode::PAYLOAD_TOO_LARGE),
        _ => ("bad-body", StatusCode::BAD_REQUEST),
    };
    ApiError::refused(status, kind, rejection.body_text())
}

/// Garde's sentences as slugs; our own rules say slugs themselves.
fn slug(message: &str) -> String {
    let known = [
        ("length is lower than", "too-short"),
        ("length is greater than", "too-long"),
        ("not a valid email", "not-an-email"),
        ("lower than", "too-small"),
        ("greater than", "too-large"),
    ];
    let known = known.iter().find(|(beginning, _)| message.starts_with(beginning));
    known.map_or_else(|| message.replace(' ', "-"), |(_, slug)| (*slug).to_owned())
}
