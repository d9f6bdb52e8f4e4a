use crate::pictures::PictureError;

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
    /// Something is missing; `CourseEdit.problems` says what.
    #[error("the course cannot be published yet")]
    NotPublishable,
    /// Published with students.
    #[error("a published course with students cannot be deleted; unpublish it first")]
    HasStudents,
    /// Somebody else changed the outline meanwhile.
    #[error("the outline was changed meanwhile")]
    OutlineChanged,
    /// The new outline does not name each live section and lesson exactly once.
    #[error("the outline must name each section and lesson exactly once")]
    OutlineMismatch,
    /// Over 200 sections or 2000 lessons.
    #[error("the course has too many sections or lessons")]
    TooMany,
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
