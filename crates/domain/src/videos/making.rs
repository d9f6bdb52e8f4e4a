//! What the worker does to a video's rows. Every write is fenced by the job's attempt, so that a worker which lost its
//! lease changes nothing.

use super::jobs::{MakeFirst, MakeLadder, MeasureVideo, Work};
use super::making_sql as sql;
use lectern_db::{AccountId, VideoId};
use lectern_media::{ChunkSegments, GenerationKind, Measured, Plan, Probe, Refusal, RenditionKind, Track};
use lectern_queue::{FencedError, Lease};
use sqlx::{PgConnection, PgPool};

/// A video that does not move on within this is failed: every state has a deadline.
pub(super) const DEADLINE_S: f64 = 6.0 * 3600.0;

/// Why a step of the pipeline was not written.
#[derive(Debug, thiserror::Error)]
pub enum MakingError {
    /// Another worker has the job.
    #[error(transparent)]
    Lost(#[from] FencedError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
    /// What lies in the row cannot be read.
    #[error("an unreadable row: {0}")]
    Row(#[from] serde_json::Error),
}

/// What a job needs to know of its video.
#[derive(Debug, Clone)]
pub struct Source {
    /// Whose it is.
    pub owner: AccountId,
    /// The original's length.
    pub size_bytes: i64,
    /// Where the original lies.
    pub original_key: String,
    /// Once probed.
    pub probe: Option<Probe>,
    /// Once probed: where the index lies.
    pub index_key: Option<String>,
}

/// The video, unless it is gone or has failed meanwhile: then its jobs have nothing to do.
///
/// # Errors
/// [`MakingError`]
pub async fn source(pool: &PgPool, video: VideoId) -> Result<Option<Source>, MakingError> {
    let Some(row) = sql::source(&mut *pool.acquire().await?, video).await? else { return Ok(None) };
    Ok(Some(Source {
        owner: row.owner_id,
        size_bytes: row.size_bytes,
        original_key: row.original_key,
        probe: row.probe.map(serde_json::from_value).transpose()?,
        index_key: row.index_key,
    }))
}

/// The probe begins.
///
/// # Errors
/// [`MakingError`]
pub async fn begin_probe(pool: &PgPool, lease: Lease, video: VideoId) -> Result<(), MakingError> {
    let mut tx = pool.begin().await?;
    lease.fence(&mut tx).await?;
    sql::set_probing(&mut tx, video, DEADLINE_S).await?;
    tx.commit().await?;
    Ok(())
}

/// What the probe found and decided.
#[derive(Debug)]
pub struct Probed<'a> {
    /// What the source is.
    pub probe: &'a Probe,
    /// Where the index lies.
    pub index_key: &'a str,
    /// Where the poster lies.
    pub poster_key: Option<&'a str>,
    /// Generation 1.
    pub plan: &'a Plan,
}

/// Records the probe, generation 1 and its jobs, and puts the measurement.
///
/// # Errors
/// [`MakingError`]
pub async fn planned_first(
    pool: &PgPool,
    lease: Lease,
    video: VideoId,
    owner: AccountId,
    found: Probed<'_>,
) -> Result<(), MakingError> {
    let mut tx = pool.begin().await?;
    lease.fence(&mut tx).await?;
    let size = found.probe.picture.as_ref().map(|p| p.shown());
    if sql::generation_exists(&mut tx, video, 1).await? {
        return Ok(());
    }
    let row = sql::ProbedRow {
        probe: serde_json::to_value(found.probe)?,
        duration_ms: found.probe.duration_ms(),
        width: size.and_then(|(w, _)| i32::try_from(w).ok()),
        height: size.and_then(|(_, h)| i32::try_from(h).ok()),
        index_key: found.index_key,
        poster_key: found.poster_key,
    };
    sql::set_probed(&mut tx, video, &row, DEADLINE_S).await?;
    insert_generation(&mut tx, video, 1, found.plan).await?;
    // The ladder is not known yet: two rungs and the sound are what most lectures get.
    let rungs = if found.probe.picture.is_some() { 2 } else { 0 } + i64::from(found.probe.sound.is_some());
    sql::set_planned(&mut tx, video, found.probe.duration_ms() * rungs).await?;
    for work in works(found.plan) {
        let job = MakeFirst { video, owner, generation: 1, work };
        let id = lectern_queue::put(&mut tx, &job).await?;
        sql::set_chunk_jobs(&mut tx, video, 1, work, id).await?;
    }
    lectern_queue::put(&mut tx, &MeasureVideo { video, owner }).await?;
    tx.commit().await?;
    Ok(())
}

/// Records the measurement, the ladder and its jobs. A second run changes nothing.
///
/// # Errors
/// [`MakingError`]
pub async fn planned_ladder(
    pool: &PgPool,
    lease: Lease,
    video: VideoId,
    owner: AccountId,
    measured: &Measured,
    plan: &Plan,
) -> Result<(), MakingError> {
    let mut tx = pool.begin().await?;
    lease.fence(&mut tx).await?;
    let generation = 2;
    if sql::generation_exists(&mut tx, video, generation).await? {
        return Ok(());
    }
    insert_generation(&mut tx, video, generation, plan).await?;
    sql::set_measured(&mut tx, video, serde_json::to_value(measured)?).await?;
    sql::set_planned(&mut tx, video, 0).await?;
    for work in works(plan) {
        let job = MakeLadder { video, owner, generation, work };
        let id = lectern_queue::put(&mut tx, &job).await?;
        sql::set_chunk_jobs(&mut tx, video, generation, work, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn works(plan: &Plan) -> Vec<Work> {
    let mut works: Vec<Work> = plan.sound.map(|_| Work::Sound).into_iter().collect();
    if plan.pictures().next().is_some() {
        works.extend((0..plan.chunks.len()).filter_map(|n| i32::try_from(n).ok()).map(Work::Picture));
    }
    works
}

async fn insert_generation(db: &mut PgConnection, video: VideoId, number: i32, plan: &Plan) -> Result<(), MakingError> {
    let kind = match plan.kind {
        GenerationKind::Copy => "copy",
        GenerationKind::Quick => "quick",
        GenerationKind::Ladder => "ladder",
    };
    sql::insert_generation(db, video, number, kind, serde_json::to_value(plan)?).await?;
    for rendition in &plan.renditions {
        let rate_mhz = (plan.fps.value() * 1000.0).round() as i32;
        let kind = match rendition.kind {
            RenditionKind::Video => "video",
            RenditionKind::Audio => "audio",
        };
        sql::insert_rendition(
            db,
            video,
            number,
            &sql::RenditionRow {
                name: rendition.name.clone(),
                kind,
                width: rendition.width.and_then(|w| i32::try_from(w).ok()),
                height: rendition.height.and_then(|h| i32::try_from(h).ok()),
                frame_rate_mhz: (rendition.kind == RenditionKind::Video).then_some(rate_mhz),
                bandwidth_bps: i32::try_from(rendition.bandwidth_bps).unwrap_or(i32::MAX),
                target_duration_ms: i32::try_from(rendition.target_duration_ms).unwrap_or(i32::MAX),
            },
        )
        .await?;
    }
    for track in plan.tracks() {
        for (index, chunk) in (0..).zip(&plan.chunks) {
            let ms = |us: u64| i64::try_from(us / 1000).unwrap_or(i64::MAX);
            let row = sql::ChunkRow {
                track: track.as_str(),
                index,
                start_ms: ms(chunk.start_us),
                duration_ms: ms(chunk.start_us + chunk.duration_us) - ms(chunk.start_us),
                planned_ms: i64::try_from(plan.weight_ms(track, chunk)).unwrap_or(i64::MAX),
            };
            sql::insert_chunk(db, video, number, &row).await?;
        }
    }
    Ok(())
}

/// The plan of a generation that is still being made, and which of the track's chunks are done.
///
/// # Errors
/// [`MakingError`]
pub async fn plan_and_done(
    pool: &PgPool,
    video: VideoId,
    generation: i32,
    track: Track,
) -> Result<Option<(Plan, Vec<i32>)>, MakingError> {
    let mut db = pool.acquire().await?;
    let Some(plan) = sql::growing_plan(&mut db, video, generation).await? else { return Ok(None) };
    let done = sql::done_chunks(&mut db, video, generation, track.as_str()).await?;
    Ok(Some((serde_json::from_value(plan)?, done)))
}

/// A chunk whose segments lie in the store, their lengths checked.
#[derive(Debug)]
pub struct DoneChunk<'a> {
    /// The video.
    pub video: VideoId,
    /// Of which generation.
    pub generation: i32,
    /// Of which track.
    pub track: Track,
    /// Which one.
    pub index: i32,
    /// What it is made of.
    pub segments: &'a ChunkSegments,
    /// What its file names end in.
    pub prefix: &'a str,
    /// RFC 6381 names by rendition.
    pub codecs: &'a [(String, String)],
}

/// Writes the chunk's row, and what follows from it: generation 1 is published with its first chunk of every track; a
/// generation whose chunks are all there is complete, and a later one is published then.
///
/// Returns whether the chunk was new; its objects are this attempt's and needed only then.
///
/// # Errors
/// [`MakingError`]
pub async fn chunk_done(pool: &PgPool, lease: Lease, chunk: DoneChunk<'_>) -> Result<bool, MakingError> {
    let mut tx = pool.begin().await?;
    lease.fence(&mut tx).await?;
    // Chunks of one video end one after another: the last of them sees all the others.
    if !sql::lock_video(&mut tx, chunk.video).await? {
        return Ok(false);
    }
    let segments = serde_json::to_value(chunk.segments)?;
    let new = sql::set_chunk_done(
        &mut tx,
        chunk.video,
        chunk.generation,
        chunk.track.as_str(),
        chunk.index,
        segments,
        chunk.prefix,
    )
    .await?;
    if !new {
        return Ok(false);
    }
    for (rendition, codecs) in chunk.codecs {
        sql::set_codecs(&mut tx, chunk.video, chunk.generation, rendition, codecs).await?;
    }
    let state = sql::generation_progress(&mut tx, chunk.video, chunk.generation).await?;
    if state.left == 0 {
        exact_bandwidths(&mut tx, chunk.video, chunk.generation).await?;
        sql::complete_generation(&mut tx, chunk.video, chunk.generation).await?;
    } else if chunk.generation == 1 && state.tracks_begun == state.tracks {
        sql::publish_generation(&mut tx, chunk.video, chunk.generation).await?;
    }
    sql::moved_on(&mut tx, chunk.video, DEADLINE_S).await?;
    tx.commit().await?;
    Ok(true)
}

/// Peak and average of what was made, in place of the estimates.
async fn exact_bandwidths(db: &mut PgConnection, video: VideoId, generation: i32) -> Result<(), MakingError> {
    let mut sums: std::collections::BTreeMap<String, (u64, u64, u64)> = std::collections::BTreeMap::new();
    for row in sql::all_segments(db, video, generation).await? {
        let chunk: ChunkSegments = serde_json::from_value(row)?;
        for (name, rendition) in chunk.0 {
            let (bytes, us, peak) = sums.entry(name).or_default();
            let longest = rendition.segments.iter().map(|s| s.duration_us).max().unwrap_or(0);
            for segment in &rendition.segments {
                *bytes += segment.bytes;
                *us += segment.duration_us;
                // A stub at the end says nothing about the rate.
                if segment.duration_us * 2 >= longest {
                    *peak = (*peak).max(segment.bytes * 8_000_000 / segment.duration_us.max(1));
                }
            }
        }
    }
    for (name, (bytes, us, peak)) in sums {
        let average = bytes * 8_000_000 / us.max(1);
        let int = |n: u64| i32::try_from(n).unwrap_or(i32::MAX);
        sql::set_bandwidth(db, video, generation, &name, int(peak.max(average)), int(average)).await?;
    }
    Ok(())
}

/// Brings the stored percent up to what is made, running jobs' own progress included; it never falls.
///
/// # Errors
/// When Postgres fails.
pub async fn refresh_percent(pool: &PgPool, video: VideoId) -> sqlx::Result<()> {
    sql::raise_percent(&mut *pool.acquire().await?, video).await
}

/// The file is refused: a teacher reads why, and none of its jobs go on.
///
/// # Errors
/// [`MakingError`]
pub async fn refuse(pool: &PgPool, lease: Lease, video: VideoId, refusal: &Refusal) -> Result<(), MakingError> {
    let mut tx = pool.begin().await?;
    lease.fence(&mut tx).await?;
    sql::fail(&mut tx, video, refusal.slug(), Some(serde_json::to_value(refusal)?)).await?;
    tx.commit().await?;
    Ok(())
}
