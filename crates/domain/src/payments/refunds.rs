//! Money that goes back: asked for here, given by the provider, noted when the provider says so.

use super::apply::{self, Told};
use super::jobs::StartRefund;
use super::model::{RefundOut, RefundState};
use super::{PaymentError, sql};
use crate::accounts::{Actor, Audit, write_audit};
use lectern_db::{Clock, OrderId, RefundId};
use lectern_money::order::Event;
use lectern_money::{Money, VatCode};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

/// Asks for `amount_minor` of the order's money to go back; all that is left of it when absent.
///
/// # Errors
/// [`PaymentError::NotAdmin`], [`PaymentError::NotFound`], [`PaymentError::TooMuch`].
pub async fn ask_refund(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    order: OrderId,
    amount_minor: Option<i64>,
    reason: &str,
) -> Result<RefundId, PaymentError> {
    super::admin::only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let row = sql::lock(&mut tx, order).await?.ok_or(PaymentError::NotFound)?;
    let Some(payment) = row.machine.payment() else { return Err(PaymentError::TooMuch { left: 0 }) };
    let left = row.machine.refundable().minor - pending(&mut tx, order, payment).await?;
    let amount = amount_minor.unwrap_or(left);
    if amount < 1 || amount > left {
        return Err(PaymentError::TooMuch { left });
    }
    let id = insert(&mut tx, clock, order, payment, amount, reason, Some(actor)).await?;
    let act = Audit {
        action: "order-refunded",
        object_kind: "order",
        object: order.0,
        before: json!({ "refunded_minor": row.refunded_minor }),
        after: json!({ "amount_minor": amount, "reason": reason }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(id)
}

/// What is asked for and not done.
async fn pending(db: &mut PgConnection, order: OrderId, payment: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT COALESCE(sum(amount_minor), 0)::int8 AS "sum!" FROM refunds
           WHERE order_id = $1 AND payment_id = $2 AND state IN ('waiting', 'sent')"#,
        order.0,
        payment,
    )
    .fetch_one(db)
    .await
}

async fn insert(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: OrderId,
    payment: &str,
    amount: i64,
    reason: &str,
    by: Option<&Actor>,
) -> sqlx::Result<RefundId> {
    let id = RefundId::new(clock);
    sqlx::query!(
        "INSERT INTO refunds (refund_id, order_id, payment_id, amount_minor, reason, asked_by, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7)",
        id.0,
        order.0,
        payment,
        amount,
        reason,
        by.map(|actor| actor.id.0),
        clock.now(),
    )
    .execute(&mut *db)
    .await?;
    lectern_queue::put(db, &StartRefund { refund: id }).await?;
    Ok(id)
}

/// The school itself gives back what it should not have got. What is on its way already is not sent twice.
pub(super) async fn give_back(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: OrderId,
    payment: &str,
    amount: i64,
    reason: &str,
) -> sqlx::Result<()> {
    let left = amount - pending(db, order, payment).await?;
    if left > 0 {
        insert(db, clock, order, payment, left, reason, None).await?;
    }
    Ok(())
}

/// The provider gave money back: the row that asked for it is done; without one it was done from the provider's side.
pub(super) async fn note(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: OrderId,
    refund: &str,
    payment: &str,
    amount: i64,
) -> sqlx::Result<()> {
    // Its event may be quicker than the answer to our question: then it is the oldest we asked for of this amount.
    let known = sqlx::query!(
        "UPDATE refunds SET state = 'done', provider_refund_id = $2, done_at = $5, failure = NULL
         WHERE refund_id = (
             SELECT refund_id FROM refunds
             WHERE order_id = $1 AND (provider_refund_id = $2
                   OR provider_refund_id IS NULL AND state = 'sent' AND payment_id = $3 AND amount_minor = $4)
             ORDER BY provider_refund_id IS NULL, refund_id LIMIT 1)",
        order.0,
        refund,
        payment,
        amount,
        clock.now(),
    );
    if known.execute(&mut *db).await?.rows_affected() > 0 {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO refunds (refund_id, order_id, payment_id, amount_minor, reason, state, provider_refund_id, created_at, done_at)
         VALUES ($1, $2, $3, $4, 'provider', 'done', $5, $6, $6)",
        RefundId::new(clock).0,
        order.0,
        payment,
        amount,
        refund,
        clock.now(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a provider is asked to give back.
#[derive(Debug, Clone)]
pub struct ToRefund {
    /// The row, and the idempotency key.
    pub refund: RefundId,
    /// Its order.
    pub order: OrderId,
    /// Whom to ask.
    pub provider: String,
    /// Whose money.
    pub payment: String,
    /// How much.
    pub money: Money,
    /// What was bought.
    pub title: String,
    /// For the receipt.
    pub buyer_email: String,
    /// For the receipt.
    pub vat: VatCode,
}

/// Notes that the provider is asked now; none when nothing is to be asked any more.
///
/// # Errors
/// When Postgres fails.
pub async fn begin_refund(pool: &PgPool, id: RefundId) -> sqlx::Result<Option<ToRefund>> {
    let mut tx = pool.begin().await?;
    let row = sqlx::query!(
        r#"UPDATE refunds SET state = 'sent' WHERE refund_id = $1 AND state IN ('waiting', 'sent') AND provider_refund_id IS NULL
           RETURNING order_id AS "order: OrderId", payment_id, amount_minor"#,
        id.0,
    );
    let Some(row) = row.fetch_optional(&mut *tx).await? else { return Ok(None) };
    let Some(order) = sql::find(&mut tx, row.order).await? else { return Ok(None) };
    tx.commit().await?;
    let vat = u8::try_from(order.vat_code).ok().and_then(|code| VatCode::try_from(code).ok());
    Ok(Some(ToRefund {
        refund: id,
        order: order.id,
        provider: order.provider.clone(),
        payment: row.payment_id,
        money: Money::new(row.amount_minor, order.currency()),
        title: order.course_title,
        buyer_email: order.buyer_email,
        vat: vat.unwrap_or(VatCode::NONE),
    }))
}

/// The provider took the question; `done` when the money went back at once.
///
/// # Errors
/// When Postgres fails.
pub async fn refund_sent(
    pool: &PgPool,
    clock: &dyn Clock,
    asked: &ToRefund,
    provider_refund: &str,
    done: bool,
) -> sqlx::Result<Option<Told>> {
    let mut tx = pool.begin().await?;
    let Some(mut order) = sql::lock(&mut tx, asked.order).await? else { return Ok(None) };
    sqlx::query!(
        "UPDATE refunds r SET provider_refund_id = $2
         WHERE refund_id = $1 AND provider_refund_id IS NULL
           AND NOT EXISTS (SELECT FROM refunds o WHERE o.order_id = r.order_id AND o.provider_refund_id = $2)",
        asked.refund.0,
        provider_refund,
    )
    .execute(&mut *tx)
    .await?;
    let mut told = None;
    if done {
        let event =
            Event::Refunded { refund: provider_refund.to_owned(), payment: asked.payment.clone(), amount: asked.money };
        (_, told) = apply::apply(&mut tx, clock, &mut order, &event).await?;
    }
    tx.commit().await?;
    Ok(told)
}

/// The provider will not. Its words are for admins. What was paid twice and has gone in part another way is asked for
/// anew, without that part.
///
/// # Errors
/// When Postgres fails.
pub async fn refund_failed(pool: &PgPool, clock: &dyn Clock, id: RefundId, words: &str) -> sqlx::Result<()> {
    let words: String = words.chars().take(500).collect();
    let mut tx = pool.begin().await?;
    let asked = sqlx::query!(
        r#"SELECT order_id AS "order: OrderId", payment_id, amount_minor, reason FROM refunds WHERE refund_id = $1"#,
        id.0
    );
    let Some(asked) = asked.fetch_optional(&mut *tx).await? else { return Ok(()) };
    let Some(order) = sql::lock(&mut tx, asked.order).await? else { return Ok(()) };
    let failed = sqlx::query!(
        "UPDATE refunds SET state = 'failed', failure = $2, done_at = $3 WHERE refund_id = $1 AND state IN ('waiting', 'sent')",
        id.0,
        words,
        clock.now(),
    );
    let failed = failed.execute(&mut *tx).await?.rows_affected() > 0;
    let left = order.machine.surplus().into_iter().find(|surplus| surplus.payment == asked.payment_id);
    if let Some(left) = left.filter(|left| failed && left.amount.minor < asked.amount_minor) {
        give_back(&mut tx, clock, asked.order, &left.payment, left.amount.minor, &asked.reason).await?;
    }
    tx.commit().await
}

/// The provider took back its word; false for a refund we do not know.
pub(super) async fn refused(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: OrderId,
    refund: &str,
    words: Option<&str>,
) -> sqlx::Result<bool> {
    let known = sqlx::query!(
        "UPDATE refunds SET state = 'failed', failure = $3, done_at = $4
         WHERE order_id = $1 AND provider_refund_id = $2 AND state IN ('waiting', 'sent')",
        order.0,
        refund,
        words,
        clock.now(),
    );
    Ok(known.execute(db).await?.rows_affected() > 0)
}

struct Row {
    order: OrderId,
    id: RefundId,
    amount_minor: i64,
    state: RefundState,
    reason: String,
    failure: Option<String>,
    created_at: chrono::DateTime<chrono::Utc>,
    done_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Refunds of these orders, oldest first.
pub(super) async fn of(db: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<HashMap<OrderId, Vec<RefundOut>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT order_id AS "order: OrderId", refund_id AS "id: RefundId", amount_minor, state AS "state: RefundState", reason,
                  failure, created_at, done_at
           FROM refunds WHERE order_id = ANY($1) ORDER BY refund_id"#,
        orders,
    );
    let mut all: HashMap<OrderId, Vec<RefundOut>> = HashMap::new();
    for Row { order, id, amount_minor, state, reason, failure, created_at, done_at } in rows.fetch_all(db).await? {
        let refund = RefundOut { id, amount_minor, state, reason, failure, created_at, done_at };
        all.entry(order).or_default().push(refund);
    }
    Ok(all)
}
