//! What Stripe's events say (<https://docs.stripe.com/api/events/types>).

use super::super::http::safe_id;
use super::super::{EventKind, ProviderError, ProviderEvent, RefundState};
use super::objects::{Charge, Dispute, Intent, Refund, Session, order_id};
use chrono::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    livemode: bool,
    /// Present when it is about somebody else's account that is connected to ours.
    account: Option<String>,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Value,
}

/// What a message says: what happened, to which payment, and what else names it.
struct Said {
    kind: EventKind,
    payment: String,
    attempt: Option<String>,
    order_id: Option<Uuid>,
}

/// Reads a body whose signature was checked.
pub(super) fn read(body: &[u8], live: bool) -> Result<Vec<ProviderEvent>, ProviderError> {
    let raw: Value = serde_json::from_slice(body).map_err(ProviderError::malformed)?;
    let event = Event::deserialize(&raw).map_err(ProviderError::malformed)?;
    if event.livemode != live {
        return Err(ProviderError::Untrue("it is of the other mode, live or test"));
    }
    if event.account.is_some() {
        return Err(ProviderError::Untrue("it is about another account"));
    }
    let Some(said) = say(&event)? else { return Ok(Vec::new()) };
    Ok(vec![ProviderEvent {
        event_id: event.id,
        kind: said.kind,
        provider_payment_id: safe_id(&said.payment)?.to_owned(),
        attempt: said.attempt.filter(|attempt| *attempt != said.payment),
        order_id: said.order_id,
        happened_at: DateTime::from_timestamp(event.created, 0),
        raw,
    }])
}

fn object<T: DeserializeOwned>(event: &Event) -> Result<T, ProviderError> {
    T::deserialize(&event.data.object).map_err(ProviderError::malformed)
}

fn say(event: &Event) -> Result<Option<Said>, ProviderError> {
    match event.kind.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            let session: Session = object(event)?;
            // Slow ways to pay complete the session first and succeed, or fail, later.
            if session.payment_status.as_deref() != Some("paid") {
                return Ok(None);
            }
            let kind = EventKind::Paid { money: session.money()?, fee: None };
            session_said(&session, kind)
        }
        "checkout.session.async_payment_failed" => {
            session_said(&object(event)?, EventKind::Failed { reason: Some("async_payment_failed".into()) })
        }
        "checkout.session.expired" => {
            session_said(&object(event)?, EventKind::Failed { reason: Some("session_expired".into()) })
        }
        "payment_intent.succeeded" => {
            let intent: Intent = object(event)?;
            let amount = intent.amount_received.unwrap_or(intent.amount);
            let kind = EventKind::Paid { money: super::from_stripe(amount, &intent.currency)?, fee: None };
            Ok(Some(intent_said(intent, kind)))
        }
        "payment_intent.payment_failed" => {
            let intent: Intent = object(event)?;
            // In a session the buyer sees it and tries another card: the session says when it is over.
            if intent.metadata.as_ref().and_then(|data| data.get("flow")).is_some_and(|flow| flow == "checkout") {
                return Ok(None);
            }
            let reason = intent.last_payment_error.as_ref().and_then(|error| error.code.clone());
            Ok(Some(intent_said(intent, EventKind::Failed { reason })))
        }
        "payment_intent.canceled" => {
            let intent: Intent = object(event)?;
            let reason = intent.cancellation_reason.clone();
            Ok(Some(intent_said(intent, EventKind::Failed { reason })))
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => refund_said(&object(event)?),
        // Newer versions leave the refunds themselves out; a fee becomes known by an update.
        "charge.refunded" | "charge.updated" => {
            let charge: Charge = object(event)?;
            let order_id = order_id(charge.metadata.as_ref());
            Ok(charge.payment_intent.map(|payment| Said { kind: EventKind::Changed, payment, attempt: None, order_id }))
        }
        "charge.dispute.created" | "charge.dispute.funds_withdrawn" | "charge.dispute.closed" => {
            dispute_said(&object(event)?)
        }
        _ => Ok(None),
    }
}

fn session_said(session: &Session, kind: EventKind) -> Result<Option<Said>, ProviderError> {
    let payment = session.payment_intent.as_ref().map_or(session.id.as_str(), |intent| intent.id()).to_owned();
    if matches!(kind, EventKind::Paid { .. }) && payment == session.id {
        return Err(ProviderError::malformed("a paid session without a payment"));
    }
    Ok(Some(Said { kind, payment, attempt: Some(session.id.clone()), order_id: session.order_id() }))
}

fn intent_said(intent: Intent, kind: EventKind) -> Said {
    Said { kind, order_id: order_id(intent.metadata.as_ref()), payment: intent.id, attempt: None }
}

fn refund_said(refund: &Refund) -> Result<Option<Said>, ProviderError> {
    let Some(payment) = refund.payment_intent.clone() else { return Ok(None) };
    let told = refund.told()?;
    let kind = match told.state {
        RefundState::Pending => return Ok(None),
        RefundState::Done => EventKind::Refunded { refund: told.id, money: told.money },
        RefundState::Failed => EventKind::RefundFailed { refund: told.id, reason: refund.failure_reason.clone() },
    };
    Ok(Some(Said { kind, payment, attempt: None, order_id: order_id(refund.metadata.as_ref()) }))
}

fn dispute_said(dispute: &Dispute) -> Result<Option<Said>, ProviderError> {
    let (Some(payment), Some(told)) = (dispute.payment_intent.clone(), dispute.told()?) else { return Ok(None) };
    let kind = match told.won {
        None => EventKind::Disputed { dispute: told.id, money: told.money },
        Some(won) => EventKind::DisputeClosed { dispute: told.id, money: told.money, won },
    };
    Ok(Some(Said { kind, payment, attempt: None, order_id: None }))
}
