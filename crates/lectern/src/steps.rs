//! What a person at the terminal reads while `up` starts.

use std::time::Instant;

/// Prints each step with the seconds since the start.
#[derive(Debug, Clone, Copy)]
pub struct Steps(Instant);

impl Steps {
    /// Starts the clock.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// Says that something is done.
    pub fn done(self, what: &str) {
        println!("[{:5.1} s] {what}", self.0.elapsed().as_secs_f64());
    }
}
