use super::student_list::{StudentRow, StudentSort};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last student of a part, in the order it was asked in; opaque to the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Cursor {
    Seen(DateTime<Utc>, Uuid),
    Name(String, Uuid),
    Percent(i64, Uuid),
}

impl Cursor {
    pub fn after(sort: StudentSort, row: &StudentRow) -> Self {
        match sort {
            StudentSort::Seen => Self::Seen(row.last_seen_at, row.account.0),
            StudentSort::Name => Self::Name(row.sorted.clone(), row.account.0),
            StudentSort::Percent => Self::Percent(row.done_needed, row.account.0),
        }
    }

    pub fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// `None` for what is not ours, or of another order.
    pub fn read(sort: StudentSort, text: &str) -> Option<Self> {
        let cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let fits = match (sort, &cursor) {
            (StudentSort::Seen, Self::Seen(..)) | (StudentSort::Percent, Self::Percent(..)) => true,
            // A letter that PostgreSQL does not keep was never in a name.
            (StudentSort::Name, Self::Name(name, _)) => !name.contains('\0'),
            (_, Self::Seen(..) | Self::Name(..) | Self::Percent(..)) => false,
        };
        fits.then_some(cursor)
    }
}
