//! Orders whose event never came: providers are asked, and who did not pay in time is let go.

use super::apply::{self, Told};
use super::jobs::ReconcileOrders;
use super::sql;
use lectern_db::{Clock, OrderId};
use lectern_money::order::Event;
use sqlx::PgPool;

/// An order to be asked about.
#[derive(Debug, Clone)]
pub struct Poll {
    /// The order.
    pub order: OrderId,
    /// Whom to ask.
    pub provider: String,
    /// About what; none when the provider never answered.
    pub payment: Option<String>,
    /// Its time is over.
    pub over: bool,
}

/// Puts the job when something is due.
///
/// # Errors
/// When Postgres fails.
pub async fn put_due(pool: &PgPool, clock: &dyn Clock) -> sqlx::Result<()> {
    let mut db = pool.acquire().await?;
    let due = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM orders WHERE poll_at <= $1) AS "is!""#, clock.now());
    if due.fetch_one(&mut *db).await? {
        lectern_queue::put(&mut db, &ReconcileOrders {}).await?;
    }
    Ok(())
}

/// Takes orders that are due. Each is asked about after a minute, then ever more seldom, at the end of its time, and for
/// a day after it: money that comes late is honoured. What is paid is asked about daily for a week.
///
/// # Errors
/// When Postgres fails.
pub async fn due(pool: &PgPool, clock: &dyn Clock, at_most: i64) -> sqlx::Result<Vec<Poll>> {
    sqlx::query_as!(
        Poll,
        r#"WITH due AS (
               SELECT order_id FROM orders WHERE poll_at <= $1 ORDER BY poll_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           UPDATE orders o
           SET polls = polls + 1,
               poll_at = CASE
                   WHEN o.paid_at IS NOT NULL THEN CASE WHEN o.paid_at > $1 - interval '7 days' THEN $1 + interval '1 day' END
                   WHEN o.expires_at > $1 THEN LEAST(o.expires_at, $1 + make_interval(mins => 1 << LEAST(polls, 8)))
                   WHEN o.expires_at > $1 - interval '1 day' THEN $1 + make_interval(mins => 5 << LEAST(polls, 6)) END
           FROM due WHERE o.order_id = due.order_id
           RETURNING o.order_id AS "order: OrderId", provider, provider_payment_id AS payment,
                     (state = 'waiting' AND expires_at <= $1) AS "over!""#,
        clock.now(),
        at_most,
    )
    .fetch_all(pool)
    .await
}

/// Lets go of an order nobody paid in time.
///
/// # Errors
/// When Postgres fails.
pub async fn expire(pool: &PgPool, clock: &dyn Clock, id: OrderId) -> sqlx::Result<Option<Told>> {
    let mut tx = pool.begin().await?;
    let over = sql::find(&mut tx, id).await?.is_some_and(|row| row.expires_at <= clock.now());
    if !over {
        return Ok(None);
    }
    let Some(mut row) = sql::lock(&mut tx, id).await? else { return Ok(None) };
    let (_, told) = apply::apply(&mut tx, clock, &mut row, &Event::Expired).await?;
    tx.commit().await?;
    Ok(told)
}
