use super::coupons;
use super::model::{OfferOut, OfferedCoupon, Terms};
use super::{PaymentError, sql};
use crate::accounts::Actor;
use crate::courses::{self, Course, CourseState};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, CouponId, CourseId};
use lectern_money::Money;
use sqlx::{PgConnection, PgPool};

/// A price somebody can be asked to pay.
pub(super) struct Asked {
    pub out: OfferOut,
    pub amount: Money,
    pub coupon: Option<CouponId>,
}

/// What the course costs `actor` now, with this coupon.
///
/// # Errors
/// As `ask`.
pub async fn offer(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
    terms: &Terms,
    coupon: Option<&str>,
) -> Result<OfferOut, PaymentError> {
    let mut tx = pool.begin().await?;
    let course = for_sale(&mut tx, actor, id).await?;
    let mut out = ask(&mut tx, actor.id, &course, terms, coupon, clock.now(), false).await?.out;
    out.enrolled = has_place(&mut tx, actor.id, id, clock.now()).await?;
    out.open_order_id = sql::open(&mut tx, actor.id, id).await?.map(|order| order.id);
    Ok(out)
}

/// A published course.
///
/// # Errors
/// [`courses::CourseError::NotFound`] where they may not see it, [`PaymentError::NotForSale`].
pub(super) async fn for_sale(db: &mut PgConnection, actor: &Actor, id: CourseId) -> Result<Course, PaymentError> {
    let course = courses::find_visible(db, Some(actor), id).await?;
    if course.state == CourseState::Published { Ok(course) } else { Err(PaymentError::NotForSale) }
}

/// Whether the course is open to them.
pub(super) async fn has_place(
    db: &mut PgConnection,
    account: AccountId,
    course: CourseId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let place = courses::enrolment(db, account, course).await?;
    Ok(place.is_some_and(|place| place.ends_at.is_none_or(|ends_at| now < ends_at)))
}

/// The price now, without what the coupon takes off; with `lock` the coupon is held.
///
/// # Errors
/// [`PaymentError::Free`], [`PaymentError::Coupon`].
pub(super) async fn ask(
    db: &mut PgConnection,
    account: AccountId,
    course: &Course,
    terms: &Terms,
    coupon: Option<&str>,
    now: DateTime<Utc>,
    lock: bool,
) -> Result<Asked, PaymentError> {
    let price = course.pricing().ok_or(PaymentError::Free)?.at(now);
    let whole = Money::new(price.minor, price.currency.parse()?);
    let mut amount = whole;
    let (mut id, mut offered) = (None, None);
    if let Some(code) = coupon.filter(|code| !code.trim().is_empty()) {
        let (coupon, off) = coupons::off(db, account, course.id, code, whole, now, lock).await?;
        amount = whole.minus(off)?;
        (id, offered) = (Some(coupon), Some(OfferedCoupon { code: coupons::normal(code), off_minor: off.minor }));
    }
    let out = OfferOut {
        course_id: course.id,
        title: course.title.clone(),
        coupon: offered,
        amount_minor: amount.minor,
        currency: price.currency.clone(),
        price,
        providers: terms.taking(amount.currency),
        terms_version: terms.version.clone(),
        enrolled: false,
        open_order_id: None,
    };
    Ok(Asked { out, amount, coupon: id })
}
