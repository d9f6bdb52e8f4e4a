//! The school itself: its name, its calendar, and what it prints on certificates.
//!
//! Owns `school` (one row) and `school_pictures`. Anyone sees the name and the logo, admins change them.

mod model;
mod picture;
mod service;
mod sql;

pub use model::{AfterRefund, School, SchoolError, SchoolOut, SchoolPicture, Signature, SignedBy, UpdateSchool};
pub use service::{add_picture, all, name, shown, update, withdraws_after_refund};
