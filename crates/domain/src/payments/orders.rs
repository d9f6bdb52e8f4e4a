use super::jobs::CancelPayment;
use super::model::{MailData, NO_PROVIDER, OrderCourse, OrderOut, OrderState, ReceiptOut, RefundOut, Terms, Wish};
use super::offer::{ask, for_sale, has_place};
use super::sql::{OrderRow, orders};
use super::{PaymentError, Told, apply, coupons, refunds, sql};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::courses::{Course, Cover};
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{AccountId, Clock, CouponId, CourseId, OrderId, PageSize};
use lectern_money::order::{Event, Order, TeacherShare};
use lectern_money::{Money, VatCode};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

/// How long a provider may answer before it is asked what became of a payment.
const FIRST_POLL_S: f64 = 60.0;

/// An order, and whether it was made just now.
#[derive(Debug)]
pub struct Ordered {
    /// The order.
    pub id: OrderId,
    /// False for the open one of another tab.
    pub new: bool,
    /// Whom to tell, of it and of the order it replaces.
    pub told: Vec<Told>,
}

/// Orders the course. The open order of another tab is shared when it asks for the same, and given up when it does not.
/// What costs nothing is paid at once; else the provider is asked next.
///
/// # Errors
/// [`PaymentError::NotForSale`], [`PaymentError::Free`], [`PaymentError::AlreadyEnrolled`], [`PaymentError::PriceChanged`],
/// [`PaymentError::TermsNotAccepted`], [`PaymentError::NoProvider`], [`PaymentError::Coupon`], or the course is not found.
pub async fn create(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    terms: &Terms,
    wish: &Wish,
) -> Result<Ordered, PaymentError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    // Tabs of one person and one course come one after another.
    let key = format!("order {} {course}", actor.id);
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(&mut *tx).await?;
    let course = for_sale(&mut tx, actor, course).await?;
    if course.price_minor.is_none() {
        return Err(PaymentError::Free);
    }
    if has_place(&mut tx, actor.id, course.id, now).await? {
        return Err(PaymentError::AlreadyEnrolled);
    }
    let mut told = Vec::new();
    if let Some(mut open) = sql::open(&mut tx, actor.id, course.id).await? {
        if same(&open, &course, wish, now) {
            return Ok(Ordered { id: open.id, new: false, told });
        }
        let (_, given_up) = apply::apply(&mut tx, clock, &mut open, &Event::Expired).await?;
        told.extend(given_up);
    }
    let asked = ask(&mut tx, actor.id, &course, terms, wish.coupon.as_deref(), now, true).await?;
    if asked.amount.minor != wish.shown_minor {
        return Err(PaymentError::PriceChanged(Box::new(asked.out)));
    }
    if !wish.accepted_terms {
        return Err(PaymentError::TermsNotAccepted);
    }
    let provider = match asked.amount.is_zero() {
        true => NO_PROVIDER.to_owned(),
        false if asked.out.providers.contains(&wish.provider) => wish.provider.clone(),
        false => return Err(PaymentError::NoProvider),
    };
    let mut row = fresh(&mut tx, clock, actor, &course, terms, provider, asked.amount, asked.coupon).await?;
    row.list_minor = asked.out.price.list_minor;
    if let Some(coupon) = asked.out.coupon {
        (row.discount_minor, row.coupon_code) = (coupon.off_minor, Some(coupon.code));
    }
    row.number = sql::insert(&mut tx, &row).await?;
    if let Some(coupon) = row.coupon {
        coupons::take(&mut tx, clock, coupon, row.id, actor.id).await?;
    }
    if asked.amount.is_zero() {
        let (_, paid) = apply::apply(&mut tx, clock, &mut row, &Event::Free).await?;
        told.extend(paid);
    }
    tx.commit().await?;
    Ok(Ordered { id: row.id, new: true, told })
}

/// Whether an open order is what is wished for, at the price that was shown.
fn same(open: &OrderRow, course: &Course, wish: &Wish, now: DateTime<Utc>) -> bool {
    let code = wish.coupon.as_deref().map(coupons::normal).filter(|code| !code.is_empty());
    let price = course.pricing().map(|pricing| pricing.at(now));
    open.expires_at > now
        && open.provider == wish.provider
        && open.amount_minor == wish.shown_minor
        && open.coupon_code == code
        && price.is_some_and(|price| {
            price.currency == open.currency && price.minor - open.discount_minor == open.amount_minor
        })
}

