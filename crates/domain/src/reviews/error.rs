/// Why a review, or what is done to one, was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// No such course or review, or none this person may know of.
    #[error("there is no such review")]
    NotFound,
    /// Not enrolled, nor reviewed before.
    #[error("only people who take the course may review it")]
    NotEnrolled,
    /// Too little is done.
    #[error("a review is written after a share of the lessons")]
    TooEarly {
        /// Lessons done.
        done: i64,
        /// Lessons that are wanted.
        needed: i64,
    },
    /// Teachers do not praise their own courses.
    #[error("who teaches a course does not review it")]
    OwnCourse,
    /// Answers are its teachers'.
    #[error("only the course's teachers answer its reviews")]
    NotYours,
    /// One's own review.
    #[error("one does not report one's own review")]
    OwnReview,
    /// Only admins moderate.
    #[error("only an admin may do this")]
    NotAdmin,
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}
