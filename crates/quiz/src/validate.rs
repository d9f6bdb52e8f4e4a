//! Every mistake of a question, each with its place, for the editor to show at the field.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{
    Choice, FULL_SHARE, Gap, GapFill, MAX_ESSAY, MAX_ID, MAX_LABEL, MAX_OPTION_TEXT, MAX_OPTIONS, MAX_POINTS, MAX_TAGS,
    MAX_TEXT, MatchItem, Matching, NumberBody, NumberRange, Ordering, Question, QuestionBody, ShortText,
};
use crate::text::normal;

/// How far shares may be from the whole for each option: a third is 3333.
const SHARE_SLACK: i32 = 2;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mistake {
    /// The field, as in JSON: `body.options[2].text`.
    pub path: String,
    /// What is wrong, to be translated: `empty`, `too_long`, `no_right_answer`, ...
    pub code: String,
}

/// All mistakes of `question`; none means it can be asked.
pub fn validate(question: &Question) -> Vec<Mistake> {
    let mut found = Mistakes::default();
    found.whole(question);
    let at = "body";
    match &question.body {
        QuestionBody::Single(choice) => found.single(at, choice),
        QuestionBody::Multiple(choice) => found.multiple(at, choice),
        QuestionBody::TrueFalse(body) => {
            found.optional("body.feedback_true", body.feedback_true.as_deref(), MAX_OPTION_TEXT);
            found.optional("body.feedback_false", body.feedback_false.as_deref(), MAX_OPTION_TEXT);
        }
        QuestionBody::Number(body) => found.number(at, body),
        QuestionBody::ShortText(body) => found.short_text(at, body),
        QuestionBody::Matching(body) => found.matching(body),
        QuestionBody::Ordering(body) => found.ordering(body),
        QuestionBody::Gaps(body) => found.gaps(&body.text, &body.gaps),
        QuestionBody::Essay(body) => {
            found.optional("body.guide", body.guide.as_deref(), MAX_TEXT);
            if body.max_chars == 0 || body.max_chars > MAX_ESSAY {
                found.add("body.max_chars", "out_of_range");
            }
        }
    }
    found.0
}

