//! Taking money: one trait, several providers.
//!
//! A provider is called outside any transaction and with an idempotency key, so that a call can be repeated after a
//! crash. What it says later is verified here ([`Provider::verify`]) and told as [`ProviderEvent`]s; what it says when
//! asked is a [`PaymentStatus`]. Both turn into the facts of [`lectern_money::order`].

mod error;
mod http;
mod providers;
pub mod sign;
pub mod stripe;
pub mod test;
pub mod test_acts;
pub mod yookassa;

pub use error::ProviderError;
pub use providers::Providers;
pub use stripe::Stripe;
pub use test::TestProvider;
pub use yookassa::YooKassa;

use ::http::HeaderMap;
use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use lectern_money::order::Event;
use lectern_money::{Currency, Money, VatCode};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use uuid::Uuid;

/// Bodies of notices longer than this are refused unread.
pub const NOTICE_LIMIT_BYTES: usize = 256 * 1024;

/// Somebody who takes money for the school.
#[async_trait]
pub trait Provider: Send + Sync + std::fmt::Debug {
    /// Stands in addresses, in the ledger and on orders: `stripe`, `yookassa`, `test`.
    fn name(&self) -> &'static str;

    /// What it takes, as the settings say.
    fn currencies(&self) -> &[Currency];

    /// Opens a payment and says where the buyer confirms it. Repeated with the same idempotency key it answers the
    /// same payment.
    ///
    /// # Errors
    /// [`ProviderError::Refused`] for good; [`ProviderError::Unreachable`] when it may be tried again.
    async fn start(&self, payment: &NewPayment) -> Result<Started, ProviderError>;

    /// Checks that `notice` comes from the provider and tells what it says. Empty when it says nothing of money.
    ///
    /// # Errors
    /// [`ProviderError::BadSignature`], [`ProviderError::TooOld`], [`ProviderError::Malformed`] or
    /// [`ProviderError::Untrue`]: not to be believed, whoever sends it again. [`ProviderError::Unreachable`]: could not
    /// be checked now, answer so that the provider sends it again.
    async fn verify(&self, notice: &Notice) -> Result<Vec<ProviderEvent>, ProviderError>;

    /// What became of a payment, by the id of [`Started`] or of a [`ProviderEvent`].
    ///
    /// # Errors
    /// As [`Provider::start`].
    async fn read(&self, payment: &str) -> Result<PaymentStatus, ProviderError>;

    /// Gives money back. Repeated with the same idempotency key it answers the same refund.
    ///
    /// # Errors
    /// As [`Provider::start`].
    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError>;

    /// Asks that no money be taken any more. False when the provider cannot promise that; money that comes all the
    /// same is honoured.
    ///
    /// # Errors
    /// As [`Provider::start`].
    async fn cancel(&self, payment: &str) -> Result<bool, ProviderError>;
}

/// What is to be paid. A repeat with the same key must be equal in everything, or providers refuse it.
#[derive(Debug, Clone)]
pub struct NewPayment {
    /// Comes back with every event.
    pub order_id: Uuid,
    /// The order's number as people read it.
    pub number: String,
    /// How much; more than nothing.
    pub money: Money,
    /// What is bought.
    pub title: String,
    /// For the provider's own messages and the fiscal receipt.
    pub buyer_email: String,
    /// The language of the provider's page.
    pub locale: Locale,
    /// Where the buyer comes back to, whatever happened: the order's page, which shows its state.
    pub return_url: String,
    /// When the order stops waiting; a provider that can stops taking money then. Stripe takes 30 minutes to 24 hours
    /// from now and refuses others.
    pub expires_at: Option<DateTime<Utc>>,
    /// Lines of the fiscal receipt; providers that make none ignore it.
    pub receipt: Option<Receipt>,
    /// Of this attempt to pay; 1 to 255 characters.
    pub idempotency_key: String,
}

/// A language of a provider's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Russian.
    Ru,
    /// English.
    En,
}

/// A fiscal receipt (54-FZ). Its lines must sum to the money they are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Where the fiscal operator sends it.
    pub email: String,
    /// What was sold.
    pub lines: Vec<ReceiptLine>,
}

/// A line of a fiscal receipt: one piece of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// What; providers cut it at 128 characters.
    pub title: String,
    /// For how much.
    pub money: Money,
    /// The rate inside it.
    pub vat: VatCode,
    /// `payment_subject` of the receipt.
    pub subject: PaymentSubject,
    /// `payment_mode` of the receipt.
    pub mode: PaymentMode,
}

/// What kind of thing a receipt's line is about (tag 1212).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentSubject {
    /// A service: what access to a course usually is.
    Service,
    /// The right to use a work.
    IntellectualActivity,
    /// A thing.
    Commodity,
}

/// How a receipt's line is paid (tag 1214).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMode {
    /// In full, at the moment it is given: access opens at once.
    FullPayment,
    /// In full, before it is given.
    FullPrepayment,
}

/// A payment that waits for its buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The provider's id of what was opened. Events may name another id (see [`ProviderEvent::attempt`]).
    pub provider_payment_id: String,
    /// Where the buyer confirms.
    pub confirm_url: String,
}

/// A message that says it comes from a provider.
#[derive(Debug, Clone)]
pub struct Notice {
    /// As received.
    pub headers: HeaderMap,
    /// As received, byte for byte.
    pub body: Bytes,
    /// The address it came from, as the caller *knows* it: of the connection, or what our own edge put in its place.
    /// Never a header anybody can write.
    pub source: IpAddr,
    /// The time of arrival.
    pub now: DateTime<Utc>,
}

