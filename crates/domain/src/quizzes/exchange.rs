#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]
//! Questions from and to files of other systems.

use super::error::QuizError;
use super::model::QuestionOut;
use super::{access, bank, sql};
use crate::accounts::Actor;
use bytes::Bytes;
use lectern_db::{Clock, CourseId, PageSize, QuestionId};
use lectern_quiz::Question;
use lectern_quiz::exchange::{self, ExchangeFormat, ImportProblem, Loss};
use lectern_quiz::model::QuestionBody;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

/// As much as a line of a list shows.
const TITLE_CHARS: usize = 120;

/// Which format a file has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Told by its content.
    #[default]
    Auto,
    Gift,
    Moodle,
    Aiken,
}

/// What came of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportOut {
    /// In the order of the file; they are in the bank now.
    pub taken: Vec<QuestionOut>,
    /// By line: what could not be taken, or not wholly.
    pub problems: Vec<ImportProblem>,
}

/// A file to download.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportOut {
    pub file_name: String,
    /// UTF-8.
    pub text: String,
    /// How many questions were to be written.
    pub question_count: i64,
    /// Questions that the format could not carry wholly, in the order of the file.
    pub losses: Vec<LostOut>,
}

/// A question that the format could not carry wholly.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LostOut {
    pub question_id: QuestionId,
    /// Its place among the exported, from 1.
    pub number: u32,
    /// The start of its title, or of its text where it has none; Markdown.
    pub title: String,
    /// The format has no form for it at all.
    pub left_out: bool,
    /// What it lost otherwise: `points`, `anchor`, `body.feedback`, ...
    pub fields: Vec<String>,
}

impl LostOut {
    fn of((question_id, question): &(QuestionId, Question), loss: Loss) -> Self {
        let text = match (&question.title, &question.body) {
            (Some(title), _) => title,
            (None, QuestionBody::Gaps(gaps)) if question.prompt.is_empty() => &gaps.text,
            (None, _) => &question.prompt,
        };
        let title = text.chars().take(TITLE_CHARS).collect();
        let Loss { question: place, left_out, fields } = loss;
        Self { question_id: *question_id, number: place + 1, title, left_out, fields }
    }
}

impl FileFormat {
    /// XML begins with `<`; Aiken alone has lines `ANSWER: A`; the rest is GIFT.
    fn of(self, bytes: &[u8]) -> ExchangeFormat {
        match self {
            Self::Gift => ExchangeFormat::Gift,
            Self::Moodle => ExchangeFormat::MoodleXml,
            Self::Aiken => ExchangeFormat::Aiken,
            Self::Auto => {
                // Of all encodings in question the plain letters are the same, but for the noughts of UTF-16.
                let plain: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0 && byte.is_ascii()).collect();
                let text = String::from_utf8_lossy(&plain);
                let is_answer = |line: &str| {
                    let answer = line.trim().strip_prefix("ANSWER:").map(str::trim);
                    answer.is_some_and(|answer| answer.len() == 1 && answer.chars().all(|c| c.is_ascii_uppercase()))
                };
                match text.trim_start().starts_with('<') {
                    true => ExchangeFormat::MoodleXml,
                    false if text.lines().any(is_answer) => ExchangeFormat::Aiken,
                    false => ExchangeFormat::Gift,
                }
            }
        }
    }
}

/// Takes every question of a file that it can, and tells of each that it cannot.
///
/// # Errors
/// [`QuizError::File`] when nothing of it can be read, [`QuizError::TooMany`], or what the course says.
pub async fn import(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    format: FileFormat,
    file: Bytes,
) -> Result<ImportOut, QuizError> {
    access::editor(&mut *pool.acquire().await?, actor, course).await?;
    let read = move || exchange::import(format.of(&file), &file);
    let found =
        tokio::task::spawn_blocking(read).await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))??;
    let mut tx = pool.begin().await?;
    access::editor(&mut tx, actor, course).await?;
    let ids = bank::add(&mut tx, clock, course, found.questions).await?;
    let taken = in_order(sql::bank::find(&mut tx, &raw(&ids)).await?, &ids);
    tx.commit().await?;
    Ok(ImportOut { taken, problems: found.problems })
}

fn raw(ids: &[QuestionId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}

fn in_order(mut rows: Vec<sql::bank::Row>, ids: &[QuestionId]) -> Vec<QuestionOut> {
    // Ids grow in the order of the file.
    rows.sort_by_key(|row| ids.binary_search(&row.id).ok());
    rows.into_iter().map(QuestionOut::from).collect()
}

/// The bank, or a topic of it, as a file.
///
/// # Errors
/// What the course says.
pub async fn export(
    pool: &PgPool,
    actor: &Actor,
    course: CourseId,
    format: FileFormat,
    topic: Option<&str>,
) -> Result<ExportOut, QuizError> {
    let mut db = pool.acquire().await?;
    access::editor(&mut db, actor, course).await?;
    let (mut questions, mut after) = (Vec::new(), None);
    loop {
        let size = PageSize::new(Some(100));
        let (rows, more) = size.cut(sql::bank::list(&mut db, course, topic, None, after, size).await?);
        after = rows.last().map(|row| row.id);
        questions.extend(rows.into_iter().map(|row| (row.id, row.body.0)));
        if !more || questions.len() >= exchange::MAX_QUESTIONS {
            break;
        }
    }
    drop(db);
    // As they were made; those of a topic together.
    questions.reverse();
    questions.sort_by(|(_, a), (_, b)| a.topic.cmp(&b.topic));
    let question_count = questions.len() as i64;
    let (format, extension) = match format {
        FileFormat::Moodle => (ExchangeFormat::MoodleXml, "xml"),
        FileFormat::Aiken => (ExchangeFormat::Aiken, "aiken.txt"),
        FileFormat::Gift | FileFormat::Auto => (ExchangeFormat::Gift, "gift.txt"),
    };
    let write = move || {
        let (ids, questions): (Vec<_>, Vec<_>) = questions.into_iter().unzip();
        let made = exchange::export(format, &questions);
        let known: Vec<_> = ids.into_iter().zip(questions).collect();
        let lost = |loss: Loss| Some(LostOut::of(known.get(loss.question as usize)?, loss));
        (made.text, made.losses.into_iter().filter_map(lost).collect())
    };
    let (text, losses) =
        tokio::task::spawn_blocking(write).await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(ExportOut { file_name: format!("questions.{extension}"), text, question_count, losses })
}
