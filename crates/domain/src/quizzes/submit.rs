//! Handing in: by the student, or by the server when the time is over.

use super::error::QuizError;
use super::model::{AttemptResult, AttemptState, Frozen};
use super::sql::attempts::{Answered, Head, Outcome};
use super::{SubmitAttempt, result, sql, taking};
use crate::accounts::Actor;
use crate::lessons;
use lectern_db::{AttemptId, Clock};
use lectern_quiz::grade::{Grade, GradeState, by_teacher, grade, passes};
use lectern_quiz::{Points, Question, timing};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;

/// Hands in an own attempt and tells what came of it. Again it changes nothing and tells the same.
///
/// # Errors
/// [`QuizError::NotFound`], also for somebody else's.
pub async fn submit(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: AttemptId) -> Result<AttemptResult, QuizError> {
    let mut tx = pool.begin().await?;
    taking::own(&mut tx, actor, id).await?;
    hand_in(&mut tx, clock, id).await?;
    let shown = result::shown(&mut tx, clock, id, false).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Hands in an attempt whose time is over; run early, it comes again when it is. Harmless twice.
///
/// # Errors
/// When Postgres fails.
pub async fn submit_late(pool: &PgPool, clock: &dyn Clock, id: AttemptId) -> Result<(), QuizError> {
    let mut tx = pool.begin().await?;
    let head = sql::attempts::head(&mut tx, id, true).await?;
    let Some(deadline) = head.filter(|head| head.state == AttemptState::Open).and_then(|head| head.deadline_at) else {
        return Ok(());
    };
    let now = clock.now();
    if timing::is_overdue(deadline, now) {
        hand_in(&mut tx, clock, id).await?;
    } else {
        let delay = taking::seconds_until_late(deadline, now);
        lectern_queue::put_after(&mut tx, &SubmitAttempt { attempt: id }, delay).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hands in an open attempt, grades it, and completes the lesson when it passed. One that is not open stays as it is.
pub(super) async fn hand_in(db: &mut PgConnection, clock: &dyn Clock, id: AttemptId) -> Result<(), QuizError> {
    let head = sql::attempts::head(db, id, true).await?.ok_or(QuizError::NotFound)?;
    if head.state != AttemptState::Open {
        return Ok(());
    }
    let questions = sql::attempts::questions(db, id).await?;
    let answers = sql::attempts::answers(db, id).await?;
    let outcome = outcome(&head, &grades(&questions, &answers));
    let now = clock.now();
    // What the server hands in ended when its time did, not when somebody looked.
    let ended_at = head.deadline_at.map_or(now, |deadline| deadline.min(now));
    sql::attempts::settle(db, id, outcome, ended_at).await?;
    complete(db, clock, &head, outcome).await
}

/// Passing a test completes its lesson. What an editor tries out completes nothing.
pub(super) async fn complete(
    db: &mut PgConnection,
    clock: &dyn Clock,
    head: &Head,
    outcome: Outcome,
) -> Result<(), QuizError> {
    if outcome.passed == Some(true) && !head.trial {
        lessons::complete(db, head.account, head.lesson, clock).await?;
    }
    Ok(())
}

/// Grades by question.
pub(super) fn grades(questions: &[Frozen], answers: &[Answered]) -> Vec<Grade> {
    let given: HashMap<i32, &Answered> = answers.iter().map(|answer| (answer.index, answer)).collect();
    let of = |(frozen, index): (&Frozen, i32)| grade_one(frozen.question.question(), given.get(&index).copied());
    questions.iter().zip(0..).map(of).collect()
}

/// A person's grade beats the computed one.
pub(super) fn grade_one(question: &Question, answered: Option<&Answered>) -> Grade {
    let computed = grade(question, answered.and_then(|a| a.answer.as_deref()));
    match answered.and_then(|a| a.teacher_points) {
        Some(points) => Grade { parts: computed.parts, ..by_teacher(question, Points(points)) },
        None => computed,
    }
}

/// What came of an attempt with these grades.
pub(super) fn outcome(head: &Head, grades: &[Grade]) -> Outcome {
    settled(grades, head.max(), head.pass_percent)
}

/// The points are not below 0; open until each essay has been read.
pub(super) fn settled(grades: &[Grade], max: Points, pass_percent: i16) -> Outcome {
    let points: Points = grades.iter().map(|grade| grade.points).sum();
    let points = points.max(Points(0));
    if grades.iter().any(|grade| grade.state == GradeState::AwaitingTeacher) {
        return Outcome { state: AttemptState::WaitingForTeacher, points, passed: None };
    }
    let pass_percent = u8::try_from(pass_percent).unwrap_or(100);
    Outcome { state: AttemptState::Graded, points, passed: Some(passes(points, max, pass_percent)) }
}
