//! The parts of YooKassa's objects that concern us.

use super::super::{PaymentState, ProviderError, Refund, RefundState};
use chrono::{DateTime, Utc};
use lectern_money::Money;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
pub(super) struct Amount {
    pub value: String,
    pub currency: String,
}

impl Amount {
    pub fn money(&self) -> Result<Money, ProviderError> {
        let currency = self.currency.parse().map_err(ProviderError::malformed)?;
        Money::from_decimal(&self.value, currency).map_err(ProviderError::malformed)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Payment {
    pub id: String,
    /// `pending`, `waiting_for_capture`, `succeeded`, `canceled`.
    pub status: String,
    #[serde(default)]
    pub paid: bool,
    pub amount: Amount,
    /// Without the provider's fee.
    pub income_amount: Option<Amount>,
    pub refunded_amount: Option<Amount>,
    pub recipient: Option<Recipient>,
    pub confirmation: Option<Confirmation>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
    pub created_at: Option<DateTime<Utc>>,
    pub captured_at: Option<DateTime<Utc>>,
    pub cancellation_details: Option<Cancellation>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Recipient {
    pub account_id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Confirmation {
    pub confirmation_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cancellation {
    pub reason: Option<String>,
}

impl Payment {
    pub fn state(&self) -> PaymentState {
        match (self.status.as_str(), self.paid) {
            ("succeeded", true) => PaymentState::Paid,
            ("canceled", _) => PaymentState::Failed,
            _ => PaymentState::Waiting,
        }
    }

    pub fn order_id(&self) -> Option<Uuid> {
        self.metadata.as_ref()?.get("order_id")?.parse().ok()
    }

    /// What the provider keeps: what the shop does not get.
    pub fn fee(&self) -> Result<Option<Money>, ProviderError> {
        let Some(income) = self.income_amount.as_ref() else { return Ok(None) };
        let fee = self.amount.money()?.minus(income.money()?).map_err(ProviderError::malformed)?;
        if fee.minor < 0 {
            return Err(ProviderError::malformed("an income above the amount"));
        }
        Ok(Some(fee))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundObject {
    pub id: String,
    pub payment_id: String,
    /// `pending`, `succeeded`, `canceled`.
    pub status: String,
    pub amount: Amount,
    pub created_at: Option<DateTime<Utc>>,
}

impl RefundObject {
    pub fn told(&self) -> Result<Refund, ProviderError> {
        let state = match self.status.as_str() {
            "succeeded" => RefundState::Done,
            "canceled" => RefundState::Failed,
            _ => RefundState::Pending,
        };
        Ok(Refund { id: self.id.clone(), money: self.amount.money()?, state })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Refunds {
    pub items: Vec<RefundObject>,
    pub next_cursor: Option<String>,
}

/// A notice; of its object only the id counts.
#[derive(Debug, Deserialize)]
pub(super) struct NoticeBody {
    pub event: String,
    pub object: NoticeObject,
}

#[derive(Debug, Deserialize)]
pub(super) struct NoticeObject {
    pub id: String,
}

/// Code and words of `{"type": "error", "code", "description", "parameter"}`.
pub(super) fn explain(said: &Value) -> (Option<String>, Option<String>) {
    let text = |key: &str| said[key].as_str().map(str::to_owned);
    let words = match (text("description"), text("parameter")) {
        (Some(words), Some(parameter)) => Some(format!("{words} ({parameter})")),
        (words, _) => words,
    };
    (text("code"), words)
}
