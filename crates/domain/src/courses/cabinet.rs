//! When a completed course leaves the cabinet: calendar months after its completion, or after it was last kept.

use super::CourseError;
use crate::accounts::Actor;
use crate::notifications::{self, Kind, Notice};
use lectern_db::{AccountId, Clock, CourseId};
use serde_json::json;
use sqlx::PgPool;

/// Days before a course leaves that its learner is told.
const TOLD_BEFORE_DAYS: i32 = 7;

/// Tells whose courses leave within a week, and moves those whose time has come; both at most `at_most`. Gives how many
/// were told and how many moved. Months are counted in the school's time zone: from 31 January it is one month to the
/// last of February.
///
/// # Errors
/// When Postgres fails.
pub async fn clear_cabinets(pool: &PgPool, clock: &dyn Clock, at_most: i64) -> sqlx::Result<(usize, usize)> {
    Ok((tell_who_leaves(pool, clock, at_most).await?, archive_due(pool, clock, at_most).await?))
}

async fn tell_who_leaves(pool: &PgPool, clock: &dyn Clock, at_most: i64) -> sqlx::Result<usize> {
    let mut tx = pool.begin().await?;
    let leaving = sqlx::query!(
        r#"WITH due AS (
               SELECT e.account_id, e.course_id, leaves_cabinet_at(e, s) AS leaves_at
               FROM enrolments e CROSS JOIN school s
               WHERE e.completed_at IS NOT NULL AND e.archived_at IS NULL AND e.revoked_at IS NULL
                 AND e.leaving_told_at IS NULL
                 -- Of the index, with days to spare for months of any length; the calendar decides below.
                 AND e.completed_at <= $1::timestamptz - make_interval(months => s.archive_after_months) + interval '14 days'
                 AND leaves_cabinet_at(e, s) <= $1::timestamptz + make_interval(days => $2)
               LIMIT $3 FOR UPDATE OF e SKIP LOCKED)
           UPDATE enrolments e SET leaving_told_at = $1
           FROM due d JOIN courses c USING (course_id)
           WHERE e.account_id = d.account_id AND e.course_id = d.course_id
           RETURNING e.account_id AS "account: AccountId", e.course_id AS "course: CourseId", c.title,
                     GREATEST(d.leaves_at, $1::timestamptz + make_interval(days => $2)) AS "leaves_at!""#,
        clock.now(),
        TOLD_BEFORE_DAYS,
        at_most,
    )
    .fetch_all(&mut *tx)
    .await?;
    // A course that is kept leaves again later, and that is told again.
    let subjects: Vec<_> = leaving.iter().map(|row| format!("{} {}", row.course, row.leaves_at.timestamp())).collect();
    let notices = leaving.iter().zip(&subjects).map(|(row, subject)| {
        let params = json!({ "course": row.title, "leaves_at": row.leaves_at });
        let notice = Notice { kind: Kind::CourseLeavesSoon, subject, params, link: Some("/cabinet".to_owned()) };
        (row.account, notice)
    });
    notifications::tell_all(&mut tx, clock, Kind::CourseLeavesSoon, notices.collect()).await?;
    tx.commit().await?;
    Ok(leaving.len())
}

async fn archive_due(pool: &PgPool, clock: &dyn Clock, at_most: i64) -> sqlx::Result<usize> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let left = sqlx::query!(
        r#"WITH due AS (
               SELECT e.account_id, e.course_id
               FROM enrolments e CROSS JOIN school s
               WHERE e.completed_at IS NOT NULL AND e.archived_at IS NULL AND e.revoked_at IS NULL
                 -- Nobody's course goes without a week's notice, also when that came late.
                 AND e.leaving_told_at <= $1::timestamptz - make_interval(days => $3)
                 AND e.completed_at <= $1::timestamptz - make_interval(months => s.archive_after_months) + interval '5 days'
                 AND leaves_cabinet_at(e, s) <= $1
               LIMIT $2 FOR UPDATE OF e SKIP LOCKED)
           UPDATE enrolments e SET archived_at = $1
           FROM due d JOIN courses c USING (course_id)
           WHERE e.account_id = d.account_id AND e.course_id = d.course_id
           RETURNING e.account_id AS "account: AccountId", e.course_id AS "course: CourseId", c.title"#,
        now,
        at_most,
        TOLD_BEFORE_DAYS,
    )
    .fetch_all(&mut *tx)
    .await?;
    let subjects: Vec<_> = left.iter().map(|row| format!("{} {}", row.course, now.timestamp())).collect();
    let notices = left.iter().zip(&subjects).map(|(row, subject)| {
        let link = Some("/cabinet?tab=archive".to_owned());
        (row.account, Notice { kind: Kind::CourseLeft, subject, params: json!({ "course": row.title }), link })
    });
    notifications::tell_all(&mut tx, clock, Kind::CourseLeft, notices.collect()).await?;
    tx.commit().await?;
    Ok(left.len())
}

/// Brings a course back into the cabinet, or keeps it there when it was about to leave: its months begin anew.
///
/// # Errors
/// [`CourseError::NotFound`] for who is not enrolled, [`CourseError::AccessOver`].
pub async fn keep(pool: &PgPool, clock: &dyn Clock, actor: &Actor, course: CourseId) -> Result<(), CourseError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let enrolment = super::enrolment(&mut tx, actor.id, course).await?.ok_or(CourseError::NotFound)?;
    if let Some(ended_at) = enrolment.ends_at.filter(|ends_at| *ends_at <= now) {
        return Err(CourseError::AccessOver(ended_at));
    }
    sqlx::query!(
        "UPDATE enrolments SET archived_at = NULL, leaving_told_at = NULL, kept_at = $3
         WHERE account_id = $1 AND course_id = $2 AND completed_at IS NOT NULL",
        actor.id.0,
        course.0,
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
