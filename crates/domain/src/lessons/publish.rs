//! What teachers edit becomes what learners see, in one step.

use super::complete::complete_course;
use super::{outline, published_sql};
use crate::accounts::Actor;
use crate::courses::{self, Course, CourseError, CourseState};
use crate::quizzes;
use lectern_db::{Clock, CourseId};
use sqlx::{PgConnection, PgPool};

/// Publishes all edits of a course that lacks nothing, as its next version. Publishing what is published is nothing.
///
/// # Errors
/// As [`courses::for_edit`], [`CourseError::Archived`], or [`CourseError::NotPublishable`].
pub async fn publish(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    let course = courses::for_edit(&mut tx, actor, id).await?;
    if course.state == CourseState::Archived {
        return Err(CourseError::Archived);
    }
    if !outline::publish_problems(&mut tx, &course).await?.is_empty() {
        return Err(CourseError::NotPublishable);
    }
    if course.version == 0 || count_changes(&mut tx, &course).await? > 0 {
        courses::apply_edits(&mut tx, id).await?;
        published_sql::publish(&mut tx, id, clock.now()).await?;
        quizzes::publish(&mut tx, id).await?;
        courses::recount(&mut tx, id).await?;
        complete_course(&mut tx, id, None, clock).await?;
    }
    if course.state != CourseState::Published {
        courses::set_state(&mut tx, clock, id, CourseState::Published).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How many things learners do not see as they were edited; of a course that was never published none.
pub(super) async fn count_changes(db: &mut PgConnection, course: &Course) -> sqlx::Result<i64> {
    if course.version == 0 {
        return Ok(0);
    }
    let of_lessons = published_sql::count_changes(db, course.id).await?;
    let of_quizzes = quizzes::count_changes(db, course.id).await?;
    Ok(courses::count_edits(db, course.id).await? + of_lessons + of_quizzes)
}

/// Throws away the edits since the last publication. What was added since lies in the bin.
///
/// # Errors
/// As [`courses::for_edit`], or [`CourseError::NeverPublished`].
pub async fn discard(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    if courses::for_edit(&mut tx, actor, id).await?.version == 0 {
        return Err(CourseError::NeverPublished);
    }
    published_sql::discard(&mut tx, id, clock.now()).await?;
    quizzes::discard(&mut tx, clock, id).await?;
    courses::drop_edits(&mut tx, id).await?;
    courses::change_outline(&mut tx, clock, id).await?;
    tx.commit().await?;
    Ok(())
}
