//! When a test may be started, answered and handed in. The server's clock decides; the caller passes `now`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long after the deadline answers still count: what was sent in time may be on its way for so long.
pub const LATE_GRACE: TimeDelta = TimeDelta::seconds(30);

/// When and how often a test may be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeRules {
    /// From then on.
    #[serde(default)]
    pub opens_at: Option<DateTime<Utc>>,
    /// Until then; attempts that run end then, too.
    #[serde(default)]
    pub closes_at: Option<DateTime<Utc>>,
    /// For one attempt, in seconds.
    #[serde(default)]
    pub time_limit_s: Option<u32>,
    /// How many; absent: as many as one likes.
    #[serde(default)]
    pub max_attempts: Option<u32>,
    /// Between the end of one attempt and the start of the next, in seconds.
    #[serde(default)]
    pub pause_s: u32,
}

/// What a person did with the test so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PastAttempts {
    /// How many were begun, the running one included.
    pub begun: u32,
    /// When the last one ended.
    pub last_ended_at: Option<DateTime<Utc>>,
    /// Whether one runs.
    pub running: bool,
}

/// Why a test cannot be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartRefusal {
    /// One runs already: go on with it.
    #[error("an attempt is running")]
    AlreadyRunning,
    /// Too early.
    #[error("the test opens at {0}")]
    NotOpenYet(DateTime<Utc>),
    /// Too late.
    #[error("the test closed at {0}")]
    Closed(DateTime<Utc>),
    /// All used up.
    #[error("all {0} attempts are used")]
    NoAttemptsLeft(u32),
    /// Wait.
    #[error("the next attempt may begin at {0}")]
    Pause(DateTime<Utc>),
}

/// Why an answer is not taken any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time was over at {deadline}")]
pub struct TooLate {
    /// When it was.
    pub deadline: DateTime<Utc>,
}

impl StartRefusal {
    /// A stable name, to be translated.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyRunning => "attempt_running",
            Self::NotOpenYet(_) => "quiz_not_open_yet",
            Self::Closed(_) => "quiz_closed",
            Self::NoAttemptsLeft(_) => "no_attempts_left",
            Self::Pause(_) => "attempt_pause",
        }
    }

    /// When to come again, if there is such a time.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::NotOpenYet(at) | Self::Pause(at) => Some(*at),
            Self::AlreadyRunning | Self::Closed(_) | Self::NoAttemptsLeft(_) => None,
        }
    }
}

/// Whether an attempt may begin now, and when it will end by itself.
///
/// # Errors
/// The one reason that cannot be waited away, if there is one; else the one that lasts longest.
pub fn start(rules: &TimeRules, past: PastAttempts, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StartRefusal> {
    if past.running {
        return Err(StartRefusal::AlreadyRunning);
    }
    if let Some(closes) = rules.closes_at.filter(|closes| now >= *closes) {
        return Err(StartRefusal::Closed(closes));
    }
    if let Some(max) = rules.max_attempts.filter(|max| past.begun >= *max) {
        return Err(StartRefusal::NoAttemptsLeft(max));
    }
    let opens = rules.opens_at.filter(|opens| now < *opens);
    let pause_over = past.last_ended_at.and_then(|ended| ended.checked_add_signed(seconds(rules.pause_s)));
    match (opens, pause_over.filter(|over| now < *over)) {
        (Some(opens), pause) if pause.is_none_or(|over| over <= opens) => Err(StartRefusal::NotOpenYet(opens)),
        (_, Some(over)) => Err(StartRefusal::Pause(over)),
        _ => Ok(deadline(rules, now)),
    }
}

/// When an attempt begun at `started_at` ends by itself.
pub fn deadline(rules: &TimeRules, started_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let limit = rules.time_limit_s.and_then(|limit| started_at.checked_add_signed(seconds(limit)));
    [limit, rules.closes_at].into_iter().flatten().min()
}

/// Whether an answer that arrives now still counts.
///
/// # Errors
/// [`TooLate`] once the deadline and [`LATE_GRACE`] are over.
pub fn may_answer(deadline: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), TooLate> {
    match deadline {
        Some(deadline) if is_overdue(deadline, now) => Err(TooLate { deadline }),
        _ => Ok(()),
    }
}

/// Whether a running attempt is to be handed in by the server.
pub fn is_overdue(deadline: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(deadline) > LATE_GRACE
}

/// Attempts that may still be begun; absent: as many as one likes.
pub fn attempts_left(rules: &TimeRules, past: PastAttempts) -> Option<u32> {
    rules.max_attempts.map(|max| max.saturating_sub(past.begun))
}

fn seconds(count: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).expect("a time")
    }

    fn rules() -> TimeRules {
        TimeRules {
            opens_at: Some(at(0)),
            closes_at: Some(at(1000)),
            time_limit_s: Some(300),
            max_attempts: Some(2),
            pause_s: 100,
        }
    }

    #[test]
    fn opens_and_closes_to_the_second() {
        let none = PastAttempts::default();
        assert_eq!(start(&rules(), none, at(-1)), Err(StartRefusal::NotOpenYet(at(0))));
        assert_eq!(start(&rules(), none, at(0)), Ok(Some(at(300))));
        assert_eq!(start(&rules(), none, at(900)), Ok(Some(at(1000))), "cut by the closing time");
        assert_eq!(start(&rules(), none, at(1000)), Err(StartRefusal::Closed(at(1000))));
        assert_eq!(start(&TimeRules::default(), none, at(0)), Ok(None));
    }

    #[test]
    fn attempts_and_pauses() {
        let one = PastAttempts { begun: 1, last_ended_at: Some(at(50)), running: false };
        assert_eq!(start(&rules(), one, at(149)), Err(StartRefusal::Pause(at(150))));
        assert_eq!(start(&rules(), one, at(150)), Ok(Some(at(450))));
        assert_eq!(attempts_left(&rules(), one), Some(1));
        let two = PastAttempts { begun: 2, ..one };
        assert_eq!(start(&rules(), two, at(500)), Err(StartRefusal::NoAttemptsLeft(2)));
        assert_eq!(start(&rules(), PastAttempts { running: true, ..two }, at(500)), Err(StartRefusal::AlreadyRunning));
    }

    #[test]
    fn late_by_the_grace_still_counts() {
        assert_eq!(may_answer(Some(at(300)), at(330)), Ok(()));
        assert_eq!(may_answer(Some(at(300)), at(331)), Err(TooLate { deadline: at(300) }));
        assert_eq!(may_answer(None, at(1_000_000)), Ok(()));
    }

    #[test]
    fn huge_limits_do_not_overflow() {
        let rules = TimeRules { time_limit_s: Some(u32::MAX), pause_s: u32::MAX, ..TimeRules::default() };
        let past = PastAttempts { begun: 1, last_ended_at: Some(DateTime::<Utc>::MAX_UTC), running: false };
        assert_eq!(deadline(&rules, DateTime::<Utc>::MAX_UTC), None);
        assert!(start(&rules, past, at(0)).is_ok());
    }
}
