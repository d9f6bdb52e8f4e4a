use super::model::OfferOut;
use crate::courses::CourseError;

/// Why nothing was done about money.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// No such order, event or coupon, or none this person may know of.
    #[error("there is no such order")]
    NotFound,
    /// For admins alone.
    #[error("only an admin may do this")]
    NotAdmin,
    /// Nothing is to be paid: enrol.
    #[error("the course is free")]
    Free,
    /// They have a place already.
    #[error("the course is open to this person already")]
    AlreadyEnrolled,
    /// It is not published.
    #[error("the course is not for sale")]
    NotForSale,
    /// The terms of sale were not accepted.
    #[error("the terms of sale are to be accepted")]
    TermsNotAccepted,
    /// It costs something else than the buyer was shown.
    #[error("the price has changed")]
    PriceChanged(Box<OfferOut>),
    /// Nobody of this name takes this currency.
    #[error("this way to pay does not take this currency")]
    NoProvider,
    /// The coupon does not hold; the slug says why.
    #[error("the coupon does not hold: {0}")]
    Coupon(&'static str),
    /// The order is past that.
    #[error("the order is not waiting for money")]
    NotWaiting,
    /// More than is left of it.
    #[error("no more than {left} can be refunded")]
    TooMuch {
        /// What can be refunded, in minor units.
        left: i64,
    },
    /// A coupon of this code is there.
    #[error("there is a coupon of this code")]
    CodeTaken,
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// An amount that cannot be.
    #[error(transparent)]
    Money(#[from] lectern_money::MoneyError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
