//! Tests: the bank of a course's questions, what a test asks, how it is taken, and what came of it.
//!
//! Owns `questions`, `quizzes`, `quiz_items`, `attempts`, `attempt_answers`, `video_questions` and `moment_answers`.
//! The rules of questions, answers and grades are those of `lectern_quiz`. What is edited and what learners get stand
//! side by side: publishing the course makes them the same ([`publish`]); an editor's own try asks what is edited. An
//! attempt holds the questions as they were asked; the server's clock decides what is late, and [`SubmitAttempt`] hands
//! in what nobody did.

mod access;
mod bank;
mod copies;
mod csv;
mod edit;
mod error;
mod exchange;
mod failing;
mod grading;
mod jobs;
mod model;
mod moments;
mod publish;
mod regrade;
mod report;
mod result;
mod rich;
mod settings;
mod sql;
mod statistics;
mod submit;
mod taking;

pub use bank::{NewQuestion, create, delete, find, list, topics, update};
pub use copies::copy_all;
pub use csv::results_csv;
pub use edit::{quiz_edit, save_quiz};
pub use error::{FieldMistake, QuizError};
pub use exchange::{ExportOut, FileFormat, ImportOut, LostOut, export, import};
pub use failing::failing_questions;
pub use grading::{give_grade, grading};
pub use jobs::SubmitAttempt;
pub use model::{
    AskedQuestion, AttemptOut, AttemptResult, AttemptRow, AttemptState, QuestionOut, QuizEdit, QuizInfo, QuizItem,
    ReviewedQuestion, SaveAnswer, SaveQuiz, SavedAnswer, StartRefused, Topic, WatchAgain,
};
pub use moments::{MomentOut, MomentResult, answer_moment, moments, moments_edit, save_moments};
pub use publish::{count_changes, discard, publish, restore_questions};
pub use regrade::regrade;
pub use report::{
    Earned, EssayOut, Examinee, FailingQuestion, FailingQuestions, GiveGrade, GradingRow, MomentEdit, MomentsEdit,
    QuestionStats, QuizStatistics, RegradeOut, RegradedAttempt, SaveMoment,
};
pub use result::result;
pub use settings::{Paging, QuizSettings, Show, ShowWhen};
pub use sql::quizzes::has_empty_test;
pub use statistics::statistics;
pub use submit::{submit, submit_late};
pub use taking::{attempt, info, save_answer, start};