#[derive(Default)]
struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn add(&mut self, path: impl Into<String>, code: &str) {
        self.0.push(Mistake { path: path.into(), code: code.to_owned() });
    }

    fn whole(&mut self, question: &Question) {
        let own_text = matches!(question.body, QuestionBody::Gaps(_));
        if own_text {
            self.chars("prompt", &question.prompt, MAX_TEXT);
        } else {
            self.text("prompt", &question.prompt, MAX_TEXT);
        }
        self.optional("title", question.title.as_deref(), MAX_LABEL);
        self.optional("explanation", question.explanation.as_deref(), MAX_TEXT);
        self.optional("hint", question.hint.as_deref(), MAX_TEXT);
        self.optional("topic", question.topic.as_deref(), MAX_LABEL);
        if question.points.0 < 0 || question.points > MAX_POINTS {
            self.add("points", "out_of_range");
        }
        if question.penalty.0 < 0 || question.penalty > question.points {
            self.add("penalty", "out_of_range");
        }
        if question.tags.len() > MAX_TAGS {
            self.add("tags", "too_many");
        }
        for (n, tag) in question.tags.iter().enumerate() {
            self.text(&format!("tags[{n}]"), tag, MAX_LABEL);
        }
        if question.anchor.is_some_and(|a| !a.second.is_finite() || a.second < 0.0) {
            self.add("anchor.second", "out_of_range");
        }
    }

    /// A text that must be there.
    fn text(&mut self, path: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(path, "empty");
        }
        self.chars(path, text, max);
    }

    fn optional(&mut self, path: &str, text: Option<&str>, max: usize) {
        if let Some(text) = text {
            self.text(path, text, max);
        }
    }

    fn chars(&mut self, path: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.add(path, "too_long");
        }
        // What XML cannot carry and PostgreSQL partly cannot store.
        if text
            .chars()
            .any(|c| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        {
            self.add(path, "control_character");
        }
    }

    fn count(&mut self, path: &str, count: usize, min: usize) {
        if count < min {
            self.add(path, "too_few");
        }
        if count > MAX_OPTIONS {
            self.add(path, "too_many");
        }
    }

    fn ids<'a>(&mut self, path: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for (n, id) in ids.enumerate() {
            let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            if id.is_empty() || id.len() > MAX_ID || !plain {
                self.add(format!("{path}[{n}].id"), "bad_id");
            } else if !seen.insert(id) {
                self.add(format!("{path}[{n}].id"), "duplicate_id");
            }
        }
    }

    /// Options with the same text cannot be told apart.
    fn twins<'a>(&mut self, path: &str, texts: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for (n, text) in texts.enumerate() {
            if !text.trim().is_empty() && !seen.insert(text.trim()) {
                self.add(format!("{path}[{n}].text"), "duplicate_text");
            }
        }
    }

    fn options(&mut self, at: &str, choice: &Choice) {
        let path = format!("{at}.options");
        self.count(&path, choice.options.len(), 2);
        self.ids(&path, choice.options.iter().map(|o| o.id.as_str()));
        self.twins(&path, choice.options.iter().map(|o| o.text.as_str()));
        for (n, option) in choice.options.iter().enumerate() {
            self.text(&format!("{path}[{n}].text"), &option.text, MAX_OPTION_TEXT);
            self.optional(&format!("{path}[{n}].feedback"), option.feedback.as_deref(), MAX_OPTION_TEXT);
            if option.share.is_some_and(|share| !(-FULL_SHARE..=FULL_SHARE).contains(&share)) {
                self.add(format!("{path}[{n}].share"), "out_of_range");
            }
        }
        if !choice.options.iter().any(|o| o.right) {
            self.add(path, "no_right_answer");
        }
    }

    /// Several options may be right, each alone; what is partly right is not marked right.
    fn single(&mut self, at: &str, choice: &Choice) {
        self.options(at, choice);
        for (n, option) in choice.options.iter().enumerate() {
            let share = option.share;
            if option.right && share.is_some_and(|s| s != FULL_SHARE)
                || !option.right && share.is_some_and(|s| s >= FULL_SHARE)
            {
                self.add(format!("{at}.options[{n}].share"), "share_contradicts_right");
            }
        }
    }

    fn multiple(&mut self, at: &str, choice: &Choice) {
        self.options(at, choice);
        for (n, option) in choice.options.iter().enumerate() {
            if option.share.is_some_and(|s| (s > 0) != option.right) {
                self.add(format!("{at}.options[{n}].share"), "share_contradicts_right");
            }
        }
        let right: Vec<_> = choice.options.iter().filter(|o| o.right).collect();
        let given: Vec<i32> = right.iter().filter_map(|o| o.share).collect();
        if given.is_empty() {
            return;
        }
        let off = (given.iter().map(|s| i64::from(*s)).sum::<i64>() - i64::from(FULL_SHARE)).abs();
        if given.len() < right.len() {
            self.add(format!("{at}.options"), "shares_incomplete");
        } else if off > i64::from(SHARE_SLACK) * given.len() as i64 {
            self.add(format!("{at}.options"), "shares_do_not_add_up");
        }
    }

    fn number(&mut self, at: &str, body: &NumberBody) {
        let path = format!("{at}.accepted");
        self.count(&path, body.accepted.len(), 1);
        for (n, accepted) in body.accepted.iter().enumerate() {
            let range = format!("{path}[{n}].range");
            match accepted.range {
                NumberRange::Near { value, tolerance } => {
                    if !value.is_finite() {
                        self.add(format!("{range}.value"), "not_a_number");
                    }
                    if !tolerance.is_finite() || tolerance < 0.0 {
                        self.add(format!("{range}.tolerance"), "out_of_range");
                    }
                }
                NumberRange::Between { low, high } => {
                    if !low.is_finite() || !high.is_finite() {
                        self.add(range, "not_a_number");
                    } else if low > high {
                        self.add(range, "ends_reversed");
                    }
                }
            }
            self.accepted_share(&format!("{path}[{n}]"), accepted.share);
            self.optional(&format!("{path}[{n}].feedback"), accepted.feedback.as_deref(), MAX_OPTION_TEXT);
        }
        self.some_full(path, body.accepted.iter().map(|a| a.share));
    }

    fn short_text(&mut self, at: &str, body: &ShortText) {
        let path = format!("{at}.forms");
        self.count(&path, body.forms.len(), 1);
        let mut seen = HashSet::new();
        for (n, form) in body.forms.iter().enumerate() {
            self.text(&format!("{path}[{n}].text"), &form.text, MAX_OPTION_TEXT);
            self.accepted_share(&format!("{path}[{n}]"), form.share);
            self.optional(&format!("{path}[{n}].feedback"), form.feedback.as_deref(), MAX_OPTION_TEXT);
            if !seen.insert(normal(&form.text, body.compare)) {
                self.add(format!("{path}[{n}].text"), "duplicate_text");
            }
        }
        self.some_full(path, body.forms.iter().map(|f| f.share));
    }

    fn accepted_share(&mut self, at: &str, share: i32) {
        if !(0..=FULL_SHARE).contains(&share) {
            self.add(format!("{at}.share"), "out_of_range");
        }
    }

    fn some_full(&mut self, path: String, mut shares: impl Iterator<Item = i32>) {
        if !shares.any(|share| share == FULL_SHARE) {
            self.add(path, "no_right_answer");
        }
    }

    fn items(&mut self, path: &str, items: &[MatchItem], min: usize) {
        self.count(path, items.len(), min);
        self.ids(path, items.iter().map(|i| i.id.as_str()));
        self.twins(path, items.iter().map(|i| i.text.as_str()));
        for (n, item) in items.iter().enumerate() {
            self.text(&format!("{path}[{n}].text"), &item.text, MAX_OPTION_TEXT);
        }
    }

    fn matching(&mut self, body: &Matching) {
        self.items("body.lefts", &body.lefts, 1);
        self.items("body.rights", &body.rights, 2);
        let mut matched = HashSet::new();
        for (n, pair) in body.pairs.iter().enumerate() {
            if !body.lefts.iter().any(|i| i.id == pair.left) {
                self.add(format!("body.pairs[{n}].left"), "unknown_item");
            } else if !matched.insert(pair.left.as_str()) {
                self.add(format!("body.pairs[{n}].left"), "matched_twice");
            }
            if !body.rights.iter().any(|i| i.id == pair.right) {
                self.add(format!("body.pairs[{n}].right"), "unknown_item");
            }
        }
        for (n, _) in body.lefts.iter().enumerate().filter(|(_, i)| !matched.contains(i.id.as_str())) {
            self.add(format!("body.lefts[{n}]"), "not_matched");
        }
    }

    fn ordering(&mut self, body: &Ordering) {
        self.items("body.items", &body.items, 2);
        let mut ordered: Vec<&str> = body.order.iter().map(String::as_str).collect();
        let mut all: Vec<&str> = body.items.iter().map(|i| i.id.as_str()).collect();
        ordered.sort_unstable();
        all.sort_unstable();
        if ordered != all {
            self.add("body.order", "order_does_not_fit");
        }
    }

    fn gaps(&mut self, text: &str, gaps: &[Gap]) {
        self.text("body.text", text, MAX_TEXT);
        self.count("body.gaps", gaps.len(), 1);
        self.ids("body.gaps", gaps.iter().map(|g| g.id.as_str()));
        for marker in markers(text) {
            if !gaps.iter().any(|g| g.id == marker) {
                self.add("body.text", "marker_without_gap");
            }
        }
        for (n, gap) in gaps.iter().enumerate() {
            let at = format!("body.gaps[{n}]");
            if gap.id.is_empty() || !gap.id.bytes().all(|b| b.is_ascii_digit()) {
                self.add(format!("{at}.id"), "bad_id");
            }
            if !(1..=1000).contains(&gap.weight) {
                self.add(format!("{at}.weight"), "out_of_range");
            }
            match markers(text).filter(|marker| *marker == gap.id).count() {
                0 => self.add(at.clone(), "gap_without_marker"),
                1 => {}
                _ => self.add(at.clone(), "marker_twice"),
            }
            let fill = format!("{at}.fill");
            match &gap.fill {
                GapFill::Text(body) => self.short_text(&fill, body),
                GapFill::Number(body) => self.number(&fill, body),
                GapFill::Choice(choice) => self.single(&fill, choice),
            }
        }
    }
}

/// The ids in the markers `[[1]]` of a text with gaps, in order.
pub fn markers(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("[[").filter_map(|(start, _)| {
        let (id, _) = text[start + 2..].split_once("]]")?;
        (!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
    })
}

#[cfg(test)]
mod tests;
