#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use crate::pictures::PictureError;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why nothing was done to the school.
#[derive(Debug, thiserror::Error)]
pub enum SchoolError {
    #[error("only an admin may do this")]
    NotAdmin,
    #[error("there is no such time zone")]
    NoTimeZone,
    /// No picture of the school has this hash.
    #[error("there is no such picture")]
    NoPicture,
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Who signs certificates beside the teacher, as it is kept and frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBy {
    pub name: String,
    pub role: String,
    /// Hash of a picture of the school.
    pub picture: Option<String>,
}

/// A logo or a signature by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SchoolPicture {
    /// What it is chosen by.
    pub hash: String,
    /// A public PNG.
    pub url: String,
}

impl SchoolPicture {
    pub(super) fn of(hash: String) -> Self {
        Self { url: format!("/api/v1/school/pictures/{hash}"), hash }
    }
}

/// Who signs certificates beside the teacher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    pub name: String,
    /// "Director"; may be empty.
    pub role: String,
    pub picture: Option<SchoolPicture>,
}

/// What anyone is told.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SchoolOut {
    pub name: String,
    pub logo: Option<SchoolPicture>,
}

/// What becomes of certificates of a course whose money went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum AfterRefund {
    /// They stay in force.
    Keep,
    /// They are revoked.
    Withdraw,
}

impl AfterRefund {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Withdraw => "withdraw",
        }
    }
}

/// The school as admins see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct School {
    pub name: String,
    /// An IANA name: days and months are counted in it.
    pub time_zone: String,
    /// Calendar months after which a completed course leaves the cabinet.
    pub archive_after_months: i32,
    /// What becomes of a certificate whose course was refunded.
    pub certificates_after_refund: AfterRefund,
    pub logo: Option<SchoolPicture>,
    /// At most two.
    pub signatures: Vec<Signature>,
    pub updated_at: DateTime<Utc>,
}

/// What an admin changes. Absent: stays; `Some(None)` takes the logo off.
#[derive(Debug, Default)]
pub struct UpdateSchool {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub archive_after_months: Option<i32>,
    pub certificates_after_refund: Option<AfterRefund>,
    pub logo: Option<Option<String>>,
    pub signatures: Option<Vec<SignedBy>>,
}
