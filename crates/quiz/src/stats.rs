//! What the answers say about a question.
//!
//! Difficulty is the mean share of the points that was earned (the "facility" of classical test theory).
//! Discrimination is the corrected item-total correlation: Pearson's correlation between the points of a question and
//! those of the rest of the test, without the question itself, because a question always agrees with itself (S.
//! Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963, 211–218).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::model::{Points, Question, QuestionBody, TextRule};
use crate::text::normal;

/// Different texts that are listed with their numbers; the rest is counted together.
const MAX_LISTED: usize = 20;

/// One graded answer and the attempt it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response {
    /// What the answer earned.
    pub points: Points,
    /// What a full one would have.
    pub max: Points,
    /// What the whole attempt earned, this answer included.
    pub total: Points,
}

/// What the answers say about a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemStats {
    /// How many answers.
    pub count: u32,
    /// Mean share of the points, 0 (nobody) to 1 (everybody), below 0 where wrong answers cost; absent without answers.
    pub difficulty: Option<f64>,
    /// −1 to 1; above 0.3 the question tells the strong from the weak, below 0 it is likely wrong itself. Absent with
    /// fewer than three answers, or when all earned the same.
    pub discrimination: Option<f64>,
}

/// How often an answer was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerShare {
    /// What it is an answer to: a left item or a gap; empty for the question itself.
    pub part: String,
    /// Id of an option or item, the normalised text, `true`, `false`; absent: nothing was answered, or, for texts
    /// beyond the most frequent, see `other`.
    pub answer: Option<String>,
    /// Stands for all the rarer texts together.
    pub other: bool,
    /// How often.
    pub count: u32,
    /// Of all attempts, 0 to 1.
    pub share: f64,
}

/// Difficulty and discrimination of a question.
pub fn item_stats(responses: &[Response]) -> ItemStats {
    let shares: Vec<f64> =
        responses.iter().filter(|r| r.max.0 > 0).map(|r| f64::from(r.points.0) / f64::from(r.max.0)).collect();
    let difficulty = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    let pairs: Vec<(f64, f64)> =
        responses.iter().map(|r| (f64::from(r.points.0), f64::from(r.total.0) - f64::from(r.points.0))).collect();
    ItemStats { count: responses.len() as u32, difficulty, discrimination: correlation(&pairs) }
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let n = pairs.len() as f64;
    let (mean_x, mean_y) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        xy += (x - mean_x) * (y - mean_y);
        xx += (x - mean_x).powi(2);
        yy += (y - mean_y).powi(2);
    }
    let spread = (xx * yy).sqrt();
    (spread > f64::EPSILON).then(|| (xy / spread).clamp(-1.0, 1.0))
}

/// How often each answer was given, one entry of `answers` an attempt. Options nobody chose are listed with 0; for
/// several choices the shares add up to more than 1. Essays have no list.
pub fn answer_shares(question: &Question, answers: &[Option<Answer>]) -> Vec<AnswerShare> {
    let mut counts: BTreeMap<(String, Option<String>), u32> = BTreeMap::new();
    let mut listed: Vec<(String, Option<String>)> = possible(question).into_iter().map(|(p, a)| (p, Some(a))).collect();
    let fixed = listed.len();
    for answer in answers {
        for (part, given) in given(question, answer.as_ref()) {
            let key = (part, given);
            if !listed.contains(&key) && !counts.contains_key(&key) && key.1.is_none() {
                listed.push(key.clone());
            }
            *counts.entry(key).or_default() += 1;
        }
    }
    let share = |count: u32| if answers.is_empty() { 0.0 } else { f64::from(count) / answers.len() as f64 };
    let entry = |(part, answer): (String, Option<String>), count, other| AnswerShare {
        part,
        answer,
        other,
        count,
        share: share(count),
    };
    let blanks = listed.split_off(fixed);
    let mut shares: Vec<AnswerShare> = listed
        .into_iter()
        .map(|key| {
            let count = counts.remove(&key).unwrap_or(0);
            entry(key, count, false)
        })
        .collect();
    let blank: Vec<AnswerShare> = blanks
        .into_iter()
        .map(|key| {
            let count = counts.remove(&key).unwrap_or(0);
            entry(key, count, false)
        })
        .collect();
    let mut texts: Vec<_> = counts.into_iter().collect();
    texts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut rest: BTreeMap<String, u32> = BTreeMap::new();
    let mut kept: BTreeMap<String, usize> = BTreeMap::new();
    for (key, count) in texts {
        let room = kept.entry(key.0.clone()).or_default();
        *room += 1;
        if *room <= MAX_LISTED {
            shares.push(entry(key, count, false));
        } else {
            *rest.entry(key.0).or_default() += count;
        }
    }
    shares.extend(rest.into_iter().map(|(part, count)| entry((part, None), count, true)));
    shares.extend(blank);
    shares
}

