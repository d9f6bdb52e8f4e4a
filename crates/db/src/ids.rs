use crate::Clock;
use serde::{Deserialize, Serialize};
use uuid::{NoContext, Timestamp, Uuid};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        ///
        /// UUIDv7: ordered by time of creation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id at the clock's time.
            pub fn new(clock: &dyn Clock) -> Self {
                Self(uuid_v7(clock))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

/// A UUIDv7 at the clock's time.
pub fn uuid_v7(clock: &dyn Clock) -> Uuid {
    let now = clock.now();
    let seconds = u64::try_from(now.timestamp()).expect("the clock stands after 1970");
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

ids! {
    /// A person.
    AccountId,
    /// A sign-in: a family of refresh tokens.
    SessionId,
    /// A request to become a teacher.
    TeacherRequestId,
    /// A row of the audit log.
    AuditId,
    /// A course.
    CourseId,
    /// A section of a course.
    SectionId,
    /// A lesson.
    LessonId,
    /// A category of the catalogue.
    CategoryId,
    /// A file of a course.
    FileId,
    /// An unfinished or finished upload.
    UploadId,
    /// A video, the asset.
    VideoId,
    /// A job row.
    JobId,
    /// A viewer's grant on one lesson's video.
    PlaybackSessionId,
    /// A question of a course's bank.
    QuestionId,
    /// One try of a test.
    AttemptId,
    /// A certificate.
    CertificateId,
    /// Something a person is told.
    NotificationId,
    /// A question at a moment of a video.
    MomentId,
    /// A review of a course.
    ReviewId,
    /// An order of a course.
    OrderId,
    /// Money that goes back.
    RefundId,
    /// A coupon.
    CouponId,
    /// Something a payment provider said.
    PaymentEventId,
    /// A transfer of the ledger.
    TransferId,
}
