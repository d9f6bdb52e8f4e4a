//! What an event changes.

use super::{Access, Dispute, Effects, Event, Mismatch, Notice, Order, Outcome, Payment, Refund, State, Surplus};
use crate::Money;
use crate::ledger::{Account, Transfer, TransferKind};

/// Gathered while an event is applied.
#[derive(Default)]
struct Booking {
    transfers: Vec<Transfer>,
    refund_surplus: Option<Surplus>,
    notices: Vec<Notice>,
}

impl Booking {
    fn transfer(&mut self, kind: TransferKind, reference: &str, amount: Money, from: Account, to: Account) {
        self.transfers.extend(Transfer::new(kind, reference, amount, from, to));
    }
}

impl Order {
    /// Takes a fact in. Only [`Outcome::Applied`] and [`Outcome::Early`] change anything; a repeat and a mismatch leave
    /// the order as it was, to the last bit.
    pub fn apply(&mut self, event: &Event) -> Effects {
        let before = self.state();
        let mut booking = Booking::default();
        let outcome = match event {
            Event::Paid { payment, amount, fee } => self.paid(&mut booking, payment, *amount, *fee),
            Event::FeeKnown { payment, fee } => self.fee_known(&mut booking, payment, *fee),
            Event::Free => self.is_free(&mut booking),
            Event::Failed { payment } => self.gave_up(&mut booking, Some(payment)),
            Event::Expired => self.gave_up(&mut booking, None),
            Event::Refunded { refund, payment, amount } => self.refunded(&mut booking, refund, payment, *amount),
            Event::Disputed { dispute, payment, amount } => {
                self.disputed(&mut booking, dispute, payment, *amount, None)
            }
            Event::DisputeClosed { dispute, payment, amount, won } => {
                self.disputed(&mut booking, dispute, payment, *amount, Some(*won))
            }
        }
        .unwrap_or_else(Outcome::Mismatch);
        let after = self.state();
        let access = match (before.gives_access(), after.gives_access()) {
            (false, true) => Access::Grant,
            (true, false) => Access::End,
            (false, false) | (true, true) => Access::Unchanged,
        };
        let Booking { transfers, refund_surplus, notices } = booking;
        Effects { outcome, before, after, access, transfers, refund_surplus, notices }
    }

    fn paid(
        &mut self,
        booking: &mut Booking,
        id: &str,
        amount: Money,
        fee: Option<Money>,
    ) -> Result<Outcome, Mismatch> {
        self.fits(amount)?;
        if amount != self.amount {
            return Err(Mismatch::Amount);
        }
        fee.map_or(Ok(()), |fee| self.fee_fits(fee))?;
        if self.knows_payment(id) {
            // A reconciliation may tell the fee of a payment a webhook told without.
            return fee.map_or(Ok(Outcome::Repeat), |fee| self.fee_known(booking, id, fee));
        }
        let pays = self.payments.is_empty();
        let reference = format!("payment:{id}");
        self.payments.push(Payment { id: id.to_owned(), fee: None });
        booking.transfer(TransferKind::Payment, &reference, amount, Account::Buyer, self.holder());
        if pays {
            booking.transfer(TransferKind::Order, &reference, amount, Account::School, Account::Buyer);
        }
        let fee = fee.map(|fee| fee.minor).or_else(|| self.fees.get(id).copied());
        if let Some(fee) = fee {
            self.book_fee(booking, id, fee);
        }
        self.book_teacher(booking, &reference);
        self.catch_up(booking, id);
        if pays && self.state().gives_access() {
            booking.notices.push(Notice::Receipt);
        }
        booking.refund_surplus = self.surplus_of(id);
        if let Some(surplus) = &booking.refund_surplus {
            booking.notices.push(Notice::Surplus { amount: surplus.amount });
        }
        Ok(Outcome::Applied)
    }

    fn surplus_of(&self, payment: &str) -> Option<Surplus> {
        self.surplus().into_iter().find(|surplus| surplus.payment == payment)
    }