/// Answers that are listed even if nobody gave them.
fn possible(question: &Question) -> Vec<(String, String)> {
    let whole = |id: &str| (String::new(), id.to_owned());
    match &question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => {
            choice.options.iter().map(|o| whole(&o.id)).collect()
        }
        QuestionBody::TrueFalse(_) => vec![whole("true"), whole("false")],
        QuestionBody::Matching(body) => body.pairs.iter().map(|p| (p.left.clone(), p.right.clone())).collect(),
        _ => Vec::new(),
    }
}

/// What one attempt answered, part by part; `None` is nothing.
fn given(question: &Question, answer: Option<&Answer>) -> Vec<(String, Option<String>)> {
    let whole = |text: String| vec![(String::new(), Some(text))];
    match answer.filter(|a| !a.is_blank()) {
        None => vec![(String::new(), None)],
        Some(Answer::Single { option }) => whole(option.clone()),
        Some(Answer::Multiple { options }) => options.iter().map(|id| (String::new(), Some(id.clone()))).collect(),
        Some(Answer::TrueFalse { value }) => whole(value.to_string()),
        Some(Answer::Number { text }) => whole(normal(text, TextRule::default())),
        Some(Answer::ShortText { text }) => {
            let rule =
                if let QuestionBody::ShortText(body) = &question.body { body.compare } else { TextRule::default() };
            whole(normal(text, rule))
        }
        Some(Answer::Matching { pairs }) => pairs.iter().map(|(l, r)| (l.clone(), Some(r.clone()))).collect(),
        Some(Answer::Ordering { order }) => whole(order.join(" ")),
        Some(Answer::Gaps { gaps }) => gaps
            .iter()
            .map(|(id, text)| (id.clone(), Some(normal(text, TextRule::default())).filter(|t| !t.is_empty())))
            .collect(),
        Some(Answer::Essay { .. }) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::single;

    fn response(points: i32, total: i32) -> Response {
        Response { points: Points(points), max: Points(100), total: Points(total) }
    }

    #[test]
    fn a_good_question_agrees_with_the_rest() {
        // Points of the question: 1, 1, 0, 0; of the rest: 4, 3, 2, 1. Pearson's r by hand: 2 / sqrt(1 · 5).
        let stats = item_stats(&[response(100, 500), response(100, 400), response(0, 200), response(0, 100)]);
        assert_eq!(stats.difficulty, Some(0.5));
        let expected = 2.0 / 5.0_f64.sqrt();
        assert!((stats.discrimination.expect("spread") - expected).abs() < 1e-9, "{stats:?}");
    }

    #[test]
    fn the_question_itself_is_left_out_of_the_total() {
        // The rest is the same for all: whatever the total says, the question tells nothing.
        let stats = item_stats(&[response(100, 300), response(100, 300), response(0, 200)]);
        assert_eq!(stats.discrimination, None);
        assert_eq!(item_stats(&[]), ItemStats { count: 0, difficulty: None, discrimination: None });
    }

    #[test]
    fn shares_of_options_count_blanks_and_the_unchosen() {
        let question = single(&[("a", true), ("b", false), ("c", false)]);
        let chosen = |id: &str| Some(Answer::Single { option: id.to_owned() });
        let shares = answer_shares(&question, &[chosen("a"), chosen("a"), chosen("b"), None]);
        let brief: Vec<_> = shares.iter().map(|s| (s.answer.as_deref(), s.count, s.share)).collect();
        assert_eq!(brief, [(Some("a"), 2, 0.5), (Some("b"), 1, 0.25), (Some("c"), 0, 0.0), (None, 1, 0.25)]);
    }

    #[test]
    fn rare_texts_are_counted_together() {
        let question = crate::samples::short_text(&["кот"]);
        let answers: Vec<_> =
            (0..30).map(|n| Some(Answer::ShortText { text: format!("ответ {}", n.min(24)) })).collect();
        let shares = answer_shares(&question, &answers);
        assert_eq!(shares.len(), MAX_LISTED + 1);
        assert_eq!((shares[0].answer.as_deref(), shares[0].count), (Some("ответ 24"), 6));
        let rest = shares.last().expect("rest");
        assert!(rest.other && rest.count == 5);
    }
}
