//! The Markdown of a question as safe HTML, by the place it stands at.

use crate::text;
use lectern_quiz::Question;
use lectern_quiz::model::{GapFill, MatchItem, QuestionBody};
use lectern_quiz::view::{Reviewed, StudentBody, StudentFill, StudentQuestion};
use std::collections::BTreeMap;

/// HTML by place: `prompt`, `hint`, `text` (with its markers), `options.<id>`, `lefts.<id>`, `rights.<id>`,
/// `items.<id>`, `gaps.<id>.<option>`, `explanation`, `feedback.<part>`.
pub type Html = BTreeMap<String, String>;

/// Plain words, which most options are, cost no parsing. One paragraph loses its `<p>`, to stand in a line.
fn rendered(markdown: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '?' | '%' | '=');
    if markdown.chars().all(plain)
        && !markdown.contains("  ")
        && !markdown.starts_with(|c: char| c.is_ascii_digit() || c == ' ')
    {
        return markdown.to_owned();
    }
    let html = text::render(markdown);
    let html = html.trim_end();
    match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(line) if !line.contains("<p>") => line.to_owned(),
        _ => html.to_owned(),
    }
}

fn put(html: &mut Html, at: impl Into<String>, markdown: &str) {
    html.insert(at.into(), rendered(markdown));
}

fn items(html: &mut Html, at: &str, items: &[MatchItem]) {
    items.iter().for_each(|item| put(html, format!("{at}.{}", item.id), &item.text));
}

/// Of a question as a student gets it.
pub fn asked(question: &StudentQuestion) -> Html {
    let mut html = Html::new();
    put(&mut html, "prompt", &question.prompt);
    if let Some(hint) = &question.hint {
        put(&mut html, "hint", hint);
    }
    match &question.body {
        StudentBody::Single { options } | StudentBody::Multiple { options } => items(&mut html, "options", options),
        StudentBody::Matching { lefts, rights } => {
            items(&mut html, "lefts", lefts);
            items(&mut html, "rights", rights);
        }
        StudentBody::Ordering { items: all } => items(&mut html, "items", all),
        StudentBody::Gaps { text, gaps } => {
            put(&mut html, "text", text);
            for gap in gaps {
                if let StudentFill::Choice { options } = &gap.fill {
                    items(&mut html, &format!("gaps.{}", gap.id), options);
                }
            }
        }
        StudentBody::TrueFalse {} | StudentBody::Number {} | StudentBody::ShortText {} | StudentBody::Essay { .. } => {}
    }
    html
}

/// Of a graded one, as far as it is shown.
pub fn reviewed(review: &Reviewed) -> Html {
    let mut html = asked(&review.question);
    if let Some(explanation) = &review.explanation {
        put(&mut html, "explanation", explanation);
    }
    for (part, feedback) in &review.feedback {
        put(&mut html, format!("feedback.{part}"), feedback);
    }
    html
}

/// Of a question of the bank, for its teachers.
pub fn whole(question: &Question) -> Html {
    let mut html = Html::new();
    put(&mut html, "prompt", &question.prompt);
    for (at, text) in [("hint", &question.hint), ("explanation", &question.explanation)] {
        if let Some(text) = text {
            put(&mut html, at, text);
        }
    }
    match &question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => {
            choice.options.iter().for_each(|o| put(&mut html, format!("options.{}", o.id), &o.text));
        }
        QuestionBody::Matching(body) => {
            items(&mut html, "lefts", &body.lefts);
            items(&mut html, "rights", &body.rights);
        }
        QuestionBody::Ordering(body) => items(&mut html, "items", &body.items),
        QuestionBody::Gaps(body) => {
            put(&mut html, "text", &body.text);
            for gap in &body.gaps {
                if let GapFill::Choice(choice) = &gap.fill {
                    let at = |id: &str| format!("gaps.{}.{id}", gap.id);
                    choice.options.iter().for_each(|o| put(&mut html, at(&o.id), &o.text));
                }
            }
        }
        QuestionBody::TrueFalse(_) | QuestionBody::Number(_) | QuestionBody::ShortText(_) | QuestionBody::Essay(_) => {}
    }
    html
}

#[cfg(test)]
mod tests {
    use super::rendered;

    #[test]
    fn lines_stay_lines_and_nothing_harmful_passes() {
        assert_eq!(rendered("Москва"), "Москва");
        assert_eq!(rendered("a < b & *c*"), "a &lt; b &amp; <em>c</em>");
        assert_eq!(rendered("1. one"), text("1. one"));
        assert!(rendered("one\n\ntwo").starts_with("<p>one</p>"));
        assert!(!rendered("<script>alert(1)</script>").contains("script"));
        assert!(!rendered("<img src=x onerror=alert(1)>").contains("onerror"));
    }

    fn text(markdown: &str) -> String {
        crate::text::render(markdown).trim_end().to_owned()
    }
}
