use super::model::{Certificate, CertificateOut, CertificateState, Checked, Standing};
use super::{CertificateError, Number, policy, sql};
use crate::accounts::{Actor, Audit, write_audit};
use crate::courses::{self, CourseError};
use crate::lessons::CourseCompleted;
use crate::notifications::{self, Kind, Notice};
use crate::school;
use lectern_db::{AccountId, CertificateId, Clock, CourseId, PageSize};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

/// Numbers drawn before giving up; even the second is one in thousands of millions.
const DRAWS: usize = 5;

/// Issues the certificate of a completed course; does nothing where the course awards none or one was issued before,
/// whatever became of it.
///
/// # Errors
/// When Postgres fails.
pub async fn issue(pool: &PgPool, clock: &dyn Clock, account: AccountId, course: CourseId) -> sqlx::Result<bool> {
    let mut tx = pool.begin().await?;
    let Some(id) = issue_in(&mut tx, clock, account, course).await? else { return Ok(false) };
    let (number, title) = sql::number_and_title(&mut tx, id).await?;
    let notice = Notice {
        kind: Kind::CertificateIssued,
        subject: &id.to_string(),
        params: json!({ "course": title, "number": number }),
        link: Some(format!("/check/{number}")),
    };
    notifications::tell(&mut tx, clock, account, notice).await?;
    tx.commit().await?;
    Ok(true)
}

async fn issue_in(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    course: CourseId,
) -> sqlx::Result<Option<CertificateId>> {
    for _ in 0..DRAWS {
        let (id, now) = (CertificateId::new(clock), clock.now());
        let issued = sql::issue(db, id, &Number::draw(now), account, course, now).await?;
        if issued.is_some() || !sql::is_due(db, account, course).await? {
            return Ok(issued);
        }
    }
    Err(sqlx::Error::Protocol("every number drawn for a certificate was taken".to_owned()))
}

/// Puts the jobs that issue what courses owe which began to award certificates after they were completed; gives how
/// many certificates are owed.
///
/// # Errors
/// When Postgres fails.
pub async fn issue_missing(pool: &PgPool, at_most: i64) -> sqlx::Result<usize> {
    let mut tx = pool.begin().await?;
    let due = sql::due(&mut tx, at_most).await?;
    let jobs: Vec<_> = due.into_iter().map(|(account, course)| CourseCompleted { account, course }).collect();
    lectern_queue::put_all(&mut tx, &jobs).await?;
    tx.commit().await?;
    Ok(jobs.len())
}

/// The person's certificates, newest first; one more than a page.
///
/// # Errors
/// When Postgres fails.
pub async fn mine(
    pool: &PgPool,
    actor: &Actor,
    before: Option<CertificateId>,
    size: PageSize,
) -> sqlx::Result<Vec<CertificateOut>> {
    sql::list(&mut *pool.acquire().await?, Some(actor.id), None, before, size).await
}

/// All certificates of a course, for who may change it; newest first, one more than a page.
///
/// # Errors
/// As of [`courses::for_editor`].
pub async fn of_course(
    pool: &PgPool,
    actor: &Actor,
    course: CourseId,
    before: Option<CertificateId>,
    size: PageSize,
) -> Result<Vec<CertificateOut>, CourseError> {
    let mut db = pool.acquire().await?;
    courses::for_editor(&mut db, actor, course).await?;
    Ok(sql::list(&mut db, None, Some(course), before, size).await?)
}