#[expect(clippy::too_many_arguments, reason = "everything that is frozen comes from somewhere else")]
async fn fresh(
    db: &mut PgConnection,
    clock: &dyn Clock,
    actor: &Actor,
    course: &Course,
    terms: &Terms,
    provider: String,
    amount: Money,
    coupon: Option<CouponId>,
) -> sqlx::Result<OrderRow> {
    let buyer = sqlx::query!(
        r#"SELECT name, email, language AS "language: InterfaceLanguage" FROM accounts WHERE account_id = $1"#,
        actor.id.0
    );
    let buyer = buyer.fetch_one(db).await?;
    let now = clock.now();
    let teacher = TeacherShare { account: course.owner.0, share: terms.teacher_share };
    Ok(OrderRow {
        id: OrderId::new(clock),
        number: 0,
        account: actor.id,
        course: course.id,
        course_title: course.title.clone(),
        cover_hash: course.cover_hash.clone(),
        buyer_name: buyer.name,
        buyer_email: buyer.email,
        language: match buyer.language {
            InterfaceLanguage::Ru => "ru".to_owned(),
            InterfaceLanguage::En => "en".to_owned(),
        },
        teacher: course.owner,
        share_points: i32::try_from(terms.teacher_share.get()).unwrap_or(0),
        machine: Json(Order::new(&provider, amount, Some(teacher))),
        provider,
        provider_payment_id: None,
        confirm_url: None,
        state: OrderState::Waiting,
        list_minor: amount.minor,
        discount_minor: 0,
        amount_minor: amount.minor,
        currency: amount.currency.code().to_owned(),
        coupon,
        coupon_code: None,
        fee_minor: 0,
        refunded_minor: 0,
        teacher_minor: 0,
        vat_code: terms.vat.get().into(),
        vat_minor: terms.vat.tax_in(amount).map(|tax| tax.minor),
        terms_version: terms.version.clone(),
        terms_accepted_at: now,
        created_at: now,
        expires_at: now + TimeDelta::minutes(terms.order_minutes),
        paid_at: None,
    })
}

/// What a provider is asked for.
#[derive(Debug, Clone)]
pub struct Start {
    /// The order; its payment is asked for once.
    pub order: OrderId,
    /// As people call it.
    pub number: String,
    /// Whom.
    pub provider: String,
    /// How much.
    pub money: Money,
    /// What is bought.
    pub title: String,
    /// For the receipt.
    pub buyer_email: String,
    /// `ru` or `en`.
    pub language: String,
    /// For the receipt.
    pub vat: VatCode,
    /// Until when it waits.
    pub expires_at: DateTime<Utc>,
}

/// What the order's provider is to be asked for; none when it waits for no money or the provider has answered.
///
/// # Errors
/// [`PaymentError::NotFound`] for somebody else's order.
pub async fn start(pool: &PgPool, actor: &Actor, id: OrderId) -> Result<Option<Start>, PaymentError> {
    let row = sql::find(&mut *pool.acquire().await?, id).await?.filter(|row| row.account == actor.id);
    let row = row.ok_or(PaymentError::NotFound)?;
    if row.state != OrderState::Waiting || row.confirm_url.is_some() {
        return Ok(None);
    }
    let vat = u8::try_from(row.vat_code).ok().and_then(|code| VatCode::try_from(code).ok());
    Ok(Some(Start {
        order: row.id,
        number: row.number.to_string(),
        provider: row.provider.clone(),
        money: row.money(),
        title: row.course_title,
        buyer_email: row.buyer_email,
        language: row.language,
        vat: vat.unwrap_or(VatCode::NONE),
        expires_at: row.expires_at,
    }))
}

/// Notes the provider's answer. For an order that was given up meanwhile the payment is called off.
///
/// # Errors
/// When Postgres fails.
pub async fn started(pool: &PgPool, clock: &dyn Clock, id: OrderId, payment: &str, url: &str) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    let state = sqlx::query!(
        r#"UPDATE orders SET provider_payment_id = $2, confirm_url = $3, poll_at = $4::timestamptz + make_interval(secs => $5)
           WHERE order_id = $1 RETURNING state AS "state: OrderState", provider"#,
        id.0,
        payment,
        url,
        clock.now(),
        FIRST_POLL_S,
    );
    let order = state.fetch_one(&mut *tx).await?;
    if order.state == OrderState::Expired {
        let payment = payment.to_owned();
        lectern_queue::put(&mut tx, &CancelPayment { order: id, provider: order.provider, payment }).await?;
    }
    tx.commit().await
}

