//! How an answer is graded. Pure and exact: shares are fractions of whole numbers, rounded once, at the end.
//!
//! With `s` the share that was answered rightly, a question of `m` points and penalty `p` earns `m·s` when `s > 0`, and
//! `-p` when nothing was right; where options have negative shares of their own, `m·s`, but never below `-p`. With
//! [`Credit::AllOrNothing`] every share below the whole counts as nothing right. Blank earns 0, always.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Answer, check_shape};
use crate::model::{
    Choice, Credit, FULL_SHARE, GapFill, Gaps, Matching, NumberBody, Ordering, Points, Question, QuestionBody,
    ShortText,
};
use crate::text::{normal, number};

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grade {
    /// What was earned; negative where wrong answers cost.
    pub points: Points,
    /// What a full answer earns.
    pub max: Points,
    /// In a word.
    pub state: GradeState,
    /// Verdicts on options, items and gaps, in the order of the question.
    pub parts: Vec<GradePart>,
}

/// A grade in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GradeState {
    /// All of it.
    Right,
    /// Some of it.
    Partial,
    /// Nothing, or not enough.
    Wrong,
    /// A person has to read it.
    AwaitingTeacher,
    /// Nothing was answered.
    Unanswered,
}

/// A verdict on an option, an item or a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GradePart {
    /// Which.
    pub id: String,
    /// How it is.
    pub verdict: Verdict,
}

/// How a part of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Right.
    Right,
    /// Right in part.
    Partial,
    /// Given, and wrong.
    Wrong,
    /// Should have been given.
    Missed,
}

/// A fraction of the question; `of` is positive.
#[derive(Debug, Clone, Copy)]
struct Share {
    got: i64,
    of: i64,
    /// Whether what was lost was set by the teacher, option by option, instead of by the penalty.
    own_cost: bool,
}

/// Grades `answer`; an answer that does not fit the question counts as none.
pub fn grade(question: &Question, answer: Option<&Answer>) -> Grade {
    let max = question.points;
    let Some(answer) = answer.filter(|a| !a.is_blank() && check_shape(question, a).is_ok()) else {
        return Grade { points: Points(0), max, state: GradeState::Unanswered, parts: Vec::new() };
    };
    let (share, parts) = match (&question.body, answer) {
        (QuestionBody::Single(body), Answer::Single { option }) => single(body, option),
        (QuestionBody::Multiple(body), Answer::Multiple { options }) => multiple(body, options),
        (QuestionBody::TrueFalse(body), Answer::TrueFalse { value }) => {
            (of(i64::from(body.right == *value), 1), Vec::new())
        }
        (QuestionBody::Number(body), Answer::Number { text }) => {
            (in_basis_points(number_share(body, text)), Vec::new())
        }
        (QuestionBody::ShortText(body), Answer::ShortText { text }) => {
            (in_basis_points(text_share(body, text)), Vec::new())
        }
        (QuestionBody::Matching(body), Answer::Matching { pairs }) => matching(body, pairs),
        (QuestionBody::Ordering(body), Answer::Ordering { order }) => ordering(body, order),
        (QuestionBody::Gaps(body), Answer::Gaps { gaps: given }) => gaps(body, given),
        _ => return Grade { points: Points(0), max, state: GradeState::AwaitingTeacher, parts: Vec::new() },
    };
    let (points, state) = points(question, share);
    Grade { points, max, state, parts }
}

/// The grade a person gave, kept between what the question can cost and what it can earn.
pub fn by_teacher(question: &Question, points: Points) -> Grade {
    let max = question.points;
    let points = points.clamp(Points(-question.penalty.0.max(0)), Points(max.0.max(0)));
    let state = match points {
        all if all == max => GradeState::Right,
        some if some.0 > 0 => GradeState::Partial,
        _ => GradeState::Wrong,
    };
    Grade { points, max, state, parts: Vec::new() }
}

