//! What the test provider does to a payment, and what it says of it: everything a real one may do to a school.

use super::test::{NoticeBody, PaymentObject};
use super::{Dispute, EventKind, PaymentState, Refund, RefundState};
use chrono::{DateTime, Utc};
use lectern_money::{BasisPoints, Money};
use serde::{Deserialize, Serialize};

/// What it pretends to keep, in hundredths of a per cent.
const FEE: i64 = 290;

/// What somebody does on the test provider's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Pays.
    Pay,
    /// Pays; a failed try is told of after the money, and everything twice.
    PayTwiceTold,
    /// Gives up.
    Fail,
    /// Gives the money back from the provider's side.
    Refund,
    /// The buyer's bank takes the money back.
    Dispute,
    /// The bank decides for the school.
    DisputeWon,
    /// The bank decides for the buyer.
    DisputeLost,
}

/// What the provider keeps of a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// As its API tells it.
    #[serde(flatten)]
    pub payment: PaymentObject,
    /// Of the order, shown on the page.
    pub number: String,
    /// Shown on the page.
    pub title: String,
    /// When it is paid, once the buyer asked for that.
    pub pays_at: Option<DateTime<Utc>>,
}

/// What it tells, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// To be signed.
    pub body: NoticeBody,
    /// Repeats included.
    pub times: u32,
    /// How long it takes its time, in seconds.
    pub after_s: f64,
}

/// The payment is not in a state for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment is not in a state for this")]
pub struct NotNow;

/// Does it.
///
/// # Errors
/// [`NotNow`].
pub fn act(payment: &mut PaymentObject, act: Act, now: DateTime<Utc>) -> Result<Vec<Told>, NotNow> {
    let waiting = payment.state == PaymentState::Waiting;
    let kinds: Vec<(&str, EventKind)> = match act {
        Act::Pay if waiting => vec![paid(payment)],
        Act::PayTwiceTold if waiting => {
            let failed = EventKind::Failed { reason: Some("card_declined".to_owned()) };
            vec![paid(payment), ("failed", failed)]
        }
        Act::Fail if waiting => {
            payment.state = PaymentState::Failed;
            vec![("failed", EventKind::Failed { reason: Some("card_declined".to_owned()) })]
        }
        Act::Refund if left(payment) > 0 => {
            let all = Money::new(left(payment), payment.money.currency);
            let id = format!("{}_r{}", payment.id, payment.refunds.len() + 1);
            return refund(payment, &id, all, now).map(|(_, told)| told);
        }
        Act::Dispute if left(payment) > 0 => {
            let money = Money::new(left(payment), payment.money.currency);
            let dispute = format!("{}_d{}", payment.id, payment.disputes.len() + 1);
            payment.disputes.push(Dispute { id: dispute.clone(), money, won: None });
            vec![("disputed", EventKind::Disputed { dispute, money })]
        }
        Act::DisputeWon | Act::DisputeLost => {
            let won = act == Act::DisputeWon;
            let open = payment.disputes.iter_mut().find(|dispute| dispute.won.is_none()).ok_or(NotNow)?;
            open.won = Some(won);
            vec![("dispute_closed", EventKind::DisputeClosed { dispute: open.id.clone(), money: open.money, won })]
        }
        Act::Pay | Act::PayTwiceTold | Act::Fail | Act::Refund | Act::Dispute => return Err(NotNow),
    };
    let (times, step) = if act == Act::PayTwiceTold { (2, 1.0) } else { (1, 0.0) };
    let mut after_s = 0.0;
    let mut all = Vec::new();
    for (name, kind) in kinds {
        all.push(Told { body: notice(payment, name, kind, now), times, after_s });
        after_s += step;
    }
    Ok(all)
}

/// Gives money back under an id of its own; one that was given is given once.
///
/// # Errors
/// [`NotNow`] when there is not so much.
pub fn refund(
    payment: &mut PaymentObject,
    id: &str,
    money: Money,
    now: DateTime<Utc>,
) -> Result<(Refund, Vec<Told>), NotNow> {
    if let Some(known) = payment.refunds.iter().find(|refund| refund.id == id) {
        return Ok((known.clone(), Vec::new()));
    }
    if money.currency != payment.money.currency || money.minor < 1 || money.minor > left(payment) {
        return Err(NotNow);
    }
    let refund = Refund { id: id.to_owned(), money, state: RefundState::Done };
    payment.refunds.push(refund.clone());
    let kind = EventKind::Refunded { refund: id.to_owned(), money };
    let body = notice(payment, &format!("refunded_{id}"), kind, now);
    Ok((refund, vec![Told { body, times: 1, after_s: 0.0 }]))
}

fn paid(payment: &mut PaymentObject) -> (&'static str, EventKind) {
    payment.state = PaymentState::Paid;
    let fee = BasisPoints::new(FEE).map(|fee| payment.money.split(fee).0).ok();
    payment.fee = fee;
    ("paid", EventKind::Paid { money: payment.money, fee })
}

/// What neither went back nor is held by a bank.
fn left(payment: &PaymentObject) -> i64 {
    if payment.state != PaymentState::Paid {
        return 0;
    }
    let refunded: i64 = payment.refunds.iter().map(|refund| refund.money.minor).sum();
    let held = payment.disputes.iter().filter(|dispute| dispute.won != Some(true));
    payment.money.minor - refunded - held.map(|dispute| dispute.money.minor).sum::<i64>()
}

fn notice(payment: &PaymentObject, name: &str, kind: EventKind, now: DateTime<Utc>) -> NoticeBody {
    let of = match &kind {
        EventKind::Disputed { dispute, .. } | EventKind::DisputeClosed { dispute, .. } => dispute.clone(),
        _ => payment.id.clone(),
    };
    NoticeBody { id: format!("{name}_{of}"), at: now, payment: payment.id.clone(), order_id: payment.order_id, kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lectern_money::Currency;
    use uuid::Uuid;

    fn payment() -> PaymentObject {
        PaymentObject {
            id: "tp_1".to_owned(),
            order_id: Uuid::nil(),
            state: PaymentState::Waiting,
            money: Money::new(10_000, Currency::RUB),
            fee: None,
            confirm_url: String::new(),
            refunds: vec![],
            disputes: vec![],
        }
    }

    #[test]
    fn a_payment_is_paid_once_and_refunded_as_far_as_it_was_paid() {
        let (mut payment, now) = (payment(), Utc::now());
        assert_eq!(act(&mut payment, Act::Refund, now), Err(NotNow));
        let told = act(&mut payment, Act::PayTwiceTold, now).unwrap();
        assert_eq!(told.iter().map(|told| told.times).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(act(&mut payment, Act::Pay, now), Err(NotNow));
        assert_eq!(payment.fee, Some(Money::new(290, Currency::RUB)));
        let part = Money::new(4_000, Currency::RUB);
        assert_eq!(refund(&mut payment, "a", part, now).unwrap().1.len(), 1);
        assert_eq!(refund(&mut payment, "a", part, now).unwrap().1.len(), 0, "the same key is the same refund");
        assert!(refund(&mut payment, "b", Money::new(6_001, Currency::RUB), now).is_err());
        act(&mut payment, Act::Dispute, now).unwrap();
        assert_eq!(payment.disputes[0].money.minor, 6_000);
        assert_eq!(act(&mut payment, Act::Refund, now), Err(NotNow), "a bank holds the rest");
        act(&mut payment, Act::DisputeWon, now).unwrap();
        act(&mut payment, Act::Refund, now).unwrap();
        assert_eq!(left(&payment), 0);
    }
}
