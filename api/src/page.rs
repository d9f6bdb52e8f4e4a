use lectern_db::PageSize;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A part of a list; `next` is given back as `after` for the part that follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    /// What this part shows.
    pub items: Vec<T>,
    /// Where the next part begins; absent at the end.
    pub next: Option<String>,
}

impl<T: ToSchema> Page<T> {
    /// From one row more than the page holds.
    pub fn of(rows: Vec<T>, size: PageSize, key: impl Fn(&T) -> String) -> Self {
        let (items, more) = size.cut(rows);
        let next = if more { items.last().map(key) } else { None };
        Self { items, next }
    }
}

/// Which part of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// The `next` of the part before.
    pub after: Option<String>,
    /// Rows, 1 to 100; 20 when not said.
    pub limit: Option<i64>,
}

impl PageParams {
    /// Rows to show.
    pub fn size(&self) -> PageSize {
        PageSize::new(self.limit)
    }

    /// The key to go on after.
    ///
    /// # Errors
    /// 400 `bad-query` for one we never gave.
    pub fn after<K: std::str::FromStr>(&self) -> Result<Option<K>, crate::error::ApiError> {
        let bad = || {
            crate::error::ApiError::refused(http::StatusCode::BAD_REQUEST, "bad-query", "`after` is not a key of ours")
        };
        self.after.as_deref().map(|key| key.parse().map_err(|_| bad())).transpose()
    }
}
