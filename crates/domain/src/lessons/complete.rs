use super::model::{Lesson, LessonError, LessonKind, LessonView};
use super::sql;
use crate::accounts::Actor;
use crate::courses::{self, CourseError, policy};
use lectern_db::{AccountId, Clock, LessonId};
use sqlx::{PgConnection, PgPool};

/// Whether `actor` may watch or read the lesson: enrolled (in a course that may since have left the catalogue), or an
/// editor of the course. Deleted lessons and courses are nobody's.
///
/// # Errors
/// When Postgres fails.
pub async fn is_open(db: &mut PgConnection, actor: &Actor, id: LessonId) -> sqlx::Result<bool> {
    let open = sqlx::query!(
        r#"SELECT c.owner_id AS "owner: AccountId",
                  EXISTS (SELECT 1 FROM enrolments e WHERE e.course_id = c.course_id AND e.account_id = $2
                          AND e.revoked_at IS NULL) AS "enrolled!"
           FROM lessons l JOIN courses c USING (course_id)
           WHERE l.lesson_id = $1 AND l.deleted_at IS NULL AND c.deleted_at IS NULL"#,
        id.0,
        actor.id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(open.is_some_and(|row| row.enrolled || actor.is_admin() || (actor.may_teach() && row.owner == actor.id)))
}

/// Notes that `account` has done the lesson; again changes nothing. Completes the course with its last lesson. Asks no
/// policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn complete(
    db: &mut PgConnection,
    account: AccountId,
    lesson: LessonId,
    clock: &dyn Clock,
) -> sqlx::Result<()> {
    let now = clock.now();
    let new = sqlx::query!(
        "INSERT INTO lesson_completions (account_id, lesson_id, course_id, completed_at)
         SELECT $1, lesson_id, course_id, $3 FROM lessons WHERE lesson_id = $2
         ON CONFLICT (account_id, lesson_id) DO NOTHING RETURNING course_id",
        account.0,
        lesson.0,
        now,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(new) = new else { return Ok(()) };
    sqlx::query!(
        "UPDATE enrolments e SET completed_at = $3
         WHERE e.account_id = $1 AND e.course_id = $2 AND e.completed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM lessons l
                           WHERE l.course_id = $2 AND l.deleted_at IS NULL
                             AND NOT EXISTS (SELECT 1 FROM lesson_completions d
                                             WHERE d.account_id = $1 AND d.lesson_id = l.lesson_id))",
        account.0,
        new.course_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The lesson, if `actor` may open it.
async fn open_lesson(db: &mut PgConnection, actor: &Actor, id: LessonId) -> Result<Lesson, LessonError> {
    let lesson = sql::lesson(db, id).await?.filter(|l| l.deleted_at.is_none()).ok_or(LessonError::NotFound)?;
    if is_open(db, actor, id).await? {
        return Ok(lesson);
    }
    // Who may not even see the course hears of no lesson.
    match courses::find_visible(db, Some(actor), lesson.course_id).await {
        Ok(course) if !policy::may_edit(actor, &course) => Err(CourseError::NotEnrolled.into()),
        Ok(_) | Err(CourseError::NotFound) => Err(LessonError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// The lesson as a learner reads it; the visit is remembered, so that "continue" leads back here.
///
/// # Errors
/// [`LessonError::NotFound`] or [`CourseError::NotEnrolled`].
pub async fn view(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: LessonId) -> Result<LessonView, LessonError> {
    let mut tx = pool.begin().await?;
    let lesson = open_lesson(&mut tx, actor, id).await?;
    sqlx::query!(
        "UPDATE enrolments SET last_lesson_id = $3, last_seen_at = $4
         WHERE account_id = $1 AND course_id = $2 AND revoked_at IS NULL",
        actor.id.0,
        lesson.course_id.0,
        id.0,
        clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    let row = sqlx::query!(
        r#"SELECT l.body_html, EXISTS (SELECT 1 FROM lesson_completions d
                                       WHERE d.lesson_id = l.lesson_id AND d.account_id = $2) AS "done!"
           FROM lessons l WHERE l.lesson_id = $1"#,
        id.0,
        actor.id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(LessonView {
        id,
        course_id: lesson.course_id,
        kind: lesson.kind,
        title: lesson.title,
        body_html: row.body_html,
        duration_ms: lesson.duration_ms,
        done: row.done,
    })
}

/// Completes a text lesson by the learner's own word.
///
/// # Errors
/// As [`view`], and [`LessonError::WatchToComplete`].
pub async fn complete_text(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: LessonId,
) -> Result<LessonView, LessonError> {
    let mut tx = pool.begin().await?;
    if open_lesson(&mut tx, actor, id).await?.kind == LessonKind::Video {
        return Err(LessonError::WatchToComplete);
    }
    complete(&mut tx, actor.id, id, clock).await?;
    tx.commit().await?;
    view(pool, clock, actor, id).await
}
