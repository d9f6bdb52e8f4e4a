//! Who else teaches a course.

use super::model::{CourseTeacher, TeacherRights};
use super::{CourseError, for_owner};
use crate::accounts::Actor;
use lectern_db::{AccountId, Clock, CourseId};
use sqlx::{PgConnection, PgPool};

/// More are no team but a mistake.
const MOST: usize = 50;

/// Those who were given rights, in order of their names.
///
/// # Errors
/// As [`for_owner`].
pub async fn teachers(pool: &PgPool, actor: &Actor, course: CourseId) -> Result<Vec<CourseTeacher>, CourseError> {
    let mut tx = pool.begin().await?;
    for_owner(&mut tx, actor, course).await?;
    Ok(list(&mut tx, course).await?)
}

/// Gives the teacher of this address rights, or other ones than before.
///
/// # Errors
/// As [`for_owner`]; [`CourseError::NoTeacher`] for everyone who is no teacher, whether they have an account or not.
pub async fn add_teacher(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    email: &str,
    rights: TeacherRights,
) -> Result<Vec<CourseTeacher>, CourseError> {
    let mut tx = pool.begin().await?;
    let owner = for_owner(&mut tx, actor, course).await?.owner;
    let found = sqlx::query_scalar!(
        r#"SELECT account_id AS "id: AccountId" FROM accounts
           WHERE lower(email) = lower($1) AND role <> 'student' AND blocked_at IS NULL"#,
        email,
    );
    let account = found.fetch_optional(&mut *tx).await?.filter(|account| *account != owner);
    let account = account.ok_or(CourseError::NoTeacher)?;
    sqlx::query!(
        "INSERT INTO course_teachers (course_id, account_id, rights, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (course_id, account_id) DO UPDATE SET rights = excluded.rights",
        course.0,
        account.0,
        rights as TeacherRights,
        clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    let all = list(&mut tx, course).await?;
    if all.len() > MOST {
        return Err(CourseError::TooManyTeachers);
    }
    tx.commit().await?;
    Ok(all)
}

/// Takes the rights away; from who has none, nothing. A teacher may give up their own.
///
/// # Errors
/// As [`for_owner`] for somebody else's rights.
pub async fn remove_teacher(
    pool: &PgPool,
    actor: &Actor,
    course: CourseId,
    account: AccountId,
) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    if account == actor.id {
        super::find_visible(&mut tx, Some(actor), course).await?;
    } else {
        for_owner(&mut tx, actor, course).await?;
    }
    sqlx::query!("DELETE FROM course_teachers WHERE course_id = $1 AND account_id = $2", course.0, account.0)
        .execute(&mut *tx)
        .await?;
    crate::playback::forget(&mut tx, account.0).await?;
    tx.commit().await?;
    Ok(())
}

async fn list(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<CourseTeacher>> {
    sqlx::query_as!(
        CourseTeacher,
        r#"SELECT a.account_id AS "id: AccountId", a.name, a.email, t.rights AS "rights: TeacherRights"
           FROM course_teachers t JOIN accounts a USING (account_id)
           WHERE t.course_id = $1 ORDER BY a.name, a.account_id"#,
        course.0,
    )
    .fetch_all(db)
    .await
}
