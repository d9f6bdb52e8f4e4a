//! Grading by a person.

use super::error::QuizError;
use super::model::{AttemptState, Frozen, percent};
use super::report::{EssayOut, Examinee, GiveGrade, GradingRow};
use super::sql::after::Done;
use super::sql::attempts::Answered;
use super::{access, rich, sql, submit};
use crate::accounts::Actor;
use crate::lessons;
use lectern_db::{AttemptId, Clock, LessonId, PageSize};
use lectern_quiz::Points;
use lectern_quiz::model::QuestionBody;
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

const LONGEST_COMMENT: usize = 10_000;

/// Handed-in attempts, oldest first, with the essays to read; `waiting`: those alone that wait for a grade.
///
/// # Errors
/// What the course says.
pub async fn grading(
    pool: &PgPool,
    actor: &Actor,
    lesson: LessonId,
    waiting: bool,
    after: Option<AttemptId>,
    size: PageSize,
) -> Result<Vec<GradingRow>, QuizError> {
    let mut db = pool.acquire().await?;
    let course = lessons::lesson_course(&mut db, lesson).await?;
    access::grader(&mut db, actor, course).await?;
    let rows = sql::after::page(&mut db, lesson, waiting, after, size).await?;
    with_essays(&mut db, rows).await
}

async fn with_essays(db: &mut PgConnection, rows: Vec<Done>) -> Result<Vec<GradingRow>, QuizError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let questions = sql::after::questions(db, &ids).await?;
    let mut questions: HashMap<AttemptId, Vec<Frozen>> = questions.into_iter().map(|(id, _, q)| (id, q)).collect();
    let mut answers: HashMap<AttemptId, Vec<Answered>> = HashMap::new();
    for (id, answered) in sql::after::answers(db, &ids).await? {
        answers.entry(id).or_default().push(answered);
    }
    let row = |done: Done| {
        let questions = questions.remove(&done.id).unwrap_or_default();
        let answers = answers.remove(&done.id).unwrap_or_default();
        GradingRow {
            attempt_id: done.id,
            account: Examinee { id: done.account, name: done.name },
            number: done.number,
            state: done.state,
            submitted_at: done.submitted_at,
            points: Points(done.points),
            max: Points(done.max_points),
            percent: percent(Points(done.points), Points(done.max_points)),
            passed: done.passed,
            essays: essays(&questions, answers),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

fn essays(questions: &[Frozen], answers: Vec<Answered>) -> Vec<EssayOut> {
    let essay = |answered: Answered| {
        let question = questions.get(usize::try_from(answered.index).ok()?)?.question.question();
        matches!(question.body, QuestionBody::Essay(_)).then(|| EssayOut {
            index: answered.index,
            question: question.clone(),
            html: rich::whole(question),
            answer: answered.answer.map(|answer| answer.0),
            points: answered.teacher_points.map(Points),
            comment: answered.comment,
        })
    };
    answers.into_iter().filter_map(essay).collect()
}

/// Grades one answer of a handed-in attempt; a person's grade beats the computed one. The last essay settles the
/// attempt.
///
/// # Errors
/// [`QuizError::NotFound`], [`QuizError::AttemptOpen`], [`QuizError::Mistakes`] by field.
pub async fn give_grade(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: AttemptId,
    grade: &GiveGrade,
) -> Result<GradingRow, QuizError> {
    let mut tx = pool.begin().await?;
    let head = sql::attempts::head(&mut tx, id, true).await?.ok_or(QuizError::NotFound)?;
    access::grader(&mut tx, actor, head.course).await.map_err(|error| match error {
        QuizError::Db(error) => error.into(),
        _ => QuizError::NotFound,
    })?;
    if head.state == AttemptState::Open {
        return Err(QuizError::AttemptOpen);
    }
    let questions = sql::attempts::questions(&mut tx, id).await?;
    let frozen = usize::try_from(grade.index).ok().and_then(|index| questions.get(index));
    let question = frozen.ok_or_else(|| QuizError::at("index", "no_such_question"))?.question.question();
    if !(-question.penalty.0..=question.points.0).contains(&grade.points.0) {
        return Err(QuizError::at("points", "out_of_range"));
    }
    let comment = grade.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
    if comment.is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT) {
        return Err(QuizError::at("comment", "too_long"));
    }
    if comment.is_some_and(|comment| comment.contains('\0')) {
        return Err(QuizError::at("comment", "bad_letters"));
    }
    sql::after::grade(&mut tx, id, grade.index, grade.points.0, comment, actor.id, clock.now()).await?;
    let answers = sql::attempts::answers(&mut tx, id).await?;
    let outcome = submit::outcome(&head, &submit::grades(&questions, &answers));
    sql::attempts::settle(&mut tx, id, outcome, clock.now()).await?;
    submit::complete(&mut tx, clock, &head, outcome).await?;
    let done = sql::after::one(&mut tx, id).await?.ok_or(QuizError::NotFound)?;
    let row = with_essays(&mut tx, vec![done]).await?.pop().ok_or(QuizError::NotFound)?;
    tx.commit().await?;
    Ok(row)
}
