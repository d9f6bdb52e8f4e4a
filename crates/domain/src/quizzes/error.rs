use crate::courses::CourseError;
use crate::lessons::LessonError;
use chrono::{DateTime, Utc};
use lectern_db::LessonId;
use lectern_quiz::Mistake;

/// What is wrong with a field of a form.
pub type FieldMistake = Mistake;

/// Why nothing was done to a question, a test or an attempt.
#[derive(Debug, thiserror::Error)]
pub enum QuizError {
    /// No such thing, or none this person may know of.
    #[error("there is no such thing")]
    NotFound,
    /// Input that breaks rules, each at its field.
    #[error("some fields are not right")]
    Mistakes(Vec<FieldMistake>),
    /// The lesson is of another kind.
    #[error("the lesson is not a test")]
    NotATest,
    /// The lesson is of another kind.
    #[error("the lesson is not a video")]
    NotAVideo,
    /// Tests ask it.
    #[error("the question is asked in tests: take it out of them first")]
    QuestionInUse(Vec<LessonId>),
    /// The bank is full.
    #[error("the course has too many questions")]
    TooMany,
    /// Nothing to ask, or less than the test wants to draw.
    #[error("the test has not enough questions to ask")]
    NotReady,
    /// Before it opens or after it has closed.
    #[error("the test is closed now")]
    Closed {
        /// When it opens, if it will.
        opens_at: Option<DateTime<Utc>>,
        /// When it closed, if it did.
        closed_at: Option<DateTime<Utc>>,
    },
    /// All used up.
    #[error("no attempts are left")]
    NoAttemptsLeft,
    /// Wait.
    #[error("the next attempt may begin at {until}")]
    Pause {
        /// When.
        until: DateTime<Utc>,
    },
    /// It was handed in, or its time is over.
    #[error("the attempt is over")]
    AttemptOver,
    /// It was not handed in yet.
    #[error("the attempt is not handed in yet")]
    AttemptOpen,
    /// The answer is for another question; the slug says how.
    #[error("the answer does not fit the question")]
    AnswerDoesNotFit(&'static str),
    /// Nothing of a file could be read.
    #[error(transparent)]
    File(#[from] lectern_quiz::exchange::ImportError),
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// What the lesson says.
    #[error(transparent)]
    Lesson(#[from] LessonError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

impl QuizError {
    /// One mistake.
    pub fn at(path: impl Into<String>, code: &str) -> Self {
        Self::Mistakes(vec![FieldMistake { path: path.into(), code: code.to_owned() }])
    }
}
