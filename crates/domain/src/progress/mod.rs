//! What people have watched.
//!
//! Owns `lesson_progress`. What counts is time really watched, as a union, cut to the lecture's length and to three
//! times the wall time: claiming all of a lecture at once earns nothing. Many reports are written by one call, sorted
//! by key, so that two processes never wait for each other in a circle.

mod ranges;
mod service;
mod sql;

pub use ranges::Ranges;
pub use service::{Recorded, Watch, position_ms, record};
