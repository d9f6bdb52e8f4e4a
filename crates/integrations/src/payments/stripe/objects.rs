//! The parts of Stripe's objects that concern us.

use super::super::{Dispute as ToldDispute, ProviderError, Refund as ToldRefund, RefundState};
use super::from_stripe;
use lectern_money::Money;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// A field that holds an id, or the object itself when it was asked to be expanded.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Expandable<T> {
    Id(String),
    Object(Box<T>),
}

/// Objects with an id.
pub(super) trait HasId {
    fn id(&self) -> &str;
}

impl<T: HasId> Expandable<T> {
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.id(),
        }
    }

    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub id: String,
    pub url: Option<String>,
    /// `open`, `complete`, `expired`.
    pub status: Option<String>,
    /// `paid`, `unpaid`, `no_payment_required`.
    pub payment_status: Option<String>,
    pub payment_intent: Option<Expandable<Intent>>,
    pub amount_total: Option<i64>,
    pub currency: Option<String>,
    pub client_reference_id: Option<String>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    pub id: String,
    pub amount: i64,
    pub amount_received: Option<i64>,
    pub currency: String,
    pub status: String,
    pub client_secret: Option<String>,
    pub latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
    pub last_payment_error: Option<PaymentFailure>,
    pub cancellation_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PaymentFailure {
    pub code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Charge {
    pub id: String,
    pub payment_intent: Option<String>,
    #[serde(default)]
    pub amount_refunded: i64,
    #[serde(default)]
    pub disputed: bool,
    pub balance_transaction: Option<Expandable<BalanceTransaction>>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BalanceTransaction {
    pub id: String,
    #[serde(default)]
    pub fee: i64,
    pub currency: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub payment_intent: Option<String>,
    /// `pending`, `requires_action`, `succeeded`, `failed`, `canceled`.
    pub status: Option<String>,
    pub failure_reason: Option<String>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub payment_intent: Option<String>,
    pub status: String,
}

/// A page of objects, newest first.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

impl HasId for Intent {
    fn id(&self) -> &str {
        &self.id
    }
}
impl HasId for Charge {
    fn id(&self) -> &str {
        &self.id
    }
}
impl HasId for BalanceTransaction {
    fn id(&self) -> &str {
        &self.id
    }
}
impl HasId for Refund {
    fn id(&self) -> &str {
        &self.id
    }
}
impl HasId for Dispute {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The order of an object's metadata.
pub(super) fn order_id(metadata: Option<&HashMap<String, String>>) -> Option<Uuid> {
    metadata?.get("order_id")?.parse().ok()
}

impl Session {
    pub fn order_id(&self) -> Option<Uuid> {
        order_id(self.metadata.as_ref()).or_else(|| self.client_reference_id.as_ref()?.parse().ok())
    }

    pub fn money(&self) -> Result<Money, ProviderError> {
        match (self.amount_total, &self.currency) {
            (Some(amount), Some(currency)) => from_stripe(amount, currency),
            _ => Err(ProviderError::malformed("a session without an amount")),
        }
    }
}

impl Refund {
    pub fn told(&self) -> Result<ToldRefund, ProviderError> {
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Done,
            Some("failed" | "canceled") => RefundState::Failed,
            _ => RefundState::Pending,
        };
        Ok(ToldRefund { id: self.id.clone(), money: from_stripe(self.amount, &self.currency)?, state })
    }
}

impl Dispute {
    /// None for an inquiry, which has taken no money (yet).
    pub fn told(&self) -> Result<Option<ToldDispute>, ProviderError> {
        let won = match self.status.as_str() {
            status if status.starts_with("warning_") => return Ok(None),
            "won" | "prevented" => Some(true),
            "lost" => Some(false),
            _ => None,
        };
        Ok(Some(ToldDispute { id: self.id.clone(), money: from_stripe(self.amount, &self.currency)?, won }))
    }
}

/// Code and words of `{"error": {"code", "decline_code", "type", "message"}}`.
pub(super) fn explain(said: &Value) -> (Option<String>, Option<String>) {
    let error = &said["error"];
    let text = |key: &str| error[key].as_str().map(str::to_owned);
    (text("code").or_else(|| text("type")), text("message"))
}
