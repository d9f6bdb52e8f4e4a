use crate::actor::From as Sender;
use crate::error::{ApiError, Problem};
use crate::extract::Path;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use lectern_domain::payments::{self, Incoming, Said};
use lectern_integrations::payments::{EventKind, NOTICE_LIMIT_BYTES, Notice, ProviderError, ProviderEvent};

/// What payment providers call. A notice is verified, stored, answered, and applied by a job; a repeat is answered alike.
#[utoipa::path(post, path = "/payments/{provider}/events", operation_id = "receive_payment_events", tag = "payments",
    params(("provider" = String, Path)), request_body(content = Vec<u8>, content_type = "application/json"),
    responses((status = 200), (status = "4XX", body = Problem)))]
pub async fn receive(
    State(app): State<AppState>,
    Sender(device): Sender,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let provider = app.providers.named(&name).ok_or_else(ApiError::not_found)?;
    let body = axum::body::to_bytes(body, NOTICE_LIMIT_BYTES).await.map_err(|_| {
        ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "a notice is never that long")
    })?;
    let notice = Notice { headers, body, source: device.address, now: app.clock.now() };
    let events = provider.verify(&notice).await.map_err(|error| refusal(&name, &error))?;
    let events: Vec<_> = events.into_iter().map(incoming).collect();
    payments::receive(&app.pool, &*app.clock, &name, &events).await?;
    Ok(StatusCode::OK)
}

fn refusal(provider: &str, error: &ProviderError) -> ApiError {
    tracing::warn!(provider, %error, "a notice was not taken");
    match error {
        // Then the provider sends it again.
        ProviderError::Unreachable(_) => {
            let title = "the notice cannot be checked now";
            ApiError::refused(StatusCode::SERVICE_UNAVAILABLE, "not-now", title).retry_after(30)
        }
        ProviderError::BadSignature(_) | ProviderError::TooOld(_) | ProviderError::Untrue(_) => {
            ApiError::refused(StatusCode::FORBIDDEN, "notice-refused", "the notice is not believed")
        }
        ProviderError::Malformed(_) | ProviderError::Refused { .. } => {
            ApiError::refused(StatusCode::BAD_REQUEST, "notice-malformed", "the notice is not understood")
        }
    }
}

fn incoming(event: ProviderEvent) -> Incoming {
    let said = match (event.fact(), &event.kind) {
        (Some(fact), _) => Said::Fact { event: fact },
        (None, EventKind::RefundFailed { refund, reason }) => {
            Said::RefundFailed { refund: refund.clone(), reason: reason.clone() }
        }
        (None, _) => Said::Changed,
    };
    let kind = match event.kind {
        EventKind::Paid { .. } => "paid",
        EventKind::Failed { .. } => "failed",
        EventKind::Refunded { .. } => "refunded",
        EventKind::RefundFailed { .. } => "refund_failed",
        EventKind::Disputed { .. } => "disputed",
        EventKind::DisputeClosed { .. } => "dispute_closed",
        EventKind::Changed => "changed",
    };
    Incoming {
        event_id: event.event_id,
        kind: kind.to_owned(),
        payment: event.provider_payment_id,
        attempt: event.attempt,
        order: event.order_id,
        said,
        raw: event.raw,
    }
}
