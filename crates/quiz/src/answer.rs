//! What a student sends, and whether it fits the question.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Choice, Gap, GapFill, MAX_ESSAY, MatchItem, Question, QuestionBody};

/// Longest short text or number a student may send, in characters.
pub const MAX_SHORT_ANSWER: usize = 1_000;

/// An answer, whole or begun: what is missing is simply not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// One option.
    Single {
        /// Its id.
        option: String,
    },
    /// Some options, in any order.
    Multiple {
        /// Their ids.
        options: Vec<String>,
    },
    /// True or false.
    TrueFalse {
        /// Which.
        value: bool,
    },
    /// A number, as typed: `3,14`, `-2`, `6.02e23`. What is none is saved and graded wrong, so that nothing half-typed
    /// is lost.
    Number {
        /// As typed.
        text: String,
    },
    /// A few words.
    ShortText {
        /// As typed.
        text: String,
    },
    /// Left item to right item.
    Matching {
        /// By ids.
        pairs: BTreeMap<String, String>,
    },
    /// Items in order; may be begun.
    Ordering {
        /// Ids, first to last.
        order: Vec<String>,
    },
    /// Gap to what was put in it: a text, a number or the id of an option.
    Gaps {
        /// By ids of gaps.
        gaps: BTreeMap<String, String>,
    },
    /// A long text.
    Essay {
        /// As typed.
        text: String,
    },
}

/// Why an answer does not fit its question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// For another kind of question.
    #[error("the answer is for another kind of question")]
    WrongKind,
    /// No such option.
    #[error("the question has no option {0:?}")]
    UnknownOption(String),
    /// No such item.
    #[error("the question has no item {0:?}")]
    UnknownItem(String),
    /// No such gap.
    #[error("the question has no gap {0:?}")]
    UnknownGap(String),
    /// The same option or item twice.
    #[error("{0:?} is there twice")]
    Repeated(String),
    /// Longer than allowed.
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
    /// A character that cannot be stored.
    #[error("the text has a character that cannot be stored")]
    BadCharacter,
}

impl ShapeError {
    /// A stable name, to be translated.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKind => "answer_of_another_kind",
            Self::UnknownOption(_) => "unknown_option",
            Self::UnknownItem(_) => "unknown_item",
            Self::UnknownGap(_) => "unknown_gap",
            Self::Repeated(_) => "repeated",
            Self::TooLong(_) => "too_long",
            Self::BadCharacter => "control_character",
        }
    }
}

impl Answer {
    /// Whether nothing was answered.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Single { option } => option.is_empty(),
            Self::Multiple { options } => options.is_empty(),
            Self::TrueFalse { .. } => false,
            Self::Number { text } | Self::ShortText { text } | Self::Essay { text } => text.trim().is_empty(),
            Self::Matching { pairs } => pairs.is_empty(),
            Self::Ordering { order } => order.is_empty(),
            Self::Gaps { gaps } => gaps.values().all(|text| text.trim().is_empty()),
        }
    }
}

/// Whether `answer` can be an answer to `question`, right or wrong.
///
/// # Errors
/// The first thing that does not fit.
pub fn check_shape(question: &Question, answer: &Answer) -> Result<(), ShapeError> {
    match (&question.body, answer) {
        (QuestionBody::Single(choice), Answer::Single { option }) => known_option(choice, option),
        (QuestionBody::Multiple(choice), Answer::Multiple { options }) => {
            no_repeats(options)?;
            options.iter().try_for_each(|option| known_option(choice, option))
        }
        (QuestionBody::TrueFalse(_), Answer::TrueFalse { .. }) => Ok(()),
        (QuestionBody::Number(_), Answer::Number { text })
        | (QuestionBody::ShortText(_), Answer::ShortText { text }) => short(text, MAX_SHORT_ANSWER),
        (QuestionBody::Matching(body), Answer::Matching { pairs }) => pairs.iter().try_for_each(|(left, right)| {
            known_item(&body.lefts, left)?;
            known_item(&body.rights, right)
        }),
        (QuestionBody::Ordering(body), Answer::Ordering { order }) => {
            no_repeats(order)?;
            order.iter().try_for_each(|id| known_item(&body.items, id))
        }
        (QuestionBody::Gaps(body), Answer::Gaps { gaps }) => {
            gaps.iter().try_for_each(|(id, text)| fits_gap(&body.gaps, id, text))
        }
        (QuestionBody::Essay(body), Answer::Essay { text }) => short(text, body.max_chars.min(MAX_ESSAY) as usize),
        _ => Err(ShapeError::WrongKind),
    }
}

