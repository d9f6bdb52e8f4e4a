use super::model::AdminAccount;
use crate::accounts::{RequestState, Role};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, PageSize, TeacherRequestId};
use sqlx::PgConnection;

pub(super) async fn accounts(
    db: &mut PgConnection,
    words: Option<&str>,
    role: Option<Role>,
    before: Option<AccountId>,
    size: PageSize,
) -> sqlx::Result<Vec<AdminAccount>> {
    sqlx::query_as!(
        AdminAccount,
        r#"SELECT account_id AS "id: AccountId", name, email, role AS "role: Role", blocked_at, blocked_reason, created_at
           FROM accounts
           WHERE ($1::text IS NULL OR position(lower($1) IN lower(name)) > 0 OR position(lower($1) IN email) > 0)
             AND ($2::text IS NULL OR role = $2) AND ($3::uuid IS NULL OR account_id < $3)
           ORDER BY account_id DESC LIMIT $4"#,
        words,
        role.map(Role::as_str),
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn lock_account(db: &mut PgConnection, id: AccountId) -> sqlx::Result<Option<AdminAccount>> {
    sqlx::query_as!(
        AdminAccount,
        r#"SELECT account_id AS "id: AccountId", name, email, role AS "role: Role", blocked_at, blocked_reason, created_at
           FROM accounts WHERE account_id = $1 FOR UPDATE"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn set_blocked(
    db: &mut PgConnection,
    id: AccountId,
    blocked_at: Option<DateTime<Utc>>,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE accounts SET blocked_at = $2, blocked_reason = $3, updated_at = $4 WHERE account_id = $1",
        id.0,
        blocked_at,
        reason,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) struct RequestRow {
    pub id: TeacherRequestId,
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub note: String,
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
}

pub(super) async fn requests(
    db: &mut PgConnection,
    state: Option<RequestState>,
    before: Option<TeacherRequestId>,
    size: PageSize,
) -> sqlx::Result<Vec<RequestRow>> {
    sqlx::query_as!(
        RequestRow,
        r#"SELECT r.teacher_request_id AS "id: TeacherRequestId", a.account_id AS "account: AccountId", a.name, a.email,
                  r.note, r.state AS "state: RequestState", r.created_at
           FROM teacher_requests r JOIN accounts a ON a.account_id = r.account_id
           WHERE ($1::text IS NULL OR r.state = $1) AND ($2::uuid IS NULL OR r.teacher_request_id < $2)
           ORDER BY r.teacher_request_id DESC LIMIT $3"#,
        state.map(RequestState::as_str),
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn lock_request(db: &mut PgConnection, id: TeacherRequestId) -> sqlx::Result<Option<RequestRow>> {
    sqlx::query_as!(
        RequestRow,
        r#"SELECT r.teacher_request_id AS "id: TeacherRequestId", a.account_id AS "account: AccountId", a.name, a.email,
                  r.note, r.state AS "state: RequestState", r.created_at
           FROM teacher_requests r JOIN accounts a ON a.account_id = r.account_id
           WHERE r.teacher_request_id = $1 FOR UPDATE"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn decide(
    db: &mut PgConnection,
    id: TeacherRequestId,
    state: RequestState,
    by: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE teacher_requests SET state = $2, decided_by = $3, decided_at = $4 WHERE teacher_request_id = $1",
        id.0,
        state.as_str(),
        by.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
