//! What admins see of orders and money.

use super::jobs::ApplyPaymentEvent;
use super::model::{
    AdminOrder, AdminOrderRow, BalanceOut, Buyer, DayOut, EntryOut, EventState, OrderState, OrderTeacher,
    PaymentEventOut, ReconciliationOut, TransferOut,
};
use super::{PaymentError, books, orders, sql};
use crate::accounts::{Actor, Audit, write_audit};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, CourseId, OrderId, PageSize, PaymentEventId};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

pub(super) fn only_admin(actor: &Actor) -> Result<(), PaymentError> {
    if actor.is_admin() { Ok(()) } else { Err(PaymentError::NotAdmin) }
}

struct ListRow {
    id: OrderId,
    number: i64,
    course_id: CourseId,
    course_title: String,
    account: AccountId,
    buyer_name: String,
    buyer_email: String,
    state: OrderState,
    provider: String,
    amount_minor: i64,
    currency: String,
    refunded_minor: i64,
    created_at: DateTime<Utc>,
    paid_at: Option<DateTime<Utc>>,
}

/// Orders, newest first; `words` is a number, or stands in the buyer's name or address or the course's title. One more
/// than a page.
///
/// # Errors
/// [`PaymentError::NotAdmin`].
pub async fn admin_orders(
    pool: &PgPool,
    actor: &Actor,
    state: Option<OrderState>,
    words: Option<&str>,
    before: Option<OrderId>,
    size: PageSize,
) -> Result<Vec<AdminOrderRow>, PaymentError> {
    only_admin(actor)?;
    let number: Option<i64> = words.and_then(|words| words.parse().ok());
    let like = words.map(|words| format!("%{}%", words.replace(['\\', '%', '_'], "")));
    let rows = sqlx::query_as!(
        ListRow,
        r#"SELECT order_id AS "id: OrderId", number, course_id AS "course_id: CourseId", course_title,
                  account_id AS "account: AccountId", buyer_name, buyer_email, state AS "state: OrderState", provider,
                  amount_minor, currency, refunded_minor, created_at, paid_at
           FROM orders
           WHERE ($1::text IS NULL OR state = $1)
             AND ($2::text IS NULL OR number = $3 OR buyer_email ILIKE $2 OR buyer_name ILIKE $2 OR course_title ILIKE $2)
             AND ($4::uuid IS NULL OR order_id < $4)
           ORDER BY order_id DESC LIMIT $5"#,
        state.map(OrderState::as_str),
        like,
        number,
        before.map(|id| id.0),
        size.probe(),
    );
    let shown = |row: ListRow| AdminOrderRow {
        id: row.id,
        number: row.number.to_string(),
        course_id: row.course_id,
        course_title: row.course_title,
        buyer: Buyer { id: row.account, name: row.buyer_name, email: row.buyer_email },
        state: row.state,
        provider: row.provider,
        amount_minor: row.amount_minor,
        currency: row.currency,
        refunded_minor: row.refunded_minor,
        created_at: row.created_at,
        paid_at: row.paid_at,
    };
    Ok(rows.fetch_all(pool).await?.into_iter().map(shown).collect())
}

/// Everything about an order.
///
/// # Errors
/// [`PaymentError::NotAdmin`], [`PaymentError::NotFound`].
pub async fn admin_order(pool: &PgPool, actor: &Actor, id: OrderId) -> Result<AdminOrder, PaymentError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let row = sql::find(&mut tx, id).await?.ok_or(PaymentError::NotFound)?;
    let teacher = sqlx::query_scalar!("SELECT name FROM accounts WHERE account_id = $1", row.teacher.0);
    let teacher =
        OrderTeacher { id: row.teacher, name: teacher.fetch_one(&mut *tx).await?, share_points: row.share_points };
    let events = events(&mut tx, None, Some(id), None, PageSize::new(Some(100))).await?;
    let ledger = ledger(&mut tx, id).await?;
    Ok(AdminOrder {
        buyer: Buyer { id: row.account, name: row.buyer_name.clone(), email: row.buyer_email.clone() },
        teacher,
        provider_payment_id: row.machine.payment().map(str::to_owned).or_else(|| row.provider_payment_id.clone()),
        fee_minor: row.fee_minor,
        teacher_minor: row.teacher_minor,
        refundable_minor: row.machine.refundable().minor,
        events,
        ledger,
        order: orders::shown(&mut tx, vec![row]).await?.pop().ok_or(PaymentError::NotFound)?,
    })
}

async fn ledger(db: &mut PgConnection, id: OrderId) -> sqlx::Result<Vec<TransferOut>> {
    let rows = sqlx::query!(
        r#"SELECT t.kind, t.reference, t.currency, t.created_at, array_agg(e.account ORDER BY e.place) AS "accounts!",
                  array_agg(e.minor ORDER BY e.place) AS "minors!"
           FROM ledger_transfers t JOIN ledger_entries e USING (transfer_id)
           WHERE t.order_id = $1 GROUP BY t.transfer_id ORDER BY t.transfer_id LIMIT 500"#,
        id.0,
    );
    let shown = rows.fetch_all(db).await?.into_iter().map(|row| TransferOut {
        kind: row.kind,
        reference: row.reference,
        currency: row.currency,
        created_at: row.created_at,
        entries: row.accounts.into_iter().zip(row.minors).map(|(account, minor)| EntryOut { account, minor }).collect(),
    });
    Ok(shown.collect())
}

