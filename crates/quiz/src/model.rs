//! What a question is, as it is stored, edited and sent between the editor and the server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A whole answer, in basis points: shares of a question are counted in hundredths of a percent.
pub const FULL_SHARE: i32 = 10_000;
/// Longest prompt, explanation, hint or text with gaps, in characters.
pub const MAX_TEXT: usize = 20_000;
/// Longest option, accepted form, item or feedback, in characters.
pub const MAX_OPTION_TEXT: usize = 4_000;
/// Most options, accepted forms, items or gaps of a question.
pub const MAX_OPTIONS: usize = 50;
/// Longest id of an option, item or gap, in bytes.
pub const MAX_ID: usize = 32;
/// Most tags of a question.
pub const MAX_TAGS: usize = 20;
/// Longest title, topic or tag, in characters.
pub const MAX_LABEL: usize = 200;
/// Most points of a question: 1000.
pub const MAX_POINTS: Points = Points(100_000);
/// Longest essay, in characters, whatever the question allows.
pub const MAX_ESSAY: u32 = 100_000;

/// Points in hundredths: 150 is one and a half. Whole numbers, so that sums and comparisons are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Points(pub i32);

impl Points {
    /// One point.
    pub const ONE: Self = Self(100);
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.fold(0, |sum, points| sum.saturating_add(points.0)))
    }
}

/// A question with its right answers: for teachers and the server only, see [`crate::view`] for students.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A name for the teacher's lists; students do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is asked, in Markdown. May be empty where the body has a text of its own (gaps).
    pub prompt: String,
    /// What a full answer earns.
    pub points: Points,
    /// What a wholly wrong answer costs; not negative. It is also the lowest a question with negative shares can fall.
    #[serde(default)]
    pub penalty: Points,
    /// Whether half an answer earns half of the points.
    #[serde(default)]
    pub credit: Credit,
    /// Why the right answer is right, in Markdown; shown when the policy allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// Help for those who ask for it while answering, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Free labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Place in the bank; `/` separates levels: `Algebra/Matrices`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The moment of a lecture that explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The kind and its right answers.
    pub body: QuestionBody,
}

/// Whether half an answer earns half of the points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// The right part of an answer earns its share.
    #[default]
    Partial,
    /// Only the full answer earns anything.
    AllOrNothing,
}

/// A moment of a video lesson.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The lesson with the video.
    pub lesson: Uuid,
    /// Second from its start.
    pub second: f64,
}

/// The kinds of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionBody {
    /// One of several options.
    Single(Choice),
    /// Any number of several options.
    Multiple(Choice),
    /// True or false.
    TrueFalse(TrueFalse),
    /// A number, within a tolerance or a range.
    Number(NumberBody),
    /// A few words.
    ShortText(ShortText),
    /// Each left item belongs to one of the right ones.
    Matching(Matching),
    /// Items to be put in order.
    Ordering(Ordering),
    /// A text with gaps to fill.
    Gaps(Gaps),
    /// A long text, graded by the teacher.
    Essay(Essay),
}

/// Options to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// In the teacher's order.
    pub options: Vec<ChoiceOption>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Stable within the question; must tell nothing of the right answer.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// Whether it belongs to the right answer.
    pub right: bool,
    /// What choosing it earns, in basis points of the question (10000 is all of it, negative costs). Absent: a right
    /// one earns an equal part, a wrong one cancels a right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<i32>,
    /// Shown to those who chose it, when the policy allows; Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// A statement to judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrueFalse {
    /// Whether it is true.
    pub right: bool,
    /// For those who said true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_true: Option<String>,
    /// For those who said false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_false: Option<String>,
}

/// A number to find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberBody {
    /// What is accepted; the best share among those that fit counts.
    pub accepted: Vec<AcceptedNumber>,
}

/// A number that earns something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedNumber {
    /// Where it lies.
    pub range: NumberRange,
    /// What it earns, in basis points; 0 names an expected mistake.
    #[serde(default = "full_share")]
    pub share: i32,
    /// For those who gave it; Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// Numbers that count as one answer; the ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum NumberRange {
    /// Around a value.
    Near {
        /// The value.
        value: f64,
        /// How far off is still right; not negative.
        tolerance: f64,
    },
    /// Between two ends.
    Between {
        /// The smallest.
        low: f64,
        /// The largest.
        high: f64,
    },
}

