use super::model::EnrolmentOut;
use super::{CourseError, find_visible, sql};
use crate::accounts::Actor;
use lectern_db::{AccountId, Clock, CourseId, LessonId};
use sqlx::{PgConnection, PgPool};

/// Enrols `actor`; true when they were not before. Enrolling twice is once, and who left comes back to what they did.
///
/// # Errors
/// [`CourseError::NotFound`] where `actor` may not see the course.
pub async fn enrol(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
) -> Result<(EnrolmentOut, bool), CourseError> {
    let mut tx = pool.begin().await?;
    sql::lock(&mut tx, id).await?;
    find_visible(&mut tx, Some(actor), id).await?;
    let known = enrolment(&mut tx, actor.id, id).await?;
    if let Some(known) = known {
        return Ok((known, false));
    }
    sqlx::query!(
        "INSERT INTO enrolments (account_id, course_id, last_seen_at, created_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (account_id, course_id) DO UPDATE SET revoked_at = NULL, last_seen_at = excluded.last_seen_at",
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
        "UPDATE enrolments SET revoked_at = COALESCE(revoked_at, $3) WHERE account_id = $1 AND course_id = $2",
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
        r#"SELECT e.course_id AS "course_id: CourseId", e.created_at, e.last_lesson_id AS "last_lesson_id: LessonId",
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
