#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use crate::courses::{CourseError, CourseState, Cover, Level};
use crate::uploads::UploadOut;
use crate::videos::VideoOut;
use chrono::{DateTime, Utc};
use lectern_db::{CategoryId, CourseId, LessonId, SectionId, VideoId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a lesson is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum LessonKind {
    Video,
    Text,
}

/// A lesson's own row.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub id: LessonId,
    pub course_id: CourseId,
    pub section_id: SectionId,
    pub kind: LessonKind,
    pub title: String,
    pub body: String,
    pub video_id: Option<VideoId>,
    pub duration_ms: i64,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A lesson in the editor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LessonEdit {
    pub id: LessonId,
    pub section_id: SectionId,
    pub kind: LessonKind,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub duration_ms: i64,
    pub video: Option<VideoOut>,
    pub upload: Option<UploadOut>,
}

/// A section in the editor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SectionEdit {
    pub id: SectionId,
    pub title: String,
    pub lessons: Vec<LessonEdit>,
}

/// A course in the editor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CourseEdit {
    pub id: CourseId,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub description: String,
    pub category_id: Option<CategoryId>,
    pub level: Level,
    pub language: String,
    pub cover: Option<Cover>,
    pub state: CourseState,
    /// Sent back with a new order; a stale one is refused.
    pub outline_version: i32,
    pub lesson_count: i32,
    pub duration_ms: i64,
    pub student_count: i32,
    pub sections: Vec<SectionEdit>,
    /// Why it cannot be published: `no-summary`, `no-lessons`, `lesson-without-video`, `lesson-without-text`.
    pub problems: Vec<String>,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// A lesson as a learner reads it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LessonView {
    pub id: LessonId,
    pub course_id: CourseId,
    pub kind: LessonKind,
    pub title: String,
    pub body_html: String,
    pub duration_ms: i64,
    pub done: bool,
}

/// Why nothing was done to a lesson or section.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// No such lesson or section, or none this person may know of.
    #[error("there is no such lesson")]
    NotFound,
    /// A video is completed by watching it.
    #[error("a video lesson is completed by watching it")]
    WatchToComplete,
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
