//! What an order remembers of its money.

use super::Order;
use crate::Money;
use crate::amount::ratio;
use serde::{Deserialize, Serialize};

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payment {
    pub id: String,
    /// Kept by the provider, once known.
    pub fee: Option<i64>,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refund {
    pub payment: String,
    pub minor: i64,
}

/// Money a bank took back until it decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dispute {
    pub payment: String,
    pub minor: i64,
    /// Absent until it is decided.
    pub won: Option<bool>,
}

impl Order {
    pub(super) fn knows_payment(&self, id: &str) -> bool {
        self.payments.iter().any(|payment| payment.id == id)
    }

    pub(super) fn disputes_of<'a>(&'a self, payment: &'a str) -> impl Iterator<Item = &'a Dispute> {
        self.disputes.values().filter(move |dispute| dispute.payment == payment)
    }

    pub(super) fn refunded_of(&self, payment: &str) -> i64 {
        self.refunds.values().filter(|refund| refund.payment == payment).map(|refund| refund.minor).sum()
    }

    /// What a payment has lost for good: refunds and lost disputes. A provider whose refund crossed a dispute can make
    /// it more than was paid; the books then show the buyer owing the difference.
    pub(super) fn gone_of(&self, payment: &str) -> i64 {
        let lost: i64 = self.disputes_of(payment).filter(|d| d.won == Some(false)).map(|d| d.minor).sum();
        self.refunded_of(payment).saturating_add(lost)
    }

    /// What of a payment can still be refunded: neither gone nor held by a bank.
    pub(super) fn left_of(&self, payment: &str) -> Money {
        let held: i64 = self.disputes_of(payment).filter(|d| d.won.is_none()).map(|d| d.minor).sum();
        self.money((self.amount.minor - self.gone_of(payment) - held).max(0))
    }

    /// The share of what is left after the fee, in proportion to what has not gone back. Nothing after a full refund.
    pub(super) fn teacher_due_minor(&self) -> i64 {
        let (Some(teacher), Some(payment)) = (self.teacher, self.payments.first()) else { return 0 };
        let earned = (self.amount.minor - payment.fee.unwrap_or(0)).max(0);
        let share = ratio(earned, teacher.share.get(), 10_000);
        ratio(share, self.amount.minor - self.returned().minor, self.amount.minor)
    }
}
