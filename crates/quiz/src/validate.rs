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
mod tests {
    use super::*;
    use crate::model::{AcceptedNumber, Credit, Points, TextForm, TextRule};
    use crate::samples::{choice, single};
    use proptest::prelude::*;

    fn codes(question: &Question) -> Vec<(String, String)> {
        validate(question).into_iter().map(|m| (m.path, m.code)).collect()
    }

    fn one(path: &str, code: &str) -> Vec<(String, String)> {
        vec![(path.to_owned(), code.to_owned())]
    }

    #[test]
    fn choices_have_a_right_answer_and_options_one_can_tell_apart() {
        assert_eq!(codes(&single(&[("a", true), ("b", false)])), []);
        assert_eq!(codes(&single(&[("a", false), ("b", false)])), one("body.options", "no_right_answer"));
        assert_eq!(codes(&single(&[("a", true)])), one("body.options", "too_few"));
        let twins = codes(&single(&[("a", true), ("a", false)]));
        assert_eq!(twins[0], ("body.options[1].id".to_owned(), "duplicate_id".to_owned()));
        assert_eq!(twins[1], ("body.options[1].text".to_owned(), "duplicate_text".to_owned()));
        let mut empty = choice(&[("a", true), ("b", false)]);
        empty.options[1].text = "  ".to_owned();
        assert_eq!(codes(&Question::new("?", QuestionBody::Single(empty))), one("body.options[1].text", "empty"));
    }

    #[test]
    fn shares_add_up() {
        let shared = |shares: [Option<i32>; 3]| {
            let mut body = choice(&[("a", true), ("b", true), ("c", false)]);
            body.options.iter_mut().zip(shares).for_each(|(o, share)| o.share = share);
            codes(&Question::new("?", QuestionBody::Multiple(body)))
        };
        assert_eq!(shared([Some(6667), Some(3333), Some(-5000)]), []);
        assert_eq!(shared([Some(6667), Some(3332), None]), [], "a rounded third is a third");
        assert_eq!(shared([Some(6000), Some(3000), None]), one("body.options", "shares_do_not_add_up"));
        assert_eq!(shared([Some(6000), None, None]), one("body.options", "shares_incomplete"));
        assert_eq!(
            shared([Some(5000), Some(5000), Some(100)]),
            one("body.options[2].share", "share_contradicts_right")
        );
    }

    #[test]
    fn the_question_itself() {
        let question = Question {
            prompt: "x".repeat(MAX_TEXT + 1),
            points: Points(-1),
            title: Some("a\u{0}b".to_owned()),
            credit: Credit::Partial,
            ..single(&[("a", true), ("b", false)])
        };
        let found = codes(&question);
        for expected in [("prompt", "too_long"), ("points", "out_of_range"), ("title", "control_character")] {
            assert!(found.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?} in {found:?}");
        }
        let arabic = Question { prompt: "سؤال 💡".repeat(1000), ..single(&[("a", true), ("b", false)]) };
        assert_eq!(codes(&arabic), []);
        let options: Vec<String> = (0..=MAX_OPTIONS).map(|n| format!("o{n}")).collect();
        let options: Vec<(&str, bool)> = options.iter().map(|o| (o.as_str(), true)).collect();
        assert_eq!(codes(&single(&options)), one("body.options", "too_many"));
    }

