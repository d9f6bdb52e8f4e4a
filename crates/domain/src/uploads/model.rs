#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use super::Found;
use crate::courses::CourseError;
use crate::lessons::LessonError;
use chrono::{DateTime, Utc};
use lectern_db::{CourseId, LessonId, UploadId};
use lectern_store::StoreError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum UploadState {
    Open,
    Completed,
    Aborted,
}

/// A file a browser wants to send.
#[derive(Debug, Clone)]
pub struct NewUpload {
    pub lesson_id: LessonId,
    pub file_name: String,
    pub size_bytes: i64,
    pub modified_ms: i64,
    pub head_sha256: String,
    pub tail_sha256: String,
}

/// An upload as its owner sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadOut {
    pub id: UploadId,
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub lesson_title: String,
    pub course_title: String,
    pub file_name: String,
    pub size_bytes: i64,
    pub modified_ms: i64,
    pub head_sha256: String,
    pub tail_sha256: String,
    pub part_size_bytes: i64,
    pub part_count: i64,
    /// Bytes of the parts the store has.
    pub sent_bytes: i64,
    pub state: UploadState,
    pub created_at: DateTime<Utc>,
}

/// A part the store has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StoredPart {
    pub number: u32,
    pub size_bytes: i64,
    pub etag: String,
}

/// An upload with what the store has of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadDetail {
    pub upload: UploadOut,
    pub parts: Vec<StoredPart>,
}

/// Where a browser puts one part.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedPartOut {
    /// Path and query on the page's own origin, or absolute where the store has a public address.
    pub url: String,
    pub expires_at: DateTime<Utc>,
}

/// Why an upload was refused.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("there is no such upload")]
    NotFound,
    #[error("only a video lesson takes a video")]
    NotAVideoLesson,
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("there is no space left for a file of this size")]
    NoSpace,
    #[error("too many unfinished uploads")]
    TooMany,
    #[error("another upload for this lesson is open")]
    AnotherOpen(Box<UploadOut>),
    #[error("this upload was cancelled or has expired")]
    Over,
    #[error("there is no part {0} in this upload")]
    NoSuchPart(u32),
    #[error("the parts named are not the parts of this upload, in order")]
    WrongParts,
    #[error("some parts have not arrived whole")]
    PartsMissing(Vec<u32>),
    #[error("this is no video or sound file")]
    NotAVideo(Found),
    #[error(transparent)]
    Lesson(#[from] LessonError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

impl From<CourseError> for UploadError {
    fn from(error: CourseError) -> Self {
        Self::Lesson(error.into())
    }
}
