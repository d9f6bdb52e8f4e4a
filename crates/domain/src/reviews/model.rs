#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, ReviewId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewAuthor {
    pub id: AccountId,
    pub name: String,
}

/// What a teacher says to a review.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewAnswer {
    pub text: String,
    pub author: ReviewAuthor,
    pub at: DateTime<Utc>,
}

/// A review as everyone reads it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Review {
    pub id: ReviewId,
    pub author: ReviewAuthor,
    pub stars: i16,
    pub text: String,
    pub created_at: DateTime<Utc>,
    /// Later than `created_at` where the author has changed it.
    pub updated_at: DateTime<Utc>,
    pub answer: Option<ReviewAnswer>,
    /// An admin has hidden it; its author alone sees it.
    pub hidden: bool,
}

/// Why someone may not review a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewRefusal {
    NotEnrolled,
    TooEarly,
    OwnCourse,
}

/// One's own review, and whether one may write it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnReview {
    pub review: Option<Review>,
    /// Null: it may be written or changed.
    pub refusal: Option<ReviewRefusal>,
    pub done_lessons: i64,
    /// Lessons to do before reviewing.
    pub needed_lessons: i64,
    /// Whether this person may answer reviews of the course.
    pub can_answer: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum ReportReason {
    Spam,
    Insult,
    OffTopic,
    PrivateData,
    Other,
}

/// What is wrong with a review.
#[derive(Debug)]
pub struct Report {
    pub reason: ReportReason,
    pub note: String,
}

/// Which reviews an admin looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReviewState {
    /// Reported and not decided.
    #[default]
    Reported,
    Hidden,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    Hide,
    /// Shows it, again if it was hidden.
    Keep,
}

/// Somebody's report of a review.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reported {
    pub by: ReviewAuthor,
    pub reason: ReportReason,
    pub note: String,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewCourse {
    pub id: CourseId,
    pub title: String,
}

/// A review as admins judge it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ModeratedReview {
    pub review: Review,
    pub course: ReviewCourse,
    /// Those not decided, oldest first; at most 20.
    pub reports: Vec<Reported>,
}
