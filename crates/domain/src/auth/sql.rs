use super::service::Device;
use crate::accounts::Role;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, SessionId};
use sqlx::PgConnection;

pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub account: AccountId,
    pub token_hash: &'a [u8],
    pub device: &'a Device,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub(super) async fn insert(db: &mut PgConnection, new: &NewSession<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO sessions (session_id, account_id, token_hash, grace_until, user_agent, address, created_at,
                               last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $4, $4, $7)",
        new.id.0,
        new.account.0,
        new.token_hash,
        new.now,
        new.device.user_agent,
        new.device.address.to_string(),
        new.expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The account and its role now, if the session is not over.
pub(super) async fn live(
    db: &mut PgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(AccountId, Role)>> {
    let row = sqlx::query!(
        r#"SELECT a.account_id AS "account: AccountId", a.role AS "role: Role"
           FROM sessions s JOIN accounts a USING (account_id)
           WHERE s.session_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND a.blocked_at IS NULL"#,
        id.0,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| (r.account, r.role)))
}

pub(super) struct Family {
    pub account: AccountId,
    pub role: Role,
    pub counter: i32,
    pub token_hash: Vec<u8>,
    pub grace_until: DateTime<Utc>,
    pub over: bool,
}

pub(super) async fn family(db: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> sqlx::Result<Option<Family>> {
    sqlx::query_as!(
        Family,
        r#"SELECT s.account_id AS "account: AccountId", a.role AS "role: Role", s.counter, s.token_hash, s.grace_until,
                  (s.revoked_at IS NOT NULL OR s.expires_at <= $2 OR a.blocked_at IS NOT NULL) AS "over!"
           FROM sessions s JOIN accounts a USING (account_id) WHERE s.session_id = $1 FOR UPDATE OF s"#,
        id.0,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn rotate(
    db: &mut PgConnection,
    id: SessionId,
    token_hash: &[u8],
    now: DateTime<Utc>,
    grace_until: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sessions SET counter = counter + 1, token_hash = $2, last_seen_at = $3, grace_until = $4, expires_at = $5
         WHERE session_id = $1",
        id.0,
        token_hash,
        now,
        grace_until,
        expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn revoke(db: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE sessions SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL", id.0, now)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn revoke_all(db: &mut PgConnection, account: AccountId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE sessions SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL", account.0, now)
        .execute(db)
        .await?;
    Ok(())
}