fn fits_gap(gaps: &[Gap], id: &str, text: &str) -> Result<(), ShapeError> {
    let gap = gaps.iter().find(|gap| gap.id == id).ok_or_else(|| ShapeError::UnknownGap(excerpt(id)))?;
    match &gap.fill {
        GapFill::Choice(_) if text.is_empty() => Ok(()),
        GapFill::Choice(choice) => known_option(choice, text),
        GapFill::Text(_) | GapFill::Number(_) => short(text, MAX_SHORT_ANSWER),
    }
}

fn known_option(choice: &Choice, id: &str) -> Result<(), ShapeError> {
    if choice.options.iter().any(|option| option.id == id) {
        Ok(())
    } else {
        Err(ShapeError::UnknownOption(excerpt(id)))
    }
}

fn known_item(items: &[MatchItem], id: &str) -> Result<(), ShapeError> {
    if items.iter().any(|item| item.id == id) { Ok(()) } else { Err(ShapeError::UnknownItem(excerpt(id))) }
}

fn no_repeats(ids: &[String]) -> Result<(), ShapeError> {
    let mut seen = HashSet::new();
    match ids.iter().find(|id| !seen.insert(id.as_str())) {
        Some(id) => Err(ShapeError::Repeated(excerpt(id))),
        None => Ok(()),
    }
}

fn short(text: &str, max: usize) -> Result<(), ShapeError> {
    if text.chars().count() > max {
        return Err(ShapeError::TooLong(max));
    }
    if text.contains('\0') { Err(ShapeError::BadCharacter) } else { Ok(()) }
}

/// Enough of what was sent to recognise it in an error.
fn excerpt(id: &str) -> String {
    id.chars().take(crate::model::MAX_ID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{choice, full_answer, question, short_text, single};
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let one = single(&[("a", true), ("b", false)]);
        let option = |id: &str| Answer::Single { option: id.to_owned() };
        assert_eq!(check_shape(&one, &option("b")), Ok(()));
        assert_eq!(check_shape(&one, &option("c")), Err(ShapeError::UnknownOption("c".to_owned())));
        assert_eq!(check_shape(&one, &Answer::TrueFalse { value: true }), Err(ShapeError::WrongKind));
        let many = Question::new("?", QuestionBody::Multiple(choice(&[("a", true), ("b", true)])));
        let twice = Answer::Multiple { options: vec!["a".to_owned(), "a".to_owned()] };
        assert_eq!(check_shape(&many, &twice), Err(ShapeError::Repeated("a".to_owned())));
        let long = Answer::ShortText { text: "я".repeat(MAX_SHORT_ANSWER + 1) };
        assert_eq!(check_shape(&short_text(&["x"]), &long), Err(ShapeError::TooLong(MAX_SHORT_ANSWER)));
        let nul = Answer::ShortText { text: "a\0".to_owned() };
        assert_eq!(check_shape(&short_text(&["x"]), &nul), Err(ShapeError::BadCharacter));
    }

    #[test]
    fn a_shape_with_more_in_it_is_refused() {
        assert!(serde_json::from_str::<Answer>(r#"{"kind":"single","option":"a"}"#).is_ok());
        assert!(serde_json::from_str::<Answer>(r#"{"kind":"single","option":"a","points":100}"#).is_err());
        assert!(serde_json::from_str::<Answer>(r#"{"kind":"multiple","options":"a"}"#).is_err());
    }

    proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn full_answers_fit(question in question()) {
            let answer = full_answer(&question);
            prop_assert_eq!(check_shape(&question, &answer), Ok(()));
            prop_assert!(!answer.is_blank());
            let json = serde_json::to_string(&answer).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Answer>(&json).expect("parses"), answer);
        }
    }
}
