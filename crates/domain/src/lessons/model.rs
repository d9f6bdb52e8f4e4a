#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use super::access::Closed;
use crate::courses::{CertificateTemplate, CourseError, CourseRights, CourseState, Cover, Level, Pricing};
use crate::files::FileOut;
use crate::uploads::UploadOut;
use crate::videos::VideoOut;
use chrono::{DateTime, Utc};
use lectern_db::{CategoryId, CourseId, FileId, LessonId, SectionId, VideoId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a lesson is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum LessonKind {
    Video,
    Text,
    /// A PDF or a picture shown in the page, or anything to download.
    File,
    Test,
    /// A page elsewhere.
    Link,
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
    pub body_html: String,
    pub video_id: Option<VideoId>,
    pub duration_ms: i64,
    pub required: bool,
    pub preview: bool,
    pub completion_share: i16,
    pub opens_at: Option<DateTime<Utc>>,
    pub opens_after_days: Option<i32>,
    pub link_url: Option<String>,
    pub file_id: Option<FileId>,
    pub attachment_ids: Vec<Uuid>,
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Lesson {
    /// Its own file and its attachments.
    pub fn files(&self) -> impl Iterator<Item = Uuid> {
        self.file_id.map(|id| id.0).into_iter().chain(self.attachment_ids.iter().copied())
    }
}

/// A section to be, with its lessons.
#[derive(Debug)]
pub struct NewSection {
    pub title: String,
    pub lessons: Vec<(LessonKind, String)>,
}

/// What a teacher changes in a lesson. Absent: stays; `Some(None)` takes it off.
#[derive(Debug, Default)]
pub struct UpdateLesson {
    pub title: Option<String>,
    pub body: Option<String>,
    pub required: Option<bool>,
    pub preview: Option<bool>,
    pub completion_share: Option<i16>,
    pub opens_at: Option<Option<DateTime<Utc>>>,
    pub opens_after_days: Option<Option<i32>>,
    pub link_url: Option<Option<String>>,
    pub file_id: Option<Option<FileId>>,
    /// In order.
    pub attachment_ids: Option<Vec<FileId>>,
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
    /// Whether the course cannot be completed without it.
    pub required: bool,
    /// Whether anyone may open it without enrolling.
    pub preview: bool,
    /// Percent of a video that must be watched.
    pub completion_share: i16,
    pub opens_at: Option<DateTime<Utc>>,
    /// Days after enrolment.
    pub opens_after_days: Option<i32>,
    pub link_url: Option<String>,
    pub file: Option<FileOut>,
    pub attachments: Vec<FileOut>,
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
    /// Required lessons one after another.
    pub ordered: bool,
    /// Days of access after enrolment; null: without end.
    pub access_days: Option<i32>,
    pub awards_certificate: bool,
    pub certificate_template: CertificateTemplate,
    pub final_test_id: Option<LessonId>,
    /// What one will learn.
    pub outcomes: Vec<String>,
    pub tags: Vec<String>,
    /// Null: free.
    pub price: Option<Pricing>,
    /// Of what is published; 0 was never published.
    pub version: i32,
    /// How many edits learners do not see yet: fields of the course, sections, lessons, orders.
    pub changes: i64,
    /// What the asker may do here.
    pub rights: CourseRights,
    pub sections: Vec<SectionEdit>,
    /// Why it cannot be published: `no-summary`, `no-lessons`, `lesson-without-video`, `lesson-without-text`,
    /// `lesson-without-file`, `lesson-without-link`, `lesson-without-questions`.
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
    pub required: bool,
    /// Whether anyone may open it without enrolling.
    pub preview: bool,
    /// Percent of a video that must be watched.
    pub completion_share: i16,
    /// Whether it has left the course, and is here because the reader has done it.
    pub removed: bool,
    pub link_url: Option<String>,
    pub file: Option<FileOut>,
    pub attachments: Vec<FileOut>,
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
    /// A test is completed by passing it.
    #[error("a test is completed by passing it")]
    PassToComplete,
    /// A file that is not the course's.
    #[error("there is no such file in the course")]
    NoFile(&'static str),
    /// Visitors open text and files of free previews only.
    #[error("sign in to open this lesson")]
    SignInFirst,
    /// The lesson is not open to the asker.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
