//! Reading Moodle XML.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::build::{self, Given};
use super::{Found, ImportError, Refused, cloze, gift, html};
use crate::model::{
    AcceptedNumber, Essay, FULL_SHARE, MatchItem, NumberBody, NumberRange, Ordering, Points, Question, QuestionBody,
    TextRule, TrueFalse, essay_chars,
};
use crate::text::number;

/// Elements, attributes and texts of a file; far more than the largest bank has.
const MAX_NODES: u32 = 1_000_000;

pub(super) fn read(text: &str, found: &mut Found) -> Result<(), ImportError> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        Error::DtdDetected => ImportError::DocumentType,
        error => ImportError::BrokenXml { line: error.pos().row, detail: error.to_string() },
    })?;
    let root = document.root_element();
    if !root.has_tag_name("quiz") {
        return Err(ImportError::NotAQuiz);
    }
    let (mut line, mut counted) = (1, 0);
    let mut topic = None;
    for node in root.children().filter(|node| node.has_tag_name("question")) {
        let start = node.range().start;
        line += text[counted..start].matches('\n').count() as u32;
        counted = start;
        let kind = node.attribute("type").unwrap_or_default();
        if kind == "category" {
            topic = gift::category_topic(&plain(node, "category"));
            continue;
        }
        let mut entry = Entry { node, line, found };
        match entry.question(kind) {
            Ok(mut question) => {
                question.topic.clone_from(&topic);
                found.question(line, question);
            }
            Err(refused) => found.refused(line, refused.code, &refused.detail),
        }
    }
    Ok(())
}

/// A question that is being read.
struct Entry<'a, 'input, 'f> {
    node: Node<'a, 'input>,
    line: u32,
    found: &'f mut Found,
}

impl<'a, 'input: 'a> Entry<'a, 'input, '_> {
    fn question(&mut self, kind: &str) -> Result<Question, Refused> {
        let body = self.body(kind)?;
        let prompt = if kind == "cloze" { String::new() } else { self.rich(self.node, "questiontext") };
        let mut question = Question::new(prompt, body);
        question.title = Some(plain(self.node, "name")).filter(|name| !name.is_empty());
        question.explanation = self.optional(self.node, "generalfeedback");
        question.hint = self.optional(self.node, "hint");
        question.tags = child(self.node, "tags")
            .map(|tags| {
                tags.children()
                    .filter(|tag| tag.has_tag_name("tag"))
                    .map(|tag| text_of(tag).trim().to_owned())
                    .collect()
            })
            .unwrap_or_default();
        if let Some(points) = child(self.node, "defaultgrade") {
            let points = number(&raw(points)).filter(|points| (0.0..=1000.0).contains(points));
            let points = points.ok_or_else(|| Refused::new("bad_points", &plain(self.node, "defaultgrade")))?;
            question.points = Points((points * 100.0).round() as i32);
        }
        build::allow_costs(&mut question);
        Ok(question)
    }

    fn body(&mut self, kind: &str) -> Result<QuestionBody, Refused> {
        Ok(match kind {
            "multichoice" => {
                let given = self.answers(true)?;
                match plain(self.node, "single").as_str() {
                    "false" | "0" => QuestionBody::Multiple(build::multiple(given)),
                    _ => QuestionBody::Single(build::single(given)),
                }
            }
            "truefalse" => QuestionBody::TrueFalse(self.true_false()?),
            "shortanswer" => {
                let case_sensitive = matches!(plain(self.node, "usecase").as_str(), "1" | "true");
                let given = self.answers(false)?;
                let (body, catch_all) = build::short_text(given, TextRule { case_sensitive, ..TextRule::default() })?;
                self.note_catch_all(catch_all);
                QuestionBody::ShortText(body)
            }
            "numerical" => QuestionBody::Number(self.numbers()?),
            "matching" => QuestionBody::Matching(build::matching(self.pairs()?)),
            "ordering" => {
                let item = |(n, given): (usize, Given)| MatchItem { id: n.to_string(), text: given.text };
                let items: Vec<_> = self.answers(true)?.into_iter().enumerate().map(item).collect();
                let order = items.iter().map(|item| item.id.clone()).collect();
                QuestionBody::Ordering(Ordering { items, order })
            }
            "essay" => {
                let guide = self.optional(self.node, "graderinfo");
                QuestionBody::Essay(Essay { guide, max_chars: essay_chars() })
            }
            "cloze" | "multianswer" => QuestionBody::Gaps(self.gaps()?),
            other => return Err(Refused::new("unsupported_kind", other)),
        })
    }

