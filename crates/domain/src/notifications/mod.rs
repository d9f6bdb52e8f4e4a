//! What people are told inside the product: a kind with figures, said by the browser in the reader's language.
//!
//! Owns `notifications`. A notice about one subject is told once; read ones stay in the list.

mod sql;

use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, NotificationId, PageSize};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use utoipa::ToSchema;

/// What it is about; the interface has words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Kind {
    /// `{course, number}`
    CertificateIssued,
    /// `{course, number, reason}`
    CertificateRevoked,
    /// `{course, leaves_at}`
    CourseLeavesSoon,
    /// `{course}`
    CourseLeft,
    /// `{course, reason}`
    CourseGiven,
    /// `{course, number, amount_minor, currency}`
    OrderPaid,
    /// `{course, number, amount_minor, currency}`
    OrderRefunded,
    /// To admins: `{course, number, amount_minor, currency}`
    OrderDisputed,
    /// To admins: `{course, number, amount_minor, currency, won}`
    DisputeClosed,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::CertificateIssued => "certificate-issued",
            Self::CertificateRevoked => "certificate-revoked",
            Self::CourseLeavesSoon => "course-leaves-soon",
            Self::CourseLeft => "course-left",
            Self::CourseGiven => "course-given",
            Self::OrderPaid => "order-paid",
            Self::OrderRefunded => "order-refunded",
            Self::OrderDisputed => "order-disputed",
            Self::DisputeClosed => "dispute-closed",
        }
    }
}

/// One thing to tell.
#[derive(Debug)]
pub struct Notice<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The very event: telling it again does nothing.
    pub subject: &'a str,
    /// Figures of its kind.
    pub params: Value,
    /// A path of this site.
    pub link: Option<String>,
}

/// Something a person was told.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotificationOut {
    /// Its id.
    pub id: NotificationId,
    /// What it is about.
    pub kind: Kind,
    /// Figures of its kind.
    #[schema(value_type = Object)]
    pub params: Value,
    /// A path of this site.
    pub link: Option<String>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// Tells `account`, in the transaction of what it is about.
///
/// # Errors
/// When Postgres fails.
pub async fn tell(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    notice: Notice<'_>,
) -> sqlx::Result<()> {
    tell_all(db, clock, notice.kind, vec![(account, notice)]).await
}

/// Tells many people the same kind of thing in one statement.
///
/// # Errors
/// When Postgres fails.
pub async fn tell_all(
    db: &mut PgConnection,
    clock: &dyn Clock,
    kind: Kind,
    notices: Vec<(AccountId, Notice<'_>)>,
) -> sqlx::Result<()> {
    sql::insert(db, clock, kind, notices).await
}

/// What the person was told, newest first; one more than a page.
///
/// # Errors
/// When Postgres fails.
pub async fn mine(
    pool: &PgPool,
    account: AccountId,
    before: Option<NotificationId>,
    size: PageSize,
) -> sqlx::Result<Vec<NotificationOut>> {
    sql::list(&mut *pool.acquire().await?, account, before, size).await
}

/// How many they have not read, counted up to 100.
///
/// # Errors
/// When Postgres fails.
pub async fn unread(pool: &PgPool, account: AccountId) -> sqlx::Result<i64> {
    sql::unread(&mut *pool.acquire().await?, account).await
}

/// Marks everything up to and with `last` as read; all of it without.
///
/// # Errors
/// When Postgres fails.
pub async fn read(
    pool: &PgPool,
    clock: &dyn Clock,
    account: AccountId,
    last: Option<NotificationId>,
) -> sqlx::Result<()> {
    sql::read(&mut *pool.acquire().await?, account, last, clock.now()).await
}