/// Something a provider said, verified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProviderEvent {
    /// Equal for repeats of one message; what the event is stored under.
    pub event_id: String,
    /// What it says.
    pub kind: EventKind,
    /// The provider's id of the payment, the same in all events and statuses about its money.
    pub provider_payment_id: String,
    /// The id of [`Started`] when it is another one: a checkout page may be opened before its payment exists.
    pub attempt: Option<String>,
    /// The order, when the message names it. Otherwise look for the payment, or [`Provider::read`] it.
    pub order_id: Option<Uuid>,
    /// When the provider says it happened.
    pub happened_at: Option<DateTime<Utc>>,
    /// All it said.
    pub raw: serde_json::Value,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EventKind {
    /// Money came.
    Paid {
        /// How much.
        money: Money,
        /// What the provider keeps, if it says.
        fee: Option<Money>,
    },
    /// No money will come.
    Failed {
        /// The provider's word for why.
        reason: Option<String>,
    },
    /// Money went back.
    Refunded {
        /// The provider's id of the refund.
        refund: String,
        /// How much.
        money: Money,
    },
    /// A refund that was asked for will not happen, or was undone.
    RefundFailed {
        /// The provider's id of the refund.
        refund: String,
        /// The provider's word for why.
        reason: Option<String>,
    },
    /// The buyer's bank took money back until it decides.
    Disputed {
        /// The provider's id of the dispute.
        dispute: String,
        /// How much.
        money: Money,
    },
    /// The bank decided.
    DisputeClosed {
        /// The provider's id of the dispute.
        dispute: String,
        /// How much.
        money: Money,
        /// Whether the school keeps the money.
        won: bool,
    },
    /// Something about the payment is new, but the message does not hold all of it: [`Provider::read`] it.
    Changed,
}

impl ProviderEvent {
    /// The fact for the order; none for what must be read first or moves no money.
    #[must_use]
    pub fn fact(&self) -> Option<Event> {
        let payment = self.provider_payment_id.clone();
        Some(match self.kind.clone() {
            EventKind::Paid { money, fee } => Event::Paid { payment, amount: money, fee },
            EventKind::Failed { .. } => Event::Failed { payment },
            EventKind::Refunded { refund, money } => Event::Refunded { refund, payment, amount: money },
            EventKind::Disputed { dispute, money } => Event::Disputed { dispute, payment, amount: money },
            EventKind::DisputeClosed { dispute, money, won } => {
                Event::DisputeClosed { dispute, payment, amount: money, won }
            }
            EventKind::RefundFailed { .. } | EventKind::Changed => return None,
        })
    }
}

/// What a provider knows of a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentStatus {
    /// As in [`ProviderEvent::provider_payment_id`].
    pub provider_payment_id: String,
    /// The order it was made for, when it says so.
    pub order_id: Option<Uuid>,
    /// Whether money came.
    pub state: PaymentState,
    /// What was asked for, or came.
    pub money: Money,
    /// What the provider keeps, when it says so.
    pub fee: Option<Money>,
    /// What went back of it, and what will not.
    pub refunds: Vec<Refund>,
    /// What banks took back of it.
    pub disputes: Vec<Dispute>,
}

/// Whether money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Not yet.
    Waiting,
    /// Yes, whatever went back of it.
    Paid,
    /// No, and it will not.
    Failed,
}

/// A dispute of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The provider's id.
    pub id: String,
    /// How much.
    pub money: Money,
    /// Absent until decided.
    pub won: Option<bool>,
}

impl PaymentStatus {
    /// All facts it tells, for a reconciliation. Those the order knows change nothing.
    #[must_use]
    pub fn facts(&self) -> Vec<Event> {
        let payment = || self.provider_payment_id.clone();
        match self.state {
            PaymentState::Waiting => Vec::new(),
            PaymentState::Failed => vec![Event::Failed { payment: payment() }],
            PaymentState::Paid => {
                let mut facts = vec![Event::Paid { payment: payment(), amount: self.money, fee: self.fee }];
                let done = self.refunds.iter().filter(|refund| refund.state == RefundState::Done);
                facts.extend(done.map(|refund| Event::Refunded {
                    refund: refund.id.clone(),
                    payment: payment(),
                    amount: refund.money,
                }));
                facts.extend(self.disputes.iter().map(|dispute| {
                    let (id, payment, amount) = (dispute.id.clone(), payment(), dispute.money);
                    match dispute.won {
                        None => Event::Disputed { dispute: id, payment, amount },
                        Some(won) => Event::DisputeClosed { dispute: id, payment, amount, won },
                    }
                }));
                facts
            }
        }
    }
}

/// What is to be given back.
#[derive(Debug, Clone)]
pub struct NewRefund {
    /// The payment, by either of its ids.
    pub provider_payment_id: String,
    /// The order, kept with the refund.
    pub order_id: Uuid,
    /// How much; not more than is left.
    pub money: Money,
    /// Lines of the fiscal receipt of the return.
    pub receipt: Option<Receipt>,
    /// Of this refund; 1 to 255 characters.
    pub idempotency_key: String,
}

/// A refund as the provider knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The provider's id.
    pub id: String,
    /// How much.
    pub money: Money,
    /// Whether it happened.
    pub state: RefundState,
}

/// Whether a refund happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Not yet.
    Pending,
    /// Yes.
    Done,
    /// No, and it will not.
    Failed,
}
