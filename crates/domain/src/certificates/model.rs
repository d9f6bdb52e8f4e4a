#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use crate::courses::CertificateTemplate;
use crate::school::SignedBy;
use chrono::{DateTime, NaiveDate, Utc};
use lectern_db::{AccountId, CertificateId, CourseId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a certificate is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum CertificateState {
    Valid,
    /// The school took it back, with a reason.
    Revoked,
    /// Another was issued in its place.
    Withdrawn,
}

/// What its words are written in: Russian for courses in Russian, English for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PrintedLanguage {
    Ru,
    En,
}

impl PrintedLanguage {
    /// ISO 639-1, and the name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// A certificate's own row.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub id: CertificateId,
    pub number: String,
    pub account: AccountId,
    pub course: CourseId,
    pub course_version: i32,
    pub holder_name: String,
    pub course_title: String,
    pub teacher_name: String,
    pub school_name: String,
    pub template: CertificateTemplate,
    pub language: PrintedLanguage,
    pub issued_at: DateTime<Utc>,
    pub issued_on: NaiveDate,
    pub hours: i32,
    pub score: Option<i16>,
    pub watched: Option<i16>,
    /// Lessons in order: length in milliseconds, percent done.
    pub tape: Vec<(i64, u8)>,
    pub logo_hash: Option<String>,
    pub signatures: Vec<SignedBy>,
    pub state: CertificateState,
    pub reason: Option<String>,
    pub changed_at: Option<DateTime<Utc>>,
    pub replaces: Option<CertificateId>,
    pub replaced_by: Option<String>,
    pub status_index: i64,
    pub pdf_key: Option<String>,
    pub course_owner: AccountId,
}

/// A certificate as its holder, or who teaches the course, sees it in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificateOut {
    pub id: CertificateId,
    pub number: String,
    pub course_id: CourseId,
    pub course_title: String,
    pub course_version: i32,
    pub holder_name: String,
    pub issued_at: DateTime<Utc>,
    pub hours: i32,
    /// Percent of the final test.
    pub score: Option<i16>,
    /// Percent of the videos that was watched.
    pub watched: Option<i16>,
    pub template: CertificateTemplate,
    pub language: PrintedLanguage,
    pub state: CertificateState,
    pub reason: Option<String>,
    /// The number of the one that replaced it.
    pub replaced_by: Option<String>,
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    Valid,
    Revoked,
    Withdrawn,
    /// This school has not issued it.
    Unknown,
}

/// The answer to whoever checks a number; of an unknown one only the number is known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Checked {
    pub state: Standing,
    /// As it is printed, or as it was typed when it is none.
    pub number: String,
    pub holder_name: Option<String>,
    pub course_id: Option<CourseId>,
    pub course_title: Option<String>,
    pub teacher_name: Option<String>,
    pub school_name: String,
    pub issued_at: Option<DateTime<Utc>>,
    pub lesson_count: Option<i32>,
    pub hours: Option<i32>,
    pub score: Option<i16>,
    pub watched: Option<i16>,
    pub language: Option<PrintedLanguage>,
    /// Why it is not in force.
    pub reason: Option<String>,
    /// Since when it is not.
    pub changed_at: Option<DateTime<Utc>>,
    pub replaced_by: Option<String>,
    pub checked_at: DateTime<Utc>,
    /// Whether it is the asker's own.
    pub yours: bool,
    /// Whether the asker may have the PDF and the credential.
    pub can_download: bool,
    /// Whether the asker may have it issued again with a corrected name.
    pub can_reissue: bool,
    /// Whether the asker may give another name than the account's.
    pub can_rename: bool,
    pub can_revoke: bool,
}
