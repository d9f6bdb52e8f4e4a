//! What the attempts say about a test and its questions.

use super::error::QuizError;
use super::model::percent;
use super::report::{QuestionStats, QuizStatistics};
use super::sql::after::Done;
use super::sql::attempts::Answered;
use super::{access, rich, sql, submit};
use crate::accounts::Actor;
use crate::lessons;
use lectern_db::{AttemptId, CourseId, LessonId, QuestionId};
use lectern_quiz::draw::Arranged;
use lectern_quiz::grade::Grade;
use lectern_quiz::stats::{Response, answer_shares, item_stats};
use lectern_quiz::{Answer, Points};
use sqlx::{PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The newest that are counted: enough for any figure, and an answer within a second.
const MOST: i64 = 2_000;

/// Handed-in attempts with their answers, and each question once for each version.
#[derive(Debug)]
pub(super) struct Taken {
    pub attempts: Vec<Done>,
    asked: HashMap<AttemptId, Vec<(QuestionId, i32)>>,
    answers: HashMap<AttemptId, Vec<Answered>>,
    bodies: HashMap<(QuestionId, i32), Arranged>,
}

/// A question of an attempt with what was answered.
pub(super) struct Item<'a> {
    pub id: QuestionId,
    pub question: &'a Arranged,
    pub answer: Option<&'a Answer>,
    pub grade: Grade,
}

impl Taken {
    /// The newest `most`, newest first, in four queries.
    pub async fn read(db: &mut PgConnection, lesson: LessonId, most: i64) -> sqlx::Result<Self> {
        let attempts = sql::after::newest(db, lesson, most).await?;
        Self::with(db, attempts).await
    }

    /// The same of all tests that the course has.
    pub async fn of_course(db: &mut PgConnection, course: CourseId, most: i64) -> sqlx::Result<Self> {
        let attempts = sql::after::newest_of_course(db, course, most).await?;
        Self::with(db, attempts).await
    }

    async fn with(db: &mut PgConnection, attempts: Vec<Done>) -> sqlx::Result<Self> {
        let ids: Vec<Uuid> = attempts.iter().map(|done| done.id.0).collect();
        let mut answers: HashMap<AttemptId, Vec<Answered>> = HashMap::new();
        for (id, answered) in sql::after::answers(db, &ids).await? {
            answers.entry(id).or_default().push(answered);
        }
        let asked = sql::after::asked(db, &ids).await?.into_iter().collect();
        let bodies = sql::after::bodies(db, &ids).await?.into_iter().collect();
        Ok(Self { attempts, asked, answers, bodies })
    }

    /// The questions of an attempt in its order.
    pub fn items(&self, attempt: AttemptId) -> impl Iterator<Item = Item<'_>> {
        let answers = self.answers.get(&attempt).map_or(&[][..], Vec::as_slice);
        let asked = self.asked.get(&attempt).map_or(&[][..], Vec::as_slice);
        asked.iter().zip(0..).filter_map(move |(key, index)| {
            let question = self.bodies.get(key)?;
            let answered = answers.iter().find(|answered| answered.index == index);
            let grade = submit::grade_one(question.question(), answered);
            Some(Item { id: key.0, question, answer: answered.and_then(|a| a.answer.as_deref()), grade })
        })
    }
}

/// A question, as it was asked last, with what each answer earned and was.
type Said<'a> = (&'a Arranged, Vec<Response>, Vec<Option<Answer>>);

/// Figures of the test and of each question: difficulty, discrimination, and how often each answer was given.
///
/// # Errors
/// What the course says.
pub async fn statistics(pool: &PgPool, actor: &Actor, lesson: LessonId) -> Result<QuizStatistics, QuizError> {
    let mut db = pool.acquire().await?;
    let course = lessons::lesson_course(&mut db, lesson).await?;
    access::grader(&mut db, actor, course).await?;
    let taken = Taken::read(&mut db, lesson, MOST).await?;
    let mut order: Vec<QuestionId> = Vec::new();
    let mut responses: HashMap<QuestionId, Said> = HashMap::new();
    for done in &taken.attempts {
        for item in taken.items(done.id) {
            let entry = responses.entry(item.id).or_insert_with(|| {
                order.push(item.id);
                (item.question, Vec::new(), Vec::new())
            });
            let (points, max) = (item.grade.points, item.grade.max);
            entry.1.push(Response { points, max, total: Points(done.points) });
            entry.2.push(item.answer.cloned());
        }
    }
    let named: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    let bank = sql::bank::askable(&mut db, &named, false).await?;
    drop(db);
    let questions = order.into_iter().filter_map(|id| {
        let (arranged, responses, answers) = responses.remove(&id)?;
        // What an attempt asked stands in its own order; teachers know the bank's.
        let known = bank.iter().find(|row| row.id == id && row.body.body.kind() == arranged.question().body.kind());
        let question = known.map_or(arranged.question(), |row| &row.body.0);
        Some(QuestionStats {
            question_id: id,
            html: rich::whole(question),
            stats: item_stats(&responses),
            answers: answer_shares(question, &answers),
            question: question.clone(),
        })
    });
    let questions = questions.collect();
    let percents: Vec<i32> =
        taken.attempts.iter().map(|done| percent(Points(done.points), Points(done.max_points))).collect();
    let mut histogram = vec![0; 10];
    percents.iter().for_each(|percent| histogram[(*percent as usize / 10).min(9)] += 1);
    let people = |passed: bool| {
        let all = taken.attempts.iter().filter(|done| !passed || done.passed == Some(true));
        all.map(|done| done.account).collect::<HashSet<_>>().len() as i64
    };
    let count = percents.len();
    Ok(QuizStatistics {
        attempts: count as i64,
        people: people(false),
        people_passed: people(true),
        mean_percent: (count > 0).then(|| percents.iter().map(|p| f64::from(*p)).sum::<f64>() / count as f64),
        histogram,
        questions,
    })
}