    /// Books what was heard of a payment before the payment itself.
    fn catch_up(&mut self, booking: &mut Booking, payment: &str) {
        let of_it = |id: &String, of: &String, minor: i64| (of == payment).then(|| (id.clone(), minor));
        let refunds: Vec<_> = self.refunds.iter().filter_map(|(id, r)| of_it(id, &r.payment, r.minor)).collect();
        for (id, minor) in refunds {
            self.book_refund(booking, &id, payment, self.money(minor));
        }
        let disputes: Vec<_> = self.disputes.iter().filter_map(|(id, d)| of_it(id, &d.payment, d.minor)).collect();
        for (id, minor) in disputes {
            self.book_dispute(booking, &id, self.money(minor));
            if let Some(won) = self.disputes[&id].won {
                self.book_verdict(booking, &id, payment, self.money(minor), won);
            }
        }
    }

    fn fee_known(&mut self, booking: &mut Booking, id: &str, fee: Money) -> Result<Outcome, Mismatch> {
        self.fee_fits(fee)?;
        let payment = self.payments.iter().find(|payment| payment.id == id);
        match payment.map_or_else(|| self.fees.get(id).copied(), |payment| payment.fee) {
            Some(known) if known == fee.minor => Ok(Outcome::Repeat),
            Some(_) => Err(Mismatch::Contradiction),
            None if payment.is_none() => {
                self.fees.insert(id.to_owned(), fee.minor);
                Ok(Outcome::Early)
            }
            None => {
                self.book_fee(booking, id, fee.minor);
                self.book_teacher(booking, &format!("fee:{id}"));
                Ok(Outcome::Applied)
            }
        }
    }

    fn is_free(&mut self, booking: &mut Booking) -> Result<Outcome, Mismatch> {
        if !self.amount.is_zero() {
            return Err(Mismatch::NotFree);
        }
        if self.free {
            return Ok(Outcome::Repeat);
        }
        self.free = true;
        booking.notices.push(Notice::Receipt);
        Ok(Outcome::Applied)
    }

    /// The order no longer waits: `payment` failed, or time ran out.
    fn gave_up(&mut self, booking: &mut Booking, payment: Option<&String>) -> Result<Outcome, Mismatch> {
        let known = match payment {
            Some(id) => !self.failed.insert(id.clone()),
            None => self.given_up.is_some() || self.state() != State::Waiting,
        };
        if known {
            return Ok(Outcome::Repeat);
        }
        // Of several tabs one may fail where another has paid: that is no news.
        if self.state() == State::Waiting {
            let (state, notice) = match payment {
                Some(_) => (State::Failed, Notice::Failed),
                None => (State::Expired, Notice::Expired),
            };
            self.given_up = Some(state);
            booking.notices.push(notice);
        }
        Ok(Outcome::Applied)
    }

    fn refunded(&mut self, booking: &mut Booking, id: &str, payment: &str, amount: Money) -> Result<Outcome, Mismatch> {
        self.fits(amount)?;
        let refund = Refund { payment: payment.to_owned(), minor: amount.minor };
        if let Some(known) = self.refunds.get(id) {
            return if *known == refund { Ok(Outcome::Repeat) } else { Err(Mismatch::Contradiction) };
        }
        if self.refunded_of(payment).saturating_add(amount.minor) > self.amount.minor {
            return Err(Mismatch::Amount);
        }
        self.refunds.insert(id.to_owned(), refund);
        if !self.knows_payment(payment) {
            return Ok(Outcome::Early);
        }
        self.book_refund(booking, id, payment, amount);
        Ok(Outcome::Applied)
    }

