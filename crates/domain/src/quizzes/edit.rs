//! What a test asks, and how it is taken.

use super::error::{FieldMistake, QuizError};
use super::model::{QuestionOut, QuizEdit, QuizItem, SaveQuiz};
use super::{access, sql};
use crate::accounts::Actor;
use crate::lessons::{self, LessonKind};
use lectern_db::{Clock, CourseId, LessonId};
use lectern_quiz::draw::{DrawRule, Seed, draw};
use sqlx::{PgConnection, PgPool};
use std::collections::HashSet;
use uuid::Uuid;

/// More would be no test but a day's work.
const MOST_ITEMS: usize = 200;
const MOST_ASKED: u64 = 300;

/// The test in the editor; one that was never saved has the settings we propose and asks nothing.
///
/// # Errors
/// What the course says.
pub async fn quiz_edit(pool: &PgPool, actor: &Actor, lesson: LessonId) -> Result<QuizEdit, QuizError> {
    let mut db = pool.acquire().await?;
    let course = lessons::lesson_course(&mut db, lesson).await?;
    access::editor(&mut db, actor, course).await?;
    shown(&mut db, course, lesson).await
}

async fn shown(db: &mut PgConnection, course: CourseId, lesson: LessonId) -> Result<QuizEdit, QuizError> {
    let SaveQuiz { settings, items } = sql::quizzes::find(db, lesson, true).await?.unwrap_or_default();
    let named: Vec<Uuid> = named(&items).collect();
    let questions = sql::bank::find(db, &named).await?.into_iter().map(QuestionOut::from).collect();
    let attempt_count = sql::quizzes::attempt_count(db, lesson).await?;
    let question_count = asked(&items) as i64;
    Ok(QuizEdit { lesson_id: lesson, course_id: course, settings, items, questions, question_count, attempt_count })
}

fn named(items: &[QuizItem]) -> impl Iterator<Item = Uuid> {
    items.iter().filter_map(|item| match item {
        QuizItem::Question { question_id } => Some(question_id.0),
        QuizItem::Draw { .. } => None,
    })
}

/// How many questions an attempt asks.
pub(super) fn asked(items: &[QuizItem]) -> u64 {
    let each = items.iter().map(|item| match item {
        QuizItem::Question { .. } => 1,
        QuizItem::Draw { count, .. } => u64::from(*count),
    });
    each.sum()
}

/// Saves the test whole. Learners get it with the next publication; attempts that run go on as they began.
///
/// # Errors
/// [`QuizError::Mistakes`] by field, or what the course says.
pub async fn save_quiz(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
    quiz: &SaveQuiz,
) -> Result<QuizEdit, QuizError> {
    let mut tx = pool.begin().await?;
    let found = lessons::lesson_for_edit(&mut tx, actor, lesson).await?;
    if found.kind != LessonKind::Test {
        return Err(QuizError::NotATest);
    }
    let mut mistakes = quiz.settings.mistakes();
    mistakes.extend(item_mistakes(&mut tx, found.course_id, &quiz.items).await?);
    if !mistakes.is_empty() {
        return Err(QuizError::Mistakes(mistakes));
    }
    sql::quizzes::save(&mut tx, lesson, &quiz.settings, &quiz.items, clock.now()).await?;
    let saved = shown(&mut tx, found.course_id, lesson).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn item_mistakes(
    db: &mut PgConnection,
    course: CourseId,
    items: &[QuizItem],
) -> Result<Vec<FieldMistake>, QuizError> {
    let at = |path: String, code: &str| FieldMistake { path, code: code.to_owned() };
    if items.is_empty() {
        return Ok(vec![at("items".to_owned(), "no_questions")]);
    }
    if items.len() > MOST_ITEMS || asked(items) > MOST_ASKED {
        return Ok(vec![at("items".to_owned(), "too_many")]);
    }
    let mut mistakes = Vec::new();
    let bank = sql::bank::entries(db, course, true).await?;
    let known: HashSet<Uuid> = bank.iter().map(|entry| entry.id).collect();
    let mut named = HashSet::new();
    let (mut rules, mut places) = (Vec::new(), Vec::new());
    for (n, item) in items.iter().enumerate() {
        match item {
            QuizItem::Question { question_id } if !known.contains(&question_id.0) => {
                mistakes.push(at(format!("items[{n}].question_id"), "no_such_question"));
            }
            QuizItem::Question { question_id } if !named.insert(question_id.0) => {
                mistakes.push(at(format!("items[{n}].question_id"), "named_twice"));
            }
            QuizItem::Question { .. } => {}
            QuizItem::Draw { count: 0, .. } => mistakes.push(at(format!("items[{n}].count"), "too_few")),
            QuizItem::Draw { topic, count } => {
                rules.push(DrawRule { topic: topic.clone(), count: *count });
                places.push(n);
            }
        }
    }
    let left: Vec<_> = bank.into_iter().filter(|entry| !named.contains(&entry.id)).collect();
    if let Err(few) = draw(&left, &rules, Seed::of_attempt(Uuid::nil())) {
        mistakes.push(at(format!("items[{}].count", places[few.rule]), "bank_too_small"));
    }
    Ok(mistakes)
}