/// Whether `points` of `max` reach the mark; a test without points is passed by taking it.
pub fn passes(points: Points, max: Points, pass_percent: u8) -> bool {
    max.0 <= 0 || i64::from(points.0) * 100 >= i64::from(max.0) * i64::from(pass_percent)
}

fn points(question: &Question, share: Share) -> (Points, GradeState) {
    let max = i64::from(question.points.0.max(0));
    let floor = -i64::from(question.penalty.0.max(0));
    let full = share.got >= share.of;
    let counts = full || question.credit == Credit::Partial;
    let earned = match share.got {
        _ if full => max,
        got if got > 0 && counts => rounded(max * got, share.of),
        got if share.own_cost && counts => rounded(max * got, share.of).max(floor),
        _ => floor,
    };
    let state = match share.got {
        _ if full => GradeState::Right,
        got if got > 0 && counts => GradeState::Partial,
        _ => GradeState::Wrong,
    };
    (Points(earned as i32), state)
}

/// `a / b` to the nearest whole, halves away from zero; `b` is positive.
fn rounded(a: i64, b: i64) -> i64 {
    (2 * a.abs() + b) / (2 * b) * a.signum()
}

fn of(got: i64, of: i64) -> Share {
    Share { got, of: of.max(1), own_cost: false }
}

fn in_basis_points(share: i32) -> Share {
    of(i64::from(share), i64::from(FULL_SHARE))
}

/// What an option of a single choice earns, and whether the teacher said so.
fn option_share(choice: &Choice, id: &str) -> (i32, bool) {
    choice.options.iter().find(|o| o.id == id).map_or((0, false), |o| match o.share {
        Some(share) if !o.right => (share.min(FULL_SHARE - 1), true),
        _ if o.right => (FULL_SHARE, false),
        _ => (0, false),
    })
}

fn single(choice: &Choice, chosen: &str) -> (Share, Vec<GradePart>) {
    let (share, own_cost) = option_share(choice, chosen);
    let mut parts = option_parts(choice, |id| id == chosen);
    if share == FULL_SHARE {
        parts.retain(|part| part.verdict != Verdict::Missed); // another right option is not missed when one is enough
    }
    (Share { own_cost, ..in_basis_points(share) }, parts)
}

/// Without shares of its own a right option earns an equal part, and a wrong one takes back as much as one right option
/// – or more where the wrong ones are few, so that choosing everything never pays.
fn multiple(choice: &Choice, chosen: &[String]) -> (Share, Vec<GradePart>) {
    let is_chosen = |id: &str| chosen.iter().any(|c| c == id);
    let parts = option_parts(choice, is_chosen);
    let right = choice.options.iter().filter(|o| o.right).count() as i64;
    let wrong = choice.options.len() as i64 - right;
    if !parts.iter().any(|part| part.verdict != Verdict::Right) {
        return (of(1, 1), parts);
    }
    let taken = choice.options.iter().filter(|o| is_chosen(&o.id));
    let share = if choice.options.iter().any(|o| o.share.is_some()) {
        let got = taken.map(|o| i64::from(o.share.unwrap_or(0))).sum::<i64>();
        Share { own_cost: true, ..of(got.min(i64::from(FULL_SHARE)), i64::from(FULL_SHARE)) }
    } else {
        let cost = right.min(wrong).max(1);
        let (hits, misses) = taken.fold((0, 0), |(h, m), o| if o.right { (h + 1, m) } else { (h, m + 1) });
        of((hits * cost - misses * right).max(0), right * cost)
    };
    (share, parts)
}

fn option_parts(choice: &Choice, is_chosen: impl Fn(&str) -> bool) -> Vec<GradePart> {
    choice
        .options
        .iter()
        .filter_map(|option| {
            let verdict = match (option.right, is_chosen(&option.id)) {
                (true, true) => Verdict::Right,
                (false, true) if option.share.is_some_and(|s| s > 0) => Verdict::Partial,
                (false, true) => Verdict::Wrong,
                (true, false) => Verdict::Missed,
                (false, false) => return None,
            };
            Some(GradePart { id: option.id.clone(), verdict })
        })
        .collect()
}

