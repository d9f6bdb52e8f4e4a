//! PostgreSQL: the pool, the migrations, id types, paging, the clock, and how constraint names become refusals.
#![warn(missing_docs)]

mod clock;
mod ids;
mod paging;

pub use clock::{Clock, SystemClock, TestClock};
pub use ids::*;
pub use paging::PageSize;

use lectern_config::DatabaseConfig;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::str::FromStr;
use std::time::Duration;

/// Every migration, in order.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// How long an idle connection is taken to be alive unasked.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Opens the pool. Statements give up after 20 s, waits for a lock after 5 s.
///
/// # Errors
/// When the address is malformed or the server cannot be reached within 10 s.
pub async fn connect(config: &DatabaseConfig, name: &str) -> sqlx::Result<sqlx::PgPool> {
    use secrecy::ExposeSecret;
    let options =
        PgConnectOptions::from_str(config.url.expose_secret())?.application_name(&format!("lectern-{name}")).options([
            ("statement_timeout", "20s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "30s"),
            // Ours are short: compiling one takes longer than running it.
            ("jit", "off"),
        ]);
    PgPoolOptions::new()
        .max_connections(config.max_connections)
        .acquire_timeout(Duration::from_secs(10))
        // A connection in use a moment ago is there still; asking each time would double the ways to PostgreSQL.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < TRUSTED_FOR || connection.ping().await.is_ok()) })
        })
        .connect_with(options)
        .await
}

/// Whether `error` is a violation of the constraint or unique index called `constraint`.
pub fn violates(error: &sqlx::Error, constraint: &str) -> bool {
    error.as_database_error().and_then(|e| e.constraint()).is_some_and(|name| name == constraint)
}
