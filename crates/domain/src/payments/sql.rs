use super::model::OrderState;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, CouponId, CourseId, OrderId, TransferId};
use lectern_money::ledger::Transfer;
use lectern_money::order::Order;
use lectern_money::{Currency, Money};
use sqlx::PgConnection;
use sqlx::types::Json;

/// An order's row.
#[derive(Debug, Clone)]
pub(super) struct OrderRow {
    pub id: OrderId,
    pub number: i64,
    pub account: AccountId,
    pub course: CourseId,
    pub course_title: String,
    pub cover_hash: Option<String>,
    pub buyer_name: String,
    pub buyer_email: String,
    pub language: String,
    pub teacher: AccountId,
    pub share_points: i32,
    pub provider: String,
    pub provider_payment_id: Option<String>,
    pub confirm_url: Option<String>,
    pub state: OrderState,
    pub list_minor: i64,
    pub discount_minor: i64,
    pub amount_minor: i64,
    pub currency: String,
    pub coupon: Option<CouponId>,
    pub coupon_code: Option<String>,
    pub fee_minor: i64,
    pub refunded_minor: i64,
    pub teacher_minor: i64,
    pub vat_code: i16,
    pub vat_minor: Option<i64>,
    pub terms_version: String,
    pub terms_accepted_at: DateTime<Utc>,
    pub machine: Json<Order>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
}

impl OrderRow {
    pub fn money(&self) -> Money {
        self.machine.amount()
    }

    pub fn currency(&self) -> Currency {
        self.money().currency
    }
}

macro_rules! orders {
    ($where:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            OrderRow,
            r#"SELECT o.order_id AS "id: OrderId", o.number, o.account_id AS "account: AccountId", o.course_id AS "course: CourseId",
                      o.course_title, c.cover_hash, o.buyer_name, o.buyer_email, o.language, o.teacher_id AS "teacher: AccountId",
                      o.share_points, o.provider, o.provider_payment_id, o.confirm_url, o.state AS "state: OrderState",
                      o.list_minor, o.discount_minor, o.amount_minor, o.currency, o.coupon_id AS "coupon: CouponId", o.coupon_code,
                      o.fee_minor, o.refunded_minor, o.teacher_minor, o.vat_code, o.vat_minor, o.terms_version, o.terms_accepted_at,
                      o.machine AS "machine: Json<Order>", o.created_at, o.expires_at, o.paid_at
               FROM orders o JOIN courses c USING (course_id) "# + $where,
            $($argument),*
        )
    };
}
pub(super) use orders;

pub(super) async fn find(db: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<OrderRow>> {
    orders!("WHERE o.order_id = $1", id.0).fetch_optional(db).await
}

pub(super) async fn lock(db: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<OrderRow>> {
    orders!("WHERE o.order_id = $1 FOR UPDATE OF o", id.0).fetch_optional(db).await
}

pub(super) async fn open(
    db: &mut PgConnection,
    account: AccountId,
    course: CourseId,
) -> sqlx::Result<Option<OrderRow>> {
    orders!("WHERE o.account_id = $1 AND o.course_id = $2 AND o.state = 'waiting' FOR UPDATE OF o", account.0, course.0)
        .fetch_optional(db)
        .await
}

pub(super) async fn insert(db: &mut PgConnection, row: &OrderRow) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "INSERT INTO orders (order_id, account_id, course_id, course_title, buyer_name, buyer_email, language, teacher_id,
                             share_points, provider, state, list_minor, discount_minor, amount_minor, currency, coupon_id,
                             coupon_code, vat_code, vat_minor, terms_version, terms_accepted_at, machine, created_at,
                             expires_at, updated_at, poll_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $21, $23, $21, $23)
         RETURNING number",
        row.id.0,
        row.account.0,
        row.course.0,
        row.course_title,
        row.buyer_name,
        row.buyer_email,
        row.language,
        row.teacher.0,
        row.share_points,
        row.provider,
        row.state.as_str(),
        row.list_minor,
        row.discount_minor,
        row.amount_minor,
        row.currency,
        row.coupon.map(|id| id.0),
        row.coupon_code,
        row.vat_code,
        row.vat_minor,
        row.terms_version,
        row.created_at,
        Json(&row.machine.0) as Json<&Order>,
        row.expires_at,
    )
    .fetch_one(db)
    .await
}

/// Writes what the machine says. What waits or was given up lately is asked about, and for a week what was paid: refunds
/// and disputes come from the provider's side too.
pub(super) async fn save(db: &mut PgConnection, row: &OrderRow, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET machine = $2, state = $3, fee_minor = $4, refunded_minor = $5, teacher_minor = $6, paid_at = $7,
                updated_at = $8,
                poll_at = CASE WHEN $3 IN ('waiting', 'failed', 'expired') THEN poll_at
                               WHEN $3 <> 'refunded' AND provider_payment_id IS NOT NULL THEN $8::timestamptz + interval '1 day' END
         WHERE order_id = $1",
        row.id.0,
        Json(&row.machine.0) as Json<&Order>,
        row.state.as_str(),
        row.fee_minor,
        row.refunded_minor,
        row.teacher_minor,
        row.paid_at,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Adds to the ledger.
pub(super) async fn book(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: OrderId,
    transfers: &[Transfer],
) -> sqlx::Result<()> {
    for transfer in transfers {
        let (id, currency) = (TransferId::new(clock), transfer.currency());
        sqlx::query!(
            "INSERT INTO ledger_transfers (transfer_id, order_id, kind, reference, currency, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id.0,
            order.0,
            transfer.kind().name(),
            transfer.reference(),
            currency.code(),
            clock.now(),
        )
        .execute(&mut *db)
        .await?;
        let places: Vec<i16> = (1..).take(transfer.entries().len()).collect();
        let accounts: Vec<String> = transfer.entries().iter().map(|entry| entry.account.to_string()).collect();
        let amounts: Vec<i64> = transfer.entries().iter().map(|entry| entry.minor).collect();
        sqlx::query!(
            "INSERT INTO ledger_entries (transfer_id, place, account, minor)
             SELECT $1, e.place, e.account, e.minor FROM unnest($2::int2[], $3::text[], $4::int8[]) AS e(place, account, minor)",
            id.0,
            &places,
            &accounts,
            &amounts,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}
