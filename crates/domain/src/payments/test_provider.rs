//! The memory of the built-in test provider: its payments as its API tells them, and the notices it sends.
//!
//! Owns `test_payments` and `test_notices`. What a payment does is decided by whoever knows its shape.

use lectern_db::Clock;
use lectern_queue::{Job, Queue, put_after};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

/// Sends a notice of the test provider to the school.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendTestNotice {
    /// The row.
    pub notice: String,
    /// Which of its repeats: each is a job of its own.
    pub copy: u32,
}

impl Job for SendTestNotice {
    const KIND: &'static str = "send-test-notice";
    const QUEUE: Queue = Queue::Quick;
    fn priority(&self) -> i32 {
        -10
    }
}

/// Pays a payment of the test provider whose buyer asked to wait.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PayTestPayment {
    /// The payment.
    pub payment: String,
}

impl Job for PayTestPayment {
    const KIND: &'static str = "pay-test-payment";
    const QUEUE: Queue = Queue::Quick;
    fn unique_key(&self) -> Option<String> {
        Some(format!("pay-test-payment {}", self.payment))
    }
}

/// What the test provider sends.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Equal for repeats.
    pub id: String,
    /// To be signed and sent as it is.
    pub body: String,
    /// How often.
    pub times: u32,
    /// How long it takes its time.
    pub after_s: f64,
}

/// A payment with where its page leads back to.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// As the API tells it.
    pub object: T,
    /// The school's page.
    pub return_url: String,
}

/// Keeps a payment, or gives the one that was kept under this id.
///
/// # Errors
/// When Postgres fails.
pub async fn keep<T>(pool: &PgPool, clock: &dyn Clock, id: &str, object: &T, return_url: &str) -> sqlx::Result<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + Unpin + 'static,
{
    let mut db = pool.acquire().await?;
    sqlx::query!(
        "INSERT INTO test_payments (test_payment_id, object, return_url, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (test_payment_id) DO NOTHING",
        id,
        Json(object) as Json<&T>,
        return_url,
        clock.now(),
    )
    .execute(&mut *db)
    .await?;
    Ok(read(&mut db, id).await?.ok_or(sqlx::Error::RowNotFound)?.object)
}

/// A payment.
///
/// # Errors
/// When Postgres fails.
pub async fn find<T: DeserializeOwned>(pool: &PgPool, id: &str) -> sqlx::Result<Option<Kept<T>>> {
    read(&mut *pool.acquire().await?, id).await
}

async fn read<T: DeserializeOwned>(db: &mut PgConnection, id: &str) -> sqlx::Result<Option<Kept<T>>> {
    let row = sqlx::query!("SELECT object, return_url FROM test_payments WHERE test_payment_id = $1 FOR UPDATE", id);
    let Some(row) = row.fetch_optional(db).await? else { return Ok(None) };
    let object = serde_json::from_value(row.object).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Kept { object, return_url: row.return_url }))
}

/// Does something to a payment, and sends what follows. `None` for no payment of ours.
///
/// # Errors
/// What `act` says, or Postgres.
pub async fn change<T, E>(
    pool: &PgPool,
    clock: &dyn Clock,
    id: &str,
    act: impl FnOnce(&mut T) -> Result<Vec<Outgoing>, E> + Send,
) -> Result<Option<T>, E>
where
    T: Serialize + DeserializeOwned + Send + Sync,
    E: From<sqlx::Error>,
{
    let mut tx = pool.begin().await?;
    let Some(Kept { mut object, .. }) = read::<T>(&mut tx, id).await? else { return Ok(None) };
    let sent = act(&mut object)?;
    sqlx::query!("UPDATE test_payments SET object = $2 WHERE test_payment_id = $1", id, Json(&object) as Json<&T>)
        .execute(&mut *tx)
        .await?;
    for notice in sent {
        sqlx::query!(
            "INSERT INTO test_notices (test_notice_id, test_payment_id, body, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (test_notice_id) DO NOTHING",
            notice.id,
            id,
            notice.body,
            clock.now(),
        )
        .execute(&mut *tx)
        .await?;
        for copy in 0..notice.times {
            put_after(&mut tx, &SendTestNotice { notice: notice.id.clone(), copy }, notice.after_s).await?;
        }
    }
    tx.commit().await?;
    Ok(Some(object))
}

/// Pays later.
///
/// # Errors
/// When Postgres fails.
pub async fn pay_later(pool: &PgPool, payment: &str, after_s: f64) -> sqlx::Result<()> {
    let mut db = pool.acquire().await?;
    put_after(&mut db, &PayTestPayment { payment: payment.to_owned() }, after_s).await?;
    Ok(())
}

/// The body of a notice.
///
/// # Errors
/// When Postgres fails.
pub async fn notice(pool: &PgPool, id: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT body FROM test_notices WHERE test_notice_id = $1", id).fetch_optional(pool).await
}
