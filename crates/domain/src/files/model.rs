#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use lectern_db::FileId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the page may show a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Shown {
    Pdf,
    Picture,
    /// It can only be downloaded.
    None,
}

/// A file of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileOut {
    pub id: FileId,
    pub name: String,
    pub size_bytes: i64,
    pub content_type: String,
    pub shown: Shown,
}

/// Where a file lies, and as what it goes out.
#[derive(Debug, Clone)]
pub struct StoredFile {
    pub name: String,
    pub content_type: String,
    pub shown: Shown,
    pub store_key: String,
}
