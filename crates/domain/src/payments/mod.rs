//! Buying a course: offers, orders, what providers say of them, refunds, coupons, and the books.
//!
//! Owns `orders`, `payment_events`, `refunds`, `coupons`, `coupon_uses`, the ledger and, for the built-in test provider,
//! `test_*`. What an order is, is decided by `lectern_money::order`; here its answers are written down in one transaction:
//! the order, the ledger, the enrolment, the coupon, and the jobs that must follow. Providers are called by others,
//! outside any transaction, between two calls of this slice. Puts [`ApplyPaymentEvent`], [`StartRefund`],
//! [`CancelPayment`], [`ReconcileOrders`], [`CheckLedger`] and [`OrderMail`].

mod admin;
mod apply;
mod books;
mod coupons;
mod earnings;
mod error;
mod events;
mod jobs;
mod model;
mod offer;
mod orders;
mod reconcile;
mod refunds;
mod sql;
pub mod test_provider;

pub use admin::{admin_order, admin_orders, payment_events, reconciliation, retry_event};
pub use apply::Told;
pub use books::{check_ledger, put_daily};
pub use coupons::{add_coupon, coupons, update_coupon};
pub use earnings::{earnings, earnings_csv};
pub use error::PaymentError;
pub use events::{Applied, Incoming, Said, Source, apply_answer, apply_event, receive};
pub use jobs::{ApplyPaymentEvent, CancelPayment, CheckLedger, MailKind, OrderMail, ReconcileOrders, StartRefund};
pub use model::*;
pub use offer::offer;
pub use orders::{Ordered, Start, cancel, create, mail, mine, order, start, start_refused, started};
pub use reconcile::{Poll, due, expire, put_due};
pub use refunds::{ToRefund, ask_refund, begin_refund, refund_failed, refund_sent};
