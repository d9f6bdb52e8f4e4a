//! What came of an attempt, as far as it is shown.

use super::error::QuizError;
use super::model::{AttemptResult, AttemptState, ReviewedQuestion, WatchAgain, percent};
use super::{access, rich, sql, submit};
use crate::accounts::Actor;
use lectern_db::{AttemptId, Clock, LessonId};
use lectern_quiz::Points;
use lectern_quiz::view::{Disclosure, reviewed};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;

/// The result of an own attempt as the test's settings show it; those who grade see all of anybody's.
///
/// # Errors
/// [`QuizError::NotFound`], also for somebody else's; [`QuizError::AttemptOpen`] before it is handed in.
pub async fn result(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: AttemptId,
) -> Result<AttemptResult, QuizError> {
    let mut db = pool.acquire().await?;
    let head = sql::attempts::head(&mut db, id, false).await?.ok_or(QuizError::NotFound)?;
    let whole = match access::grader(&mut db, actor, head.course).await {
        Ok(_) => true,
        Err(QuizError::Db(error)) => return Err(error.into()),
        Err(_) if head.account == actor.id => false,
        Err(_) => return Err(QuizError::NotFound),
    };
    shown(&mut db, clock, id, whole).await
}

/// `whole`: all of it, whatever the settings.
pub(super) async fn shown(
    db: &mut PgConnection,
    clock: &dyn Clock,
    id: AttemptId,
    whole: bool,
) -> Result<AttemptResult, QuizError> {
    let head = sql::attempts::head(db, id, false).await?.ok_or(QuizError::NotFound)?;
    let (AttemptState::WaitingForTeacher | AttemptState::Graded) = head.state else {
        return Err(QuizError::AttemptOpen);
    };
    let settings = sql::quizzes::settings(db, head.lesson, head.trial).await?.unwrap_or_default();
    let settled = sql::attempts::past(db, head.account, head.lesson).await?.settled(&settings);
    let disclosure =
        if whole || head.trial { Some(Disclosure::Answers) } else { settings.disclosure(settled, clock.now()) };
    let mut result = AttemptResult {
        id,
        lesson_id: head.lesson,
        course_id: head.course,
        number: head.number,
        state: head.state,
        started_at: head.started_at,
        submitted_at: head.submitted_at,
        points: None,
        max: None,
        percent: None,
        passed: None,
        pass_percent: i32::from(head.pass_percent),
        questions: Vec::new(),
        watch_again: Vec::new(),
    };
    let Some(disclosure) = disclosure else { return Ok(result) };
    let points = Points(head.points.unwrap_or(0));
    result.points = Some(points);
    result.max = Some(head.max());
    result.percent = Some(percent(points, head.max()));
    result.passed = head.passed;
    let questions = sql::attempts::questions(db, id).await?;
    let answers = sql::attempts::answers(db, id).await?;
    let grades = submit::grades(&questions, &answers);
    let mut answers: HashMap<i32, _> = answers.into_iter().map(|answer| (answer.index, answer)).collect();
    for ((frozen, grade), index) in questions.iter().zip(&grades).zip(0..) {
        let answered = answers.remove(&index);
        let answer = answered.as_ref().and_then(|answered| answered.answer.as_deref());
        let review = reviewed(&frozen.question, answer, grade, disclosure);
        if let Some(anchor) = review.watch_again {
            let (lesson_id, second) = (LessonId(anchor.lesson), anchor.second);
            result.watch_again.push(WatchAgain { lesson_id, second, question_index: index });
        }
        let comment = answered.and_then(|answered| answered.comment).filter(|_| disclosure >= Disclosure::Marks);
        result.questions.push(ReviewedQuestion { index, html: rich::reviewed(&review), review, comment });
    }
    Ok(result)
}
