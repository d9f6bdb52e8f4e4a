//! Writing Moodle XML.

use super::{build, cloze};
use crate::model::{Choice, FULL_SHARE, Question, QuestionBody};

/// A question; Moodle has a form for every kind.
pub(super) fn write(question: &Question) -> Option<String> {
    let kind = match &question.body {
        QuestionBody::Single(_) | QuestionBody::Multiple(_) => "multichoice",
        QuestionBody::TrueFalse(_) => "truefalse",
        QuestionBody::Number(_) => "numerical",
        QuestionBody::ShortText(_) => "shortanswer",
        QuestionBody::Matching(_) => "matching",
        QuestionBody::Ordering(_) => "ordering",
        QuestionBody::Gaps(_) => "cloze",
        QuestionBody::Essay(_) => "essay",
    };
    let text = match &question.body {
        // Gaps have one text only, so an instruction above goes first.
        QuestionBody::Gaps(gaps) if question.prompt.trim().is_empty() => cloze::write(gaps),
        QuestionBody::Gaps(gaps) => format!("{}\n\n{}", question.prompt, cloze::write(gaps)),
        _ => question.prompt.clone(),
    };
    let mut xml = Xml::default();
    xml.0.push_str(&format!("  <question type=\"{kind}\">\n"));
    xml.line("name", "", question.title.as_deref().unwrap_or_default());
    xml.line("questiontext", MARKDOWN, &text);
    xml.line("generalfeedback", MARKDOWN, question.explanation.as_deref().unwrap_or_default());
    let points = f64::from(question.points.0) / 100.0;
    xml.0.push_str(&format!(
        "    <defaultgrade>{points}</defaultgrade>\n    <penalty>0</penalty>\n    <hidden>0</hidden>\n"
    ));
    body(&mut xml, &question.body);
    if let Some(hint) = &question.hint {
        xml.line("hint", MARKDOWN, hint);
    }
    if !question.tags.is_empty() {
        let tags: String = question.tags.iter().map(|tag| format!("<tag>{}</tag>", text_element(tag))).collect();
        xml.0.push_str(&format!("    <tags>{tags}</tags>\n"));
    }
    xml.0.push_str("  </question>");
    Some(xml.0)
}

/// Where the questions below belong.
pub(super) fn write_category(topic: &str) -> String {
    let path = if topic.is_empty() { "$course$/top".to_owned() } else { format!("$course$/top/{topic}") };
    format!("  <question type=\"category\"><category>{}</category></question>", text_element(&path))
}

/// A whole file.
pub(super) fn wrap(blocks: &[&str]) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n{}\n</quiz>\n", blocks.join("\n"))
}

const MARKDOWN: &str = " format=\"markdown\"";
const PLAIN: &str = " format=\"plain_text\"";

#[derive(Default)]
struct Xml(String);

impl Xml {
    fn line(&mut self, name: &str, attributes: &str, text: &str) {
        self.0.push_str(&format!("    <{name}{attributes}>{}</{name}>\n", text_element(text)));
    }

    fn answer(&mut self, fraction: &str, format: &str, text: &str, more: &str, feedback: Option<&str>) {
        let feedback = text_element(feedback.unwrap_or_default());
        self.0.push_str(&format!(
            "    <answer fraction=\"{fraction}\"{format}>{}{more}<feedback{MARKDOWN}>{feedback}</feedback></answer>\n",
            text_element(text)
        ));
    }

    fn choice(&mut self, choice: &Choice, single: bool) {
        self.0.push_str(&format!("    <single>{single}</single>\n    <shuffleanswers>true</shuffleanswers>\n"));
        for (option, share) in choice.options.iter().zip(build::shares(choice, single)) {
            self.answer(&build::percent(share), MARKDOWN, &option.text, "", option.feedback.as_deref());
        }
    }
}

fn body(xml: &mut Xml, body: &QuestionBody) {
    match body {
        QuestionBody::Single(choice) => xml.choice(choice, true),
        QuestionBody::Multiple(choice) => xml.choice(choice, false),
        QuestionBody::TrueFalse(body) => {
            let percent = |value: bool| if body.right == value { "100" } else { "0" };
            xml.answer(percent(true), PLAIN, "true", "", body.feedback_true.as_deref());
            xml.answer(percent(false), PLAIN, "false", "", body.feedback_false.as_deref());
        }
        QuestionBody::Number(body) => {
            for accepted in &body.accepted {
                let (value, tolerance) = cloze::middle(accepted.range);
                let tolerance = format!("<tolerance>{tolerance}</tolerance>");
                let percent = build::percent(accepted.share);
                xml.answer(&percent, PLAIN, &value.to_string(), &tolerance, accepted.feedback.as_deref());
            }
        }
        QuestionBody::ShortText(body) => {
            xml.0.push_str(&format!("    <usecase>{}</usecase>\n", u8::from(body.compare.case_sensitive)));
            for form in &body.forms {
                xml.answer(&build::percent(form.share), PLAIN, &build::star(&form.text), "", form.feedback.as_deref());
            }
        }
        QuestionBody::Matching(body) => {
            xml.0.push_str("    <shuffleanswers>true</shuffleanswers>\n");
            for (left, right) in build::pairs(body) {
                let (left, right) = (text_element(left), text_element(right));
                xml.0.push_str(&format!("    <subquestion{MARKDOWN}>{left}<answer>{right}</answer></subquestion>\n"));
            }
        }
        QuestionBody::Ordering(body) => {
            xml.0.push_str("    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n");
            for item in body.order.iter().filter_map(|id| body.items.iter().find(|item| item.id == *id)) {
                xml.answer(&build::percent(FULL_SHARE), MARKDOWN, &item.text, "", None);
            }
        }
        QuestionBody::Gaps(_) => {}
        QuestionBody::Essay(body) => xml.line("graderinfo", MARKDOWN, body.guide.as_deref().unwrap_or_default()),
    }
}

fn text_element(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\r' => escaped.push_str("&#13;"),
            c => escaped.push(c),
        }
    }
    format!("<text>{escaped}</text>")
}
