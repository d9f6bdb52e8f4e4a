//! What a question lost on its way through a file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::build;
use crate::ids;
use crate::model::{Choice, GapFill, NumberBody, NumberRange, Question, QuestionBody, ShortText, TextRule};

/// What of a question the format could not carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Loss {
    /// Its place among the exported, from 0.
    pub question: u32,
    /// The format has no form for it at all.
    pub left_out: bool,
    /// Fields that come back different: `points`, `anchor`, `body.compare`, ...
    pub fields: Vec<String>,
}

/// Fields that differ in meaning; ids and the order of what is shuffled anyway do not count.
pub(super) fn differences(original: &Question, back: &Question) -> Vec<String> {
    let (a, b) = (canonical(original), canonical(back));
    let whole = [
        ("title", a.title != b.title),
        ("prompt", a.prompt != b.prompt),
        ("points", a.points != b.points),
        ("penalty", a.penalty != b.penalty),
        ("credit", a.credit != b.credit),
        ("explanation", a.explanation != b.explanation),
        ("hint", a.hint != b.hint),
        ("tags", a.tags != b.tags),
        ("topic", a.topic != b.topic),
        ("anchor", a.anchor != b.anchor),
    ];
    let mut fields: Vec<String> =
        whole.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()).collect();
    let (mut a, mut b) = (a.body, b.body);
    for aspect in [Aspect::Feedback, Aspect::Compare, Aspect::Share] {
        if take(&mut a, aspect) != take(&mut b, aspect) {
            fields.push(format!("body.{}", aspect.name()));
        }
    }
    if a != b {
        fields.push("body".to_owned());
    }
    fields
}

/// One of all the forms that mean the same.
pub(super) fn canonical(question: &Question) -> Question {
    let mut question = question.clone();
    ids::renew(&mut question);
    let between = |body: &mut NumberBody| {
        for accepted in &mut body.accepted {
            let (low, high) = accepted.range.ends();
            accepted.range = NumberRange::Between { low, high };
        }
    };
    match &mut question.body {
        QuestionBody::Matching(body) => {
            body.rights.sort_by(|a, b| a.id.cmp(&b.id));
            body.pairs.sort_by(|a, b| a.left.cmp(&b.left));
        }
        QuestionBody::Ordering(body) => body.items.sort_by(|a, b| a.id.cmp(&b.id)),
        QuestionBody::Number(body) => between(body),
        QuestionBody::Gaps(body) => {
            for gap in &mut body.gaps {
                if let GapFill::Number(fill) = &mut gap.fill {
                    between(fill);
                }
            }
        }
        QuestionBody::Multiple(choice) => {
            let shares = build::shares(choice, false);
            choice.options.iter_mut().zip(shares).for_each(|(option, share)| option.share = Some(share));
            build::simplify(choice);
        }
        QuestionBody::Single(_) | QuestionBody::TrueFalse(_) | QuestionBody::ShortText(_) | QuestionBody::Essay(_) => {}
    }
    question
}

/// Something that any kind of answer may have.
#[derive(Clone, Copy, PartialEq)]
enum Aspect {
    Feedback,
    Compare,
    Share,
}

impl Aspect {
    fn name(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Compare => "compare",
            Self::Share => "share",
        }
    }
}

/// What was taken out of a body.
#[derive(Default, PartialEq)]
struct Taken {
    feedback: Vec<Option<String>>,
    compare: Vec<TextRule>,
    share: Vec<Option<i32>>,
}

/// Takes `aspect` out of `body`.
fn take(body: &mut QuestionBody, aspect: Aspect) -> Taken {
    let mut taken = Taken::default();
    match body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => taken.choice(choice, aspect),
        QuestionBody::TrueFalse(body) if aspect == Aspect::Feedback => {
            taken.feedback.extend([body.feedback_true.take(), body.feedback_false.take()]);
        }
        QuestionBody::Number(body) => taken.number(body, aspect),
        QuestionBody::ShortText(body) => taken.text(body, aspect),
        QuestionBody::Gaps(body) => {
            for gap in &mut body.gaps {
                match &mut gap.fill {
                    GapFill::Text(fill) => taken.text(fill, aspect),
                    GapFill::Number(fill) => taken.number(fill, aspect),
                    GapFill::Choice(fill) => taken.choice(fill, aspect),
                }
            }
        }
        QuestionBody::TrueFalse(_) | QuestionBody::Matching(_) | QuestionBody::Ordering(_) | QuestionBody::Essay(_) => {
        }
    }
    taken
}

impl Taken {
    fn choice(&mut self, choice: &mut Choice, aspect: Aspect) {
        for option in &mut choice.options {
            match aspect {
                Aspect::Feedback => self.feedback.push(option.feedback.take()),
                Aspect::Share => self.share.push(option.share.take()),
                Aspect::Compare => {}
            }
        }
    }

    fn number(&mut self, body: &mut NumberBody, aspect: Aspect) {
        for accepted in &mut body.accepted {
            self.form(&mut accepted.share, &mut accepted.feedback, aspect);
        }
    }

    fn text(&mut self, body: &mut ShortText, aspect: Aspect) {
        for form in &mut body.forms {
            self.form(&mut form.share, &mut form.feedback, aspect);
        }
        if aspect == Aspect::Compare {
            self.compare.push(std::mem::take(&mut body.compare));
        }
    }

    fn form(&mut self, share: &mut i32, feedback: &mut Option<String>, aspect: Aspect) {
        match aspect {
            Aspect::Feedback => self.feedback.push(feedback.take()),
            Aspect::Share => self.share.push(Some(std::mem::take(share))),
            Aspect::Compare => {}
        }
    }
}
