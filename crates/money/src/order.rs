//! The states of an order, as a pure function of the facts told about it.
//!
//! Facts are known by what they are about — a payment, a refund, a dispute — and not by the message that brought
//! them: the same refund heard from a webhook, from its repeat and from a reconciliation is one refund. Facts may
//! come in any order: a refund heard before its payment is kept and counts once the payment is known. So whatever the
//! interleaving, the same facts end in the same state and the same books.
//!
//! | from | to | when |
//! | --- | --- | --- |
//! | waiting | paid | the right amount came |
//! | waiting | failed, expired | the provider gave up; time ran out or the buyer cancelled |
//! | failed, expired | paid | money that came late is money |
//! | paid | partly refunded, refunded | money went back |
//! | paid, partly refunded | disputed | the buyer's bank has taken the money until it decides |
//! | disputed | paid, partly refunded | won |
//! | disputed | refunded | lost |
//!
//! The buyer has access while the order is paid, partly refunded or disputed: a dispute is not decided yet.

mod apply;
mod facts;

use crate::ledger::Transfer;
use crate::{BasisPoints, Money};
use facts::{Dispute, Payment, Refund};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// For money.
    Waiting,
    /// In full.
    Paid,
    /// The provider refused or gave up.
    Failed,
    /// Nobody paid in time, or the buyer cancelled.
    Expired,
    /// A part went back.
    PartlyRefunded,
    /// All went back.
    Refunded,
    /// The buyer's bank holds the money until it decides.
    Disputed,
}

impl State {
    /// All of them, in the order of an order's life.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Paid, Self::Failed, Self::Expired, Self::PartlyRefunded, Self::Refunded, Self::Disputed];

    /// The name the database and the interface use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
        }
    }

    /// Whether the buyer may learn.
    #[must_use]
    pub fn gives_access(self) -> bool {
        matches!(self, Self::Paid | Self::PartlyRefunded | Self::Disputed)
    }

    /// Whether an order may go from here to `next` by one fact.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use State::{Disputed, Expired, Failed, Paid, PartlyRefunded, Refunded, Waiting};
        match self {
            // A payment can arrive together with refunds and disputes that were heard of before it.
            Waiting => next != Waiting,
            Failed | Expired => !matches!(next, Waiting | Failed | Expired),
            Paid => matches!(next, PartlyRefunded | Refunded | Disputed),
            PartlyRefunded => matches!(next, Refunded | Disputed),
            Disputed => matches!(next, Paid | PartlyRefunded | Refunded),
            Refunded => false,
        }
    }
}

/// Who earns with the school, and how much: frozen when the order is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeacherShare {
    /// The teacher.
    pub account: Uuid,
    /// Of the amount without the provider's fee.
    pub share: BasisPoints,
}

/// A fact about an order. Ids are the provider's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// Money came.
    Paid {
        /// The payment.
        payment: String,
        /// What the buyer paid.
        amount: Money,
        /// What the provider keeps of it, when it says so already.
        fee: Option<Money>,
    },
    /// What the provider keeps of a payment became known later.
    FeeKnown {
        /// The payment.
        payment: String,
        /// Not negative.
        fee: Money,
    },
    /// Nothing is to be paid: a coupon took off all.
    Free,
    /// The provider gave up on a payment.
    Failed {
        /// The payment.
        payment: String,
    },
    /// Nobody paid in time, or the buyer cancelled.
    Expired,
    /// Money of a payment went back to the buyer.
    Refunded {
        /// The refund.
        refund: String,
        /// Whose money.
        payment: String,
        /// Of this refund alone.
        amount: Money,
    },
    /// The buyer's bank took money of a payment back until it decides.
    Disputed {
        /// The dispute.
        dispute: String,
        /// Whose money.
        payment: String,
        /// How much.
        amount: Money,
    },
    /// The bank decided. Names all again, because it may be heard before the dispute itself.
    DisputeClosed {
        /// The dispute.
        dispute: String,
        /// Whose money.
        payment: String,
        /// How much.
        amount: Money,
        /// Whether the school keeps the money.
        won: bool,
    },
}

impl Event {
    /// The fact it tells, such as `refund:re_1`: equal for two messages about the same.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Paid { payment, .. } => format!("payment:{payment}"),
            Self::FeeKnown { payment, .. } => format!("fee:{payment}"),
            Self::Free => "free".to_owned(),
            Self::Failed { payment } => format!("failed:{payment}"),
            Self::Expired => "expired".to_owned(),
            Self::Refunded { refund, .. } => format!("refund:{refund}"),
            Self::Disputed { dispute, .. } => format!("dispute:{dispute}"),
            Self::DisputeClosed { dispute, .. } => format!("dispute_closed:{dispute}"),
        }
    }
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "why")]
pub enum Outcome {
    /// It counts.
    Applied,
    /// It was known, or says nothing that matters any more.
    Repeat,
    /// It is about a payment nobody has told of yet; it counts once that is known. Shown to the admin till then.
    Early,
    /// It cannot be true of this order, which did not move. Kept and shown to the admin.
    Mismatch(Mismatch),
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Mismatch {
    /// Not the order's amount, a refund of more than was paid, or not more than nothing.
    #[error("the amount is not what the order allows")]
    Amount,
    /// Not the order's currency.
    #[error("the currency is not the order's")]
    Currency,
    /// A refund, a dispute or a fee that was known with other particulars.
    #[error("it contradicts what is known already")]
    Contradiction,
    /// Free, but there is something to pay.
    #[error("the order is not free")]
    NotFree,
}

/// What the event means for the buyer's enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// As it was.
    Unchanged,
    /// Enrol, in the same transaction.
    Grant,
    /// End the enrolment and what plays, in the same transaction.
    End,
}

