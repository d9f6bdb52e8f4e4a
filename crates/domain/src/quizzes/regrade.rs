//! Grading attempts anew, after a question's key was mended.

use super::error::QuizError;
use super::model::{Frozen, percent};
use super::report::{Earned, Examinee, RegradeOut, RegradedAttempt};
use super::sql::after::{Done, Regraded};
use super::sql::attempts::{Answered, Outcome};
use super::{access, sql, submit};
use crate::accounts::Actor;
use crate::lessons;
use lectern_db::{AttemptId, Clock, LessonId, QuestionId};
use lectern_quiz::draw::{Seed, arrange};
use lectern_quiz::{Points, Question, check_shape};
use sqlx::{PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Attempts looked at; the oldest of more keep their grades.
const MOST: i64 = 5_000;

/// Grades handed-in attempts by the questions as they are published. Where the new question cannot take the old answer
/// (another kind, an option gone), the question stays as it was asked. With `preview` nothing is written. Who has
/// passed by it completes the lesson; what was completed before stays so.
///
/// # Errors
/// What the course says.
pub async fn regrade(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
    preview: bool,
) -> Result<RegradeOut, QuizError> {
    let mut tx = pool.begin().await?;
    let course = lessons::lesson_course(&mut tx, lesson).await?;
    access::grader(&mut tx, actor, course).await?;
    let all = sql::after::newest(&mut tx, lesson, MOST).await?;
    let checked = all.len() as i64;
    let ids: Vec<Uuid> = all.iter().map(|done| done.id.0).collect();
    if !preview {
        sql::after::lock(&mut tx, &ids).await?;
    }
    let shuffled = sql::quizzes::settings(&mut tx, lesson, false).await?.unwrap_or_default().shuffle_options;
    let (outdated, current, unpublished) = outdated(&mut tx, &ids).await?;
    let again: Vec<Uuid> = outdated.iter().map(|id| id.0).collect();
    let mut asked: HashMap<AttemptId, (Uuid, Vec<Frozen>)> = HashMap::new();
    for (id, seed, questions) in sql::after::questions(&mut tx, &again).await? {
        asked.insert(id, (seed, questions));
    }
    let mut answers: HashMap<AttemptId, Vec<Answered>> = HashMap::new();
    for (id, answered) in sql::after::answers(&mut tx, &again).await? {
        answers.entry(id).or_default().push(answered);
    }
    let (mut changed, mut written) = (Vec::new(), Vec::new());
    for done in &all {
        let Some((seed, questions)) = asked.remove(&done.id) else { continue };
        let answers = answers.remove(&done.id).unwrap_or_default();
        let anew = anew(done, (seed, shuffled), questions, &answers, &current);
        let before = earned(Points(done.points), Points(done.max_points), done.passed);
        let after = earned(anew.outcome.points, Points(anew.max_points), anew.outcome.passed);
        if before != after {
            let account = Examinee { id: done.account, name: done.name.clone() };
            changed.push(RegradedAttempt { attempt_id: done.id, account, number: done.number, before, after });
        }
        written.push(anew);
    }
    if !preview {
        sql::after::regrade(&mut tx, &written).await?;
        for regraded in written.iter().filter(|regraded| regraded.outcome.passed == Some(true)) {
            if let Some(done) = all.iter().find(|done| done.id == regraded.id && done.passed != Some(true)) {
                lessons::complete(&mut tx, done.account, lesson, clock).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(RegradeOut { checked, unpublished, changed })
}

type Current = HashMap<QuestionId, (i32, Question)>;

/// Attempts that asked an older version of a question, the questions as they are published, and how many are edited
/// since.
async fn outdated(db: &mut PgConnection, ids: &[Uuid]) -> Result<(HashSet<AttemptId>, Current, i64), QuizError> {
    let asked = sql::after::asked(db, ids).await?;
    let named: HashSet<Uuid> = asked.iter().flat_map(|(_, all)| all.iter().map(|(id, _)| id.0)).collect();
    let named: Vec<Uuid> = named.into_iter().collect();
    let unpublished = sql::published::count_edited(db, &named).await?;
    let found = sql::bank::askable(db, &named, false).await?;
    let current: Current = found.into_iter().map(|row| (row.id, (row.version, row.body.0))).collect();
    let is_old = |(id, version): &(QuestionId, i32)| current.get(id).is_some_and(|(now, _)| now != version);
    let old = asked.into_iter().filter(|(_, all)| all.iter().any(is_old)).map(|(id, _)| id).collect();
    Ok((old, current, unpublished))
}

fn anew(
    done: &Done,
    (seed, shuffled): (Uuid, bool),
    questions: Vec<Frozen>,
    answers: &[Answered],
    current: &Current,
) -> Regraded {
    let answer = |index: i32| answers.iter().find(|a| a.index == index).and_then(|a| a.answer.as_deref());
    let mended = |(frozen, index): (Frozen, i32)| match current.get(&frozen.id) {
        Some((version, question))
            if *version != frozen.version
                && question.body.kind() == frozen.question.question().body.kind()
                && answer(index).is_none_or(|answer| check_shape(question, answer).is_ok()) =>
        {
            let arranged = arrange(question.clone(), Seed::of_question(seed, frozen.id.0), shuffled);
            Frozen { id: frozen.id, version: *version, question: arranged }
        }
        _ => frozen,
    };
    let questions: Vec<Frozen> = questions.into_iter().zip(0..).map(mended).collect();
    let grades = submit::grades(&questions, answers);
    let max: Points = grades.iter().map(|grade| grade.max).sum();
    let outcome: Outcome = submit::settled(&grades, max, done.pass_percent);
    Regraded { id: done.id, questions, outcome, max_points: max.0 }
}

fn earned(points: Points, max: Points, passed: Option<bool>) -> Earned {
    Earned { points, max, percent: percent(points, max), passed }
}
