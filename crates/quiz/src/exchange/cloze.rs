//! Gaps in Moodle's notation: `{2:SHORTANSWER:=right#feedback~%50%half}`.

use super::build::{self, Given};
use super::{Refused, html};
use crate::model::{AcceptedNumber, FULL_SHARE, Gap, GapFill, Gaps, NumberBody, NumberRange, ShortText, TextRule};
use crate::text::number;

/// Stands for a gap while the text around is converted; not used by any writing.
const MARK: char = '\u{E001}';

/// The text with its gaps. `convert` makes Markdown of the text around them, `plain` plain text of what is in them.
/// The second part is whether feedback to every other answer was left out.
pub(super) fn read(
    raw: &str,
    convert: impl Fn(&str) -> String,
    plain: impl Fn(&str) -> String,
) -> Result<(Gaps, bool), Refused> {
    let mut text = String::new();
    let mut gaps = Vec::new();
    let mut catch_all = false;
    let mut rest = raw;
    while let Some((before, spec, after)) = next(rest) {
        build::few(gaps.len())?;
        let id = (gaps.len() + 1).to_string();
        let (fill, caught) = fill(&spec, &plain)?;
        catch_all |= caught;
        text.push_str(before);
        text.push(MARK);
        gaps.push(Gap { id, weight: spec.weight, fill });
        rest = after;
    }
    if gaps.is_empty() {
        return Err(Refused::new("no_gaps", raw));
    }
    text.push_str(rest);
    let mut text = convert(&text);
    for gap in &gaps {
        text = text.replacen(MARK, &format!("[[{}]]", gap.id), 1);
    }
    Ok((Gaps { text, gaps }, catch_all))
}

/// What stands between the braces.
struct Spec<'a> {
    weight: u32,
    kind: &'a str,
    answers: &'a str,
}

/// The text before the next gap, the gap, and the text after it.
fn next(text: &str) -> Option<(&str, Spec<'_>, &str)> {
    for (at, _) in text.match_indices('{') {
        if let Some((weight, kind, rest)) = head(&text[at + 1..]) {
            let end = find(rest, '}')?;
            return Some((&text[..at], Spec { weight, kind, answers: &rest[..end] }, &rest[end + 1..]));
        }
    }
    None
}

/// Weight and kind, and the text after them; Moodle has no escape for a text that only looks so.
pub(super) fn head(text: &str) -> Option<(u32, &str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (weight, rest) = text.split_at(digits);
    let rest = rest.strip_prefix(':')?;
    let letters = rest.bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'_').count();
    let (kind, rest) = rest.split_at(letters);
    let weight = if weight.is_empty() { 1 } else { weight.parse().ok()? };
    Some((weight, kind, rest.strip_prefix(':')?)).filter(|_| !kind.is_empty())
}

/// Where `mark` stands without a backslash before it.
fn find(text: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        if escaped {
            escaped = false;
            return None;
        }
        escaped = c == '\\';
        (c == mark).then_some(at)
    })
}

fn fill(spec: &Spec<'_>, plain: &impl Fn(&str) -> String) -> Result<(GapFill, bool), Refused> {
    let given = given(spec.answers, plain)?;
    match spec.kind {
        "SHORTANSWER" | "SA" | "MW" => texts(given, false),
        "SHORTANSWER_C" | "SAC" | "MWC" => texts(given, true),
        "NUMERICAL" | "NM" => {
            let all = given.len();
            let known: Vec<_> = given.into_iter().filter(|one| one.text != "*").collect();
            let catch_all = known.len() < all;
            let accepted = known.into_iter().map(accepted).collect::<Result<_, _>>()?;
            Ok((GapFill::Number(build::numbers(NumberBody { accepted })?), catch_all))
        }
        kind if kind.starts_with("MULTICHOICE") || ["MC", "MCV", "MCH", "MCS", "MCVS", "MCHS"].contains(&kind) => {
            Ok((GapFill::Choice(build::single(given)), false))
        }
        other => Err(Refused::new("unsupported_gap", other)),
    }
}

fn texts(given: Vec<Given>, case_sensitive: bool) -> Result<(GapFill, bool), Refused> {
    let given = given.into_iter().map(|one| Given { share: one.share.or(Some(0)), ..one }).collect();
    let (body, catch_all) = build::short_text(given, TextRule { case_sensitive, ..TextRule::default() })?;
    Ok((GapFill::Text(body), catch_all))
}