/// Something people are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "notice")]
pub enum Notice {
    /// To the buyer: the receipt.
    Receipt,
    /// To the buyer: the payment failed.
    Failed,
    /// To the buyer: the order is no longer open.
    Expired,
    /// To the buyer: money is on its way back.
    Refunded {
        /// Of this refund.
        amount: Money,
    },
    /// To the school: a dispute was opened.
    Disputed {
        /// How much.
        amount: Money,
    },
    /// To the school: a dispute was decided.
    DisputeClosed {
        /// How much.
        amount: Money,
        /// Whether the school keeps the money.
        won: bool,
    },
    /// To the school: the buyer paid a second time.
    Surplus {
        /// What is to be given back.
        amount: Money,
    },
}

/// A payment of an order that was paid already: to be refunded in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surplus {
    /// The provider's id of the payment.
    pub payment: String,
    /// What has not gone back yet and no bank holds.
    pub amount: Money,
}

/// What must follow an event, in the transaction that stores the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effects {
    /// What became of the event.
    pub outcome: Outcome,
    /// Where the order stood.
    pub before: State,
    /// Where it stands.
    pub after: State,
    /// What to do with the enrolment.
    pub access: Access,
    /// To append to the ledger.
    pub transfers: Vec<Transfer>,
    /// To refund, by a job. The job asks [`Order::surplus`] again: a dispute or a refund from the provider's side may
    /// have come in between. Told again when a won dispute gives such money back.
    pub refund_surplus: Option<Surplus>,
    /// To tell people, by jobs.
    pub notices: Vec<Notice>,
}

/// An order: what is to be paid and all that is known about its money. Serialises to be kept beside its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    provider: String,
    amount: Money,
    teacher: Option<TeacherShare>,
    /// In the order they were heard of; the first pays the order, the others are surplus.
    payments: Vec<Payment>,
    refunds: BTreeMap<String, Refund>,
    disputes: BTreeMap<String, Dispute>,
    /// Heard before their payments.
    fees: BTreeMap<String, i64>,
    failed: BTreeSet<String>,
    /// The first reason it stopped waiting without money.
    given_up: Option<State>,
    free: bool,
    /// What the ledger says the teacher is owed.
    teacher_booked: i64,
    /// What the ledger says is earned no more.
    order_reversed: i64,
}

impl Order {
    /// A new order of `amount`, to be paid through `provider`.
    #[must_use]
    pub fn new(provider: &str, amount: Money, teacher: Option<TeacherShare>) -> Self {
        Self {
            provider: provider.to_owned(),
            amount,
            teacher,
            payments: Vec::new(),
            refunds: BTreeMap::new(),
            disputes: BTreeMap::new(),
            fees: BTreeMap::new(),
            failed: BTreeSet::new(),
            given_up: None,
            free: false,
            teacher_booked: 0,
            order_reversed: 0,
        }
    }

    /// What is to be paid.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Whom it is paid through.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        let Some(payment) = self.payments.first() else {
            return if self.free { State::Paid } else { self.given_up.unwrap_or(State::Waiting) };
        };
        let returned = self.returned().minor;
        if returned >= self.amount.minor {
            State::Refunded
        } else if self.disputes_of(&payment.id).any(|dispute| dispute.won.is_none()) {
            State::Disputed
        } else if returned > 0 {
            State::PartlyRefunded
        } else {
            State::Paid
        }
    }

    /// The provider's id of the payment that pays it.
    #[must_use]
    pub fn payment(&self) -> Option<&str> {
        self.payments.first().map(|payment| payment.id.as_str())
    }

    /// What the provider keeps of that payment; zero while unknown.
    #[must_use]
    pub fn fee(&self) -> Money {
        self.money(self.payments.first().and_then(|payment| payment.fee).unwrap_or(0))
    }

    /// What went back of that payment by refunds and lost disputes; never more than the amount.
    #[must_use]
    pub fn returned(&self) -> Money {
        let returned = self.payments.first().map_or(0, |payment| self.gone_of(&payment.id));
        self.money(returned.min(self.amount.minor))
    }

    /// What can still be refunded of that payment: not what a bank holds in a dispute.
    #[must_use]
    pub fn refundable(&self) -> Money {
        self.payments.first().map_or(self.money(0), |payment| self.left_of(&payment.id))
    }

    /// Payments beside the one that pays it, as far as they have not gone back and no bank holds them.
    #[must_use]
    pub fn surplus(&self) -> Vec<Surplus> {
        let left = |payment: &Payment| Surplus { payment: payment.id.clone(), amount: self.left_of(&payment.id) };
        self.payments.iter().skip(1).map(left).filter(|surplus| surplus.amount.is_positive()).collect()
    }

    /// What the teacher earns by it as things stand.
    #[must_use]
    pub fn teacher_due(&self) -> Money {
        self.money(self.teacher_due_minor())
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.amount.currency)
    }
}

#[cfg(test)]
mod tests;
