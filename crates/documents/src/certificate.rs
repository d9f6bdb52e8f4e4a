use chrono::{DateTime, NaiveDate, Utc};

/// How a certificate is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// A band cut by the lessons, and the tape of what was watched.
    Tape,
    /// A frame, everything in the middle: the ceremonious one.
    Frame,
    /// A dark column with the school and the number: the sober one.
    Column,
}

impl Template {
    /// All, the usual one first.
    pub const ALL: [Self; 3] = [Self::Tape, Self::Frame, Self::Column];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tape => "tape",
            Self::Frame => "frame",
            Self::Column => "column",
        }
    }

    /// The template of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.as_str() == name)
    }
}

/// What the words are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// ISO 639-1.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// Russian for a course in Russian, English for all others.
    pub fn of(code: &str) -> Self {
        if code == "ru" { Self::Ru } else { Self::En }
    }
}

/// PNG or JPEG bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Picture(pub Vec<u8>);

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// As it is printed below the line.
    pub name: String,
    /// "Director"; empty when there is nothing to say.
    pub role: String,
    /// Written by hand.
    pub signature: Option<Picture>,
}

/// One lesson of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TapePart {
    /// Its length; the parts are drawn in proportion. 0 for what has none.
    pub length_ms: i64,
    /// What of it was watched or done, 0 to 100.
    pub percent: u8,
}

/// A file inside the PDF.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attached {
    /// File name.
    pub name: String,
    /// Content type.
    pub mime: String,
    /// What it is, for the reader's list of attachments.
    pub description: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All that is printed. Names are frozen by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// The layout.
    pub template: Template,
    /// Of the printed words.
    pub language: Language,
    /// Printed, and the PDF's identity.
    pub number: String,
    /// Whose it is.
    pub holder: String,
    /// The course's title.
    pub course: String,
    /// Who issues it.
    pub school: String,
    /// The school's mark.
    pub logo: Option<Picture>,
    /// The teacher first, then whom the school names.
    pub signatures: Vec<Person>,
    /// The day in the school's time zone.
    pub day: NaiveDate,
    /// The moment it was issued, for the PDF's metadata.
    pub issued_at: DateTime<Utc>,
    /// The course's lessons, in order.
    pub tape: Vec<TapePart>,
    /// Full hours of lessons; 0 is not printed.
    pub hours: u32,
    /// Of the final test, 0 to 100.
    pub score: Option<u8>,
    /// The share of the videos that was watched, 0 to 100.
    pub watched: Option<u8>,
    /// Where it is checked: in the QR code and below it.
    pub check_url: String,
    /// Inside the PDF.
    pub attached: Vec<Attached>,
}
