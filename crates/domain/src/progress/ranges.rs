use std::fmt::Write;

/// A union of half-open ranges of milliseconds: sorted, disjoint, none empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges(Vec<(i64, i64)>);

impl Ranges {
    /// The union of `ranges`; empty and reversed ones add nothing, and time before 0 is cut off.
    pub fn union(ranges: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let mut sorted: Vec<_> =
            ranges.into_iter().map(|(from, to)| (from.max(0), to)).filter(|(f, t)| f < t).collect();
        sorted.sort_unstable();
        let mut union: Vec<(i64, i64)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match union.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                Some(_) | None => union.push((from, to)),
            }
        }
        Self(union)
    }

    /// The ranges themselves.
    pub fn iter(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.0.iter().copied()
    }

    /// Their length together.
    pub fn length_ms(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// What lies before `end_ms`.
    #[must_use]
    pub fn before(&self, end_ms: i64) -> Self {
        Self::union(self.0.iter().map(|&(from, to)| (from, to.min(end_ms))))
    }

    /// The first `allowed_ms` of it.
    #[must_use]
    pub fn first(&self, allowed_ms: i64) -> Self {
        let mut left = allowed_ms.max(0);
        Self::union(self.0.iter().map(|&(from, to)| {
            let length = (to - from).min(left);
            left -= length;
            (from, from + length)
        }))
    }

    /// As PostgreSQL writes an `int4multirange`.
    pub(super) fn to_sql(&self) -> String {
        let mut text = String::from("{");
        for (at, (from, to)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Writing to a String does not fail.
            let _ = write!(text, "{comma}[{from},{to})");
        }
        text.push('}');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_is_sorted_disjoint_and_never_negative() {
        let union = Ranges::union([(50, 60), (-5, 10), (8, 20), (30, 30), (45, 40), (20, 22)]);
        assert_eq!(union.iter().collect::<Vec<_>>(), [(0, 22), (50, 60)]);
        assert_eq!(union.length_ms(), 32);
        assert_eq!(union.to_sql(), "{[0,22),[50,60)}");
        assert_eq!(Ranges::default().to_sql(), "{}");
    }

    #[test]
    fn cutting_keeps_the_earliest_and_never_adds() {
        let union = Ranges::union([(0, 10), (20, 30)]);
        assert_eq!(union.first(15).iter().collect::<Vec<_>>(), [(0, 10), (20, 25)]);
        assert_eq!(union.first(10).iter().collect::<Vec<_>>(), [(0, 10)]);
        assert_eq!(union.first(-1), Ranges::default());
        assert_eq!(union.before(25).iter().collect::<Vec<_>>(), [(0, 10), (20, 25)]);
        assert_eq!(union.before(5).length_ms(), 5);
    }
}
