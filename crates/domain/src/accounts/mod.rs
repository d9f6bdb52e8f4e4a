//! People, their roles and their wish to teach.
//!
//! Owns `accounts`, `teacher_requests` and the writing side of `audit_log`. An account is a student, a teacher or an
//! admin; who wants to teach asks, and an admin (or, by setting, nobody) approves.

mod audit;
mod error;
mod model;
pub mod password;
mod service;
pub(crate) mod sql;

pub use audit::{Audit, write_audit};
pub use error::AccountError;
pub use model::{
    Actor, Asker, InterfaceLanguage, Me, NewAccount, RequestState, Role, TeacherRequestOut, Theme, TimeZoneName,
    UpdateMe,
};
pub use service::{ask_to_teach, create, create_admin, me, normal_email, update_me};
