use crate::courses::CourseError;
use crate::lessons::LessonError;

/// Why progress is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    /// Nobody of this id learns in the course.
    #[error("the course has no such student")]
    NoStudent,
    /// Only videos have a curve.
    #[error("this lesson is not a video")]
    NotAVideo,
    /// `after` is not of this list.
    #[error("`after` is not a key of this list")]
    BadCursor,
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// What the lesson says.
    #[error(transparent)]
    Lesson(#[from] LessonError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
