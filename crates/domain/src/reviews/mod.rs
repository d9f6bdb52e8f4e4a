//! Stars and text by those who have done a share of a course, one a person; answers of its teachers, reports,
//! moderation.
//!
//! Owns `reviews` and `review_reports`, and writes `courses.star_counts`, under the course's lock. The average that is
//! shown is PostgreSQL's function `rating_of`: five reviews of four stars are assumed before any came. A hidden review
//! counts for nothing and is shown to its author alone. What a review is about stays open to change by its author for
//! good.

mod error;
mod model;
mod moderate;
mod service;
mod sql;

pub use error::ReviewError;
pub use model::{
    Decision, ModeratedReview, OwnReview, Report, ReportReason, Reported, Review, ReviewAnswer, ReviewAuthor,
    ReviewCourse, ReviewRefusal, ReviewState,
};
pub use moderate::{list as list_for_admin, moderate};
pub use service::{LONGEST, answer, delete, list, own, remove_answer, report, write};
