use super::model::{EnrolmentOut, EnrolmentSource};
use super::{CourseError, find_visible, for_edit, policy, sql};
use crate::accounts::{Actor, Audit, write_audit};
use crate::notifications::{self, Kind, Notice};
use crate::playback;
use lectern_db::{AccountId, Clock, CourseId, LessonId, OrderId};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

/// What ended a place in a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The money went back.
    Refund,
    /// The buyer's bank took the money back.
    Dispute,
}

/// Who is let into a course.
#[derive(Debug, Clone)]
pub enum Newcomer {
    /// By the account.
    Account(AccountId),
    /// By the address of an account.
    Email(String),
}

/// Enrols `actor`; true when they were not before. Enrolling twice is once, and who left comes back to what they did.
///
/// # Errors
/// [`CourseError::NotFound`] where `actor` may not see the course; [`CourseError::PaymentRequired`] for who neither
/// teaches a course that costs money nor had a place in it before.
pub async fn enrol(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
) -> Result<(EnrolmentOut, bool), CourseError> {
    let mut tx = pool.begin().await?;
    sql::lock(&mut tx, id).await?;
    let course = find_visible(&mut tx, Some(actor), id).await?;
    let known = enrolment(&mut tx, actor.id, id).await?;
    if let Some(known) = known {
        return Ok((known, false));
    }
    if let Some(pricing) = course.pricing()
        && !policy::may_grade(actor, &course)
        && !has_left(&mut tx, actor.id, id).await?
    {
        return Err(CourseError::PaymentRequired(Box::new(pricing.at(clock.now()))));
    }
    sqlx::query!(
        "INSERT INTO enrolments (account_id, course_id, last_seen_at, created_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (account_id, course_id)
         DO UPDATE SET revoked_at = NULL, ended_by = NULL, last_seen_at = excluded.last_seen_at",
        actor.id.0,
        id.0,
        clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    count_students(&mut tx, id).await?;
    let new = enrolment(&mut tx, actor.id, id).await?.ok_or(CourseError::NotFound)?;
    tx.commit().await?;
    Ok((new, true))
}

/// Leaves the course; what was done stays. Leaving twice is once.
///
/// # Errors
/// [`CourseError::NotFound`] when `actor` was never enrolled.
pub async fn leave(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    sql::lock(&mut tx, id).await?;
    let left = sqlx::query!(
        "UPDATE enrolments SET revoked_at = COALESCE(revoked_at, $3), ended_by = COALESCE(ended_by, 'left')
         WHERE account_id = $1 AND course_id = $2",
        actor.id.0,
        id.0,
        clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    if left.rows_affected() == 0 {
        return Err(CourseError::NotFound);
    }
    count_students(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the person had a place and gave it up: it is theirs to come back to.
async fn has_left(db: &mut PgConnection, account: AccountId, course: CourseId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM enrolments WHERE account_id = $1 AND course_id = $2 AND ended_by = 'left') AS "is!""#,
        account.0,
        course.0,
    )
    .fetch_one(db)
    .await
}

/// Gives `account` a place, or a new one where it was over or ended: its days begin anew. A place that lasts stays as it
/// is: false then. The course may be in any state: who has paid is let in.
///
/// # Errors
/// When Postgres fails.
pub async fn grant(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    course: CourseId,
    source: EnrolmentSource,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    sql::lock(db, course).await?;
    let now = clock.now();
    let given = sqlx::query!(
        "INSERT INTO enrolments AS e (account_id, course_id, source, order_id, last_seen_at, created_at)
         VALUES ($1, $2, $3, $5, $4, $4)
         ON CONFLICT (account_id, course_id) DO UPDATE
         SET source = excluded.source, order_id = excluded.order_id, revoked_at = NULL, ended_by = NULL, archived_at = NULL, last_seen_at = excluded.last_seen_at,
             created_at = excluded.created_at
         WHERE e.revoked_at IS NOT NULL OR e.created_at + make_interval(days =>
               (SELECT c.access_days FROM courses c WHERE c.course_id = e.course_id)) <= $4",
        account.0,
        course.0,
        source.as_str(),
        now,
        order.map(|id| id.0),
    )
    .execute(&mut *db)
    .await?;
    count_students(db, course).await?;
    Ok(given.rows_affected() > 0)
}

/// Ends the place that `order` paid for because its money went back; players stop within seconds. What was done stays,
/// and so does a place that was come by in another way. True when a place ended.
///
/// # Errors
/// When Postgres fails.
pub async fn revoke(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    course: CourseId,
    order: OrderId,
    by: Ended,
) -> sqlx::Result<bool> {
    sql::lock(db, course).await?;
    let by = match by {
        Ended::Refund => "refund",
        Ended::Dispute => "dispute",
    };
    let ended = sqlx::query!(
        "UPDATE enrolments SET revoked_at = COALESCE(revoked_at, $3), ended_by = $4
         WHERE account_id = $1 AND course_id = $2 AND order_id = $5",
        account.0,
        course.0,
        clock.now(),
        by,
        order.0,
    )
    .execute(&mut *db)
    .await?;
    count_students(db, course).await?;
    playback::forget(db, account.0).await?;
    Ok(ended.rows_affected() > 0)
}

/// Lets somebody into the course without payment, for a reason that is written down. Their days begin anew where they
/// were over.
///
/// # Errors
/// As [`for_edit`]; [`CourseError::NoAccount`] for a stranger's address, [`CourseError::AlreadyEnrolled`].
pub async fn give(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
    newcomer: &Newcomer,
    reason: &str,
) -> Result<EnrolmentOut, CourseError> {
    let mut tx = pool.begin().await?;
    let course = for_edit(&mut tx, actor, id).await?;
    let (by_id, by_email) = match newcomer {
        Newcomer::Account(account) => (Some(account.0), None),
        Newcomer::Email(email) => (None, Some(email.to_lowercase())),
    };
    let account = sqlx::query_scalar!(
        r#"SELECT account_id AS "id: AccountId" FROM accounts
           WHERE (account_id = $1 OR email = $2) AND blocked_at IS NULL"#,
        by_id,
        by_email,
    );
    let account = account.fetch_optional(&mut *tx).await?.ok_or(CourseError::NoAccount)?;
    let known = enrolment(&mut tx, account, id).await?;
    if known.is_some_and(|known| known.ends_at.is_none_or(|ends_at| clock.now() < ends_at)) {
        return Err(CourseError::AlreadyEnrolled);
    }
    grant(&mut tx, clock, account, id, EnrolmentSource::Given, None).await?;
    let act = Audit {
        action: "student-enrolled",
        object_kind: "course",
        object: id.0,
        before: json!(null),
        after: json!({ "account": account, "reason": reason }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    let subject = format!("{id} {}", clock.now().timestamp());
    let link = Some(format!("/courses/{id}/learn"));
    let params = json!({ "course": course.title, "reason": reason });
    notifications::tell(&mut tx, clock, account, Notice { kind: Kind::CourseGiven, subject: &subject, params, link })
        .await?;
    let new = enrolment(&mut tx, account, id).await?.ok_or(CourseError::NotFound)?;
    tx.commit().await?;
    Ok(new)
}

/// Under the course's lock, so that two at once count right.
async fn count_students(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET student_count =
            (SELECT count(*)::int4 FROM enrolments WHERE course_id = $1 AND revoked_at IS NULL)
         WHERE course_id = $1",
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person's place in a course they have not left.
///
/// # Errors
/// When Postgres fails.
pub async fn enrolment(
    db: &mut PgConnection,
    account: AccountId,
    course: CourseId,
) -> sqlx::Result<Option<EnrolmentOut>> {
    sqlx::query_as!(
        EnrolmentOut,
        r#"SELECT e.course_id AS "course_id: CourseId", e.created_at, e.source AS "source: EnrolmentSource",
                  e.last_lesson_id AS "last_lesson_id: LessonId",
                  e.completed_at, e.completed_version, e.created_at + make_interval(days => c.access_days) AS ends_at
           FROM enrolments e JOIN courses c USING (course_id)
           WHERE e.account_id = $1 AND e.course_id = $2 AND e.revoked_at IS NULL"#,
        account.0,
        course.0,
    )
    .fetch_optional(db)
    .await
}

/// Whether `account` is enrolled and has not left.
///
/// # Errors
/// When Postgres fails.
pub async fn is_enrolled(db: &mut PgConnection, account: AccountId, course: CourseId) -> sqlx::Result<bool> {
    Ok(enrolment(db, account, course).await?.is_some())
}