fn accepted(given: Given) -> Result<AcceptedNumber, Refused> {
    let (value, tolerance) = given.text.split_once(':').unwrap_or((&given.text, "0"));
    let range = number(value).zip(number(tolerance)).map(|(value, tolerance)| NumberRange::Near { value, tolerance });
    let range = range.ok_or_else(|| Refused::new("bad_number", &given.text))?;
    Ok(AcceptedNumber { range, share: given.share.unwrap_or(0).max(0), feedback: given.feedback })
}

fn given(answers: &str, plain: &impl Fn(&str) -> String) -> Result<Vec<Given>, Refused> {
    let mut given = Vec::new();
    let mut rest = Some(answers);
    while let Some(text) = rest {
        build::few(given.len())?;
        let end = find(text, '~');
        rest = end.map(|at| &text[at + 1..]);
        let one = &text[..end.unwrap_or(text.len())];
        if one.trim().is_empty() {
            continue; // a mark before the first answer
        }
        let (share, one) = weight(one.trim_start())?;
        let (text, feedback) = find(one, '#').map_or((one, None), |at| (&one[..at], Some(&one[at + 1..])));
        let clean = |text: &str| plain(&unescape(text.trim()));
        given.push(Given { text: clean(text), share, feedback: feedback.map(clean).filter(|text| !text.is_empty()) });
    }
    Ok(given)
}

fn weight(text: &str) -> Result<(Option<i32>, &str), Refused> {
    if let Some(rest) = text.strip_prefix('=') {
        return Ok((Some(FULL_SHARE), rest));
    }
    let Some((percent, after)) = text.strip_prefix('%').and_then(|rest| rest.split_once('%')) else {
        return Ok((None, text));
    };
    let share = build::share(percent).ok_or_else(|| Refused::new("bad_weight", percent))?;
    Ok((Some(share), after))
}

/// A backslash before a mark goes; one before a star stays, see [`build::short_text`].
fn unescape(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some('}' | '#' | '~' | '/' | '"' | '\\' | '=' | '%') if c == '\\' => done.extend(chars.next()),
            _ => done.push(c),
        }
    }
    done
}

/// The text with its gaps in Moodle's notation.
pub(super) fn write(gaps: &Gaps) -> String {
    let mut text = gaps.text.clone();
    for gap in &gaps.gaps {
        let (kind, answers) = match &gap.fill {
            GapFill::Text(fill) => {
                (if fill.compare.case_sensitive { "SHORTANSWER_C" } else { "SHORTANSWER" }, texts_of(fill))
            }
            GapFill::Number(fill) => ("NUMERICAL", numbers_of(fill)),
            GapFill::Choice(fill) => {
                let options = fill.options.iter().zip(build::shares(fill, true));
                let lines = options.map(|(o, share)| answer(share, &escape(&o.text), o.feedback.as_deref()));
                ("MULTICHOICE", lines.collect::<Vec<_>>().join("~"))
            }
        };
        // Each marker is there once, and what is put in is not searched again: markers are taken from the end.
        let marker = format!("[[{}]]", gap.id);
        text = text.replacen(&marker, &format!("{MARK}{}:{kind}:{answers}\u{E002}", gap.weight), 1);
    }
    text.replace(MARK, "{").replace('\u{E002}', "}")
}

fn texts_of(fill: &ShortText) -> String {
    let lines =
        fill.forms.iter().map(|form| answer(form.share, &build::star(&escape(&form.text)), form.feedback.as_deref()));
    lines.collect::<Vec<_>>().join("~")
}

fn numbers_of(fill: &NumberBody) -> String {
    let lines = fill.accepted.iter().map(|accepted| {
        let (value, tolerance) = middle(accepted.range);
        answer(accepted.share, &format!("{value}:{tolerance}"), accepted.feedback.as_deref())
    });
    lines.collect::<Vec<_>>().join("~")
}

/// A range as a value and its tolerance.
pub(super) fn middle(range: NumberRange) -> (f64, f64) {
    match range {
        NumberRange::Near { value, tolerance } => (value, tolerance),
        NumberRange::Between { low, high } => (f64::midpoint(low, high), (high - low) / 2.0),
    }
}

fn answer(share: i32, text: &str, feedback: Option<&str>) -> String {
    let mark = if share == FULL_SHARE { "=".to_owned() } else { format!("%{}%", build::percent(share)) };
    let feedback = feedback.map(|text| format!("#{}", escape(text))).unwrap_or_default();
    format!("{mark}{text}{feedback}")
}

fn escape(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '}' | '#' | '~' | '/' | '"' | '\\') {
            done.push('\\');
        }
        done.push(c);
    }
    done
}

/// What stands in a gap of an HTML text.
pub(super) fn plain_of_html(text: &str) -> String {
    html::entities(text)
}
