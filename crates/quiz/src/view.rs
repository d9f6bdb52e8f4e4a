//! What a student may see of a question: before grading nothing of the right answer, afterwards what the policy allows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Answer, check_shape};
use crate::draw::Arranged;
use crate::grade::{Grade, GradePart, GradeState, number_share, text_share};
use crate::model::{
    Anchor, Choice, FULL_SHARE, Gap, GapFill, MatchItem, NumberBody, NumberRange, Points, Question, QuestionBody,
    ShortText,
};
use crate::text::{normal, number};

/// A question as it is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StudentQuestion {
    /// Markdown.
    pub prompt: String,
    /// What a full answer earns.
    pub points: Points,
    /// What a wrong answer costs.
    pub penalty: Points,
    /// For those who ask for it; Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What is there to answer with.
    pub body: StudentBody,
}

/// What a student answers with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StudentBody {
    /// One of these.
    Single {
        /// Id and text.
        options: Vec<MatchItem>,
    },
    /// Any of these.
    Multiple {
        /// Id and text.
        options: Vec<MatchItem>,
    },
    /// True or false.
    TrueFalse {},
    /// A number.
    Number {},
    /// A few words.
    ShortText {},
    /// A right one for each left one.
    Matching {
        /// To be matched.
        lefts: Vec<MatchItem>,
        /// To choose from.
        rights: Vec<MatchItem>,
    },
    /// To be put in order.
    Ordering {
        /// Shuffled.
        items: Vec<MatchItem>,
    },
    /// Gaps to fill.
    Gaps {
        /// Markdown with markers `[[1]]`.
        text: String,
        /// What each takes.
        gaps: Vec<StudentGap>,
    },
    /// A long text.
    Essay {
        /// Its greatest length, in characters.
        max_chars: u32,
    },
}

/// A gap to fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StudentGap {
    /// As in its marker.
    pub id: String,
    /// What it takes.
    pub fill: StudentFill,
}

/// What a gap takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StudentFill {
    /// A few words.
    Text {},
    /// A number.
    Number {},
    /// One of these.
    Choice {
        /// Id and text.
        options: Vec<MatchItem>,
    },
}

/// How much is shown after grading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// The points of the whole test; of a question only what was answered.
    Score,
    /// The own answers, and which of them are right.
    Marks,
    /// The right answers, explanations and feedback too.
    Answers,
}

/// A question after grading, as far as the policy shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reviewed {
    /// As it was asked.
    pub question: StudentQuestion,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// In a word; from [`Disclosure::Marks`] on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<GradeState>,
    /// What was earned; from [`Disclosure::Marks`] on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// Verdicts on what the student gave; with [`Disclosure::Answers`] also on what was missed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<GradePart>,
    /// The moment to watch again, when the answer was not right; from [`Disclosure::Marks`] on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch_again: Option<Anchor>,
    /// What the teacher says to this answer, by option or gap (the empty key: to the whole).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub feedback: BTreeMap<String, String>,
    /// The right answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solution: Option<Solution>,
    /// Why it is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// A right answer, to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Solution {
    /// Options: each alone, or all together.
    Options {
        /// Their ids.
        options: Vec<String>,
    },
    /// True or false.
    TrueFalse {
        /// Which.
        value: bool,
    },
    /// Numbers.
    Number {
        /// Each of them.
        accepted: Vec<NumberRange>,
    },
    /// Texts.
    Text {
        /// Each of them.
        forms: Vec<String>,
    },
    /// Left item to right item.
    Matching {
        /// By ids.
        pairs: BTreeMap<String, String>,
    },
    /// Items.
    Ordering {
        /// Ids, first to last.
        order: Vec<String>,
    },
    /// One for each gap.
    #[schema(no_recursion)]
    Gaps {
        /// By ids of gaps.
        gaps: BTreeMap<String, Solution>,
    },
}

/// `arranged` as a student gets it.
pub fn student(arranged: &Arranged) -> StudentQuestion {
    let question = arranged.question();
    let body = match &question.body {
        QuestionBody::Single(choice) => StudentBody::Single { options: options(choice) },
        QuestionBody::Multiple(choice) => StudentBody::Multiple { options: options(choice) },
        QuestionBody::TrueFalse(_) => StudentBody::TrueFalse {},
        QuestionBody::Number(_) => StudentBody::Number {},
        QuestionBody::ShortText(_) => StudentBody::ShortText {},
        QuestionBody::Matching(m) => StudentBody::Matching { lefts: m.lefts.clone(), rights: m.rights.clone() },
        QuestionBody::Ordering(ordering) => StudentBody::Ordering { items: ordering.items.clone() },
        QuestionBody::Gaps(gaps) => {
            StudentBody::Gaps { text: gaps.text.clone(), gaps: gaps.gaps.iter().map(student_gap).collect() }
        }
        QuestionBody::Essay(essay) => StudentBody::Essay { max_chars: essay.max_chars },
    };
    StudentQuestion {
        prompt: question.prompt.clone(),
        points: question.points,
        penalty: question.penalty,
        hint: question.hint.clone(),
        body,
    }
}

fn student_gap(gap: &Gap) -> StudentGap {
    let fill = match &gap.fill {
        GapFill::Text(_) => StudentFill::Text {},
        GapFill::Number(_) => StudentFill::Number {},
        GapFill::Choice(choice) => StudentFill::Choice { options: options(choice) },
    };
    StudentGap { id: gap.id.clone(), fill }
}

