//! The only SQL on the tables of this slice.

pub mod after;
pub mod attempts;
pub mod bank;
pub mod moments;
pub mod published;
pub mod quizzes;
