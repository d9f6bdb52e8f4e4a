use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex};

/// Where the time comes from; tests move it.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The time now, UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock, to the microsecond as PostgreSQL keeps it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        use chrono::SubsecRound;
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that runs with the machine's and can be moved on.
#[derive(Debug, Clone, Default)]
pub struct TestClock(Arc<Mutex<TimeDelta>>);

impl TestClock {
    /// Moves the time on by `by`.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().expect("no panic while moving the clock") += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + *self.0.lock().expect("no panic while moving the clock")
    }
}
