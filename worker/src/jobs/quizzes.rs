//! Tests whose time is over.

use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_db::SystemClock;
use lectern_domain::quizzes::{self, SubmitAttempt};

/// Hands in an attempt that nobody did; one that was handed in meanwhile stays as it is.
pub async fn submit_attempt(job: Claimed<SubmitAttempt>, app: &WorkerState) -> Result<(), JobError> {
    quizzes::submit_late(&app.pool, &SystemClock, job.payload.attempt).await.map_err(JobError::retry)
}