/// The best share among the accepted numbers that hold the typed one.
pub(crate) fn number_share(body: &NumberBody, text: &str) -> i32 {
    let Some(given) = number(text) else { return 0 };
    body.accepted.iter().filter(|a| a.range.holds(given)).map(|a| a.share.clamp(0, FULL_SHARE)).max().unwrap_or(0)
}

/// The best share among the accepted forms that equal the typed text.
pub(crate) fn text_share(body: &ShortText, text: &str) -> i32 {
    let given = normal(text, body.compare);
    let fits = body.forms.iter().filter(|form| normal(&form.text, body.compare) == given);
    fits.map(|form| form.share.clamp(0, FULL_SHARE)).max().unwrap_or(0)
}

fn matching(body: &Matching, given: &BTreeMap<String, String>) -> (Share, Vec<GradePart>) {
    let verdict = |left: &str| match given.get(left) {
        None => Verdict::Missed,
        Some(right) if body.pairs.iter().any(|p| p.left == left && p.right == *right) => Verdict::Right,
        Some(_) => Verdict::Wrong,
    };
    let parts: Vec<_> =
        body.lefts.iter().map(|item| GradePart { id: item.id.clone(), verdict: verdict(&item.id) }).collect();
    let hits = parts.iter().filter(|part| part.verdict == Verdict::Right).count();
    (of(hits as i64, parts.len() as i64), parts)
}

/// Kendall's tau, cut at zero: of all pairs of items, those in the right order less those in the wrong one. A random
/// order earns nothing on average, one item out of place costs little. A pair with a missing item counts for neither.
fn ordering(body: &Ordering, given: &[String]) -> (Share, Vec<GradePart>) {
    let place = |id: &String| given.iter().position(|g| g == id);
    let places: Vec<Option<usize>> = body.order.iter().map(place).collect();
    let pairs = (0..places.len()).flat_map(|a| (a + 1..places.len()).map(move |b| (a, b)));
    let (mut balance, mut all) = (0, 0);
    for (a, b) in pairs {
        all += 1;
        if let (Some(first), Some(second)) = (places[a], places[b]) {
            balance += if first < second { 1 } else { -1 };
        }
    }
    let parts = body.order.iter().enumerate().map(|(n, id)| GradePart {
        id: id.clone(),
        verdict: match places[n] {
            None => Verdict::Missed,
            Some(at) if at == n => Verdict::Right,
            Some(_) => Verdict::Wrong,
        },
    });
    (of(balance.max(0), all), parts.collect())
}

fn gaps(body: &Gaps, given: &BTreeMap<String, String>) -> (Share, Vec<GradePart>) {
    let (mut got, mut whole) = (0, 0);
    let mut parts = Vec::new();
    for gap in &body.gaps {
        let text = given.get(&gap.id).map_or("", String::as_str);
        let share = match &gap.fill {
            _ if text.trim().is_empty() => 0,
            GapFill::Text(fill) => text_share(fill, text),
            GapFill::Number(fill) => number_share(fill, text),
            GapFill::Choice(fill) => option_share(fill, text).0.max(0),
        };
        got += i64::from(share) * i64::from(gap.weight);
        whole += i64::from(FULL_SHARE) * i64::from(gap.weight);
        let verdict = match share {
            FULL_SHARE => Verdict::Right,
            0 if text.trim().is_empty() => Verdict::Missed,
            0 => Verdict::Wrong,
            _ => Verdict::Partial,
        };
        parts.push(GradePart { id: gap.id.clone(), verdict });
    }
    (of(got, whole), parts)
}

#[cfg(test)]
mod tests;
