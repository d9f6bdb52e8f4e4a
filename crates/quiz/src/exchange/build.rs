//! Bodies of questions from the answers of a file, and the weights that files know instead of points.

use crate::model::{
    Choice, ChoiceOption, FULL_SHARE, MAX_OPTIONS, MatchItem, MatchPair, Matching, NumberBody, Points, Question,
    QuestionBody, ShortText, TextForm, TextRule,
};

use super::Refused;

/// An answer of a file.
pub(super) struct Given {
    pub text: String,
    /// In basis points; absent where the file says none.
    pub share: Option<i32>,
    pub feedback: Option<String>,
}

/// Refuses what has far more answers than a question may have, before any work is done on them.
pub(super) fn few(count: usize) -> Result<(), Refused> {
    if count > 2 * MAX_OPTIONS { Err(Refused::new("too_many_answers", "")) } else { Ok(()) }
}

/// A percentage in basis points.
pub(super) fn share(percent: &str) -> Option<i32> {
    let percent: f64 = percent.trim().parse().ok()?;
    (-100.0..=100.0).contains(&percent).then(|| (percent * 100.0).round() as i32)
}

/// A share as a percentage; what is near a simple fraction gets the five decimals that Moodle expects: 33.33333.
pub(super) fn percent(share: i32) -> String {
    let simple = (1..=12)
        .flat_map(|of| (0..=of).map(move |n| (n, of)))
        .find(|(n, of)| share.abs() == nearest(FULL_SHARE * n, *of));
    let exact = simple.map_or(f64::from(share.abs()) / 100.0, |(n, of)| 100.0 * f64::from(n) / f64::from(of));
    let text = format!("{exact:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if share < 0 { format!("-{text}") } else { text.to_owned() }
}

fn nearest(a: i32, b: i32) -> i32 {
    (2 * a + b) / (2 * b)
}

/// What each option of a choice earns, written out.
pub(super) fn shares(choice: &Choice, single: bool) -> Vec<i32> {
    let (right, wrong) = automatic(choice);
    let of = |option: &ChoiceOption| match (option.share, option.right) {
        (Some(share), _) => share,
        (None, true) if single => FULL_SHARE,
        (None, false) if single => 0,
        (None, true) => right,
        // Where others have a share, one without earns nothing.
        (None, false) if choice.options.iter().any(|o| o.share.is_some()) => 0,
        (None, false) => wrong,
    };
    choice.options.iter().map(of).collect()
}

/// What a right and a wrong option of several earn when the teacher says nothing.
fn automatic(choice: &Choice) -> (i32, i32) {
    let right = choice.options.iter().filter(|o| o.right).count() as i32;
    let wrong = choice.options.len() as i32 - right;
    (nearest(FULL_SHARE, right.max(1)), -nearest(FULL_SHARE, right.min(wrong).max(1)))
}

/// One of several options.
pub(super) fn single(given: Vec<Given>) -> Choice {
    let option = |given: Given| ChoiceOption {
        id: String::new(),
        text: given.text,
        right: given.share == Some(FULL_SHARE),
        share: given.share.filter(|share| *share != 0 && *share != FULL_SHARE),
        feedback: given.feedback,
    };
    Choice { options: given.into_iter().map(option).collect() }
}

/// Any of several options.
pub(super) fn multiple(given: Vec<Given>) -> Choice {
    let option = |given: Given| ChoiceOption {
        id: String::new(),
        text: given.text,
        right: given.share.is_some_and(|share| share > 0),
        share: Some(given.share.unwrap_or(0)),
        feedback: given.feedback,
    };
    let mut choice = Choice { options: given.into_iter().map(option).collect() };
    simplify(&mut choice);
    choice
}

/// Leaves out shares that are what they would be anyway.
pub(super) fn simplify(choice: &mut Choice) {
    let (right, wrong) = automatic(choice);
    let usual =
        |o: &ChoiceOption| o.share.is_some_and(|share| (share - if o.right { right } else { wrong }).abs() <= 1);
    if choice.options.iter().all(usual) {
        choice.options.iter_mut().for_each(|option| option.share = None);
    }
}

/// Negative shares of a single choice can only cost what the question allows.
pub(super) fn allow_costs(question: &mut Question) {
    if let QuestionBody::Single(choice) = &question.body {
        let worst = choice.options.iter().filter_map(|o| o.share).min().unwrap_or(0).min(0);
        let cost =
            (i64::from(question.points.0) * i64::from(-worst) + i64::from(FULL_SHARE) - 1) / i64::from(FULL_SHARE);
        question.penalty = Points(cost as i32);
    }
}

/// Accepted texts; Moodle's `*`, which fits everything, only carries feedback and is left out.
pub(super) fn short_text(given: Vec<Given>, compare: TextRule) -> Result<(ShortText, bool), Refused> {
    let all = given.len();
    let mut forms = Vec::new();
    for one in given {
        let share = one.share.unwrap_or(FULL_SHARE);
        if one.text == "*" && share <= 0 {
            continue;
        }
        let text = unstar(&one.text).ok_or_else(|| Refused::new("wildcard_answer", &one.text))?;
        forms.push(TextForm { text, share: share.max(0), feedback: one.feedback });
    }
    let catch_all = forms.len() < all;
    Ok((ShortText { forms, compare }, catch_all))
}

/// `\*` is a star; a bare one would fit anything, which our texts cannot.
fn unstar(text: &str) -> Option<String> {
    let plain = text.replace("\\*", "\u{E000}");
    (!plain.contains('*')).then(|| plain.replace('\u{E000}', "*"))
}

/// The other way.
pub(super) fn star(text: &str) -> String {
    text.replace('*', "\\*")
}

/// Whether every number has what it needs.
pub(super) fn numbers(body: NumberBody) -> Result<NumberBody, Refused> {
    if body.accepted.is_empty() { Err(Refused::new("no_right_answer", "")) } else { Ok(body) }
}

/// Pairs; an empty left side is a right item that belongs to none. Equal right sides are one item.
pub(super) fn matching(given: Vec<(String, String)>) -> Matching {
    let mut matching = Matching { lefts: Vec::new(), rights: Vec::new(), pairs: Vec::new() };
    for (left, right) in given {
        let right_id = match matching.rights.iter().find(|item| item.text == right) {
            Some(item) => item.id.clone(),
            None => {
                let id = format!("r{}", matching.rights.len());
                matching.rights.push(MatchItem { id: id.clone(), text: right });
                id
            }
        };
        if !left.is_empty() {
            let left_id = format!("l{}", matching.lefts.len());
            matching.lefts.push(MatchItem { id: left_id.clone(), text: left });
            matching.pairs.push(MatchPair { left: left_id, right: right_id });
        }
    }
    matching
}

/// The other way: pairs first, then what belongs to none.
pub(super) fn pairs(matching: &Matching) -> Vec<(&str, &str)> {
    let text = |items: &'_ [MatchItem], id: &str| items.iter().position(|i| i.id == id);
    let paired = matching.lefts.iter().filter_map(|left| {
        let pair = matching.pairs.iter().find(|p| p.left == left.id)?;
        let right = text(&matching.rights, &pair.right)?;
        Some((left.text.as_str(), matching.rights[right].text.as_str()))
    });
    let free = matching
        .rights
        .iter()
        .filter(|r| !matching.pairs.iter().any(|p| p.right == r.id))
        .map(|r| ("", r.text.as_str()));
    paired.chain(free).collect()
}
