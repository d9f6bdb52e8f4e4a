use super::workdir::WorkDir;
use super::{broken_at, source, wall};
use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::videos::{MeasureVideo, making};
use lectern_media::run::{Program, Run};
use lectern_media::{Measured, Picture, args, measuring_rung, plan_ladder};

/// Length of a piece.
const PIECE_US: u64 = 4_000_000;

/// Weighs three short pieces and plans the ladder.
pub async fn measure(job: Claimed<MeasureVideo>, app: &WorkerState) -> Result<(), JobError> {
    let (video, owner) = (job.payload.video, job.payload.owner);
    let Some(source) = source::load(app, video).await? else { return Ok(()) };
    let measured = match &source.probe.picture {
        Some(picture) => weigh(&job, app, &source, picture).await?,
        None => Measured { median_bps: 0, max_bps: 0 },
    };
    let plan = plan_ladder(&source.probe, &measured, &app.ladder);
    tracing::info!(video.id = %video, measured.median_bps, rungs = plan.pictures().count(), chunks = plan.chunks.len(), "the ladder is planned");
    making::planned_ladder(&app.pool, job.lease, video, owner, &measured, &plan).await?;
    Ok(())
}

async fn weigh(
    job: &Claimed<MeasureVideo>,
    app: &WorkerState,
    source: &source::Source,
    picture: &Picture,
) -> Result<Measured, JobError> {
    let shown = u64::try_from(picture.timing.end_us).unwrap_or(0);
    // A lecture as short as a piece or two is one piece.
    let starts =
        if shown < 3 * PIECE_US { vec![0] } else { [10, 50, 80].map(|percent| shown * percent / 100).to_vec() };
    let rung = measuring_rung(picture);
    let mut rates = Vec::new();
    for start in starts {
        let dir = WorkDir::new(app, job.lease)?;
        source.fetch_picture(app, start, start + PIECE_US, &dir.join("source")).await?;
        let run = Run {
            program: Program::Ffmpeg,
            args: args::measure("source", picture, picture.frame_rate, &rung, start, "piece"),
            dir: dir.path().to_owned(),
            wall: wall(PIECE_US),
            output_bytes: 1 << 30,
            nice: 8,
        };
        app.runner.run(run, |_| {}).await.map_err(|e| broken_at(e, job.last_try, start))?;
        let bytes = tokio::fs::metadata(dir.join("piece")).await?.len();
        rates.push(bytes * 8_000_000 / PIECE_US.min(shown - start).max(500_000));
    }
    rates.sort_unstable();
    Ok(Measured { median_bps: rates[rates.len() / 2], max_bps: rates[rates.len() - 1] })
}
