//! The bank: questions of a course, by topic.

use super::error::{FieldMistake, QuizError};
use super::model::{QuestionOut, Topic};
use super::{access, sql};
use crate::accounts::Actor;
use lectern_db::{Clock, CourseId, PageSize, QuestionId, uuid_v7};
use lectern_quiz::{Question, validate};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// More would be more than a person can look after.
const MOST_QUESTIONS: i64 = 20_000;

/// Questions with ids, to be written.
pub type NewQuestion = (QuestionId, Question);

/// Adds a question to the bank.
///
/// # Errors
/// [`QuizError::Mistakes`] by field, [`QuizError::TooMany`], or what the course says.
pub async fn create(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    question: Question,
) -> Result<QuestionOut, QuizError> {
    let mut tx = pool.begin().await?;
    access::editor(&mut tx, actor, course).await?;
    check(&mut tx, course, &question).await?;
    let id = add(&mut tx, clock, course, vec![question]).await?.remove(0);
    let made = one(&mut tx, id).await?;
    tx.commit().await?;
    Ok(made)
}

/// Writes questions that have no mistakes; ids in their order.
pub(super) async fn add(
    db: &mut PgConnection,
    clock: &dyn Clock,
    course: CourseId,
    questions: Vec<Question>,
) -> Result<Vec<QuestionId>, QuizError> {
    if sql::bank::count(db, course).await? + questions.len() as i64 > MOST_QUESTIONS {
        return Err(QuizError::TooMany);
    }
    let mut ids: Vec<Uuid> = questions.iter().map(|_| uuid_v7(clock)).collect();
    // Of one moment they come in any order; lists keep that of the file.
    ids.sort_unstable();
    let topics: Vec<Option<String>> = questions.iter().map(|question| question.topic.clone()).collect();
    let bodies = questions.iter().map(json).collect::<Result<Vec<_>, _>>()?;
    sql::bank::insert(db, course, &ids, &topics, &bodies, clock.now()).await?;
    Ok(ids.into_iter().map(QuestionId).collect())
}

fn json(question: &Question) -> sqlx::Result<serde_json::Value> {
    serde_json::to_value(question).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// Its own rules, and that its moment lies in a lesson of the same course.
async fn check(db: &mut PgConnection, course: CourseId, question: &Question) -> Result<(), QuizError> {
    let mut mistakes = validate(question);
    if let Some(anchor) = question.anchor
        && sql::bank::lessons_of(db, course, &[anchor.lesson]).await?.is_empty()
    {
        mistakes.push(FieldMistake { path: "anchor.lesson".to_owned(), code: "no_such_lesson".to_owned() });
    }
    if mistakes.is_empty() { Ok(()) } else { Err(QuizError::Mistakes(mistakes)) }
}

async fn one(db: &mut PgConnection, id: QuestionId) -> Result<QuestionOut, QuizError> {
    let found = sql::bank::find(db, &[id.0]).await?.pop();
    found.map(QuestionOut::from).ok_or(QuizError::NotFound)
}

/// The question, as one who may change it.
async fn editable(db: &mut PgConnection, actor: &Actor, id: QuestionId) -> Result<QuestionOut, QuizError> {
    let question = one(db, id).await?;
    match access::editor(db, actor, question.course_id).await {
        Ok(_) => Ok(question),
        // A question holds its answers: others do not even hear that it is there.
        Err(QuizError::Course(crate::courses::CourseError::NotYours)) => Err(QuizError::NotFound),
        Err(error) => Err(error),
    }
}

/// A question with its answers.
///
/// # Errors
/// [`QuizError::NotFound`].
pub async fn find(pool: &PgPool, actor: &Actor, id: QuestionId) -> Result<QuestionOut, QuizError> {
    editable(&mut *pool.acquire().await?, actor, id).await
}

/// Questions of the bank, newest first: of a topic and those below it, with these words in them.
///
/// # Errors
/// What the course says.
pub async fn list(
    pool: &PgPool,
    actor: &Actor,
    course: CourseId,
    topic: Option<&str>,
    words: Option<&str>,
    after: Option<QuestionId>,
    size: PageSize,
) -> Result<Vec<QuestionOut>, QuizError> {
    let mut db = pool.acquire().await?;
    access::editor(&mut db, actor, course).await?;
    let like = words.map(|words| {
        let quoted = words.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        format!("%{quoted}%")
    });
    let rows = sql::bank::list(&mut db, course, topic, like.as_deref(), after, size).await?;
    Ok(rows.into_iter().map(QuestionOut::from).collect())
}

/// Topics with how many questions stand under each, by name.
///
/// # Errors
/// What the course says.
pub async fn topics(pool: &PgPool, actor: &Actor, course: CourseId) -> Result<Vec<Topic>, QuizError> {
    let mut db = pool.acquire().await?;
    access::editor(&mut db, actor, course).await?;
    Ok(sql::bank::topics(&mut db, course).await?)
}

/// Replaces a question. Learners get it with the next publication; attempts keep what they asked.
///
/// # Errors
/// [`QuizError::NotFound`] or [`QuizError::Mistakes`] by field.
pub async fn update(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: QuestionId,
    question: &Question,
) -> Result<QuestionOut, QuizError> {
    let mut tx = pool.begin().await?;
    let course = editable(&mut tx, actor, id).await?.course_id;
    check(&mut tx, course, question).await?;
    sql::bank::update(&mut tx, id, question.topic.as_deref(), &json(question)?, clock.now()).await?;
    let changed = one(&mut tx, id).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Takes a question out of the bank; learners may be asked it until the next publication.
///
/// # Errors
/// [`QuizError::NotFound`], or [`QuizError::QuestionInUse`] while a test names it.
pub async fn delete(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: QuestionId) -> Result<(), QuizError> {
    let mut tx = pool.begin().await?;
    let question = editable(&mut tx, actor, id).await?;
    if !question.used_in.is_empty() {
        return Err(QuizError::QuestionInUse(question.used_in));
    }
    sql::bank::delete(&mut tx, id, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
