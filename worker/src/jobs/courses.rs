use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::events::{self, Event};
use lectern_domain::lessons::CourseCompleted;

/// Tells the learner's open pages that a course is completed. Nothing is lost when they do not hear it.
pub async fn completed(job: Claimed<CourseCompleted>, app: &WorkerState) -> Result<(), JobError> {
    let CourseCompleted { account, course } = job.payload;
    tracing::info!(account.id = %account, course.id = %course, "a course is completed");
    if let Err(error) = events::publish(&app.redis.0, account, &Event::Completed { course_id: course }).await {
        tracing::debug!(%error, "a learner was not told");
    }
    Ok(())
}
