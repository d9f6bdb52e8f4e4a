#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]
//! What teachers are told after a test.

use super::model::{AttemptState, QuestionOut};
use super::rich::Html;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, AttemptId, LessonId, MomentId, QuestionId};
use lectern_quiz::stats::{AnswerShare, ItemStats};
use lectern_quiz::{Answer, Points, Question};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody who took a test.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Examinee {
    pub id: AccountId,
    pub name: String,
}

/// An answer that a person has to read, or has read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EssayOut {
    /// Of the question in the attempt, from 0.
    pub index: i32,
    /// With the guide for who grades.
    pub question: Question,
    pub html: Html,
    pub answer: Option<Answer>,
    /// Absent: not graded yet.
    pub points: Option<Points>,
    pub comment: Option<String>,
}

/// An attempt on the grading page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GradingRow {
    pub attempt_id: AttemptId,
    pub account: Examinee,
    pub number: i32,
    pub state: AttemptState,
    pub submitted_at: DateTime<Utc>,
    pub points: Points,
    pub max: Points,
    pub percent: i32,
    pub passed: Option<bool>,
    /// Its essays that were answered.
    pub essays: Vec<EssayOut>,
}

/// A person's grade.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveGrade {
    /// Of the question in the attempt, from 0.
    pub index: i32,
    /// In hundredths: from what a wrong answer costs to what a right one earns.
    pub points: Points,
    /// For the student; up to 10 000 letters.
    #[serde(default)]
    pub comment: Option<String>,
}

/// What an attempt has earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Earned {
    pub points: Points,
    pub max: Points,
    pub percent: i32,
    pub passed: Option<bool>,
}

/// An attempt that is graded otherwise now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegradedAttempt {
    pub attempt_id: AttemptId,
    pub account: Examinee,
    pub number: i32,
    pub before: Earned,
    pub after: Earned,
}

/// What regrading changes, or would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegradeOut {
    /// Attempts looked at.
    pub checked: i64,
    /// Questions of these attempts that were edited since the last publication: by those nothing is graded yet.
    pub unpublished: i64,
    pub changed: Vec<RegradedAttempt>,
}

/// What the answers say about a question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionStats {
    pub question_id: QuestionId,
    /// As it is published; one that was taken out as it was asked last.
    pub question: Question,
    pub html: Html,
    pub stats: ItemStats,
    pub answers: Vec<AnswerShare>,
}

/// What the attempts say about a test.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuizStatistics {
    /// Handed-in attempts that are counted here: the newest 2000.
    pub attempts: i64,
    pub people: i64,
    /// People one of whose attempts passed.
    pub people_passed: i64,
    /// Mean percent of the points; absent without attempts.
    pub mean_percent: Option<f64>,
    /// Attempts by percent: 0–9, 10–19, … 90–100.
    pub histogram: Vec<i64>,
    /// In the order in which they were met.
    pub questions: Vec<QuestionStats>,
}

/// A question that loses points.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailingQuestion {
    pub question_id: QuestionId,
    /// The test that asks it, or the video.
    pub lesson_id: LessonId,
    pub lesson_title: String,
    /// Whether it is asked while a video plays.
    pub in_video: bool,
    pub html: Html,
    pub answers: i64,
    /// Answers that did not earn all points.
    pub wrong: i64,
    /// Mean of the points earned, 0 to 100.
    pub percent: i32,
}

/// The questions of a course that lose points.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailingQuestions {
    pub course_title: String,
    /// The worst first; at most 50.
    pub questions: Vec<FailingQuestion>,
}

/// A question at a moment of a video, to be saved.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveMoment {
    /// From the start of the video.
    pub second: f64,
    pub question_id: QuestionId,
}

/// A question at a moment of a video, in the editor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MomentEdit {
    pub id: MomentId,
    pub second: f64,
    pub question: QuestionOut,
}

/// The questions of a video in the editor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MomentsEdit {
    pub lesson_id: LessonId,
    /// By second.
    pub moments: Vec<MomentEdit>,
}
