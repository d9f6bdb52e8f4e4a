//! Who may ask, answer and grade.

use super::error::QuizError;
use crate::accounts::Actor;
use crate::courses::{self, Course, CourseError, policy};
use crate::lessons;
use lectern_db::{CourseId, LessonId};
use sqlx::PgConnection;

/// Whose lesson it is, and whether `actor` is there to try it out instead of to pass.
#[derive(Debug, Clone, Copy)]
pub struct Taker {
    pub course: CourseId,
    pub trial: bool,
}

/// The lesson's test, as one who may take it.
///
/// # Errors
/// [`QuizError::NotFound`], or that `actor` is not enrolled.
pub async fn taker(db: &mut PgConnection, actor: &Actor, lesson: LessonId) -> Result<Taker, QuizError> {
    let course = lessons::lesson_course(db, lesson).await?;
    if lessons::is_open(db, actor, lesson).await? {
        let trial = actor.may_teach() && !courses::is_enrolled(db, actor.id, course).await?;
        return Ok(Taker { course, trial });
    }
    // Who may not even see the course hears of no lesson.
    match courses::find_visible(db, Some(actor), course).await {
        Ok(course) if !policy::may_edit(actor, &course) => Err(CourseError::NotEnrolled.into()),
        Ok(_) | Err(CourseError::NotFound) => Err(QuizError::NotFound),
        Err(error) => Err(error.into()),
    }
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
/// What [`courses::for_editor`] says.
pub async fn grader(db: &mut PgConnection, actor: &Actor, course: CourseId) -> Result<Course, QuizError> {
    editor(db, actor, course).await
}
