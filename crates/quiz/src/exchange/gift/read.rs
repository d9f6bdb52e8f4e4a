//! Reading GIFT.

use super::{find_mark, split_at_mark, unescape};
use crate::exchange::build::{self, Given};
use crate::exchange::{Found, Refused, html};
use crate::model::{
    AcceptedNumber, Essay, FULL_SHARE, Gap, GapFill, Gaps, NumberBody, NumberRange, Question, QuestionBody, TextRule,
    TrueFalse, essay_chars,
};
use crate::text::number;

/// Lines that belong together.
#[derive(Default)]
struct Block {
    line: u32,
    text: String,
    tags: Vec<String>,
}

pub(in crate::exchange) fn read(text: &str, found: &mut Found) {
    let mut topic = None;
    let mut block = Block::default();
    for (n, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("//") {
            block.tags.extend(tags(comment));
        } else if let Some(category) = trimmed.strip_prefix("$CATEGORY:").filter(|_| block.text.is_empty()) {
            topic = category_topic(category);
            block = Block::default();
        } else if trimmed.is_empty() {
            finish(std::mem::take(&mut block), topic.as_deref(), found);
        } else {
            if block.text.is_empty() {
                block.line = n as u32 + 1;
            } else {
                block.text.push('\n');
            }
            block.text.push_str(line);
        }
    }
    finish(block, topic.as_deref(), found);
}

fn finish(block: Block, topic: Option<&str>, found: &mut Found) {
    if block.text.is_empty() {
        return;
    }
    match question(&block, found) {
        Ok(mut question) => {
            question.topic = topic.map(str::to_owned);
            question.tags = block.tags;
            build::allow_costs(&mut question);
            found.question(block.line, question);
        }
        Err(refused) => found.refused(block.line, refused.code, &refused.detail),
    }
}

/// `[tag:a] [tag:b]` in a comment.
fn tags(comment: &str) -> impl Iterator<Item = String> {
    comment.split("[tag:").skip(1).filter_map(|rest| {
        let end = find_mark(rest, |rest| rest.starts_with(']'))?;
        Some(rest[..end].replace("\\]", "]").replace("\\\\", "\\"))
    })
}

/// `$course$/top/A/B` is the topic `A/B`.
pub(in crate::exchange) fn category_topic(category: &str) -> Option<String> {
    let path = category.trim();
    let path = path.strip_prefix("$course$").map_or(path, |rest| rest.trim_start_matches('/'));
    let path = path.strip_prefix("top/").unwrap_or(if path == "top" { "" } else { path });
    Some(path.to_owned()).filter(|path| !path.is_empty())
}

/// How the texts of a question are written.
#[derive(Clone, Copy)]
enum TextFormat {
    Markdown,
    Html,
    Plain,
    /// Not said.
    Auto,
}

impl TextFormat {
    fn strip(text: &str) -> (Option<Self>, &str) {
        let text = text.trim_start();
        let formats = [
            ("[markdown]", Self::Markdown),
            ("[html]", Self::Html),
            ("[plain]", Self::Plain),
            ("[moodle]", Self::Auto),
        ];
        let found = formats.into_iter().find_map(|(mark, format)| Some((Some(format), text.strip_prefix(mark)?)));
        found.unwrap_or((None, text))
    }

    fn markdown(self, text: &str) -> String {
        match self {
            Self::Html => html::to_markdown(text),
            Self::Plain => html::plain_to_markdown(text),
            Self::Auto if html::looks_like_html(text) => html::to_markdown(text),
            Self::Auto | Self::Markdown => text.to_owned(),
        }
    }

    /// A text with its own mark or in the format of the question.
    fn rich(self, raw: &str) -> String {
        let (own, text) = Self::strip(raw);
        own.unwrap_or(self).markdown(&unescape(text.trim()))
    }

    fn optional(self, raw: &str) -> Option<String> {
        Some(self.rich(raw)).filter(|text| !text.is_empty())
    }
}

fn question(block: &Block, found: &mut Found) -> Result<Question, Refused> {
    let mut text = block.text.trim_start();
    let mut title = None;
    if let Some((name, rest)) = text.strip_prefix("::").and_then(|rest| split_at_mark(rest, "::")) {
        title = Some(unescape(name.trim())).filter(|name| !name.is_empty());
        text = rest;
    }
    let (format, text) = TextFormat::strip(text);
    let format = format.unwrap_or(TextFormat::Auto);
    let (before, rest) = split_at_mark(text, "{").ok_or_else(|| Refused::new("no_answer_block", text))?;
    let (answers, after) = split_at_mark(rest, "}").ok_or_else(|| Refused::new("unclosed_answer_block", rest))?;
    if find_mark(answers, |rest| rest.starts_with('{')).is_some()
        || find_mark(after, |rest| rest.starts_with(['{', '}'])).is_some()
    {
        return Err(Refused::new("several_answer_blocks", text));
    }
    let (answers, general) = match split_at_mark(answers, "####") {
        Some((answers, general)) => (answers, format.optional(general)),
        None => (answers, None),
    };
    let body = body(answers.trim(), format, block.line, found)?;
    let (prompt, body) = match after.trim().is_empty() {
        true => (format.markdown(&unescape(before.trim())), body),
        false => (String::new(), missing_word(before, after, body, format)?),
    };
    Ok(Question { title, explanation: general, ..Question::new(prompt, body) })
}

