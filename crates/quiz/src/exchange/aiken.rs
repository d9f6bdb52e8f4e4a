//! Aiken: a question, options with letters, and a line with the right letter.

use crate::model::{FULL_SHARE, Question, QuestionBody};

use super::Found;
use super::build::{self, Given};

/// A question that is being read.
#[derive(Default)]
struct Block {
    line: u32,
    prompt: Vec<String>,
    options: Vec<String>,
}

pub(super) fn read(text: &str, found: &mut Found) {
    let mut block = Block::default();
    for (n, line) in text.lines().enumerate() {
        let (number, line) = (n as u32 + 1, line.trim());
        if line.is_empty() {
            continue;
        }
        if let Some(letter) = answer(line) {
            finish(std::mem::take(&mut block), number, letter, found);
        } else if let Some(option) = option(line, block.options.len()).filter(|_| !block.prompt.is_empty()) {
            block.options.push(option.to_owned());
        } else {
            if !block.options.is_empty() {
                found.refused(block.line, "no_answer_line", &block.prompt.join(" "));
                block = Block::default();
            }
            if block.prompt.is_empty() {
                block.line = number;
            }
            block.prompt.push(line.to_owned());
        }
    }
    if !block.prompt.is_empty() {
        found.refused(block.line, "no_answer_line", &block.prompt.join(" "));
    }
}

fn finish(block: Block, line: u32, letter: &str, found: &mut Found) {
    if block.prompt.is_empty() {
        return found.refused(line, "answer_without_question", letter);
    }
    let right =
        letter.bytes().next().filter(|_| letter.len() == 1).map(|b| b.to_ascii_uppercase().wrapping_sub(b'A') as usize);
    let Some(right) = right.filter(|right| *right < block.options.len()) else {
        return found.refused(line, "unknown_answer_letter", letter);
    };
    let given = |(n, text): (usize, String)| Given { text, share: (n == right).then_some(FULL_SHARE), feedback: None };
    let options = block.options.into_iter().enumerate().map(given).collect();
    found.question(block.line, Question::new(block.prompt.join("\n"), QuestionBody::Single(build::single(options))));
}

/// The letter after `ANSWER:`.
fn answer(line: &str) -> Option<&str> {
    let (word, letter) = line.split_once(':')?;
    word.trim().eq_ignore_ascii_case("answer").then(|| letter.trim())
}

/// The text of the option whose turn it is: `A. text` or `A) text`, then B and so on.
fn option(line: &str, turn: usize) -> Option<&str> {
    let letter = line.bytes().next()?;
    let rest = line.get(1..)?;
    let text = rest.strip_prefix('.').or_else(|| rest.strip_prefix(')'))?;
    (usize::from(letter.to_ascii_uppercase().wrapping_sub(b'A')) == turn && turn < 26).then(|| text.trim())
}

/// A question, if it is a choice of one right option.
pub(super) fn write(question: &Question) -> Option<String> {
    let QuestionBody::Single(choice) = &question.body else { return None };
    if choice.options.len() > 26 {
        return None;
    }
    let right = choice.options.iter().position(|o| o.right)?;
    let letter = |n: usize| char::from(b'A' + n as u8);
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = question.prompt.lines().map(str::to_owned).collect();
    lines.extend(choice.options.iter().enumerate().map(|(n, o)| format!("{}. {}", letter(n), one_line(&o.text))));
    lines.push(format!("ANSWER: {}", letter(right)));
    Some(lines.join("\n"))
}
