//! Writing GIFT.

use super::escape;
use crate::exchange::build;
use crate::model::{
    Choice, FULL_SHARE, GapFill, NumberBody, NumberRange, Question, QuestionBody, ShortText, TrueFalse,
};

/// A question, if GIFT has a form for its kind.
pub(in crate::exchange) fn write(question: &Question) -> Option<String> {
    let general = question.explanation.as_deref().map(|text| format!("####{}", rich(text))).unwrap_or_default();
    let (before, answers, after) = match &question.body {
        QuestionBody::Gaps(gaps) => {
            let [gap] = gaps.gaps.as_slice() else { return None };
            let (before, after) = gaps.text.split_once(&format!("[[{}]]", gap.id))?;
            if after.trim().is_empty() || !question.prompt.is_empty() {
                return None; // without a text behind the gap it would come back as another kind
            }
            let answers = match &gap.fill {
                GapFill::Text(fill) => texts(fill),
                GapFill::Number(fill) => numbers(fill),
                GapFill::Choice(fill) => options(fill, true),
            };
            (before, answers, after)
        }
        body => (question.prompt.as_str(), answers(body)?, ""),
    };
    let tags: String = question.tags.iter().map(|tag| format!("// [tag:{}]\n", escape_tag(tag))).collect();
    let title = question.title.as_deref().map(|title| format!("::{}::", escape(title))).unwrap_or_default();
    Some(format!("{tags}{title}[markdown]{}{{{answers}{general}}}{}", escape(before), escape(after)))
}

/// Where the questions below belong.
pub(in crate::exchange) fn write_category(topic: &str) -> String {
    format!("$CATEGORY: $course$/top/{}", topic.replace('\n', " "))
}

fn escape_tag(tag: &str) -> String {
    tag.replace('\\', "\\\\").replace(']', "\\]").replace('\n', " ")
}

fn answers(body: &QuestionBody) -> Option<String> {
    Some(match body {
        QuestionBody::Single(choice) => options(choice, true),
        QuestionBody::Multiple(choice) => options(choice, false),
        QuestionBody::TrueFalse(body) => true_false(body),
        QuestionBody::Number(body) => numbers(body),
        QuestionBody::ShortText(body) => texts(body),
        QuestionBody::Matching(body) => {
            let lines =
                build::pairs(body).into_iter().map(|(left, right)| format!("\n={} -> {}", rich(left), rich(right)));
            lines.collect::<String>() + "\n"
        }
        QuestionBody::Essay(_) => String::new(),
        QuestionBody::Ordering(_) | QuestionBody::Gaps(_) => return None,
    })
}

fn options(choice: &Choice, single: bool) -> String {
    let shares = build::shares(choice, single);
    let lines = choice.options.iter().zip(shares).map(|(option, share)| {
        let mark = if single && option.right { '=' } else { '~' };
        // A text that begins with a percent sign would be taken for a weight.
        let plain = single && (option.right || share == 0) && !option.text.starts_with('%');
        let weight = if plain { String::new() } else { format!("%{}%", build::percent(share)) };
        format!("\n{mark}{weight}{}{}", rich(&option.text), feedback(option.feedback.as_deref()))
    });
    lines.collect::<String>() + "\n"
}

fn texts(body: &ShortText) -> String {
    let lines = body.forms.iter().map(|form| {
        let plain = form.share == FULL_SHARE && !form.text.starts_with('%');
        let weight = if plain { String::new() } else { format!("%{}%", build::percent(form.share)) };
        // The star's own escape is not one of GIFT's, so it is written after those.
        let text = build::star(&escape(&form.text));
        format!("\n={weight}{text}{}", feedback(form.feedback.as_deref()))
    });
    lines.collect::<String>() + "\n"
}

fn numbers(body: &NumberBody) -> String {
    let lines = body.accepted.iter().map(|accepted| {
        let weight =
            if accepted.share == FULL_SHARE { String::new() } else { format!("%{}%", build::percent(accepted.share)) };
        let range = match accepted.range {
            NumberRange::Near { value, tolerance } => format!("{value}:{tolerance}"),
            NumberRange::Between { low, high } => format!("{low}..{high}"),
        };
        format!("\n={weight}{range}{}", feedback(accepted.feedback.as_deref()))
    });
    format!("#{}\n", lines.collect::<String>())
}

/// Feedback to the wrong answer comes first.
fn true_false(body: &TrueFalse) -> String {
    let (word, to_wrong, to_right) = match body.right {
        true => ("T", &body.feedback_false, &body.feedback_true),
        false => ("F", &body.feedback_true, &body.feedback_false),
    };
    match (to_wrong, to_right) {
        (None, None) => word.to_owned(),
        (to_wrong, to_right) => {
            let to_right = feedback(to_right.as_deref());
            format!("{word}#{}{to_right}", to_wrong.as_deref().map(rich).unwrap_or_default())
        }
    }
}

fn feedback(text: Option<&str>) -> String {
    text.map(|text| format!("#{}", rich(text))).unwrap_or_default()
}

/// A Markdown text; one that begins like the name of a format gets the name of its own.
fn rich(text: &str) -> String {
    let mark = if text.starts_with('[') { "[markdown]" } else { "" };
    format!("{mark}{}", escape(text))
}
