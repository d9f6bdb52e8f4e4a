//! Files of questions that other systems write and read: GIFT, Moodle XML and Aiken.
//!
//! Importing takes every question it can and gives a line for each that it cannot. Exporting reads back what it wrote
//! and says what was lost on the way, so nothing is lost in silence.

mod aiken;
mod build;
mod cloze;
mod decode;
mod gift;
mod html;
mod loss;
mod moodle;
mod moodle_write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids;
use crate::model::Question;
use crate::validate::validate;

pub use loss::Loss;

/// Largest file, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;
/// Most questions taken from a file.
pub const MAX_QUESTIONS: usize = 2_000;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeFormat {
    /// Moodle's text format.
    Gift,
    /// Moodle's XML format.
    MoodleXml,
    /// One of several options, nothing else.
    Aiken,
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// Questions without mistakes, in the order of the file.
    pub questions: Vec<Question>,
    /// What could not be taken, or not wholly, by line.
    pub problems: Vec<ImportProblem>,
}

/// Something that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProblem {
    /// Line in the file, from 1.
    pub line: u32,
    /// Why, to be translated: `unsupported_kind`, `no_answer_block`, `invalid`, ...
    pub code: String,
    /// What it is about, as in the file; for `invalid` the path and code of the mistake.
    pub detail: String,
    /// Whether the question was taken all the same, without this.
    pub taken: bool,
}

/// Why a file was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Larger than [`MAX_FILE`].
    #[error("the file is larger than {MAX_FILE} bytes")]
    TooLarge,
    /// Neither UTF-8 nor UTF-16 nor windows-1251, or no text at all.
    #[error("the file is not a text")]
    NotText,
    /// Not well-formed.
    #[error("the XML is broken at line {line}: {detail}")]
    BrokenXml {
        /// Where, from 1.
        line: u32,
        /// What the parser says.
        detail: String,
    },
    /// A document type can define entities that grow without bound or read files, and no question needs one.
    #[error("the XML has a document type, which is not accepted")]
    DocumentType,
    /// Well-formed, but something else.
    #[error("the XML is not a Moodle quiz")]
    NotAQuiz,
}

impl ImportError {
    /// A stable name, to be translated.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "file_too_large",
            Self::NotText => "file_not_text",
            Self::BrokenXml { .. } => "broken_xml",
            Self::DocumentType => "xml_document_type",
            Self::NotAQuiz => "not_a_quiz",
        }
    }
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Exported {
    /// Its text, UTF-8.
    pub text: String,
    /// What the format could not carry, by question.
    pub losses: Vec<Loss>,
}

/// Reads a file.
///
/// # Errors
/// [`ImportError`] when nothing of it can be read.
pub fn import(format: ExchangeFormat, bytes: &[u8]) -> Result<Imported, ImportError> {
    if bytes.len() > MAX_FILE {
        return Err(ImportError::TooLarge);
    }
    let text = decode::decode(bytes)?;
    let mut found = Found::default();
    match format {
        ExchangeFormat::Gift => gift::read(&text, &mut found),
        ExchangeFormat::Aiken => aiken::read(&text, &mut found),
        ExchangeFormat::MoodleXml => moodle::read(&text, &mut found)?,
    }
    Ok(found.0)
}

/// Writes a file. A question the format has no form for is left out and named in the losses.
pub fn export(format: ExchangeFormat, questions: &[Question]) -> Exported {
    let mut blocks = Vec::new();
    let mut losses = Vec::new();
    let mut topic = None;
    for (n, question) in questions.iter().enumerate() {
        let Some(block) = write(format, question) else {
            losses.push(Loss { question: n as u32, left_out: true, fields: Vec::new() });
            continue;
        };
        let alone = wrap(format, &[category(format, question.topic.as_deref().unwrap_or_default()), block.clone()]);
        let back = import(format, alone.as_bytes()).unwrap_or_default();
        let ([back], []) = (back.questions.as_slice(), back.problems.as_slice()) else {
            losses.push(Loss { question: n as u32, left_out: true, fields: Vec::new() });
            continue;
        };
        let fields = loss::differences(question, back);
        if !fields.is_empty() {
            losses.push(Loss { question: n as u32, left_out: false, fields });
        }
        if topic != question.topic {
            topic.clone_from(&question.topic);
            blocks.push(category(format, topic.as_deref().unwrap_or_default()));
        }
        blocks.push(block);
    }
    Exported { text: wrap(format, &blocks), losses }
}

fn write(format: ExchangeFormat, question: &Question) -> Option<String> {
    match format {
        ExchangeFormat::Gift => gift::write(question),
        ExchangeFormat::MoodleXml => moodle_write::write(question),
        ExchangeFormat::Aiken => aiken::write(question),
    }
}

fn category(format: ExchangeFormat, topic: &str) -> String {
    match format {
        ExchangeFormat::Gift => gift::write_category(topic),
        ExchangeFormat::MoodleXml => moodle_write::write_category(topic),
        ExchangeFormat::Aiken => String::new(),
    }
}

fn wrap(format: ExchangeFormat, blocks: &[String]) -> String {
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).filter(|block| !block.is_empty()).collect();
    match format {
        ExchangeFormat::Gift | ExchangeFormat::Aiken => blocks.join("\n\n") + "\n",
        ExchangeFormat::MoodleXml => moodle_write::wrap(&blocks),
    }
}

/// What reading has found so far.
#[derive(Default)]
struct Found(Imported);

impl Found {
    /// Takes a question if it has no mistakes.
    fn question(&mut self, line: u32, mut question: Question) {
        if self.0.questions.len() >= MAX_QUESTIONS {
            if !self.0.problems.iter().any(|p| p.code == "too_many_questions") {
                self.refused(line, "too_many_questions", &MAX_QUESTIONS.to_string());
            }
            return;
        }
        ids::renew(&mut question);
        match validate(&question).into_iter().next() {
            None => self.0.questions.push(question),
            Some(mistake) => self.refused(line, "invalid", &format!("{}: {}", mistake.path, mistake.code)),
        }
    }

    fn refused(&mut self, line: u32, code: &str, detail: &str) {
        // What was left out of it is of no matter any more, but it was not taken.
        self.0.problems.iter_mut().rev().take_while(|p| p.line == line).for_each(|p| p.taken = false);
        self.problem(line, code, detail, false);
    }

    /// Something of a question that was taken.
    fn left_out(&mut self, line: u32, code: &str, detail: &str) {
        self.problem(line, code, detail, true);
    }

    fn problem(&mut self, line: u32, code: &str, detail: &str, taken: bool) {
        let detail = detail.chars().take(120).collect();
        self.0.problems.push(ImportProblem { line, code: code.to_owned(), detail, taken });
    }
}

/// Why one question could not be taken.
#[derive(Debug)]
struct Refused {
    code: &'static str,
    detail: String,
}

impl Refused {
    fn new(code: &'static str, detail: &str) -> Self {
        Self { code, detail: detail.to_owned() }
    }
}

#[cfg(test)]
mod tests;