/// The provider said no: the order failed, and another may be made.
///
/// # Errors
/// When Postgres fails.
pub async fn start_refused(pool: &PgPool, clock: &dyn Clock, id: OrderId) -> sqlx::Result<Option<Told>> {
    let mut tx = pool.begin().await?;
    let Some(mut row) = sql::lock(&mut tx, id).await? else { return Ok(None) };
    let (_, told) =
        apply::apply(&mut tx, clock, &mut row, &Event::Failed { payment: format!("start of {id}") }).await?;
    tx.commit().await?;
    Ok(told)
}

/// One's own order; admins see all.
///
/// # Errors
/// [`PaymentError::NotFound`].
pub async fn order(pool: &PgPool, actor: &Actor, id: OrderId) -> Result<OrderOut, PaymentError> {
    let mut db = pool.acquire().await?;
    let row = sql::find(&mut db, id).await?.filter(|row| row.account == actor.id || actor.is_admin());
    let row = row.ok_or(PaymentError::NotFound)?;
    shown(&mut db, vec![row]).await?.pop().ok_or(PaymentError::NotFound)
}

/// One's own orders, newest first; one more than a page.
///
/// # Errors
/// When Postgres fails.
pub async fn mine(
    pool: &PgPool,
    account: AccountId,
    before: Option<OrderId>,
    size: PageSize,
) -> sqlx::Result<Vec<OrderOut>> {
    let mut db = pool.acquire().await?;
    let rows = orders!(
        "WHERE o.account_id = $1 AND ($2::uuid IS NULL OR o.order_id < $2) ORDER BY o.order_id DESC LIMIT $3",
        account.0,
        before.map(|id| id.0),
        size.probe(),
    );
    let rows = rows.fetch_all(&mut *db).await?;
    shown(&mut db, rows).await
}

/// Gives up one's order that waits for money.
///
/// # Errors
/// [`PaymentError::NotFound`], or [`PaymentError::NotWaiting`] for one that is paid.
pub async fn cancel(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: OrderId,
) -> Result<Option<Told>, PaymentError> {
    let mut tx = pool.begin().await?;
    let row = sql::lock(&mut tx, id).await?.filter(|row| row.account == actor.id);
    let mut row = row.ok_or(PaymentError::NotFound)?;
    match row.state {
        OrderState::Waiting => {}
        OrderState::Expired | OrderState::Failed => return Ok(None),
        OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded | OrderState::Disputed => {
            return Err(PaymentError::NotWaiting);
        }
    }
    let (_, told) = apply::apply(&mut tx, clock, &mut row, &Event::Expired).await?;
    tx.commit().await?;
    Ok(told)
}

/// What a letter about the order is written from.
///
/// # Errors
/// When Postgres fails.
pub async fn mail(pool: &PgPool, id: OrderId) -> sqlx::Result<Option<MailData>> {
    let mut db = pool.acquire().await?;
    let Some(row) = sql::find(&mut db, id).await? else { return Ok(None) };
    let (language, school) = (row.language.clone(), crate::school::name(&mut db).await?);
    let order = shown(&mut db, vec![row]).await?.pop();
    Ok(order.map(|order| MailData { order, language, school }))
}

/// Orders with their refunds.
pub(super) async fn shown(db: &mut PgConnection, rows: Vec<OrderRow>) -> sqlx::Result<Vec<OrderOut>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id.0).collect();
    let mut given = refunds::of(db, &ids).await?;
    Ok(rows.into_iter().map(|row| out(&row, given.remove(&row.id).unwrap_or_default())).collect())
}

fn out(row: &OrderRow, refunds: Vec<RefundOut>) -> OrderOut {
    OrderOut {
        id: row.id,
        number: row.number.to_string(),
        course: OrderCourse {
            id: row.course,
            title: row.course_title.clone(),
            cover: row.cover_hash.as_deref().map(Cover::of),
        },
        state: row.state,
        provider: row.provider.clone(),
        amount_minor: row.amount_minor,
        currency: row.currency.clone(),
        list_minor: row.list_minor,
        discount_minor: row.discount_minor,
        coupon_code: row.coupon_code.clone(),
        refunded_minor: row.refunded_minor,
        pay_url: row.confirm_url.clone().filter(|_| row.state == OrderState::Waiting),
        created_at: row.created_at,
        expires_at: row.expires_at,
        paid_at: row.paid_at,
        receipt: ReceiptOut {
            buyer_name: row.buyer_name.clone(),
            buyer_email: row.buyer_email.clone(),
            vat_code: row.vat_code,
            vat_minor: row.vat_minor,
            terms_version: row.terms_version.clone(),
            terms_accepted_at: row.terms_accepted_at,
        },
        refunds,
    }
}
