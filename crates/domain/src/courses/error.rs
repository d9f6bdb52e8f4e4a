use super::Price;
use crate::pictures::PictureError;
use chrono::{DateTime, Utc};

/// Why nothing was done to a course.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// No such course, or none this person may know of.
    #[error("there is no such course")]
    NotFound,
    /// A published course of somebody else.
    #[error("only its teacher may change this course")]
    NotYours,
    /// Students do not make courses.
    #[error("only teachers make courses")]
    NotATeacher,
    /// No such category.
    #[error("there is no such category")]
    NoCategory,
    /// No such test among the course's lessons.
    #[error("there is no such test in the course")]
    NoTest,
    /// Something is missing; `CourseEdit.problems` says what.
    #[error("the course cannot be published yet")]
    NotPublishable,
    /// Published with students.
    #[error("a published course with students cannot be deleted; unpublish it first")]
    HasStudents,
    /// People have paid for their places.
    #[error("a course that people have bought is not deleted; archive it to sell it no more")]
    HasBuyers,
    /// It lies in the archive.
    #[error("the course is archived; bring it back first")]
    Archived,
    /// There is nothing published to go back to.
    #[error("the course was never published")]
    NeverPublished,
    /// The access period is over.
    #[error("access to the course has ended")]
    AccessOver(DateTime<Utc>),
    /// Nobody of this address teaches.
    #[error("no other teacher has this address")]
    NoTeacher,
    /// Over 50.
    #[error("the course has too many teachers")]
    TooManyTeachers,
    /// Somebody else changed the outline meanwhile.
    #[error("the outline was changed meanwhile")]
    OutlineChanged,
    /// The new outline does not name each live section and lesson exactly once.
    #[error("the outline must name each section and lesson exactly once")]
    OutlineMismatch,
    /// Over 200 sections or 2000 lessons.
    #[error("the course has too many sections or lessons")]
    TooMany,
    /// It costs money, which was not paid.
    #[error("the course is to be paid for")]
    PaymentRequired(Box<Price>),
    /// Nobody has this address.
    #[error("no account has this address")]
    NoAccount,
    /// They have a place already.
    #[error("this person is enrolled already")]
    AlreadyEnrolled,
    /// Only enrolled people may.
    #[error("only people enrolled in the course may do this")]
    NotEnrolled,
    /// The cover was refused.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
