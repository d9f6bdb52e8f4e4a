//! Money without surprises: amounts, prices, coupons, the states of an order and the double entries they make.
//!
//! Pure: no database, no network, no clock. Whoever calls gives the time. Amounts are integer minor units of one
//! currency; nothing here is a float.
//!
//! An [`order::Order`] is told facts ([`order::Event`]) in whatever order and however often they come, and answers
//! with what must follow in the same transaction:
//!
//! ```
//! use lectern_money::order::{Access, Event, Order, Outcome, State, TeacherShare};
//! use lectern_money::{BasisPoints, Currency, Money};
//!
//! let rub: Currency = "RUB".parse()?;
//! let teacher = TeacherShare { account: uuid::Uuid::nil(), share: BasisPoints::percent(70)? };
//! let mut order = Order::new("stripe", Money::new(100_000, rub), Some(teacher));
//!
//! let paid = Event::Paid {
//!     payment: "pi_1".into(),
//!     amount: Money::new(100_000, rub),
//!     fee: Some(Money::new(3_000, rub)),
//! };
//! let effects = order.apply(&paid);
//! assert_eq!(effects.outcome, Outcome::Applied);
//! assert_eq!((order.state(), effects.access), (State::Paid, Access::Grant));
//! assert!(effects.transfers.iter().all(|transfer| transfer.entries().iter().map(|e| e.minor).sum::<i64>() == 0));
//!
//! let repeat = order.apply(&paid);
//! assert_eq!(repeat.outcome, Outcome::Repeat);
//! assert!(repeat.transfers.is_empty());
//! # Ok::<(), lectern_money::MoneyError>(())
//! ```
#![warn(missing_docs)]

pub mod amount;
pub mod currency;
pub mod ledger;
pub mod order;
pub mod price;
pub mod vat;

pub use amount::{BasisPoints, Money, MoneyError};
pub use currency::Currency;
pub use price::{Discount, Offer, Price, Sale};
pub use vat::VatCode;