/// What anyone is told of a number, and what `actor` may do with the certificate.
///
/// # Errors
/// When Postgres fails.
pub async fn check(pool: &PgPool, clock: &dyn Clock, actor: Option<&Actor>, typed: &str) -> sqlx::Result<Checked> {
    let mut db = pool.acquire().await?;
    let number: Option<Number> = typed.parse().ok();
    let found = match &number {
        Some(number) => sql::find(&mut db, number, false).await?,
        None => None,
    };
    let Some(found) = found else {
        let number = number.map_or_else(|| typed.trim().chars().take(60).collect(), |number| number.to_string());
        let school = school::name(&mut db).await?;
        return Ok(unknown(number, school, clock));
    };
    let is = |may: fn(&Actor, &Certificate) -> bool| actor.is_some_and(|actor| may(actor, &found));
    Ok(Checked {
        state: match found.state {
            CertificateState::Valid => Standing::Valid,
            CertificateState::Revoked => Standing::Revoked,
            CertificateState::Withdrawn => Standing::Withdrawn,
        },
        yours: actor.is_some_and(|actor| actor.id == found.account),
        can_download: is(policy::may_download),
        can_reissue: is(policy::may_reissue),
        can_rename: actor.is_some_and(Actor::is_admin),
        can_revoke: is(policy::may_revoke) && found.state == CertificateState::Valid,
        number: found.number,
        holder_name: Some(found.holder_name),
        course_id: Some(found.course),
        course_title: Some(found.course_title),
        teacher_name: Some(found.teacher_name),
        school_name: found.school_name,
        issued_at: Some(found.issued_at),
        lesson_count: i32::try_from(found.tape.len()).ok(),
        hours: Some(found.hours),
        score: found.score,
        watched: found.watched,
        language: Some(found.language),
        reason: found.reason,
        changed_at: found.changed_at,
        replaced_by: found.replaced_by,
        checked_at: clock.now(),
    })
}

fn unknown(number: String, school_name: String, clock: &dyn Clock) -> Checked {
    Checked {
        state: Standing::Unknown,
        number,
        holder_name: None,
        course_id: None,
        course_title: None,
        teacher_name: None,
        school_name,
        issued_at: None,
        lesson_count: None,
        hours: None,
        score: None,
        watched: None,
        language: None,
        reason: None,
        changed_at: None,
        replaced_by: None,
        checked_at: clock.now(),
        yours: false,
        can_download: false,
        can_reissue: false,
        can_rename: false,
        can_revoke: false,
    }
}

/// The certificate of this number.
///
/// # Errors
/// [`CertificateError::NotFound`]; with an `actor`, [`CertificateError::NotYours`] unless they may download it.
pub async fn find(pool: &PgPool, actor: Option<&Actor>, number: &str) -> Result<Certificate, CertificateError> {
    let number: Number = number.parse().map_err(|_| CertificateError::NotFound)?;
    let found = sql::find(&mut *pool.acquire().await?, &number, false).await?.ok_or(CertificateError::NotFound)?;
    match actor {
        Some(actor) if !policy::may_download(actor, &found) => Err(CertificateError::NotYours),
        _ => Ok(found),
    }
}

async fn lock(db: &mut PgConnection, number: &str) -> Result<Certificate, CertificateError> {
    let number: Number = number.parse().map_err(|_| CertificateError::NotFound)?;
    sql::find(db, &number, true).await?.ok_or(CertificateError::NotFound)
}

