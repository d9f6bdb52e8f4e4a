use super::model::{AdminAccount, UpdateAccount};
use super::{AdminError, sql};
use crate::accounts::{self, Actor, Asker, Audit, RequestState, Role, TeacherRequestOut, write_audit};
use crate::auth;
use lectern_db::{AccountId, Clock, PageSize, TeacherRequestId};
use serde_json::json;
use sqlx::PgPool;

fn only_admin(actor: &Actor) -> Result<(), AdminError> {
    if actor.is_admin() { Ok(()) } else { Err(AdminError::NotAdmin) }
}

/// Accounts, newest first; one more than a page.
///
/// # Errors
/// [`AdminError::NotAdmin`].
pub async fn accounts(
    pool: &PgPool,
    actor: &Actor,
    words: Option<&str>,
    role: Option<Role>,
    before: Option<AccountId>,
    size: PageSize,
) -> Result<Vec<AdminAccount>, AdminError> {
    only_admin(actor)?;
    Ok(sql::accounts(&mut *pool.acquire().await?, words, role, before, size).await?)
}

/// Changes role or block. A blocked account is signed out everywhere at once.
///
/// # Errors
/// [`AdminError::NotAdmin`], [`AdminError::NotFound`], or [`AdminError::Yourself`].
pub async fn update_account(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: AccountId,
    change: &UpdateAccount,
) -> Result<AdminAccount, AdminError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let before = sql::lock_account(&mut tx, id).await?.ok_or(AdminError::NotFound)?;
    if id == actor.id && (change.blocked == Some(true) || change.role.is_some_and(|role| role != Role::Admin)) {
        return Err(AdminError::Yourself);
    }
    let now = clock.now();
    if let Some(role) = change.role.filter(|role| *role != before.role) {
        accounts::sql::set_role(&mut tx, id, role, now).await?;
    }
    match change.blocked {
        Some(true) => {
            let since = before.blocked_at.unwrap_or(now);
            let reason = change.blocked_reason.as_deref().or(before.blocked_reason.as_deref());
            sql::set_blocked(&mut tx, id, Some(since), reason, now).await?;
            auth::end_sessions(&mut tx, clock, id).await?;
        }
        Some(false) => sql::set_blocked(&mut tx, id, None, None, now).await?,
        None => {}
    }
    let after = sql::lock_account(&mut tx, id).await?.ok_or(AdminError::NotFound)?;
    let shown =
        |a: &AdminAccount| json!({ "role": a.role, "blocked": a.blocked_at.is_some(), "reason": a.blocked_reason });
    let act = Audit {
        action: "account-updated",
        object_kind: "account",
        object: id.0,
        before: shown(&before),
        after: shown(&after),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(after)
}

fn request_out(row: sql::RequestRow) -> TeacherRequestOut {
    TeacherRequestOut {
        id: row.id,
        account: Asker { id: row.account, name: row.name, email: row.email },
        note: row.note,
        state: row.state,
        created_at: row.created_at,
    }
}

/// Requests to teach, newest first; one more than a page.
///
/// # Errors
/// [`AdminError::NotAdmin`].
pub async fn teacher_requests(
    pool: &PgPool,
    actor: &Actor,
    state: Option<RequestState>,
    before: Option<TeacherRequestId>,
    size: PageSize,
) -> Result<Vec<TeacherRequestOut>, AdminError> {
    only_admin(actor)?;
    let rows = sql::requests(&mut *pool.acquire().await?, state, before, size).await?;
    Ok(rows.into_iter().map(request_out).collect())
}

/// Approves or declines a request; deciding the same way twice changes nothing.
///
/// # Errors
/// [`AdminError::NotAdmin`], [`AdminError::NotFound`], or [`AdminError::Decided`] when it went the other way.
pub async fn decide_request(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: TeacherRequestId,
    decision: RequestState,
) -> Result<TeacherRequestOut, AdminError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let request = sql::lock_request(&mut tx, id).await?.ok_or(AdminError::NotFound)?;
    if request.state == decision {
        return Ok(request_out(request));
    }
    if request.state != RequestState::Waiting {
        return Err(AdminError::Decided);
    }
    let now = clock.now();
    sql::decide(&mut tx, id, decision, actor.id, now).await?;
    let account = sql::lock_account(&mut tx, request.account).await?.ok_or(AdminError::NotFound)?;
    if decision == RequestState::Approved && account.role == Role::Student {
        accounts::sql::set_role(&mut tx, request.account, Role::Teacher, now).await?;
    }
    let act = Audit {
        action: "teacher-request-decided",
        object_kind: "account",
        object: request.account.0,
        before: json!({ "role": account.role, "request": "waiting" }),
        after: json!({ "request": decision }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(request_out(sql::RequestRow { state: decision, ..request }))
}
