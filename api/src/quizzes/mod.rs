//! Tests: the bank, what a test asks, and taking it.

mod after;
mod bank;
mod edit;
mod exchange;
mod moments;
mod taking;
#[cfg(test)]
pub mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use http::StatusCode;
use lectern_domain::quizzes::QuizError;
use lectern_quiz::exchange::ImportError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(bank::list, bank::create))
        .routes(routes!(bank::topics))
        .routes(routes!(bank::get, bank::update, bank::delete))
        .routes(routes!(taking::info, edit::save))
        .routes(routes!(edit::get))
        .routes(routes!(taking::start))
        .routes(routes!(taking::get))
        .routes(routes!(taking::save_answer))
        .routes(routes!(taking::submit))
        .routes(routes!(taking::result))
        .routes(routes!(after::grading))
        .routes(routes!(after::give_grade))
        .routes(routes!(after::regrade))
        .routes(routes!(after::statistics))
        .routes(routes!(after::results))
        .routes(routes!(moments::edit))
        .routes(routes!(moments::list, moments::save))
        .routes(routes!(moments::answer))
        .merge(exchange::router())
}

impl From<QuizError> for ApiError {
    fn from(error: QuizError) -> Self {
        let conflict = |kind, error| Self::refused(StatusCode::CONFLICT, kind, error);
        match error {
            QuizError::NotFound => Self::not_found(),
            QuizError::Mistakes(mistakes) => {
                let all = Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "bad-input", "some fields are not right");
                mistakes.into_iter().fold(all, |all, mistake| all.field(mistake.path, mistake.code.replace('_', "-")))
            }
            QuizError::NotATest => conflict("not-a-test", error),
            QuizError::NotAVideo => conflict("not-a-video-lesson", error),
            QuizError::QuestionInUse(ref lessons) => {
                let lessons = lessons.clone();
                conflict("question-in-use", error).with("lesson_ids", lessons)
            }
            QuizError::TooMany => conflict("too-many-questions", error),
            QuizError::NotReady => conflict("test-not-ready", error),
            QuizError::Closed { opens_at, closed_at } => Self::refused(StatusCode::FORBIDDEN, "test-closed", error)
                .with("opens_at", opens_at)
                .with("closed_at", closed_at),
            QuizError::NoAttemptsLeft => conflict("no-attempts-left", error),
            QuizError::Pause { until } => conflict("pause-between-attempts", error).with("until", until),
            QuizError::AttemptOver => conflict("attempt-over", error),
            QuizError::AttemptOpen => conflict("attempt-open", error),
            QuizError::AnswerDoesNotFit(code) => {
                Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "answer-does-not-fit", error)
                    .field("answer", code.replace('_', "-"))
            }
            QuizError::File(error) => error.into(),
            QuizError::Course(error) => error.into(),
            QuizError::Lesson(error) => error.into(),
            QuizError::Db(error) => error.into(),
        }
    }
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        let broken = |kind, error| Self::refused(StatusCode::UNPROCESSABLE_ENTITY, kind, error);
        match error {
            ImportError::TooLarge => Self::refused(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", error),
            ImportError::NotText => Self::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file-not-text", error),
            ImportError::BrokenXml { line, .. } => broken("broken-xml", error).with("line", line),
            ImportError::DocumentType => broken("xml-document-type", error),
            ImportError::NotAQuiz => broken("not-a-quiz", error),
        }
    }
}
