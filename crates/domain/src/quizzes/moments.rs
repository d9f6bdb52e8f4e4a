#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]
//! Questions inside a video: asked at a moment, answered at once, counted for nothing.

use super::error::{FieldMistake, QuizError};
use super::model::{AskedQuestion, QuestionOut, ReviewedQuestion};
use super::report::{MomentEdit, MomentsEdit, SaveMoment};
use super::sql::moments::Moment;
use super::{access, rich, sql};
use crate::accounts::Actor;
use crate::lessons::{self, LessonKind};
use lectern_db::{AccountId, Clock, LessonId, MomentId, uuid_v7};
use lectern_quiz::draw::{Arranged, Seed, arrange};
use lectern_quiz::view::{Disclosure, reviewed, student};
use lectern_quiz::{Answer, check_shape, grade};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

const MOST: usize = 200;

/// A question to ask at a moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MomentOut {
    pub id: MomentId,
    /// From the start of the video.
    pub second: f64,
    pub question: AskedQuestion,
    /// Whether the last answer was wholly right; absent: not answered yet.
    pub right: Option<bool>,
}

/// What came of an answer: with the right one and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MomentResult {
    pub id: MomentId,
    pub right: bool,
    pub review: ReviewedQuestion,
}

/// The video's questions in the editor.
///
/// # Errors
/// What the course says.
pub async fn moments_edit(pool: &PgPool, actor: &Actor, lesson: LessonId) -> Result<MomentsEdit, QuizError> {
    let mut db = pool.acquire().await?;
    let course = lessons::lesson_course(&mut db, lesson).await?;
    access::editor(&mut db, actor, course).await?;
    shown(&mut db, actor, lesson).await
}

async fn shown(db: &mut PgConnection, actor: &Actor, lesson: LessonId) -> Result<MomentsEdit, QuizError> {
    let moments = sql::moments::of_lesson(db, lesson, actor.id, true).await?;
    let named: Vec<Uuid> = moments.iter().map(|moment| moment.question_id.0).collect();
    let questions = sql::bank::find(db, &named).await?;
    let questions: HashMap<_, _> = questions.into_iter().map(|row| (row.id, QuestionOut::from(row))).collect();
    let edit = |moment: Moment| {
        let question = questions.get(&moment.question_id)?.clone();
        Some(MomentEdit { id: moment.id, second: seconds(moment.at_ms), question })
    };
    Ok(MomentsEdit { lesson_id: lesson, moments: moments.into_iter().filter_map(edit).collect() })
}

fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}

/// Sets which questions the video asks, and when. Learners are asked them with the next publication; those that stay
/// keep what was answered.
///
/// # Errors
/// [`QuizError::NotAVideo`], [`QuizError::Mistakes`] by field, or what the course says.
pub async fn save_moments(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
    moments: &[SaveMoment],
) -> Result<MomentsEdit, QuizError> {
    let mut tx = pool.begin().await?;
    let found = lessons::lesson_for_edit(&mut tx, actor, lesson).await?;
    if found.kind != LessonKind::Video {
        return Err(QuizError::NotAVideo);
    }
    if moments.len() > MOST {
        return Err(QuizError::at("moments", "too_many"));
    }
    let questions: Vec<Uuid> = moments.iter().map(|moment| moment.question_id.0).collect();
    let known = sql::bank::find(&mut tx, &questions).await?;
    let known: HashSet<Uuid> =
        known.iter().filter(|row| row.course_id == found.course_id).map(|row| row.id.0).collect();
    let mut mistakes = Vec::new();
    let mut at_ms = Vec::new();
    // The length of a video is not known before it was read.
    let end = if found.duration_ms > 0 { seconds(found.duration_ms) } else { 7.0 * 24.0 * 3600.0 };
    for (n, moment) in moments.iter().enumerate() {
        let mut wrong = |field: &str, code: &str| {
            mistakes.push(FieldMistake { path: format!("moments[{n}].{field}"), code: code.to_owned() });
        };
        if !known.contains(&moment.question_id.0) {
            wrong("question_id", "no_such_question");
        }
        if !moment.second.is_finite() || moment.second < 0.0 || moment.second > end {
            wrong("second", "out_of_range");
        }
        at_ms.push((moment.second * 1000.0).round() as i64);
    }
    if !mistakes.is_empty() {
        return Err(QuizError::Mistakes(mistakes));
    }
    let ids: Vec<Uuid> = moments.iter().map(|_| uuid_v7(clock)).collect();
    sql::moments::save(&mut tx, lesson, &ids, &questions, &at_ms).await?;
    let saved = shown(&mut tx, actor, lesson).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Ordered for this person and this moment, the same each time.
fn arranged(moment: &Moment, account: AccountId) -> Arranged {
    arrange(moment.body.0.clone(), Seed::of_question(moment.id.0, account.0), true)
}

/// What the video asks, by second.
///
/// # Errors
/// Why the lesson is closed to the person.
pub async fn moments(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
) -> Result<Vec<MomentOut>, QuizError> {
    let mut db = pool.acquire().await?;
    let taker = access::taker(&mut db, clock, actor, lesson).await?;
    let moments = sql::moments::of_lesson(&mut db, lesson, actor.id, taker.trial).await?;
    let out = |moment: Moment| {
        let question = student(&arranged(&moment, actor.id));
        MomentOut {
            id: moment.id,
            second: seconds(moment.at_ms),
            question: AskedQuestion { html: rich::asked(&question), question },
            right: moment.points.zip(moment.max_points).map(|(points, max)| points >= max),
        }
    };
    Ok(moments.into_iter().map(out).collect())
}

/// Answers a question of a video: graded at once, kept as the last answer.
///
/// # Errors
/// [`QuizError::NotFound`], [`QuizError::AnswerDoesNotFit`], or why the lesson is closed to the person.
pub async fn answer_moment(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: MomentId,
    answer: &Answer,
) -> Result<MomentResult, QuizError> {
    let mut db = pool.acquire().await?;
    let lesson = sql::moments::lesson(&mut db, id).await?.ok_or(QuizError::NotFound)?;
    let taker = access::taker(&mut db, clock, actor, lesson).await?;
    let moment = sql::moments::find(&mut db, id, actor.id, taker.trial).await?.ok_or(QuizError::NotFound)?;
    let arranged = arranged(&moment, actor.id);
    check_shape(arranged.question(), answer).map_err(|error| QuizError::AnswerDoesNotFit(error.code()))?;
    let grade = grade(arranged.question(), Some(answer));
    sql::moments::answered(&mut db, id, actor.id, answer, grade.points.0, grade.max.0, clock.now()).await?;
    let review = reviewed(&arranged, Some(answer), &grade, Disclosure::Answers);
    let html = rich::reviewed(&review);
    let review = ReviewedQuestion { index: 0, review, html, comment: None };
    Ok(MomentResult { id, right: grade.points >= grade.max, review })
}
