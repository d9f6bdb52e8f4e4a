use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::videos::{self, RemoveGeneration};
use lectern_store::keys;

/// Removes the objects of a generation that nobody watches any more; its row first, so that nobody begins to.
pub async fn remove_generation(job: Claimed<RemoveGeneration>, app: &WorkerState) -> Result<(), JobError> {
    let (video, generation) = (job.payload.video, job.payload.generation);
    videos::mark_removed(&app.pool, video, generation).await?;
    let removed = app.store.delete_prefix(&keys::generation(video.0, generation)).await?;
    tracing::info!(video.id = %video, generation, removed, "a generation is removed");
    Ok(())
}
