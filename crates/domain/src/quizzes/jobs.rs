use lectern_db::AttemptId;
use lectern_queue::{Job, Queue};
use serde::{Deserialize, Serialize};

/// Hands in an attempt whose time is over. It is put with the attempt, to run once the grace has passed; when the
/// attempt was handed in meanwhile it does nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SubmitAttempt {
    /// The attempt.
    pub attempt: AttemptId,
}

impl Job for SubmitAttempt {
    const KIND: &'static str = "submit-attempt";
    const QUEUE: Queue = Queue::Quick;
    // A test that nobody hands in would keep its student waiting for ever.
    const MAX_FAILURES: i32 = 20;
}
