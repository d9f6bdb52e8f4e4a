//! What people have watched.
//!
//! Owns `lesson_progress`, `activity_days`, `watched_spans` and `lesson_views`. What counts is time really watched, as
//! a union, cut to the lecture's length and to three times the wall time: claiming all of a lecture at once earns
//! nothing. Many reports are written by one call, sorted by key, so that two processes never wait for each other in a
//! circle.

mod activity;
mod cursor;
mod curve;
mod error;
mod percent;
mod ranges;
mod service;
mod sql;
mod student;
mod student_list;
mod students;

pub use activity::{Activity, ActivityDay, activity};
pub use curve::{WatchCurve, curve, roll_up};
pub use error::ProgressError;
pub use percent::{percent_of, video_percent};
pub use ranges::Ranges;
pub use service::{Recorded, Watch, position_ms, record};
pub use student::{StudentAttempt, StudentLesson, StudentView, student};
pub use student_list::{
    Stuck, StudentAccount, StudentCounts, StudentOut, StudentPage, StudentQuery, StudentShow, StudentSort,
};
pub use students::{students, students_csv};
