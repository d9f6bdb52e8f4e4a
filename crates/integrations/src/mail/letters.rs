//! What mails say.

use super::{Language, format};
use chrono::{DateTime, Utc};
use lectern_money::{BasisPoints, Money};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, context};
use std::sync::LazyLock;

/// A letter, with all it needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Letter {
    /// An order was paid.
    Receipt(Receipt),
    /// Money is on its way back.
    Refund(Refund),
    /// A payment did not succeed.
    PaymentFailed(Unpaid),
    /// Nobody paid in time, or the buyer cancelled.
    OrderExpired(Unpaid),
}

/// An order that was paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// What all letters about orders say.
    pub order: OrderLines,
    /// What a coupon took off, if there was one.
    pub discount: Option<Money>,
    /// Rate and amount of VAT inside the price; absent when the school pays none.
    pub vat: Option<(BasisPoints, Money)>,
    /// When.
    pub paid_at: DateTime<Utc>,
    /// The course.
    pub course_url: String,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Refund {
    /// What all letters about orders say.
    pub order: OrderLines,
    /// Of this refund.
    pub returned: Money,
    /// Whether the course is closed with it.
    pub in_full: bool,
}

/// An order without money.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpaid {
    /// What all letters about orders say.
    pub order: OrderLines,
    /// Where to try again.
    pub course_url: String,
}

/// What all letters about orders say.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLines {
    /// The school's name.
    pub school: String,
    /// Whom the letter addresses.
    pub name: String,
    /// The order's number as people read it.
    pub number: String,
    /// The course's title.
    pub course: String,
    /// What was to be paid.
    pub amount: Money,
    /// The order's page.
    pub order_url: String,
}

/// A letter in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// One line, without control characters.
    pub subject: String,
    /// A whole page: tables, own styles, nothing loaded from elsewhere.
    pub html: String,
    /// The same in plain text.
    pub text: String,
}

/// A letter that cannot be written: its template is wrong.
#[derive(Debug, thiserror::Error)]
#[error("the letter cannot be written: {0}")]
pub struct LetterError(#[from] minijinja::Error);

/// Sources by name and language: subject and body of each letter.
const LETTERS: [(&str, &str); 8] = [
    ("receipt.ru", include_str!("templates/receipt.ru.jinja")),
    ("receipt.en", include_str!("templates/receipt.en.jinja")),
    ("refund.ru", include_str!("templates/refund.ru.jinja")),
    ("refund.en", include_str!("templates/refund.en.jinja")),
    ("payment_failed.ru", include_str!("templates/payment_failed.ru.jinja")),
    ("payment_failed.en", include_str!("templates/payment_failed.en.jinja")),
    ("order_expired.ru", include_str!("templates/order_expired.ru.jinja")),
    ("order_expired.en", include_str!("templates/order_expired.en.jinja")),
];

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut env = Environment::new();
    env.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.expect("only white space differs from the usual"));
    let mut add = |name: String, source: &'static str| {
        env.add_template_owned(name, source).expect("the templates are part of the program; a test reads them all");
    };
    add("blocks.html".into(), include_str!("templates/blocks.html.jinja"));
    add("blocks.txt".into(), include_str!("templates/blocks.txt.jinja"));
    for (name, source) in LETTERS {
        // One source, two names: the name decides about escaping.
        add(format!("{name}.html"), source);
        add(format!("{name}.txt"), source);
    }
    env
});

impl Letter {
    fn name(&self) -> &'static str {
        match self {
            Self::Receipt(_) => "receipt",
            Self::Refund(_) => "refund",
            Self::PaymentFailed(_) => "payment_failed",
            Self::OrderExpired(_) => "order_expired",
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`LetterError`] when a template is wrong; none is.
    pub fn write(&self, language: Language) -> Result<Written, LetterError> {
        let values = self.values(language);
        let render = |kind: &str, part: &str| -> Result<String, LetterError> {
            let template = TEMPLATES.get_template(&format!("{}.{}.{kind}", self.name(), language.tag()))?;
            let blocks = format!("blocks.{kind}");
            Ok(template.render(context! { part, blocks, language => language.tag(), ..values.clone() })?)
        };
        let subject = one_line(&render("txt", "subject")?);
        let html = render("html", "body")?;
        let text = tidy(&render("txt", "body")?);
        Ok(Written { subject, html, text })
    }

    fn values(&self, language: Language) -> minijinja::Value {
        let money = |amount: Money| format::money(amount, language);
        match self {
            Self::Receipt(letter) => context! {
                order => lines(&letter.order, language),
                discount => letter.discount.map(money),
                vat => letter.vat.map(|(rate, _)| format::percent(rate, language)),
                vat_amount => letter.vat.map(|(_, amount)| money(amount)),
                paid_at => format::date(letter.paid_at, language),
                course_url => letter.course_url.as_str(),
            },
            Self::Refund(letter) => context! {
                order => lines(&letter.order, language),
                returned => money(letter.returned),
                in_full => letter.in_full,
            },
            Self::PaymentFailed(letter) | Self::OrderExpired(letter) => context! {
                order => lines(&letter.order, language),
                course_url => letter.course_url.as_str(),
            },
        }
    }
}

/// [`OrderLines`] as templates take them.
fn lines(order: &OrderLines, language: Language) -> minijinja::Value {
    context! {
        school => order.school.as_str(),
        name => order.name.as_str(),
        number => order.number.as_str(),
        course => order.course.as_str(),
        amount => format::money(order.amount, language),
        url => order.order_url.as_str(),
    }
}

/// A subject holds no line breaks or other control characters, whatever a course is called.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(200).collect()
}

/// At most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned() + "\n"
}

#[cfg(test)]
mod tests;
