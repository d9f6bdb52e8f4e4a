/// How much `done` is of `all`, 0 to 100, rounded down: 100 only when nothing is left. Of nothing: 0.
pub fn percent_of(done: i64, all: i64) -> i32 {
    if all <= 0 {
        return 0;
    }
    let percent = (i128::from(done) * 100 / i128::from(all)).clamp(0, 100);
    i32::try_from(percent).unwrap_or(100)
}

/// How much of what completes a video is watched: `share` percent of its length are 100. It says 99 until the lesson is
/// really done, and 0 while the length is not known.
pub fn video_percent(watched_ms: i64, length_ms: i64, share: i16) -> i32 {
    percent_of(watched_ms.saturating_mul(100), length_ms.saturating_mul(i64::from(share))).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_is_rounded_down_and_never_above_100() {
        assert_eq!(
            [percent_of(0, 0), percent_of(0, 3), percent_of(2, 3), percent_of(3, 3), percent_of(4, 3)],
            [0, 0, 66, 100, 100]
        );
    }

    #[test]
    fn a_video_counts_against_the_share_that_completes_it() {
        assert_eq!(video_percent(45_000, 100_000, 90), 50);
        assert_eq!(video_percent(25_000, 100_000, 50), 50);
        assert_eq!(video_percent(100_000, 100_000, 90), 99, "done is said by the lesson alone");
        assert_eq!(video_percent(5_000, 0, 90), 0);
    }
}
