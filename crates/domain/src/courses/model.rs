#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CategoryId, CourseId, LessonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether people find a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum CourseState {
    Draft,
    Published,
    /// Out of the catalogue for good: nobody new comes in, who is in goes on.
    Archived,
}

/// What someone who teaches a course may do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum TeacherRights {
    /// Everything but deleting, archiving and choosing teachers.
    Edit,
    /// See the students and grade their tests.
    Grade,
}

/// How an actor stands to a course they teach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum CourseRights {
    /// The owner, and admins.
    Own,
    Edit,
    Grade,
}

/// Whom a course is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Level {
    Any,
    Beginner,
    Intermediate,
    Advanced,
}

impl Level {
    /// All, in their order.
    pub const ALL: [Self; 4] = [Self::Any, Self::Beginner, Self::Intermediate, Self::Advanced];

    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }
}

/// How a certificate is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum CertificateTemplate {
    Tape,
    Frame,
    Column,
}

impl CertificateTemplate {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tape => "tape",
            Self::Frame => "frame",
            Self::Column => "column",
        }
    }
}

/// A cover picture's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cover {
    /// 320 pixels wide.
    pub small: String,
    /// 640 pixels wide.
    pub medium: String,
    /// 1280 pixels wide.
    pub large: String,
}

impl Cover {
    /// The addresses of a stored picture.
    pub fn of(hash: &str) -> Self {
        let at = |width| format!("/media/{hash}-{width}.jpg");
        Self { small: at(320), medium: at(640), large: at(1280) }
    }
}

/// A course's own row.
#[derive(Debug, Clone)]
pub struct Course {
    pub id: CourseId,
    pub owner: AccountId,
    pub owner_name: String,
    pub title: String,
    pub summary: String,
    pub description: String,
    pub category_id: Option<CategoryId>,
    pub level: Level,
    pub language: String,
    pub cover_hash: Option<String>,
    pub state: CourseState,
    pub outline_version: i32,
    /// Rises with each change of what learners see of the outline.
    pub outline_stamp: i64,
    pub lesson_count: i32,
    pub duration_ms: i64,
    pub student_count: i32,
    /// Required lessons one after another.
    pub ordered: bool,
    /// Days of access after enrolment; without end when absent.
    pub access_days: Option<i32>,
    pub awards_certificate: bool,
    pub certificate_template: CertificateTemplate,
    pub final_test_id: Option<LessonId>,
    /// What one will learn.
    pub outcomes: Vec<String>,
    pub tags: Vec<String>,
    /// Absent: free.
    pub price_minor: Option<i64>,
    pub currency: String,
    pub sale_price_minor: Option<i64>,
    pub sale_from: Option<DateTime<Utc>>,
    pub sale_until: Option<DateTime<Utc>>,
    /// Of what is published; 0 was never published.
    pub version: i32,
    /// What the asker was given by the owner.
    pub rights: Option<TeacherRights>,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Course {
    /// What its teacher asks for it; absent: it is free.
    pub fn pricing(&self) -> Option<Pricing> {
        self.price_minor.map(|minor| Pricing {
            minor,
            currency: self.currency.clone(),
            sale_minor: self.sale_price_minor,
            sale_from: self.sale_from,
            sale_until: self.sale_until,
        })
    }
}

/// What a teacher asks for a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pricing {
    /// In minor units: kopecks, cents.
    pub minor: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// What it costs while the sale lasts; null: no sale.
    pub sale_minor: Option<i64>,
    /// Null: the sale has begun.
    pub sale_from: Option<DateTime<Utc>>,
    /// Null: the sale does not end.
    pub sale_until: Option<DateTime<Utc>>,
}

impl Pricing {
    /// What it costs at `now`.
    pub fn at(&self, now: DateTime<Utc>) -> Price {
        let lasts = self.sale_from.is_none_or(|from| from <= now) && self.sale_until.is_none_or(|until| now < until);
        let sale = self.sale_minor.filter(|_| lasts);
        Price {
            minor: sale.unwrap_or(self.minor),
            currency: self.currency.clone(),
            list_minor: self.minor,
            sale_until: self.sale_until.filter(|_| sale.is_some()),
        }
    }
}

/// What a course costs now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// To be paid now, in minor units: kopecks, cents.
    pub minor: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// The price without the sale; the same as `minor` when there is none.
    pub list_minor: i64,
    /// When the sale ends; null without a sale and for one without end.
    pub sale_until: Option<DateTime<Utc>>,
}

/// A price as columns; all are set at once.
#[derive(Debug, Default, Serialize)]
pub struct PriceColumns {
    pub price_minor: Option<i64>,
    pub currency: String,
    pub sale_price_minor: Option<i64>,
    pub sale_from: Option<DateTime<Utc>>,
    pub sale_until: Option<DateTime<Utc>>,
}

/// How a place in a course was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum EnrolmentSource {
    Free,
    Paid,
    /// By a teacher or an admin, for a reason.
    Given,
}

impl EnrolmentSource {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Paid => "paid",
            Self::Given => "given",
        }
    }
}

/// What a teacher changes, named as the columns of the table. Absent: stays; for the category `Some(None)` takes it
/// off.
#[derive(Debug, Default, Serialize)]
pub struct UpdateCourse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `description` as safe HTML; set by [`super::update`] itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<Option<CategoryId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// `Some(None)`: access without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_days: Option<Option<i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awards_certificate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_template: Option<CertificateTemplate>,
    /// `Some(None)`: no final test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_test_id: Option<Option<LessonId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(flatten)]
    pub price: Option<PriceColumns>,
}

/// A course in its teacher's list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TeachCourse {
    pub id: CourseId,
    pub title: String,
    pub state: CourseState,
    pub rights: CourseRights,
    pub lesson_count: i32,
    pub duration_ms: i64,
    pub student_count: i32,
    pub cover: Option<Cover>,
    /// Lengths of the first 60 lessons, in order; 0 for text.
    pub lesson_lengths_ms: Vec<i64>,
    pub updated_at: DateTime<Utc>,
}

/// Somebody who was given rights in a course.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CourseTeacher {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub rights: TeacherRights,
}

/// A course in the bin.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BinnedCourse {
    pub id: CourseId,
    pub title: String,
    pub deleted_at: DateTime<Utc>,
}

/// A category in the asked language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Category {
    pub id: CategoryId,
    pub slug: String,
    pub name: String,
}

/// A place in a course.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolmentOut {
    pub course_id: CourseId,
    pub created_at: DateTime<Utc>,
    /// How it was come by.
    pub source: EnrolmentSource,
    pub last_lesson_id: Option<LessonId>,
    pub completed_at: Option<DateTime<Utc>>,
    /// The version whose requirements were met.
    pub completed_version: Option<i32>,
    /// When access ends; null where it does not.
    pub ends_at: Option<DateTime<Utc>>,
}
