//! Files of a course: what file lessons show and what any lesson has attached.
//!
//! Owns `files`. What a file is, is judged by its bytes. Who may have one is asked of the lesson that names it.

mod model;
mod pdf;
mod service;
mod sniff;
mod sql;
mod sweep;

pub(crate) use pdf::attached;

pub use model::{FileOut, Shown, StoredFile};
pub use service::{FileError, Received, add, copy_all, may_add, stored};
pub use sql::{all_of_course, get_out};
pub use sweep::{RemoveError, RemoveFile, remove_bytes, sweep};
