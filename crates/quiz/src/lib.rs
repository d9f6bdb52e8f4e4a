//! The rules of tests: what a question is, which mistakes it can have, how an answer is graded, what a student may see,
//! how questions are drawn, what the answers say about a question, and the files other systems exchange.
//!
//! Pure: no database, no clock, no random source of its own. Whoever calls gives the time and the seed.
#![warn(missing_docs)]

pub mod answer;
pub mod draw;
pub mod exchange;
pub mod grade;
pub mod ids;
pub mod model;
pub mod stats;
pub mod text;
pub mod timing;
pub mod validate;
pub mod view;

#[cfg(test)]
mod samples;

pub use answer::{Answer, ShapeError, check_shape};
pub use grade::{Grade, GradeState, grade};
pub use model::{Points, Question, QuestionBody};
pub use validate::{Mistake, validate};