/// Text on both sides of the answers: a gap.
fn missing_word(before: &str, after: &str, body: QuestionBody, format: TextFormat) -> Result<QuestionBody, Refused> {
    let fill = match body {
        QuestionBody::Single(choice) => GapFill::Choice(choice),
        QuestionBody::ShortText(body) => GapFill::Text(body),
        QuestionBody::Number(body) => GapFill::Number(body),
        other => return Err(Refused::new("unsupported_missing_word", other.kind())),
    };
    const MARK: char = '\u{E000}';
    let text = format.markdown(&unescape(format!("{before}{MARK}{after}").trim())).replace(MARK, "[[1]]");
    Ok(QuestionBody::Gaps(Gaps { text, gaps: vec![Gap { id: "1".to_owned(), weight: 1, fill }] }))
}

fn body(answers: &str, format: TextFormat, line: u32, found: &mut Found) -> Result<QuestionBody, Refused> {
    if answers.is_empty() {
        return Ok(QuestionBody::Essay(Essay { guide: None, max_chars: essay_chars() }));
    }
    if let Some(numeric) = answers.strip_prefix('#') {
        return Ok(QuestionBody::Number(numbers(numeric.trim(), format, line, found)?));
    }
    if let Some(body) = true_false(answers, format) {
        return Ok(QuestionBody::TrueFalse(body));
    }
    let parts = parts(answers)?;
    let is_choice = parts.iter().any(|(mark, _)| *mark == '~');
    let has_right = parts.iter().any(|(mark, _)| *mark == '=');
    if !is_choice && parts.iter().all(|(_, text)| split_at_mark(text, "->").is_some()) {
        let pair = |text: &str| split_at_mark(text, "->").map(|(left, right)| (format.rich(left), format.rich(right)));
        return Ok(QuestionBody::Matching(build::matching(parts.iter().filter_map(|(_, text)| pair(text)).collect())));
    }
    let rich = |text: &str| if is_choice { format.rich(text) } else { unescape(text.trim()) };
    let mut given = Vec::new();
    for (mark, text) in parts {
        let (share, text) = weight(text)?;
        let (text, feedback) =
            split_at_mark(text, "#").map_or((text, None), |(text, said)| (text, format.optional(said)));
        let share = share.or((mark == '=').then_some(FULL_SHARE));
        given.push(Given { text: rich(text), share, feedback });
    }
    if !is_choice {
        let (body, catch_all) = build::short_text(given, TextRule::default())?;
        if catch_all {
            found.left_out(line, "catch_all_left_out", "*");
        }
        return Ok(QuestionBody::ShortText(body));
    }
    Ok(if has_right {
        QuestionBody::Single(build::single(given))
    } else {
        QuestionBody::Multiple(build::multiple(given))
    })
}

/// `T`, `FALSE#feedback to the wrong answer#feedback to the right one`.
fn true_false(answers: &str, format: TextFormat) -> Option<TrueFalse> {
    let (word, feedback) = split_at_mark(answers, "#").map_or((answers, ""), |(word, feedback)| (word, feedback));
    let right = match word.trim().to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    let (to_wrong, to_right) = split_at_mark(feedback, "#").unwrap_or((feedback, ""));
    let (to_wrong, to_right) = (format.optional(to_wrong), format.optional(to_right));
    let (feedback_true, feedback_false) = if right { (to_right, to_wrong) } else { (to_wrong, to_right) };
    Some(TrueFalse { right, feedback_true, feedback_false })
}

/// Answers with their marks.
fn parts(answers: &str) -> Result<Vec<(char, &str)>, Refused> {
    let is_mark = |rest: &str| rest.starts_with(['=', '~']);
    if !is_mark(answers) {
        return Err(Refused::new("answers_without_mark", answers));
    }
    let mut parts = Vec::new();
    let mut rest = answers;
    while let Some(mark) = rest.chars().next() {
        build::few(parts.len())?;
        let text = &rest[1..];
        let end = find_mark(text, is_mark).unwrap_or(text.len());
        parts.push((mark, text[..end].trim()));
        rest = &text[end..];
    }
    Ok(parts)
}

/// `%50%` before an answer.
fn weight(text: &str) -> Result<(Option<i32>, &str), Refused> {
    let Some(rest) = text.strip_prefix('%') else { return Ok((None, text)) };
    let Some((percent, after)) = rest.split_once('%') else { return Ok((None, text)) };
    let share = build::share(percent).ok_or_else(|| Refused::new("bad_weight", percent))?;
    Ok((Some(share), after.trim_start()))
}

fn numbers(text: &str, format: TextFormat, line: u32, found: &mut Found) -> Result<NumberBody, Refused> {
    let parts = if text.starts_with(['=', '~']) { parts(text)? } else { vec![('=', text)] };
    let mut accepted = Vec::new();
    for (mark, text) in parts {
        let (share, text) = weight(text)?;
        let (range, feedback) =
            split_at_mark(text, "#").map_or((text, None), |(range, said)| (range, format.optional(said)));
        if range.trim().is_empty() && mark == '~' {
            found.left_out(line, "catch_all_left_out", text); // what is said to every other number
            continue;
        }
        let share = share.unwrap_or(if mark == '=' { FULL_SHARE } else { 0 }).max(0);
        let range = self::range(range).ok_or_else(|| Refused::new("bad_number", range))?;
        accepted.push(AcceptedNumber { range, share, feedback });
    }
    build::numbers(NumberBody { accepted })
}

/// `3`, `3:0.1` or `2.9..3.1`.
fn range(text: &str) -> Option<NumberRange> {
    if let Some((low, high)) = text.split_once("..") {
        return Some(NumberRange::Between { low: number(low)?, high: number(high)? });
    }
    let (value, tolerance) = text.split_once(':').unwrap_or((text, "0"));
    Some(NumberRange::Near { value: number(value)?, tolerance: number(tolerance)? })
}
