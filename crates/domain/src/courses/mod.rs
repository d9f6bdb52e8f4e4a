//! Courses: what they are called, who owns them, whether they are published, and who is enrolled.
//!
//! Owns `courses`, `categories` and `enrolments`. Only the owner (while a teacher) and admins change a course; a draft
//! does not exist for anyone else. A deleted course lies in the bin.

mod enrolment;
mod error;
mod model;
pub mod policy;
mod service;
mod sql;

pub use enrolment::{enrol, enrolment, is_enrolled, leave};
pub use error::CourseError;
pub use model::{BinnedCourse, Category, Course, CourseState, Cover, EnrolmentOut, Level, TeachCourse, UpdateCourse};
pub use service::{
    bin, categories, change_outline, create, delete, find_visible, for_edit, for_editor, publish, recount, restore,
    set_cover, taught, touch, unpublish, update,
};
