//! What teachers edit about questions and tests becomes what learners are asked. All of it asks no policy: who
//! publishes the course has.

use super::sql;
use lectern_db::{Clock, CourseId};
use sqlx::PgConnection;

/// How many questions, tests and questions inside videos learners do not get as they were edited. Tests of lessons that
/// learners do not have at all are not counted beside their lesson.
///
/// # Errors
/// When Postgres fails.
pub async fn count_changes(db: &mut PgConnection, course: CourseId) -> sqlx::Result<i64> {
    sql::published::count_changes(db, course).await
}

/// Makes the bank, tests and moments as they are edited what learners get from now on; attempts stay as they began.
///
/// # Errors
/// When Postgres fails.
pub async fn publish(db: &mut PgConnection, course: CourseId) -> sqlx::Result<()> {
    sql::published::publish(db, course).await
}

/// Puts the bank, tests and moments back to what is published. Questions that were added since go; tests of lessons
/// that learners never had stay with them in the bin.
///
/// # Errors
/// When Postgres fails.
pub async fn discard(db: &mut PgConnection, clock: &dyn Clock, course: CourseId) -> sqlx::Result<()> {
    sql::published::discard(db, course, clock.now()).await
}

/// Brings back the questions that the course's tests and videos name: what came out of the bin asks them again.
///
/// # Errors
/// When Postgres fails.
pub async fn restore_questions(db: &mut PgConnection, course: CourseId) -> sqlx::Result<()> {
    sql::published::restore_named(db, course).await
}