/// A few words to find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortText {
    /// What is accepted; the best share among those that fit counts.
    pub forms: Vec<TextForm>,
    /// How answers are compared with them.
    #[serde(default)]
    pub compare: TextRule,
}

/// A text that earns something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextForm {
    /// Plain text.
    pub text: String,
    /// What it earns, in basis points; 0 names an expected mistake.
    #[serde(default = "full_share")]
    pub share: i32,
    /// For those who gave it; Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// How texts are compared. White space at the ends and repeated inside never counts, nor how a letter is composed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextRule {
    /// Capital letters count.
    #[serde(default)]
    pub case_sensitive: bool,
    /// ё and е are different letters.
    #[serde(default)]
    pub strict_yo: bool,
}

/// Something to match or to put in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchItem {
    /// Stable within its list; must tell nothing of the right answer.
    pub id: String,
    /// Markdown.
    pub text: String,
}

/// Two lists and which belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// Each is matched with one of the right items.
    pub lefts: Vec<MatchItem>,
    /// May have more, or be used twice.
    pub rights: Vec<MatchItem>,
    /// One pair for each left item.
    pub pairs: Vec<MatchPair>,
}

/// Items that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchPair {
    /// Id of a left item.
    pub left: String,
    /// Id of a right item.
    pub right: String,
}

/// Items and their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ordering {
    /// In any order; students get them shuffled always.
    pub items: Vec<MatchItem>,
    /// Their ids, first to last.
    pub order: Vec<String>,
}

/// A text with gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// Markdown with a marker `[[1]]` for the gap with the id `1`, each exactly once.
    pub text: String,
    /// The gaps.
    pub gaps: Vec<Gap>,
}

/// One gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// A number: `1`, `2` and so on.
    pub id: String,
    /// What part of the question it is: a gap of weight 2 counts as two of weight 1.
    #[serde(default = "one")]
    pub weight: u32,
    /// What fills it.
    pub fill: GapFill,
}

/// What fills a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GapFill {
    /// A few words.
    Text(ShortText),
    /// A number.
    Number(NumberBody),
    /// One of several options.
    Choice(Choice),
}

/// A long text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Essay {
    /// What to look for, for those who grade; Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// Longest answer, in characters.
    #[serde(default = "essay_chars")]
    pub max_chars: u32,
}

impl QuestionBody {
    /// The name of the kind, as in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Single(_) => "single",
            Self::Multiple(_) => "multiple",
            Self::TrueFalse(_) => "true_false",
            Self::Number(_) => "number",
            Self::ShortText(_) => "short_text",
            Self::Matching(_) => "matching",
            Self::Ordering(_) => "ordering",
            Self::Gaps(_) => "gaps",
            Self::Essay(_) => "essay",
        }
    }
}

impl Question {
    /// A question of one point with nothing but its prompt and body.
    pub fn new(prompt: impl Into<String>, body: QuestionBody) -> Self {
        Self {
            title: None,
            prompt: prompt.into(),
            points: Points::ONE,
            penalty: Points::default(),
            credit: Credit::default(),
            explanation: None,
            hint: None,
            tags: Vec::new(),
            topic: None,
            anchor: None,
            body,
        }
    }
}

impl NumberRange {
    /// Whether `number` lies in it. Ends get the few last bits that decimal fractions lose: 0.3 is within 0.1 of 0.2.
    pub fn holds(&self, number: f64) -> bool {
        let (low, high) = self.ends();
        let slack = low.abs().max(high.abs()) * 4.0 * f64::EPSILON;
        number.is_finite() && number >= low - slack && number <= high + slack
    }

    /// Its smallest and largest number.
    pub fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Near { value, tolerance } => (value - tolerance, value + tolerance),
            Self::Between { low, high } => (low, high),
        }
    }
}

/// The whole question, the default of what an accepted form earns.
pub(crate) fn full_share() -> i32 {
    FULL_SHARE
}

fn one() -> u32 {
    1
}

pub(crate) fn essay_chars() -> u32 {
    20_000
}
