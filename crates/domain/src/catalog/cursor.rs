use super::model::{CourseCard, Sort};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last row of a page, in the order it was asked in; opaque to the browser.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Cursor {
    New(Option<DateTime<Utc>>, Uuid),
    Popular(i32, Uuid),
    Rating(i32, Uuid),
    Rank(f64, Uuid),
    Price(i64, Uuid),
}

impl Cursor {
    pub fn after(sort: Sort, card: &CourseCard, rating: i32, rank: f64, price: i64) -> Self {
        match sort {
            Sort::New => Self::New(card.published_at, card.id.0),
            Sort::Popular => Self::Popular(card.student_count, card.id.0),
            Sort::Rating => Self::Rating(rating, card.id.0),
            Sort::Relevance => Self::Rank(rank, card.id.0),
            Sort::Price => Self::Price(price, card.id.0),
        }
    }

    pub fn write(self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self).unwrap_or_default())
    }

    /// `None` for what is not ours: the list then begins at its start.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}
