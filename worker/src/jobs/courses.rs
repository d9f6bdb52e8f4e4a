use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_db::SystemClock;
use lectern_domain::certificates;
use lectern_domain::events::{self, Event};
use lectern_domain::lessons::CourseCompleted;

/// Issues the certificate, and tells the learner's open pages. Nothing is lost when they do not hear it.
pub async fn completed(job: Claimed<CourseCompleted>, app: &WorkerState) -> Result<(), JobError> {
    let CourseCompleted { account, course } = job.payload;
    tracing::info!(account.id = %account, course.id = %course, "a course is completed");
    if certificates::issue(&app.pool, &SystemClock, account, course).await.map_err(JobError::retry)? {
        tracing::info!(account.id = %account, course.id = %course, "a certificate is issued");
    }
    if let Err(error) = events::publish(&app.redis.0, account, &Event::Completed { course_id: course }).await {
        tracing::debug!(%error, "a learner was not told");
    }
    Ok(())
}
