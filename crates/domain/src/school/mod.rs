//! The school itself: its name, its calendar, and what it prints on certificates.
//!
//! Owns `school` (one row) and `school_pictures`. Anyone sees the name and the logo, admins change them.

mod sql;

use sqlx::PgConnection;

/// What the school is called.
///
/// # Errors
/// When Postgres fails.
pub async fn name(db: &mut PgConnection) -> sqlx::Result<String> {
    sql::name(db).await
}
