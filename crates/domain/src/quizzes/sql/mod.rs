//! The only SQL on the tables of this slice.

pub mod attempts;
pub mod bank;
pub mod quizzes;