fn options(choice: &Choice) -> Vec<MatchItem> {
    choice.options.iter().map(|o| MatchItem { id: o.id.clone(), text: o.text.clone() }).collect()
}

/// `arranged` after grading, as far as `shown` allows.
pub fn reviewed(arranged: &Arranged, answer: Option<&Answer>, grade: &Grade, shown: Disclosure) -> Reviewed {
    let question = arranged.question();
    let marks = shown >= Disclosure::Marks;
    let all = shown >= Disclosure::Answers;
    let failed = !matches!(grade.state, GradeState::Right | GradeState::AwaitingTeacher);
    let mut parts = if marks { grade.parts.clone() } else { Vec::new() };
    if !all {
        // A missed option is a right one: that is told with the right answers only.
        parts.retain(|part| part.verdict != crate::grade::Verdict::Missed);
    }
    Reviewed {
        question: student(arranged),
        answer: answer.cloned(),
        state: marks.then_some(grade.state),
        points: marks.then_some(grade.points),
        parts,
        watch_again: question.anchor.filter(|_| marks && failed),
        feedback: answer.filter(|_| all).map(|answer| feedback(question, answer)).unwrap_or_default(),
        solution: all.then(|| solution(question)).flatten(),
        explanation: question.explanation.clone().filter(|_| all),
    }
}

/// The right answer of `question`; an essay has none.
pub fn solution(question: &Question) -> Option<Solution> {
    Some(match &question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => right_options(choice),
        QuestionBody::TrueFalse(body) => Solution::TrueFalse { value: body.right },
        QuestionBody::Number(body) => right_numbers(body),
        QuestionBody::ShortText(body) => right_texts(body),
        QuestionBody::Matching(body) => {
            Solution::Matching { pairs: body.pairs.iter().map(|p| (p.left.clone(), p.right.clone())).collect() }
        }
        QuestionBody::Ordering(body) => Solution::Ordering { order: body.order.clone() },
        QuestionBody::Gaps(body) => {
            let fill = |gap: &Gap| match &gap.fill {
                GapFill::Text(fill) => right_texts(fill),
                GapFill::Number(fill) => right_numbers(fill),
                GapFill::Choice(fill) => right_options(fill),
            };
            Solution::Gaps { gaps: body.gaps.iter().map(|gap| (gap.id.clone(), fill(gap))).collect() }
        }
        QuestionBody::Essay(_) => return None,
    })
}

fn right_options(choice: &Choice) -> Solution {
    Solution::Options { options: choice.options.iter().filter(|o| o.right).map(|o| o.id.clone()).collect() }
}

fn right_numbers(body: &NumberBody) -> Solution {
    Solution::Number { accepted: body.accepted.iter().filter(|a| a.share == FULL_SHARE).map(|a| a.range).collect() }
}

fn right_texts(body: &ShortText) -> Solution {
    Solution::Text { forms: body.forms.iter().filter(|f| f.share == FULL_SHARE).map(|f| f.text.clone()).collect() }
}

/// What the teacher says to what was given.
fn feedback(question: &Question, answer: &Answer) -> BTreeMap<String, String> {
    if check_shape(question, answer).is_err() {
        return BTreeMap::new();
    }
    let whole = |text: Option<String>| text.map(|text| (String::new(), text)).into_iter().collect();
    match (&question.body, answer) {
        (QuestionBody::Single(choice), Answer::Single { option }) => {
            option_feedback(choice, option).map(|text| (option.clone(), text)).into_iter().collect()
        }
        (QuestionBody::Multiple(choice), Answer::Multiple { options }) => {
            options.iter().filter_map(|id| Some((id.clone(), option_feedback(choice, id)?))).collect()
        }
        (QuestionBody::TrueFalse(body), Answer::TrueFalse { value }) => {
            whole(if *value { body.feedback_true.clone() } else { body.feedback_false.clone() })
        }
        (QuestionBody::Number(body), Answer::Number { text }) => whole(number_feedback(body, text)),
        (QuestionBody::ShortText(body), Answer::ShortText { text }) => whole(text_feedback(body, text)),
        (QuestionBody::Gaps(body), Answer::Gaps { gaps }) => {
            let said = |gap: &Gap| {
                let text = gaps.get(&gap.id)?;
                match &gap.fill {
                    GapFill::Text(fill) => text_feedback(fill, text),
                    GapFill::Number(fill) => number_feedback(fill, text),
                    GapFill::Choice(fill) => option_feedback(fill, text),
                }
            };
            body.gaps.iter().filter_map(|gap| Some((gap.id.clone(), said(gap)?))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn option_feedback(choice: &Choice, id: &str) -> Option<String> {
    choice.options.iter().find(|o| o.id == id)?.feedback.clone()
}

/// Of the accepted numbers that hold the given one, the one that counted speaks.
fn number_feedback(body: &NumberBody, text: &str) -> Option<String> {
    let given = number(text)?;
    let counted = number_share(body, text);
    body.accepted.iter().find(|a| a.range.holds(given) && a.share == counted)?.feedback.clone()
}

fn text_feedback(body: &ShortText, text: &str) -> Option<String> {
    let counted = text_share(body, text);
    let given = normal(text, body.compare);
    body.forms.iter().find(|f| f.share == counted && normal(&f.text, body.compare) == given)?.feedback.clone()
}

#[cfg(test)]
mod tests;