    fn answer_nodes(&self) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
        self.node.children().filter(|node| node.has_tag_name("answer"))
    }

    fn answers(&mut self, markdown: bool) -> Result<Vec<Given>, Refused> {
        let mut given = Vec::new();
        build::few(self.answer_nodes().count())?;
        for node in self.answer_nodes() {
            let text = if markdown { self.rich_of(node) } else { text_of(node).trim().to_owned() };
            given.push(Given { text, share: fraction(node)?, feedback: self.optional(node, "feedback") });
        }
        Ok(given)
    }

    fn true_false(&mut self) -> Result<TrueFalse, Refused> {
        let mut body = TrueFalse { right: false, feedback_true: None, feedback_false: None };
        let mut seen_right = false;
        for node in self.answer_nodes() {
            let value = match text_of(node).trim().to_ascii_lowercase().as_str() {
                "true" => true,
                "false" => false,
                other => return Err(Refused::new("bad_true_false", other)),
            };
            if fraction(node)? == Some(FULL_SHARE) {
                (body.right, seen_right) = (value, true);
            }
            let feedback = self.optional(node, "feedback");
            if value { body.feedback_true = feedback } else { body.feedback_false = feedback }
        }
        if seen_right { Ok(body) } else { Err(Refused::new("no_right_answer", "")) }
    }

    fn numbers(&mut self) -> Result<NumberBody, Refused> {
        build::few(self.answer_nodes().count())?;
        let mut accepted = Vec::new();
        let mut catch_all = false;
        for node in self.answer_nodes() {
            let text = text_of(node);
            if text.trim() == "*" {
                catch_all = true;
                continue;
            }
            let tolerance = plain(node, "tolerance");
            let tolerance = if tolerance.is_empty() { Some(0.0) } else { number(&tolerance) };
            let range = number(&text).zip(tolerance).map(|(value, tolerance)| NumberRange::Near { value, tolerance });
            let range = range.ok_or_else(|| Refused::new("bad_number", text.trim()))?;
            let share = fraction(node)?.unwrap_or(FULL_SHARE).max(0);
            accepted.push(AcceptedNumber { range, share, feedback: self.optional(node, "feedback") });
        }
        if child(self.node, "units").is_some_and(|units| units.children().any(|node| node.is_element())) {
            self.found.left_out(self.line, "units_left_out", "");
        }
        self.note_catch_all(catch_all);
        build::numbers(NumberBody { accepted })
    }

    fn pairs(&mut self) -> Result<Vec<(String, String)>, Refused> {
        let nodes: Vec<_> = self.node.children().filter(|node| node.has_tag_name("subquestion")).collect();
        build::few(nodes.len())?;
        let right = |node| child(node, "answer").map(|answer| text_of(answer).trim().to_owned()).unwrap_or_default();
        Ok(nodes.into_iter().map(|node| (self.rich_of(node), right(node))).collect())
    }

    fn gaps(&mut self) -> Result<crate::model::Gaps, Refused> {
        let node = child(self.node, "questiontext").ok_or_else(|| Refused::new("no_gaps", ""))?;
        let raw = text_of(node);
        let format = format_of(node, &raw);
        let plain = |text: &str| if format == Format::Html { cloze::plain_of_html(text) } else { text.to_owned() };
        let (gaps, catch_all) = cloze::read(&raw, |text| format.markdown(text), plain)?;
        self.note_pictures(node);
        self.note_catch_all(catch_all);
        Ok(gaps)
    }

    fn rich(&mut self, parent: Node<'a, 'input>, name: &str) -> String {
        child(parent, name).map(|node| self.rich_of(node)).unwrap_or_default()
    }

    fn optional(&mut self, parent: Node<'a, 'input>, name: &str) -> Option<String> {
        Some(self.rich(parent, name)).filter(|text| !text.is_empty())
    }

    /// The text of a node in Markdown.
    fn rich_of(&mut self, node: Node<'a, 'input>) -> String {
        let raw = text_of(node);
        self.note_pictures(node);
        format_of(node, &raw).markdown(&raw)
    }

    fn note_pictures(&mut self, node: Node<'_, '_>) {
        for file in node.children().filter(|node| node.has_tag_name("file")) {
            self.found.left_out(self.line, "file_left_out", file.attribute("name").unwrap_or_default());
        }
    }

    fn note_catch_all(&mut self, is_there: bool) {
        if is_there {
            self.found.left_out(self.line, "catch_all_left_out", "*");
        }
    }
}

/// How a text is written.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Html,
    Markdown,
    Plain,
}

impl Format {
    fn markdown(self, text: &str) -> String {
        match self {
            Self::Html => html::to_markdown(text),
            Self::Markdown => text.trim().to_owned(),
            Self::Plain => html::plain_to_markdown(text.trim()),
        }
    }
}

fn format_of(node: Node<'_, '_>, text: &str) -> Format {
    match node.attribute("format") {
        Some("html") => Format::Html,
        Some("markdown") => Format::Markdown,
        Some("plain_text") => Format::Plain,
        _ if html::looks_like_html(text) => Format::Html,
        _ => Format::Markdown,
    }
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// All the text right inside a node: CDATA and comments split it into several.
fn raw(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// What stands in the `<text>` of a node.
fn text_of(node: Node<'_, '_>) -> String {
    child(node, "text").map(raw).unwrap_or_default()
}

/// A child that holds its text itself or in a `<text>`.
fn plain(node: Node<'_, '_>, name: &str) -> String {
    let text = child(node, name).map(|node| if child(node, "text").is_some() { text_of(node) } else { raw(node) });
    text.unwrap_or_default().trim().to_owned()
}

fn fraction(node: Node<'_, '_>) -> Result<Option<i32>, Refused> {
    let Some(fraction) = node.attribute("fraction") else { return Ok(None) };
    build::share(fraction).map(Some).ok_or_else(|| Refused::new("bad_weight", fraction))
}
