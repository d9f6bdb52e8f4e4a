//! Courses: what they are called, who owns them, whether they are published, and who is enrolled.
//!
//! Owns `courses`, `categories` and `enrolments`. Only the owner (while a teacher) and admins change a course; a draft
//! does not exist for anyone else. A deleted course lies in the bin.

mod cabinet;
mod enrolment;
mod error;
mod model;
pub mod policy;
mod service;
mod sql;
mod teachers;

pub use cabinet::{clear_cabinets, keep};
pub use enrolment::{Ended, Newcomer, enrol, enrolment, give, grant, is_enrolled, leave, revoke};
pub use error::CourseError;
pub use model::{
    BinnedCourse, Category, CertificateTemplate, Course, CourseRights, CourseState, CourseTeacher, Cover, EnrolmentOut,
    EnrolmentSource, Level, Price, PriceColumns, Pricing, TeachCourse, TeacherRights, UpdateCourse,
};
pub use service::{
    add_picture, apply_edits, archive, bin, categories, change_outline, count_edits, create, delete, drop_edits,
    find_known, find_visible, for_edit, for_editor, for_grader, for_owner, insert_copy, lock, recount, restore,
    set_cover, set_final_test, set_state, taught, touch, turn_sales, unarchive, unpublish, update,
};
pub use teachers::{add_teacher, remove_teacher, teachers};
