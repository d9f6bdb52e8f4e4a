#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use chrono::{DateTime, Utc};
use lectern_db::{AccountId, SessionId, TeacherRequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an account may do at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    Student,
    Teacher,
    Admin,
}

impl Role {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Admin => "admin",
        }
    }
}

/// Who asks: a signed-in person with the role the database knows now, not the one a token was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub id: AccountId,
    pub session: SessionId,
    pub role: Role,
}

impl Actor {
    /// Whether this is an admin.
    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// Whether this account may make courses.
    pub fn may_teach(&self) -> bool {
        matches!(self.role, Role::Teacher | Role::Admin)
    }
}

/// Language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum InterfaceLanguage {
    #[default]
    Ru,
    En,
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

/// An IANA name such as `Europe/Moscow`; only its shape is checked.
pub type TimeZoneName = String;

/// Where a request to teach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RequestState {
    Waiting,
    Approved,
    Declined,
}

impl RequestState {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }
}

/// The signed-in person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub language: InterfaceLanguage,
    pub theme: Theme,
    pub time_zone: TimeZoneName,
    /// The newest request to teach, unless it was approved.
    pub teacher_request: Option<RequestState>,
}

/// What registration knows of a person.
#[derive(Debug)]
pub struct NewAccount {
    pub name: String,
    pub email: String,
    pub password: String,
    pub language: InterfaceLanguage,
    pub role: Role,
}

/// What a person changes of their own account.
#[derive(Debug, Default)]
pub struct UpdateMe {
    pub name: Option<String>,
    pub language: Option<InterfaceLanguage>,
    pub theme: Option<Theme>,
    pub time_zone: Option<TimeZoneName>,
}

/// Who asks to teach.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Asker {
    pub id: AccountId,
    pub name: String,
    pub email: String,
}

/// A request to become a teacher, as admins see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TeacherRequestOut {
    pub id: TeacherRequestId,
    pub account: Asker,
    pub note: String,
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
}
