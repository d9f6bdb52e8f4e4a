/// Rows of one page: 1 to 100, 20 when not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(i64);

impl PageSize {
    /// Cuts `asked` to what is allowed.
    pub fn new(asked: Option<i64>) -> Self {
        Self(asked.unwrap_or(20).clamp(1, 100))
    }

    /// Rows to show.
    pub fn get(self) -> i64 {
        self.0
    }

    /// Rows to ask for: one more tells whether a next page exists.
    pub fn probe(self) -> i64 {
        self.0 + 1
    }

    /// Cuts the extra row off; the second part says whether there was one.
    pub fn cut<T>(self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let shown = usize::try_from(self.0).expect("a page is 1 to 100 rows");
        let more = rows.len() > shown;
        rows.truncate(shown);
        (rows, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_and_says_whether_more_follows() {
        let size = PageSize::new(Some(2));
        assert_eq!(size.cut(vec![1, 2, 3]), (vec![1, 2], true));
        assert_eq!(size.cut(vec![1, 2]), (vec![1, 2], false));
        assert_eq!(PageSize::new(Some(100_000)).get(), 100);
        assert_eq!(PageSize::new(Some(-1)).get(), 1);
    }
}
