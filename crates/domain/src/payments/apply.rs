//! What the order's machine answers, written down in one transaction.

use super::jobs::{CancelPayment, MailKind, OrderMail};
use super::model::OrderState;
use super::{coupons, refunds, sql};
use crate::certificates;
use crate::courses::{self, Ended, EnrolmentSource};
use crate::events::Event as Heard;
use crate::notifications::{self, Kind, Notice};
use crate::school;
use lectern_db::{AccountId, Clock, CourseId, OrderId};
use lectern_money::order::{Access, Effects, Event, Notice as Tell, Outcome, State};
use serde_json::json;
use sql::OrderRow;
use sqlx::PgConnection;

/// Whose open pages are told what, once it is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The buyer.
    pub account: AccountId,
    /// The order.
    pub order: OrderId,
    /// Its course.
    pub course: CourseId,
    /// Where it stands.
    pub state: OrderState,
    /// The buyer's place has ended: what plays must stop.
    pub ended: bool,
}

impl Told {
    /// For the buyer's open pages.
    pub fn event(&self) -> Heard {
        Heard::Order { order_id: self.order, course_id: self.course, state: self.state }
    }
}

/// Takes `event` in: the order, the ledger, the place, the coupon, and the jobs that follow. Writes nothing for what
/// was known or cannot be.
pub(super) async fn apply(
    db: &mut PgConnection,
    clock: &dyn Clock,
    row: &mut OrderRow,
    event: &Event,
) -> sqlx::Result<(Outcome, Option<Told>)> {
    let effects = row.machine.apply(event);
    if matches!(effects.outcome, Outcome::Repeat | Outcome::Mismatch(_)) {
        return Ok((effects.outcome, None));
    }
    let now = clock.now();
    let machine = &row.machine.0;
    row.state = effects.after.into();
    (row.fee_minor, row.refunded_minor) = (machine.fee().minor, machine.returned().minor);
    row.teacher_minor = machine.teacher_due().minor;
    if effects.after.gives_access() || machine.payment().is_some() {
        row.paid_at = row.paid_at.or(Some(now));
    }
    sql::save(db, row, now).await?;
    sql::book(db, clock, row.id, &effects.transfers).await?;
    if let Event::Refunded { refund, payment, amount } = event {
        refunds::note(db, clock, row.id, refund, payment, amount.minor).await?;
    }
    let ended = place(db, clock, row, effects.access).await?;
    given_up(db, clock, row, &effects).await?;
    if let Some(surplus) = &effects.refund_surplus {
        refunds::give_back(db, clock, row.id, &surplus.payment, surplus.amount.minor, "surplus").await?;
    }
    if matches!(event, Event::Refunded { .. } | Event::DisputeClosed { .. }) {
        // A part of what was paid twice may have gone another way: the rest follows.
        for surplus in row.machine.surplus() {
            refunds::give_back(db, clock, row.id, &surplus.payment, surplus.amount.minor, "surplus").await?;
        }
    }
    for notice in &effects.notices {
        tell(db, clock, row, notice).await?;
    }
    let told = Told { account: row.account, order: row.id, course: row.course, state: row.state, ended };
    Ok((effects.outcome, Some(told)))
}

/// True when a place ended.
async fn place(db: &mut PgConnection, clock: &dyn Clock, row: &OrderRow, access: Access) -> sqlx::Result<bool> {
    match access {
        Access::Unchanged => Ok(false),
        Access::Grant => {
            coupons::take_again(db, row.id).await?;
            let given = courses::grant(db, clock, row.account, row.course, EnrolmentSource::Paid, Some(row.id)).await?;
            let left = row.machine.refundable().minor;
            if let Some(payment) = row.machine.payment()
                && !given
                && left > 0
            {
                // The course was open to them by then: another order was paid too, or a teacher let them in.
                refunds::give_back(db, clock, row.id, payment, left, "already-enrolled").await?;
            }
            Ok(false)
        }
        Access::End => {
            let by = if row.machine.refundable().minor == 0 && row.state == OrderState::Refunded {
                Ended::Refund
            } else {
                Ended::Dispute
            };
            let ended = courses::revoke(db, clock, row.account, row.course, row.id, by).await?;
            if ended && school::withdraws_after_refund(db).await? {
                certificates::withdraw(db, clock, row.account, row.course, "refund").await?;
            }
            Ok(ended)
        }
    }
}

/// An order that was given up gives its coupon back, and its payment is not to be made any more.
async fn given_up(db: &mut PgConnection, clock: &dyn Clock, row: &OrderRow, effects: &Effects) -> sqlx::Result<()> {
    if effects.before != State::Waiting || !matches!(effects.after, State::Failed | State::Expired) {
        return Ok(());
    }
    coupons::release(db, clock, row.id).await?;
    if effects.after == State::Expired
        && let Some(payment) = row.provider_payment_id.clone()
    {
        lectern_queue::put(db, &CancelPayment { order: row.id, provider: row.provider.clone(), payment }).await?;
    }
    Ok(())
}

async fn tell(db: &mut PgConnection, clock: &dyn Clock, row: &OrderRow, notice: &Tell) -> sqlx::Result<()> {
    let number = row.number.to_string();
    let params = |minor: i64| json!({ "course": row.course_title, "number": number, "amount_minor": minor, "currency": row.currency });
    let mail = |mail, amount_minor| OrderMail { order: row.id, mail, amount_minor };
    let link = Some(format!("/orders/{}", row.id));
    match notice {
        Tell::Receipt => {
            lectern_queue::put(db, &mail(MailKind::Receipt, None)).await?;
            let notice = Notice { kind: Kind::OrderPaid, subject: &number, params: params(row.amount_minor), link };
            notifications::tell(db, clock, row.account, notice).await
        }
        Tell::Failed => lectern_queue::put(db, &mail(MailKind::Failed, None)).await.map(|_| ()),
        Tell::Expired => lectern_queue::put(db, &mail(MailKind::Expired, None)).await.map(|_| ()),
        Tell::Refunded { amount } => {
            lectern_queue::put(db, &mail(MailKind::Refunded, Some(amount.minor))).await?;
            let subject = format!("{number} {}", row.refunded_minor);
            let notice = Notice { kind: Kind::OrderRefunded, subject: &subject, params: params(amount.minor), link };
            notifications::tell(db, clock, row.account, notice).await
        }
        Tell::Disputed { amount } => tell_admins(db, clock, row, Kind::OrderDisputed, params(amount.minor)).await,
        Tell::DisputeClosed { amount, won } => {
            let mut params = params(amount.minor);
            params["won"] = json!(won);
            tell_admins(db, clock, row, Kind::DisputeClosed, params).await
        }
        // The refund that follows is told of.
        Tell::Surplus { .. } => Ok(()),
    }
}

async fn tell_admins(
    db: &mut PgConnection,
    clock: &dyn Clock,
    row: &OrderRow,
    kind: Kind,
    params: serde_json::Value,
) -> sqlx::Result<()> {
    let admins = sqlx::query_scalar!(
        r#"SELECT account_id AS "id: AccountId" FROM accounts WHERE role = 'admin' AND blocked_at IS NULL LIMIT 100"#
    );
    let admins = admins.fetch_all(&mut *db).await?;
    let subject = format!("{} {}", row.id, clock.now().timestamp());
    let link = format!("/admin/orders/{}", row.id);
    let notice = |admin| (admin, Notice { kind, subject: &subject, params: params.clone(), link: Some(link.clone()) });
    notifications::tell_all(db, clock, kind, admins.into_iter().map(notice).collect()).await
}
