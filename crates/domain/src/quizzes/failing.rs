//! Which questions of a course fail.

use super::error::QuizError;
use super::report::{FailingQuestion, FailingQuestions};
use super::statistics::Taken;
use super::{access, rich, sql};
use crate::accounts::Actor;
use lectern_db::{CourseId, LessonId, QuestionId};
use lectern_quiz::{Points, Question};
use sqlx::PgPool;
use std::collections::HashMap;

/// The newest attempts of the course that are counted.
const MOST: i64 = 2_000;
/// Questions that are told.
const SHOWN: usize = 50;

/// What the answers to one question came to.
struct Tally<'a> {
    lesson: LessonId,
    video: bool,
    id: QuestionId,
    question: &'a Question,
    answers: i64,
    wrong: i64,
    /// Of the points, each answer 0 to 1.
    earned: f64,
}

impl Tally<'_> {
    fn add(&mut self, points: Points, max: Points) {
        self.answers += 1;
        self.wrong += i64::from(points < max);
        self.earned += if max.0 > 0 { (f64::from(points.0) / f64::from(max.0)).clamp(0.0, 1.0) } else { 1.0 };
    }

    /// The mean share, as if one right and one wrong answer more had been given: a single slip does not come first.
    fn weighed(&self) -> f64 {
        (self.earned + 1.0) / (self.answers as f64 + 2.0)
    }
}

/// The questions of the course's tests and videos that lose points, the worst first (at most 50).
///
/// # Errors
/// What the course says.
pub async fn failing_questions(pool: &PgPool, actor: &Actor, course: CourseId) -> Result<FailingQuestions, QuizError> {
    let mut db = pool.acquire().await?;
    let course_title = access::grader(&mut db, actor, course).await?.title;
    let taken = Taken::of_course(&mut db, course, MOST).await?;
    let moments = sql::moments::missed(&mut db, course).await?;
    let titles: HashMap<LessonId, String> = sql::after::titles(&mut db, course).await?.into_iter().collect();
    drop(db);
    let mut tallies: HashMap<(LessonId, QuestionId), Tally<'_>> = HashMap::new();
    for done in &taken.attempts {
        for item in taken.items(done.id) {
            let tally = tallies.entry((done.lesson, item.id)).or_insert_with(|| Tally {
                lesson: done.lesson,
                video: false,
                id: item.id,
                question: item.question.question(),
                answers: 0,
                wrong: 0,
                earned: 0.0,
            });
            tally.add(item.grade.points, item.grade.max);
        }
    }
    let asked = moments.iter().map(|moment| Tally {
        lesson: moment.lesson,
        video: true,
        id: moment.question_id,
        question: &moment.body.0,
        answers: moment.answers,
        wrong: moment.wrong,
        earned: moment.earned,
    });
    let mut all: Vec<Tally<'_>> = tallies.into_values().chain(asked).filter(|tally| tally.wrong > 0).collect();
    all.sort_by(|a, b| a.weighed().total_cmp(&b.weighed()).then(a.id.0.cmp(&b.id.0)));
    all.truncate(SHOWN);
    let told = all.into_iter().filter_map(|tally| {
        Some(FailingQuestion {
            question_id: tally.id,
            lesson_id: tally.lesson,
            lesson_title: titles.get(&tally.lesson)?.clone(),
            in_video: tally.video,
            html: rich::whole(tally.question),
            answers: tally.answers,
            wrong: tally.wrong,
            percent: (tally.earned * 100.0 / tally.answers as f64).round() as i32,
        })
    });
    Ok(FailingQuestions { course_title, questions: told.collect() })
}
