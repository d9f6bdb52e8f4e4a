use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::files::{self, RemoveFile};

pub async fn remove(job: Claimed<RemoveFile>, app: &WorkerState) -> Result<(), JobError> {
    files::remove_bytes(&app.pool, &app.store, &job.payload.key).await.map_err(|error| JobError::Retry(error.into()))
}