    #[test]
    fn numbers_and_texts() {
        let number = |range| {
            let accepted = vec![AcceptedNumber { range, share: FULL_SHARE, feedback: None }];
            codes(&Question::new("?", QuestionBody::Number(NumberBody { accepted })))
        };
        assert_eq!(number(NumberRange::Near { value: 1.0, tolerance: 0.0 }), []);
        assert_eq!(
            number(NumberRange::Near { value: 1.0, tolerance: -0.1 }),
            one("body.accepted[0].range.tolerance", "out_of_range")
        );
        assert_eq!(
            number(NumberRange::Near { value: f64::NAN, tolerance: 0.0 }),
            one("body.accepted[0].range.value", "not_a_number")
        );
        assert_eq!(
            number(NumberRange::Between { low: 2.0, high: 1.0 }),
            one("body.accepted[0].range", "ends_reversed")
        );
        let form = |text: &str, share| TextForm { text: text.to_owned(), share, feedback: None };
        let forms =
            ShortText { forms: vec![form("Ёлка", 5000), form("елка ", 0)], compare: TextRule::default() };
        let found = codes(&Question::new("?", QuestionBody::ShortText(forms)));
        assert_eq!(found[0], ("body.forms[1].text".to_owned(), "duplicate_text".to_owned()));
        assert_eq!(found[1], ("body.forms".to_owned(), "no_right_answer".to_owned()));
    }

    #[test]
    fn keys_fit_their_items() {
        let item = |id: &str| MatchItem { id: id.to_owned(), text: id.to_owned() };
        let order = |order: &[&str]| {
            let order = order.iter().map(|id| (*id).to_owned()).collect();
            codes(&Question::new("?", QuestionBody::Ordering(Ordering { items: vec![item("a"), item("b")], order })))
        };
        assert_eq!(order(&["b", "a"]), []);
        assert_eq!(order(&["b", "b"]), one("body.order", "order_does_not_fit"));
        let pair = |left: &str, right: &str| crate::model::MatchPair { left: left.to_owned(), right: right.to_owned() };
        let matching = |pairs| {
            let body = Matching { lefts: vec![item("a")], rights: vec![item("x"), item("y")], pairs };
            codes(&Question::new("?", QuestionBody::Matching(body)))
        };
        assert_eq!(matching(vec![pair("a", "y")]), []);
        assert_eq!(matching(vec![]), one("body.lefts[0]", "not_matched"));
        assert_eq!(matching(vec![pair("a", "z")]), one("body.pairs[0].right", "unknown_item"));
        assert_eq!(matching(vec![pair("a", "x"), pair("a", "y")]), one("body.pairs[1].left", "matched_twice"));
    }

    #[test]
    fn gaps_and_markers_fit() {
        let gap = |id: &str| Gap {
            id: id.to_owned(),
            weight: 1,
            fill: GapFill::Choice(choice(&[("a", true), ("b", false)])),
        };
        let gaps = |text: &str, gaps| {
            codes(&Question::new("", QuestionBody::Gaps(crate::model::Gaps { text: text.to_owned(), gaps })))
        };
        assert_eq!(gaps("x [[1]] [[y]] z", vec![gap("1")]), []);
        assert_eq!(gaps("x [[1]] [[2]]", vec![gap("1")]), one("body.text", "marker_without_gap"));
        assert_eq!(gaps("x [[1]]", vec![gap("1"), gap("2")]), one("body.gaps[1]", "gap_without_marker"));
        assert_eq!(gaps("x [[1]] [[1]]", vec![gap("1")]), one("body.gaps[0]", "marker_twice"));
    }

    proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn samples_are_valid_and_survive_json(question in crate::samples::question()) {
            prop_assert_eq!(validate(&question), []);
            let json = serde_json::to_string(&question).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Question>(&json).expect("parses"), question);
        }
    }

    #[test]
    fn unknown_fields_are_refused() {
        let good = r#"{"prompt":"?","points":100,"body":{"kind":"true_false","right":true}}"#;
        assert!(serde_json::from_str::<Question>(good).is_ok());
        for bad in [
            r#"{"prompt":"?","points":100,"body":{"kind":"true_false","right":true,"rigth":1}}"#,
            r#"{"prompt":"?","points":100,"promt":"","body":{"kind":"true_false","right":true}}"#,
            r#"{"prompt":"?","points":1.5,"body":{"kind":"true_false","right":true}}"#,
            r#"{"prompt":"?","points":100,"body":{"kind":"unknown"}}"#,
        ] {
            assert!(serde_json::from_str::<Question>(bad).is_err(), "{bad}");
        }
    }
}
