//! Coupons: what they take off, for whom, and how often.

use super::PaymentError;
use super::model::{CouponChange, CouponOut, NewCoupon};
use crate::accounts::{Actor, Audit, write_audit};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, CouponId, CourseId, OrderId, PageSize, violates};
use lectern_money::{BasisPoints, Discount, Money};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

struct Row {
    id: CouponId,
    percent_points: Option<i32>,
    fixed_minor: Option<i64>,
    currency: Option<String>,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
    max_uses: Option<i32>,
    max_per_person: Option<i32>,
    course_ids: Vec<uuid::Uuid>,
    enabled: bool,
}

/// How codes are written.
pub(super) fn normal(code: &str) -> String {
    code.trim().to_uppercase()
}

/// What the coupon takes off `price`. With `lock` the coupon's row is held: whoever takes a place of it counts alone.
///
/// # Errors
/// [`PaymentError::Coupon`]: `no-such-coupon`, `coupon-not-yet`, `coupon-over`, `coupon-not-for-course`,
/// `coupon-other-currency`, `coupon-used-up`, `coupon-used-by-you`.
pub(super) async fn off(
    db: &mut PgConnection,
    account: AccountId,
    course: CourseId,
    code: &str,
    price: Money,
    now: DateTime<Utc>,
    lock: bool,
) -> Result<(CouponId, Money), PaymentError> {
    let code = normal(code);
    if lock {
        sqlx::query!("SELECT 1 AS \"one!\" FROM coupons WHERE code = $1 FOR UPDATE", code)
            .fetch_optional(&mut *db)
            .await?;
    }
    let found = sqlx::query_as!(
        Row,
        r#"SELECT coupon_id AS "id: CouponId", percent_points, fixed_minor, currency, valid_from, valid_until, max_uses,
                  max_per_person, course_ids, enabled
           FROM coupons WHERE code = $1"#,
        code,
    );
    let no = |why| Err(PaymentError::Coupon(why));
    let Some(coupon) = found.fetch_optional(&mut *db).await?.filter(|coupon| coupon.enabled) else {
        return no("no-such-coupon");
    };
    if coupon.valid_from.is_some_and(|from| now < from) {
        return no("coupon-not-yet");
    }
    if coupon.valid_until.is_some_and(|until| until <= now) {
        return no("coupon-over");
    }
    if !coupon.course_ids.is_empty() && !coupon.course_ids.contains(&course.0) {
        return no("coupon-not-for-course");
    }
    let discount = match (coupon.percent_points, coupon.fixed_minor, coupon.currency.as_deref()) {
        (Some(points), _, _) => Discount::Percent(BasisPoints::new(points.into())?),
        (None, Some(minor), Some(currency)) => Discount::Fixed(Money::new(minor, currency.parse()?)),
        (None, _, _) => return no("no-such-coupon"),
    };
    let Ok(off) = discount.off(price) else { return no("coupon-other-currency") };
    let used = sqlx::query!(
        r#"SELECT count(*) AS "all!", count(*) FILTER (WHERE account_id = $2) AS "own!"
           FROM coupon_uses WHERE coupon_id = $1 AND released_at IS NULL"#,
        coupon.id.0,
        account.0,
    );
    let used = used.fetch_one(db).await?;
    if coupon.max_per_person.is_some_and(|most| used.own >= most.into()) {
        return no("coupon-used-by-you");
    }
    if coupon.max_uses.is_some_and(|most| used.all >= most.into()) {
        return no("coupon-used-up");
    }
    Ok((coupon.id, off))
}

