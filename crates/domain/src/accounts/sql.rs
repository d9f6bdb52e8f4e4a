use super::model::{InterfaceLanguage, Me, RequestState, Role, Theme, UpdateMe};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, TeacherRequestId};
use sqlx::PgConnection;

pub(super) struct NewRow<'a> {
    pub id: AccountId,
    pub name: &'a str,
    pub email: &'a str,
    pub password_hash: &'a str,
    pub language: InterfaceLanguage,
    pub role: Role,
    pub now: DateTime<Utc>,
}

pub(super) async fn insert(db: &mut PgConnection, new: &NewRow<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO accounts (account_id, email, name, password_hash, role, language, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        new.id.0,
        new.email,
        new.name,
        new.password_hash,
        new.role.as_str(),
        new.language as InterfaceLanguage,
        new.now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) struct Credentials {
    pub id: AccountId,
    pub password_hash: String,
    pub role: Role,
    pub blocked_at: Option<DateTime<Utc>>,
}

pub(crate) async fn credentials(db: &mut PgConnection, email: &str) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        r#"SELECT account_id AS "id: AccountId", password_hash, role AS "role: Role", blocked_at
           FROM accounts WHERE email = $1"#,
        email,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn me(db: &mut PgConnection, id: AccountId) -> sqlx::Result<Option<Me>> {
    sqlx::query_as!(
        Me,
        r#"SELECT a.account_id AS "id: AccountId", a.name, a.email, a.role AS "role: Role",
                  a.language AS "language: InterfaceLanguage", a.theme AS "theme: Theme", a.time_zone,
                  CASE WHEN r.state <> 'approved' THEN r.state END AS "teacher_request: RequestState"
           FROM accounts a
           LEFT JOIN LATERAL (SELECT state FROM teacher_requests r WHERE r.account_id = a.account_id
                              ORDER BY r.teacher_request_id DESC LIMIT 1) r ON true
           WHERE a.account_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn update(
    db: &mut PgConnection,
    id: AccountId,
    change: &UpdateMe,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE accounts SET name = COALESCE($2, name), language = COALESCE($3, language), theme = COALESCE($4, theme),
                time_zone = COALESCE($5, time_zone), updated_at = $6
         WHERE account_id = $1",
        id.0,
        change.name,
        change.language as Option<InterfaceLanguage>,
        change.theme as Option<Theme>,
        change.time_zone,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Changes the role; sign-ins learn of it by the notification.
pub(crate) async fn set_role(db: &mut PgConnection, id: AccountId, role: Role, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE accounts SET role = $2, updated_at = $3 WHERE account_id = $1", id.0, role.as_str(), now)
        .execute(&mut *db)
        .await?;
    notify_sessions(db, id).await
}

/// Tells every process to forget what it knows of this account's sign-ins, once the transaction commits.
pub(crate) async fn notify_sessions(db: &mut PgConnection, id: AccountId) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_notify('lectern_sessions', $1)", id.to_string()).fetch_one(db).await?;
    Ok(())
}

pub(super) async fn insert_request(
    db: &mut PgConnection,
    id: TeacherRequestId,
    account: AccountId,
    note: &str,
    state: RequestState,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // A second request while one waits changes its note: the same button pressed twice.
    sqlx::query!(
        "INSERT INTO teacher_requests (teacher_request_id, account_id, note, state, created_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id) WHERE state = 'waiting' DO UPDATE SET note = excluded.note",
        id.0,
        account.0,
        note,
        state.as_str(),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
