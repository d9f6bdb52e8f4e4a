use super::made::Made;
use super::workdir::WorkDir;
use super::{Part, broken_at, source, wall};
use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::videos::making;
use lectern_media::args::{self, SoundWork};
use lectern_media::hls::{self, Muxed, MuxedSegment};
use lectern_media::run::{Program, Run};
use lectern_media::{Plan, Track};
use std::path::Path;
use std::time::Duration;

/// Sound segments end on frames of sound, a little off the grid.
const OFF_GRID_US: u64 = 100_000;

/// The sound of the whole lecture in one go; chunks of it are published as they are reached.
pub async fn make<J: Sync>(job: &Claimed<J>, part: Part, app: &WorkerState) -> Result<(), JobError> {
    let Some(source) = source::load(app, part.video).await? else { return Ok(()) };
    let plan = making::plan_and_done(&app.pool, part.video, part.generation, Track::Audio).await?;
    let Some((plan, done)) = plan else { return Ok(()) };
    let (Some(sound_plan), Some(sound)) = (plan.sound, &source.probe.sound) else {
        return Err(JobError::GiveUp(anyhow::anyhow!("the plan has no sound")));
    };
    let dir = WorkDir::new(app, job.lease)?;
    source.fetch_sound(app, &dir.join("sound")).await?;
    let run = |args| Run {
        program: Program::Ffmpeg,
        args,
        dir: dir.path().to_owned(),
        wall: wall(plan.duration_us),
        output_bytes: 4 << 30,
        nice: part.nice,
    };
    let gain_db = if sound_plan.levelled {
        let heard =
            app.runner.run(run(args::loudness("sound")), |_| {}).await.map_err(|e| broken_at(e, job.last_try, 0))?;
        // Silence has no loudness and stays as it is.
        args::read_loudness(&heard).map_or(0.0, args::gain_db)
    } else {
        0.0
    };
    let work = SoundWork {
        copied: sound_plan.copied,
        gain_db,
        segment_s: sound_plan.segment_s,
        duration_us: plan.duration_us,
    };
    let folder = dir.join("0");
    app.runner.make_dir(&folder)?;
    let mut publisher = Publisher { app, job, part, plan: &plan, folder: &folder, done, next: 0 };
    let encoding = app.runner.run(run(args::sound("sound", sound, work)), |_| {});
    tokio::pin!(encoding);
    loop {
        tokio::select! {
            ended = &mut encoding => {
                ended.map_err(|e| broken_at(e, job.last_try, 0))?;
                return publisher.publish(true).await;
            }
            () = tokio::time::sleep(Duration::from_millis(250)) => publisher.publish(false).await?,
        }
    }
}

struct Publisher<'a, J> {
    app: &'a WorkerState,
    job: &'a Claimed<J>,
    part: Part,
    plan: &'a Plan,
    folder: &'a Path,
    done: Vec<i32>,
    next: usize,
}

impl<J: Sync> Publisher<'_, J> {
    /// Publishes the chunks that are all there; all of them when the encoder has `ended`.
    async fn publish(&mut self, ended: bool) -> Result<(), JobError> {
        let Ok(text) = tokio::fs::read_to_string(self.folder.join("v.m3u8")).await else {
            return if ended { Err(JobError::Retry(anyhow::anyhow!("no sound was made"))) } else { Ok(()) };
        };
        let muxed = hls::parse(&text);
        while let Some(segments) = self.next_chunk(&muxed, ended) {
            let index = i32::try_from(self.next).map_err(JobError::retry)?;
            if !self.done.contains(&index) {
                let init = muxed
                    .init
                    .as_deref()
                    .ok_or_else(|| JobError::Retry(anyhow::anyhow!("sound without an init segment")))?;
                let made = Made::new(self.app, self.job);
                let (stored, codecs) = made.store(self.part, "audio", index, self.folder, init, &segments).await?;
                let renditions = vec![("audio".to_owned(), stored, codecs)];
                made.publish(self.app, self.job, self.part, Track::Audio, index, renditions).await?;
            }
            self.next += 1;
        }
        Ok(())
    }

    /// The segments of the next chunk, once a later one or the end shows that they are all there.
    fn next_chunk(&self, muxed: &Muxed, ended: bool) -> Option<Vec<MuxedSegment>> {
        let chunk = self.plan.chunks.get(self.next)?;
        let last = self.next + 1 == self.plan.chunks.len();
        let (from, to) = (chunk.start_us, if last { u64::MAX } else { chunk.start_us + chunk.duration_us });
        let mut at = 0;
        let mut inside = Vec::new();
        let mut beyond = ended;
        for segment in &muxed.segments {
            if at + OFF_GRID_US >= to {
                beyond = true;
                break;
            }
            if at + OFF_GRID_US >= from {
                inside.push(segment.clone());
            }
            at += segment.duration_us;
        }
        // The next chunk's first segment need not be there: what reaches this one's end completes it.
        (beyond || at.saturating_add(OFF_GRID_US) >= to).then_some(inside)
    }
}