/// Takes the certificate back for good. Doing it twice is once; the first reason stays.
///
/// # Errors
/// [`CertificateError::NotFound`], [`CertificateError::NotYours`], [`CertificateError::NotInForce`] for one that was
/// replaced.
pub async fn revoke(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    number: &str,
    reason: &str,
) -> Result<(), CertificateError> {
    let mut tx = pool.begin().await?;
    let found = lock(&mut tx, number).await?;
    if !policy::may_revoke(actor, &found) {
        return Err(CertificateError::NotYours);
    }
    match found.state {
        CertificateState::Revoked => return Ok(()),
        CertificateState::Withdrawn => return Err(CertificateError::NotInForce),
        CertificateState::Valid => {}
    }
    sql::set_state(&mut tx, found.id, CertificateState::Revoked, Some(reason), clock.now()).await?;
    let act = Audit {
        action: "certificate-revoked",
        object_kind: "certificate",
        object: found.id.0,
        before: json!({ "state": "valid" }),
        after: json!({ "state": "revoked", "reason": reason }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    let notice = Notice {
        kind: Kind::CertificateRevoked,
        subject: &found.id.to_string(),
        params: json!({ "course": found.course_title, "number": found.number, "reason": reason }),
        link: Some(format!("/check/{}", found.number)),
    };
    notifications::tell(&mut tx, clock, found.account, notice).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back what was issued for a course whose money went back, for a reason the school set.
///
/// # Errors
/// When Postgres fails.
pub async fn withdraw(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    course: CourseId,
    reason: &str,
) -> sqlx::Result<()> {
    for found in sql::in_force(db, account, course).await? {
        sql::set_state(db, found.id, CertificateState::Revoked, Some(reason), clock.now()).await?;
        let notice = Notice {
            kind: Kind::CertificateRevoked,
            subject: &found.id.to_string(),
            params: json!({ "course": found.course_title, "number": found.number, "reason": reason }),
            link: Some(format!("/check/{}", found.number)),
        };
        notifications::tell(db, clock, account, notice).await?;
    }
    Ok(())
}

/// Issues it anew under a corrected name, with a number of its own; the old one is withdrawn. Holders get the name of
/// their account, admins may give another. Gives the new number.
///
/// # Errors
/// [`CertificateError::NotFound`], [`CertificateError::NotYours`], [`CertificateError::NotInForce`],
/// [`CertificateError::SameName`] or [`CertificateError::TooManyReissues`].
pub async fn reissue(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    number: &str,
    name: Option<&str>,
) -> Result<String, CertificateError> {
    let mut tx = pool.begin().await?;
    let found = lock(&mut tx, number).await?;
    if !policy::may_download(actor, &found) || (name.is_some() && !actor.is_admin()) {
        return Err(CertificateError::NotYours);
    }
    if !policy::may_reissue(actor, &found) {
        return Err(CertificateError::NotInForce);
    }
    let name = match name {
        Some(name) => name.to_owned(),
        None => sql::account_name(&mut tx, found.account).await?,
    };
    if found.state == CertificateState::Valid && name == found.holder_name {
        return Err(CertificateError::SameName);
    }
    if !actor.is_admin() && sql::corrections(&mut tx, found.id).await? >= policy::REISSUES {
        return Err(CertificateError::TooManyReissues);
    }
    let now = clock.now();
    if found.state == CertificateState::Valid {
        sql::set_state(&mut tx, found.id, CertificateState::Withdrawn, None, now).await?;
    }
    let (id, new) = insert_corrected(&mut tx, clock, &found, &name).await?;
    let act = Audit {
        action: "certificate-reissued",
        object_kind: "certificate",
        object: found.id.0,
        before: json!({ "number": found.number, "holder_name": found.holder_name }),
        after: json!({ "number": new.as_str(), "holder_name": name }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    let notice = Notice {
        kind: Kind::CertificateIssued,
        subject: &id.to_string(),
        params: json!({ "course": found.course_title, "number": new.as_str() }),
        link: Some(format!("/check/{new}")),
    };
    notifications::tell(&mut tx, clock, found.account, notice).await?;
    tx.commit().await?;
    Ok(new.to_string())
}

async fn insert_corrected(
    db: &mut PgConnection,
    clock: &dyn Clock,
    found: &Certificate,
    name: &str,
) -> Result<(CertificateId, Number), CertificateError> {
    for _ in 0..DRAWS {
        let (id, now) = (CertificateId::new(clock), clock.now());
        let number = Number::draw(now);
        if sql::insert_corrected(db, id, &number, found.id, name, now).await? {
            return Ok((id, number));
        }
    }
    Err(sqlx::Error::Protocol("every number drawn for a certificate was taken".to_owned()).into())
}

/// Remembers where the PDF lies in the store.
///
/// # Errors
/// When Postgres fails.
pub async fn keep_pdf(pool: &PgPool, id: CertificateId, key: &str) -> sqlx::Result<()> {
    sql::set_pdf(&mut *pool.acquire().await?, id, key).await
}