async fn events(
    db: &mut PgConnection,
    state: Option<EventState>,
    order: Option<OrderId>,
    before: Option<PaymentEventId>,
    size: PageSize,
) -> sqlx::Result<Vec<PaymentEventOut>> {
    sqlx::query_as!(
        PaymentEventOut,
        r#"SELECT payment_event_id AS "id: PaymentEventId", provider, provider_event_id, source,
                  order_id AS "order_id: OrderId", kind, payment_id, state AS "state: EventState", problem, raw, received_at,
                  applied_at
           FROM payment_events
           WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR order_id = $2)
             AND ($3::uuid IS NULL OR payment_event_id < $3)
           ORDER BY payment_event_id DESC LIMIT $4"#,
        state.map(EventState::as_str),
        order.map(|id| id.0),
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

/// What providers said, newest first; one more than a page.
///
/// # Errors
/// [`PaymentError::NotAdmin`].
pub async fn payment_events(
    pool: &PgPool,
    actor: &Actor,
    state: Option<EventState>,
    before: Option<PaymentEventId>,
    size: PageSize,
) -> Result<Vec<PaymentEventOut>, PaymentError> {
    only_admin(actor)?;
    Ok(events(&mut *pool.acquire().await?, state, None, before, size).await?)
}

/// Applies an event again that fitted no order, or not its order; applying what was applied does nothing.
///
/// # Errors
/// [`PaymentError::NotAdmin`], [`PaymentError::NotFound`].
pub async fn retry_event(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: PaymentEventId,
) -> Result<(), PaymentError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let state = sqlx::query_scalar!(
        r#"SELECT state AS "state: EventState" FROM payment_events WHERE payment_event_id = $1 FOR UPDATE"#,
        id.0
    );
    let state = state.fetch_optional(&mut *tx).await?.ok_or(PaymentError::NotFound)?;
    if !matches!(state, EventState::Unmatched | EventState::Mismatch | EventState::Received) {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE payment_events SET state = 'received', problem = NULL, applied_at = NULL WHERE payment_event_id = $1",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    lectern_queue::put(&mut tx, &ApplyPaymentEvent { event: id }).await?;
    let act = Audit {
        action: "payment-event-retried",
        object_kind: "payment-event",
        object: id.0,
        before: json!({ "state": state }),
        after: json!({ "state": "received" }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(())
}

/// How the books stand, day by day.
///
/// # Errors
/// [`PaymentError::NotAdmin`].
pub async fn reconciliation(pool: &PgPool, actor: &Actor) -> Result<ReconciliationOut, PaymentError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let days = sqlx::query_as!(
        DayOut,
        r#"WITH moved AS (
               SELECT (t.created_at AT TIME ZONE s.time_zone)::date AS day, o.provider, t.currency, t.kind, e.account, e.minor
               FROM ledger_transfers t JOIN ledger_entries e USING (transfer_id) JOIN orders o USING (order_id) CROSS JOIN school s
               WHERE t.created_at > now() - interval '400 days')
           SELECT day AS "day!", provider AS "provider!", currency AS "currency!",
                  COALESCE(sum(minor) FILTER (WHERE kind = 'payment' AND account LIKE 'provider:%'), 0)::int8 AS "paid_minor!",
                  count(*) FILTER (WHERE kind = 'payment' AND account LIKE 'provider:%') AS "payments!",
                  COALESCE(-sum(minor) FILTER (WHERE kind = 'refund' AND account LIKE 'provider:%'), 0)::int8 AS "refunded_minor!",
                  COALESCE(sum(minor) FILTER (WHERE kind = 'fee' AND account = 'fee'), 0)::int8 AS "fee_minor!",
                  COALESCE(-sum(minor) FILTER (WHERE kind IN ('dispute', 'dispute_won') AND account LIKE 'provider:%'), 0)::int8
                      AS "disputed_minor!",
                  COALESCE(-sum(minor) FILTER (WHERE kind = 'teacher_share' AND account LIKE 'teacher:%'), 0)::int8 AS "teachers_minor!",
                  COALESCE(sum(minor) FILTER (WHERE account LIKE 'provider:%'), 0)::int8 AS "net_minor!"
           FROM moved GROUP BY day, provider, currency ORDER BY day DESC, provider, currency LIMIT 31"#,
    );
    let days = days.fetch_all(&mut *tx).await?;
    let balances = sqlx::query_as!(
        BalanceOut,
        r#"SELECT CASE WHEN e.account LIKE 'teacher:%' THEN 'teachers' ELSE e.account END AS "account!", t.currency AS "currency!",
                  sum(e.minor)::int8 AS "minor!"
           FROM ledger_entries e JOIN ledger_transfers t USING (transfer_id) GROUP BY 1, 2 ORDER BY 2, 1 LIMIT 200"#,
    );
    let balances = balances.fetch_all(&mut *tx).await?;
    let open = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM payment_events WHERE state IN ('unmatched', 'mismatch')) AS "unmatched!",
                  (SELECT count(*) FROM orders WHERE state = 'waiting') AS "waiting!",
                  (SELECT count(*) FROM refunds WHERE state IN ('waiting', 'sent')) AS "refunds!",
                  (SELECT count(*) FROM refunds WHERE state = 'failed') AS "failed!""#,
    );
    let open = open.fetch_one(&mut *tx).await?;
    Ok(ReconciliationOut {
        days,
        balances,
        unmatched_events: open.unmatched,
        waiting_orders: open.waiting,
        open_refunds: open.refunds,
        failed_refunds: open.failed,
        check: books::last(&mut tx).await?,
    })
}
