use super::made::Made;
use super::workdir::WorkDir;
use super::{Part, broken_at, source, wall};
use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::videos::making;
use lectern_media::hls::{self, Muxed};
use lectern_media::run::{Program, Progress, Run};
use lectern_media::{ChunkPlan, GenerationKind, Plan, Track, args};

/// One chunk of the picture: all rungs from one decode, or a piece of the source's own.
pub async fn make<J: Sync>(job: &Claimed<J>, part: Part, index: i32, app: &WorkerState) -> Result<(), JobError> {
    let Some(source) = source::load(app, part.video).await? else { return Ok(()) };
    let plan = making::plan_and_done(&app.pool, part.video, part.generation, Track::Video).await?;
    let Some((plan, done)) = plan else { return Ok(()) };
    let copied = plan.kind == GenerationKind::Copy;
    let chunk = usize::try_from(index).ok().and_then(|n| plan.chunks.get(n));
    let (Some(chunk), Some(picture)) = (chunk, &source.probe.picture) else {
        return Err(JobError::GiveUp(anyhow::anyhow!("the plan has no chunk {index}")));
    };
    if done.contains(&index) {
        return Ok(());
    }
    let dir = WorkDir::new(app, job.lease)?;
    source.fetch_picture(app, chunk.start_us, chunk.start_us + chunk.duration_us, &dir.join("source")).await?;
    let names: Vec<&str> = plan.pictures().map(|r| r.name.as_str()).collect();
    for n in 0..names.len() {
        app.runner.make_dir(&dir.join(&n.to_string()))?;
    }
    let args = if copied { args::copy("source", picture, chunk) } else { args::chunk("source", picture, &plan, chunk) };
    let run = Run {
        program: Program::Ffmpeg,
        args,
        dir: dir.path().to_owned(),
        wall: wall(chunk.duration_us),
        output_bytes: 4 << 30,
        nice: part.nice,
    };
    let mut progress = Progress::default();
    let weight = names.len() as i64;
    let frame_us = 1e6 / plan.fps.value();
    app.runner
        .run(run, |line| {
            if progress.line(line) && !copied {
                job.progress.set((progress.frames as f64 * frame_us / 1000.0) as i64 * weight);
            }
        })
        .await
        .map_err(|e| broken_at(e, job.last_try, chunk.start_us))?;
    let made = Made::new(app, job);
    let mut renditions = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let folder = dir.join(&n.to_string());
        let muxed = hls::parse(&tokio::fs::read_to_string(folder.join("v.m3u8")).await?);
        let (init, segments) = checked(muxed, &plan, chunk)?;
        let (stored, codecs) = made.store(part, name, index, &folder, &init, &segments).await?;
        renditions.push(((*name).to_owned(), stored, codecs));
    }
    made.publish(app, job, part, Track::Video, index, renditions).await
}

/// What was made must be what was planned: as many segments, as long. A copy may bring a little of the next piece, cut
/// off here.
fn checked(mut muxed: Muxed, plan: &Plan, chunk: &ChunkPlan) -> Result<(String, Vec<hls::MuxedSegment>), JobError> {
    if plan.kind == GenerationKind::Copy {
        muxed.segments.truncate(chunk.cuts_us.len());
    }
    let made: u64 = muxed.segments.iter().map(|s| s.duration_us).sum();
    let off = made.abs_diff(chunk.duration_us);
    let (count, planned) = (muxed.segments.len(), chunk.cuts_us.len());
    match muxed.init {
        Some(init) if count == planned && off < 100_000 => Ok((init, muxed.segments)),
        _ => Err(JobError::Retry(anyhow::anyhow!(
            "{count} segments of {made} us were made where {planned} of {} us were planned",
            chunk.duration_us
        ))),
    }
}