/// Takes a place of the coupon; its row is held by [`off`].
pub(super) async fn take(
    db: &mut PgConnection,
    clock: &dyn Clock,
    coupon: CouponId,
    order: OrderId,
    account: AccountId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO coupon_uses (order_id, coupon_id, account_id, created_at) VALUES ($1, $2, $3, $4)",
        order.0,
        coupon.0,
        account.0,
        clock.now(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives the order's place back.
pub(super) async fn release(db: &mut PgConnection, clock: &dyn Clock, order: OrderId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE coupon_uses SET released_at = $2 WHERE order_id = $1 AND released_at IS NULL",
        order.0,
        clock.now()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Money that came late is honoured at the price it was promised, and counts, also beyond the limit.
pub(super) async fn take_again(db: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE coupon_uses SET released_at = NULL WHERE order_id = $1 AND released_at IS NOT NULL", order.0)
        .execute(db)
        .await?;
    Ok(())
}

async fn list(
    db: &mut PgConnection,
    only: Option<CouponId>,
    before: Option<CouponId>,
    size: PageSize,
) -> sqlx::Result<Vec<CouponOut>> {
    sqlx::query_as!(
        CouponOut,
        r#"SELECT c.coupon_id AS "id: CouponId", c.code, c.percent_points, c.fixed_minor, c.currency, c.valid_from, c.valid_until,
                  c.max_uses, c.max_per_person, c.course_ids AS "course_ids: Vec<CourseId>", c.enabled,
                  (SELECT count(*) FROM coupon_uses u WHERE u.coupon_id = c.coupon_id AND u.released_at IS NULL) AS "uses!",
                  c.created_at
           FROM coupons c
           WHERE ($1::uuid IS NULL OR c.coupon_id = $1) AND ($2::uuid IS NULL OR c.coupon_id < $2)
           ORDER BY c.coupon_id DESC LIMIT $3"#,
        only.map(|id| id.0),
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

/// All coupons, newest first; one more than a page.
///
/// # Errors
/// [`PaymentError::NotAdmin`].
pub async fn coupons(
    pool: &PgPool,
    actor: &Actor,
    before: Option<CouponId>,
    size: PageSize,
) -> Result<Vec<CouponOut>, PaymentError> {
    super::admin::only_admin(actor)?;
    Ok(list(&mut *pool.acquire().await?, None, before, size).await?)
}

/// Makes a coupon.
///
/// # Errors
/// [`PaymentError::NotAdmin`], [`PaymentError::CodeTaken`].
pub async fn add_coupon(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    new: &NewCoupon,
) -> Result<CouponOut, PaymentError> {
    super::admin::only_admin(actor)?;
    let (percent, fixed) = match new.discount {
        Discount::Percent(points) => (i32::try_from(points.get()).ok(), None),
        Discount::Fixed(amount) => (None, Some(amount)),
    };
    let (id, code, now) = (CouponId::new(clock), normal(&new.code), clock.now());
    let courses: Vec<_> = new.change.course_ids.iter().flatten().map(|id| id.0).collect();
    let mut tx = pool.begin().await?;
    let inserted = sqlx::query!(
        "INSERT INTO coupons (coupon_id, code, percent_points, fixed_minor, currency, valid_from, valid_until, max_uses,
                              max_per_person, course_ids, enabled, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        id.0,
        code,
        percent,
        fixed.map(|amount| amount.minor),
        fixed.map(|amount| amount.currency.code().to_owned()),
        new.change.valid_from.flatten(),
        new.change.valid_until.flatten(),
        new.change.max_uses.flatten(),
        new.change.max_per_person.flatten(),
        &courses,
        new.change.enabled.unwrap_or(true),
        actor.id.0,
        now,
    );
    inserted.execute(&mut *tx).await.map_err(|error| match violates(&error, "coupons_code_unique") {
        true => PaymentError::CodeTaken,
        false => error.into(),
    })?;
    changed(tx, clock, actor, id, json!(null), "coupon-added").await
}

/// Changes who may use a coupon and how often. What it takes off stays: orders were made with it.
///
/// # Errors
/// [`PaymentError::NotAdmin`], [`PaymentError::NotFound`].
pub async fn update_coupon(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CouponId,
    change: &CouponChange,
) -> Result<CouponOut, PaymentError> {
    super::admin::only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let before = list(&mut tx, Some(id), None, PageSize::new(Some(1))).await?.pop().ok_or(PaymentError::NotFound)?;
    let courses: Option<Vec<_>> = change.course_ids.as_ref().map(|ids| ids.iter().map(|id| id.0).collect());
    sqlx::query!(
        "UPDATE coupons SET valid_from = CASE WHEN $2 THEN $3 ELSE valid_from END,
                valid_until = CASE WHEN $4 THEN $5 ELSE valid_until END,
                max_uses = CASE WHEN $6 THEN $7 ELSE max_uses END,
                max_per_person = CASE WHEN $8 THEN $9 ELSE max_per_person END,
                course_ids = COALESCE($10, course_ids), enabled = COALESCE($11, enabled), updated_at = $12
         WHERE coupon_id = $1",
        id.0,
        change.valid_from.is_some(),
        change.valid_from.flatten(),
        change.valid_until.is_some(),
        change.valid_until.flatten(),
        change.max_uses.is_some(),
        change.max_uses.flatten(),
        change.max_per_person.is_some(),
        change.max_per_person.flatten(),
        courses.as_deref(),
        change.enabled,
        clock.now(),
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match violates(&error, "coupons_dates") {
        true => PaymentError::Coupon("ends-before-it-begins"),
        false => error.into(),
    })?;
    changed(tx, clock, actor, id, json!(before), "coupon-updated").await
}

async fn changed(
    mut tx: sqlx::PgTransaction<'_>,
    clock: &dyn Clock,
    actor: &Actor,
    id: CouponId,
    before: serde_json::Value,
    action: &str,
) -> Result<CouponOut, PaymentError> {
    let after = list(&mut tx, Some(id), None, PageSize::new(Some(1))).await?.pop().ok_or(PaymentError::NotFound)?;
    let act = Audit { action, object_kind: "coupon", object: id.0, before, after: json!(after) };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(after)
}
