//! What teachers are told of a course's students.

use super::percent::percent_of;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, LessonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which students.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudentShow {
    /// Everyone who is enrolled.
    #[default]
    All,
    /// No visit for 7 days, and not completed.
    AtRisk,
    /// A test failed twice, or no lesson done for 3 days.
    Stuck,
    /// Who has completed the course.
    Done,
}

impl StudentShow {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::AtRisk => "at-risk",
            Self::Stuck => "stuck",
            Self::Done => "done",
        }
    }
}

/// Their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudentSort {
    /// Last seen first.
    #[default]
    Seen,
    /// By the alphabet.
    Name,
    /// Furthest first.
    Percent,
}

/// What the list is asked for.
#[derive(Debug, Clone)]
pub struct StudentQuery {
    /// Which of them.
    pub show: StudentShow,
    /// Part of a name or an address.
    pub words: Option<String>,
    /// In which order.
    pub sort: StudentSort,
}

/// Who learns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentAccount {
    /// The person's.
    pub id: AccountId,
    /// The person's.
    pub name: String,
    /// To write to.
    pub email: String,
}

/// Where somebody does not get on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stuck {
    /// The lesson they are at.
    pub lesson_id: LessonId,
    /// The lesson's.
    pub title: String,
    /// The second failure, or when they did the last lesson or could begin this one.
    pub since: DateTime<Utc>,
    /// Whether it is a test that was failed twice.
    pub failed: bool,
}

/// A student of a course.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentOut {
    /// Who it is.
    pub account: StudentAccount,
    /// When they joined.
    pub enrolled_at: DateTime<Utc>,
    /// When they last opened a lesson or watched.
    pub last_seen_at: DateTime<Utc>,
    /// How much of what the course requires is done, 0 to 100.
    pub percent: i32,
    /// Of the lessons that are published.
    pub done_lessons: i64,
    /// Lessons that are published.
    pub lesson_count: i64,
    /// Of videos, as a union.
    pub watched_ms: i64,
    /// Where they do not get on, if so.
    pub stuck: Option<Stuck>,
    /// Whether they have stayed away.
    pub at_risk: bool,
    /// When they had done all that was required.
    pub completed_at: Option<DateTime<Utc>>,
}

/// How many each filter shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentCounts {
    /// Everyone.
    pub all: i64,
    /// See [`StudentShow`].
    pub at_risk: i64,
    /// See [`StudentShow`].
    pub stuck: i64,
    /// See [`StudentShow`].
    pub done: i64,
}

/// A part of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct StudentPage {
    /// The course's.
    pub course_title: String,
    /// What this part shows.
    pub items: Vec<StudentOut>,
    /// Where the next part begins; absent at the end.
    pub next: Option<String>,
    /// With the same search; told with the first part.
    pub counts: Option<StudentCounts>,
}

pub(super) struct StudentRow {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub enrolled_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub completed_at: Option<DateTime<Utc>>,
    pub done_lessons: i64,
    pub lesson_count: i64,
    pub done_needed: i64,
    pub needed: i64,
    pub watched_ms: i64,
    pub at_risk: bool,
    pub stuck_lesson: Option<LessonId>,
    pub stuck_title: Option<String>,
    pub stuck_since: Option<DateTime<Utc>>,
    pub stuck_failed: Option<bool>,
    /// The name as it is sorted.
    pub sorted: String,
}

impl From<StudentRow> for StudentOut {
    fn from(row: StudentRow) -> Self {
        let stuck = row.stuck_lesson.zip(row.stuck_title).zip(row.stuck_since).map(|((lesson_id, title), since)| {
            Stuck { lesson_id, title, since, failed: row.stuck_failed.unwrap_or(false) }
        });
        Self {
            account: StudentAccount { id: row.account, name: row.name, email: row.email },
            enrolled_at: row.enrolled_at,
            last_seen_at: row.last_seen_at,
            percent: percent_of(row.done_needed, row.needed),
            done_lessons: row.done_lessons,
            lesson_count: row.lesson_count,
            watched_ms: row.watched_ms,
            stuck,
            at_risk: row.at_risk,
            completed_at: row.completed_at,
        }
    }
}
