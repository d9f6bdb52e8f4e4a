use crate::error::JobError;
use crate::state::WorkerState;
use lectern_db::VideoId;
use lectern_domain::videos::making;
use lectern_media::{Index, Probe};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The index object: what later jobs read, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceIndex {
    /// The object that the picture is read from: the original, or its indexed copy.
    pub picture_key: Option<String>,
    /// Where the picture lies in it.
    pub index: Option<Index>,
    /// The sound by itself.
    pub sound_key: Option<String>,
}

/// A probed video and how to read it.
#[derive(Debug, Clone)]
pub struct Source {
    pub probe: Probe,
    pub index: SourceIndex,
}

/// Reads row and index; `None` when the video is gone or has failed: its jobs have nothing to do.
pub async fn load(app: &WorkerState, video: VideoId) -> Result<Option<Source>, JobError> {
    let Some(row) = making::source(&app.pool, video).await? else { return Ok(None) };
    let (Some(probe), Some(key)) = (row.probe, row.index_key) else { return Ok(None) };
    let bytes = app.store.get(&key).await?;
    let index = serde_json::from_slice(&bytes).map_err(|e| JobError::GiveUp(e.into()))?;
    Ok(Some(Source { probe, index }))
}

impl Source {
    /// Fetches what shows the picture from `from_us` to `to_us` into a sparse file.
    pub async fn fetch_picture(
        &self,
        app: &WorkerState,
        from_us: u64,
        to_us: u64,
        path: &Path,
    ) -> Result<(), JobError> {
        let (Some(key), Some(index)) = (&self.index.picture_key, &self.index.index) else {
            return Err(JobError::GiveUp(anyhow::anyhow!("a picture without an index")));
        };
        let us = |us: u64| i64::try_from(us).unwrap_or(i64::MAX);
        app.store.fetch_sparse(key, &index.ranges(us(from_us), us(to_us)), index.total_len, path).await?;
        Ok(())
    }

    /// Fetches the sound.
    pub async fn fetch_sound(&self, app: &WorkerState, path: &Path) -> Result<(), JobError> {
        let Some(key) = &self.index.sound_key else {
            return Err(JobError::GiveUp(anyhow::anyhow!("sound without an extract")));
        };
        fetch_whole(app, key, path).await
    }
}

/// Fetches a whole object, flat in memory.
pub async fn fetch_whole(app: &WorkerState, key: &str, path: &Path) -> Result<(), JobError> {
    let length = app.store.head(key).await?.map_or(0, |head| head.size_bytes);
    app.store.fetch_sparse(key, std::slice::from_ref(&(0..length)), length, path).await?;
    Ok(())
}