    fn disputed(
        &mut self,
        booking: &mut Booking,
        id: &str,
        payment: &str,
        amount: Money,
        won: Option<bool>,
    ) -> Result<Outcome, Mismatch> {
        self.fits(amount)?;
        let known = self.disputes.get(id).cloned();
        if let Some(known) = &known {
            if known.payment != payment || known.minor != amount.minor {
                return Err(Mismatch::Contradiction);
            }
            match (known.won, won) {
                (_, None) => return Ok(Outcome::Repeat),
                (Some(verdict), Some(again)) if verdict == again => return Ok(Outcome::Repeat),
                (Some(_), Some(_)) => return Err(Mismatch::Contradiction),
                (None, Some(_)) => {}
            }
        }
        // Only what is lost for good is bounded: a second dispute may be heard of before the first is heard to be won.
        let lost: i64 = self.disputes_of(payment).filter(|d| d.won == Some(false)).map(|d| d.minor).sum();
        if won == Some(false) && lost.saturating_add(amount.minor) > self.amount.minor {
            return Err(Mismatch::Amount);
        }
        self.disputes.insert(id.to_owned(), Dispute { payment: payment.to_owned(), minor: amount.minor, won });
        if !self.knows_payment(payment) {
            return Ok(Outcome::Early);
        }
        if known.is_none() {
            self.book_dispute(booking, id, amount);
        }
        if let Some(won) = won {
            self.book_verdict(booking, id, payment, amount, won);
        }
        if won == Some(true) {
            booking.refund_surplus = self.surplus_of(payment);
        }
        Ok(Outcome::Applied)
    }

    /// Whether an amount can be of this order at all.
    fn fits(&self, amount: Money) -> Result<(), Mismatch> {
        if amount.currency != self.amount.currency {
            return Err(Mismatch::Currency);
        }
        if (1..=self.amount.minor).contains(&amount.minor) { Ok(()) } else { Err(Mismatch::Amount) }
    }

    fn fee_fits(&self, fee: Money) -> Result<(), Mismatch> {
        if fee.currency != self.amount.currency {
            return Err(Mismatch::Currency);
        }
        if (0..=self.amount.minor).contains(&fee.minor) { Ok(()) } else { Err(Mismatch::Amount) }
    }

    fn holder(&self) -> Account {
        Account::Provider(self.provider.clone())
    }

    fn book_fee(&mut self, booking: &mut Booking, id: &str, fee: i64) {
        for payment in self.payments.iter_mut().filter(|payment| payment.id == id) {
            payment.fee = Some(fee);
        }
        self.fees.remove(id);
        let amount = self.money(fee);
        booking.transfer(TransferKind::Fee, &format!("fee:{id}"), amount, self.holder(), Account::Fee);
    }

    fn book_refund(&mut self, booking: &mut Booking, id: &str, payment: &str, amount: Money) {
        let reference = format!("refund:{id}");
        booking.transfer(TransferKind::Refund, &reference, amount, self.holder(), Account::Buyer);
        self.book_reversal(booking, &reference, payment, amount);
        booking.notices.push(Notice::Refunded { amount });
    }

    fn book_dispute(&mut self, booking: &mut Booking, id: &str, amount: Money) {
        let reference = format!("dispute:{id}");
        booking.transfer(TransferKind::Dispute, &reference, amount, self.holder(), Account::Disputed);
        booking.notices.push(Notice::Disputed { amount });
    }

    fn book_verdict(&mut self, booking: &mut Booking, id: &str, payment: &str, amount: Money, won: bool) {
        let reference = format!("dispute_closed:{id}");
        if won {
            booking.transfer(TransferKind::DisputeWon, &reference, amount, Account::Disputed, self.holder());
        } else {
            booking.transfer(TransferKind::Chargeback, &reference, amount, Account::Disputed, Account::Buyer);
            self.book_reversal(booking, &reference, payment, amount);
        }
        booking.notices.push(Notice::DisputeClosed { amount, won });
    }

    /// What the school had earned with the order's own payment is earned no more, as far as it had been.
    fn book_reversal(&mut self, booking: &mut Booking, reference: &str, payment: &str, amount: Money) {
        if self.payment() != Some(payment) {
            return;
        }
        let now = self.money(amount.minor.min(self.amount.minor - self.order_reversed));
        booking.transfer(TransferKind::OrderReversal, reference, now, Account::Buyer, Account::School);
        self.order_reversed += now.minor;
        self.book_teacher(booking, reference);
    }

    /// Brings the teacher's account to what is due.
    fn book_teacher(&mut self, booking: &mut Booking, reference: &str) {
        let Some(teacher) = self.teacher else { return };
        let due = self.teacher_due_minor();
        let change = self.money(due - self.teacher_booked);
        let account = Account::Teacher(teacher.account);
        booking.transfer(TransferKind::TeacherShare, reference, change, account, Account::School);
        self.teacher_booked = due;
    }
}
