#![expect(missing_docs, reason = "fields are named after what the API shows")]

use crate::accounts::Role;
use chrono::{DateTime, Utc};
use lectern_db::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account as admins see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminAccount {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub blocked_at: Option<DateTime<Utc>>,
    pub blocked_reason: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What an admin changes of an account.
#[derive(Debug, Default)]
pub struct UpdateAccount {
    pub role: Option<Role>,
    pub blocked: Option<bool>,
    pub blocked_reason: Option<String>,
}
