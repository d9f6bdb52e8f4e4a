//! The books are added up and compared with orders and places.

use super::model::{LedgerCheckOut, LedgerProblem};
use lectern_db::{Clock, OrderId, uuid_v7};
use sqlx::PgPool;
use sqlx::types::Json;

/// More say no more.
const MOST_PROBLEMS: i64 = 100;

/// Adds up the books in one reading, and keeps what was found.
///
/// # Errors
/// When Postgres fails.
pub async fn check_ledger(pool: &PgPool, clock: &dyn Clock) -> sqlx::Result<LedgerCheckOut> {
    let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
    let count = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM orders) AS "orders!", (SELECT count(*) FROM ledger_transfers) AS "transfers!""#
    );
    let count = count.fetch_one(&mut *tx).await?;
    let problems = sqlx::query!(
        r#"WITH sums AS (
               SELECT t.order_id,
                      COALESCE(-sum(e.minor) FILTER (WHERE e.account = 'school' AND t.kind IN ('order', 'order_reversal')), 0) AS earned,
                      COALESCE(-sum(e.minor) FILTER (WHERE e.account LIKE 'teacher:%'), 0) AS teacher,
                      COALESCE(sum(e.minor) FILTER (WHERE e.account = 'buyer'), 0) AS buyer,
                      COALESCE(sum(e.minor) FILTER (WHERE e.account = 'disputed'), 0) AS disputed
               FROM ledger_transfers t JOIN ledger_entries e USING (transfer_id) GROUP BY t.order_id),
           found AS (
               SELECT 'transfer-not-zero' AS kind, t.order_id
               FROM ledger_transfers t LEFT JOIN ledger_entries e USING (transfer_id)
               GROUP BY t.transfer_id HAVING COALESCE(sum(e.minor), 1) <> 0
               UNION ALL
               SELECT 'order-differs', o.order_id
               FROM orders o LEFT JOIN sums s USING (order_id)
               WHERE COALESCE(s.earned, 0) <> CASE WHEN o.paid_at IS NULL THEN 0 ELSE o.amount_minor - o.refunded_minor END
                  OR COALESCE(s.teacher, 0) <> o.teacher_minor
               UNION ALL
               SELECT 'buyer-owed', s.order_id FROM sums s
               -- What a bank holds cannot be given back.
               WHERE s.buyer <> 0 AND s.disputed = 0 AND NOT EXISTS (
                   SELECT FROM refunds r WHERE r.order_id = s.order_id AND r.state IN ('waiting', 'sent'))
               UNION ALL
               SELECT 'paid-without-place', o.order_id FROM orders o
               WHERE o.state IN ('paid', 'partly_refunded', 'disputed')
                 AND NOT EXISTS (SELECT FROM enrolments e WHERE e.account_id = o.account_id AND e.course_id = o.course_id
                                 AND (e.revoked_at IS NULL OR e.ended_by = 'left' OR e.order_id IS DISTINCT FROM o.order_id))
               UNION ALL
               SELECT 'place-without-money', o.order_id
               FROM orders o JOIN enrolments e USING (order_id)
               WHERE e.revoked_at IS NULL AND e.source = 'paid' AND o.state NOT IN ('paid', 'partly_refunded', 'disputed'))
           SELECT kind AS "kind!", order_id AS "order: OrderId" FROM found ORDER BY 1, 2 LIMIT $1"#,
        MOST_PROBLEMS,
    );
    let problems: Vec<_> = problems.fetch_all(&mut *tx).await?;
    let problems: Vec<_> = problems.into_iter().map(|p| LedgerProblem { kind: p.kind, order_id: p.order }).collect();
    let checked_at = clock.now();
    sqlx::query!(
        "INSERT INTO ledger_checks (ledger_check_id, orders, transfers, problems, checked_at) VALUES ($1, $2, $3, $4, $5)",
        uuid_v7(clock),
        count.orders,
        count.transfers,
        Json(&problems) as Json<&Vec<LedgerProblem>>,
        checked_at,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    for problem in &problems {
        tracing::error!(problem = problem.kind, order.id = ?problem.order_id, "the books do not agree");
    }
    Ok(LedgerCheckOut { checked_at, orders: count.orders, transfers: count.transfers, problems })
}

/// The last check.
pub(super) async fn last(db: &mut sqlx::PgConnection) -> sqlx::Result<Option<LedgerCheckOut>> {
    let row = sqlx::query!(
        r#"SELECT checked_at, orders, transfers, problems AS "problems: Json<Vec<LedgerProblem>>"
           FROM ledger_checks ORDER BY ledger_check_id DESC LIMIT 1"#
    );
    Ok(row.fetch_optional(db).await?.map(|row| LedgerCheckOut {
        checked_at: row.checked_at,
        orders: row.orders,
        transfers: row.transfers,
        problems: row.problems.0,
    }))
}

/// Puts the check once a day.
///
/// # Errors
/// When Postgres fails.
pub async fn put_daily(pool: &PgPool, clock: &dyn Clock) -> sqlx::Result<()> {
    let mut db = pool.acquire().await?;
    let done = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM ledger_checks WHERE checked_at > $1::timestamptz - interval '23 hours 30 minutes') AS "is!""#,
        clock.now(),
    );
    if !done.fetch_one(&mut *db).await? {
        lectern_queue::put(&mut db, &super::CheckLedger {}).await?;
    }
    Ok(())
}
