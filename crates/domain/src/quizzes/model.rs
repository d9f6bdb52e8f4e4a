#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use super::rich::Html;
use super::settings::{Paging, QuizSettings};
use chrono::{DateTime, Utc};
use lectern_db::{AttemptId, CourseId, LessonId, QuestionId};
use lectern_quiz::draw::Arranged;
use lectern_quiz::view::{Reviewed, StudentQuestion};
use lectern_quiz::{Answer, Points, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A question of the bank, with its answers: for teachers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionOut {
    pub id: QuestionId,
    pub course_id: CourseId,
    /// Raised by every change.
    pub version: i32,
    pub question: Question,
    /// Its Markdown as safe HTML, by place: `prompt`, `options.<id>`, ...
    pub html: Html,
    /// Tests that ask it by name.
    pub used_in: Vec<LessonId>,
    pub updated_at: DateTime<Utc>,
}

/// A topic of the bank.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Topic {
    /// Absent: questions without one.
    pub topic: Option<String>,
    pub count: i64,
}

/// What a test asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum QuizItem {
    /// This question.
    Question { question_id: QuestionId },
    /// So many of a topic and those below it; without a topic of the whole bank.
    Draw {
        #[serde(default)]
        topic: Option<String>,
        count: u32,
    },
}

/// A test to be saved.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveQuiz {
    pub settings: QuizSettings,
    /// In order; at least one.
    pub items: Vec<QuizItem>,
}

/// A test in the editor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuizEdit {
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub settings: QuizSettings,
    pub items: Vec<QuizItem>,
    /// Those that items name.
    pub questions: Vec<QuestionOut>,
    /// How many an attempt asks.
    pub question_count: i64,
    /// Attempts of students so far: they keep the questions they were asked.
    pub attempt_count: i64,
}

/// Where an attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum AttemptState {
    Open,
    WaitingForTeacher,
    Graded,
}

impl AttemptState {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WaitingForTeacher => "waiting_for_teacher",
            Self::Graded => "graded",
        }
    }
}

/// An attempt in a list. Points are absent where they are not shown (yet).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptRow {
    pub id: AttemptId,
    /// The person's first is 1.
    pub number: i32,
    pub state: AttemptState,
    pub started_at: DateTime<Utc>,
    pub deadline_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub points: Option<Points>,
    pub max: Option<Points>,
    pub percent: Option<i32>,
    pub passed: Option<bool>,
}

/// Why no attempt can begin now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StartRefused {
    /// `test-closed`, `no-attempts-left`, `pause-between-attempts`, `test-not-ready`.
    pub reason: String,
    /// When to come again, if there is such a time.
    pub until: Option<DateTime<Utc>>,
}

/// A test before it is begun.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuizInfo {
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub settings: QuizSettings,
    pub question_count: i64,
    /// The newest 50, newest first.
    pub attempts: Vec<AttemptRow>,
    pub can_start: bool,
    pub refusal: Option<StartRefused>,
    /// To be gone on with.
    pub open_attempt: Option<AttemptId>,
    /// Absent: as many as one likes.
    pub attempts_left: Option<u32>,
    /// Whether one of the attempts passed.
    pub passed: bool,
    pub server_now: DateTime<Utc>,
}

/// A question as it is asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedQuestion {
    #[serde(flatten)]
    pub question: StudentQuestion,
    /// Its Markdown as safe HTML, by place: `prompt`, `hint`, `text`, `options.<id>`, `lefts.<id>`, `rights.<id>`,
    /// `items.<id>`, `gaps.<gap>.<option>`.
    pub html: Html,
}

/// An attempt to answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptOut {
    pub id: AttemptId,
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub number: i32,
    pub state: AttemptState,
    pub paging: Paging,
    pub questions: Vec<AskedQuestion>,
    /// What was saved, by the question's index from 0.
    pub answers: BTreeMap<String, Answer>,
    /// The greatest `seq` saved so far; the next must be greater.
    pub seq: i64,
    pub started_at: DateTime<Utc>,
    pub deadline_at: Option<DateTime<Utc>>,
    pub server_now: DateTime<Utc>,
}

/// An answer to be saved.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveAnswer {
    /// Grows with each change: an older one never overwrites a newer one.
    pub seq: i64,
    /// `null` takes the answer back.
    pub answer: Option<Answer>,
}

/// What is saved now: of two saves the one with the greater `seq`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SavedAnswer {
    pub saved_at: DateTime<Utc>,
    pub seq: i64,
}

/// A question after grading, as far as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewedQuestion {
    /// Of the question in the attempt, from 0.
    pub index: i32,
    #[serde(flatten)]
    pub review: Reviewed,
    /// As in a question that is asked, and `explanation`, `feedback.<option or gap>`.
    pub html: Html,
    /// What the teacher said to this answer.
    pub comment: Option<String>,
}

/// A moment to watch again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WatchAgain {
    pub lesson_id: LessonId,
    pub second: f64,
    pub question_index: i32,
}

/// What came of an attempt, as far as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptResult {
    pub id: AttemptId,
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub number: i32,
    pub state: AttemptState,
    pub started_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub points: Option<Points>,
    pub max: Option<Points>,
    /// Rounded down, so that 59.9 of 60 does not look passed.
    pub percent: Option<i32>,
    /// Absent where it is not shown, or while the teacher has to grade.
    pub passed: Option<bool>,
    pub pass_percent: i32,
    pub questions: Vec<ReviewedQuestion>,
    /// What to watch again, in the order of the questions.
    pub watch_again: Vec<WatchAgain>,
}

/// A question frozen in an attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frozen {
    pub id: QuestionId,
    pub version: i32,
    pub question: Arranged,
}

/// Points as a share of the greatest possible, rounded down, never below 0.
pub fn percent(points: Points, max: Points) -> i32 {
    if max.0 <= 0 {
        return 100;
    }
    (i64::from(points.0.max(0)) * 100 / i64::from(max.0)).min(100) as i32
}
