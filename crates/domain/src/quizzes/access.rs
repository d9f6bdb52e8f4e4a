//! Who may ask, answer and grade.

use super::error::QuizError;
use crate::accounts::Actor;
use crate::courses::{self, Course};
use crate::lessons::{self, LessonError};
use lectern_db::{Clock, CourseId, LessonId};
use sqlx::PgConnection;

/// Whose lesson it is, and how `actor` takes its test.
#[derive(Debug, Clone, Copy)]
pub struct Taker {
    pub course: CourseId,
    /// To try out what is edited, instead of to pass what is published.
    pub trial: bool,
}

/// The lesson's test, as one who may take it now.
///
/// # Errors
/// Why the lesson is closed to `actor`.
pub async fn taker(
    db: &mut PgConnection,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
) -> Result<Taker, QuizError> {
    let facts = lessons::facts(db, Some(actor.id), lesson).await?.ok_or(QuizError::NotFound)?;
    facts.decide(clock.now()).check().map_err(LessonError::from)?;
    let learns = facts.enrolled_at.is_some() && (facts.published || facts.removed);
    Ok(Taker { course: facts.course, trial: facts.staff && !learns })
}

/// The course, as one who may change its questions and tests.
///
/// # Errors
/// What [`courses::for_editor`] says.
pub async fn editor(db: &mut PgConnection, actor: &Actor, course: CourseId) -> Result<Course, QuizError> {
    Ok(courses::for_editor(db, actor, course).await?)
}

/// The course, as one who may grade its tests and see what came of them.
///
/// # Errors
/// What [`courses::for_grader`] says.
pub async fn grader(db: &mut PgConnection, actor: &Actor, course: CourseId) -> Result<Course, QuizError> {
    Ok(courses::for_grader(db, actor, course).await?)
}
