use super::Actor;
use lectern_db::{AuditId, Clock};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// One act of an admin.
#[derive(Debug)]
pub struct Audit<'a> {
    /// Stable name, such as `account-updated`.
    pub action: &'a str,
    /// What kind of thing it was done to.
    pub object_kind: &'a str,
    /// The thing.
    pub object: Uuid,
    /// What it was like.
    pub before: Value,
    /// What it is like now.
    pub after: Value,
}

/// Writes an act into the log, in the transaction of the act.
///
/// # Errors
/// When Postgres fails.
pub async fn write_audit(db: &mut PgConnection, clock: &dyn Clock, actor: &Actor, act: Audit<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO audit_log (audit_id, actor_id, action, object_kind, object_id, before, after, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        AuditId::new(clock).0,
        actor.id.0,
        act.action,
        act.object_kind,
        act.object,
        act.before,
        act.after,
        clock.now(),
    )
    .execute(db)
    .await?;
    Ok(())
}
