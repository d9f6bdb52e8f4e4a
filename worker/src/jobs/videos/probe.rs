use super::source::{SourceIndex, fetch_whole};
use super::workdir::WorkDir;
use super::{broken_at, sniff, wall};
use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use lectern_domain::lessons;
use lectern_domain::videos::ProbeVideo;
use lectern_domain::videos::making::{self, Probed};
use lectern_media::run::{Program, Progress, Run, RunError};
use lectern_media::{Header, Index, PacketReader, Packets, Picture, Probe, Refusal, args, measuring_rung, plan_first};
use lectern_store::keys;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Duration;

/// A file that ffprobe does not finish in this time is hostile.
const READING: Duration = Duration::from_secs(600);

/// Reads what a new video is, keeps an index of it, and plans generation 1.
///
/// The file is streamed to disk once: every packet has to be seen anyway. Later jobs read only their ranges.
pub async fn probe(job: Claimed<ProbeVideo>, app: &WorkerState) -> Result<(), JobError> {
    let (video, owner) = (job.payload.video, job.payload.owner);
    let Some(row) = making::source(&app.pool, video).await? else { return Ok(()) };
    making::begin_probe(&app.pool, job.lease, video).await?;
    app.announcer.touch(video);
    if row.size_bytes == 0 {
        return Err(Refusal::Empty.into());
    }
    let dir = WorkDir::new(app, job.lease)?;
    fetch_whole(app, &row.original_key, &dir.join("source")).await?;
    let reader = Reader { app: app.clone(), dir: dir.path().to_owned(), last_try: job.last_try };
    let mut found = reader.read("source").await?;
    reader.decodes(&found.probe).await?;
    let mut source = SourceIndex { picture_key: Some(row.original_key.clone()), index: None, sound_key: None };
    if found.probe.picture.is_some() {
        if !reader.searchable("source", &found)? {
            reader.remux(&found.probe).await?;
            found = reader.read("remuxed").await?;
            let key = format!("{}source.mkv", keys::video(video.0));
            app.store.put_file(&key, &dir.join("remuxed"), "video/x-matroska").await?;
            source.picture_key = Some(key);
        }
        source.index = found.index;
        if source.index.is_none() {
            return Err(JobError::Retry(anyhow::anyhow!("the container does not tell where its packets lie")));
        }
    } else {
        source.picture_key = None;
    }
    let file = if dir.join("remuxed").exists() { "remuxed" } else { "source" };
    if let Some(sound) = &found.probe.sound {
        reader.ffmpeg(args::extract_sound(file, sound, "sound"), found.probe.duration_us).await?;
        let key = format!("{}sound.mka", keys::video(video.0));
        app.store.put_file(&key, &dir.join("sound"), "audio/x-matroska").await?;
        source.sound_key = Some(key);
    }
    let poster_key = match &found.probe.picture {
        Some(picture) => reader.poster(video.0, file, picture).await?,
        None => None,
    };
    let plan = plan_first(&found.probe, source.index.as_ref(), &app.ladder);
    let index_key = format!("{}index.json", keys::video(video.0));
    let index = serde_json::to_vec(&source).map_err(|e| JobError::GiveUp(e.into()))?;
    app.store.put(&index_key, index, "application/json").await?;
    let probed = Probed { probe: &found.probe, index_key: &index_key, poster_key: poster_key.as_deref(), plan: &plan };
    making::planned_first(&app.pool, job.lease, video, owner, probed).await?;
    // A second run of this job writes the same again, so the two need not be one transaction.
    lessons::set_video_duration(&mut *app.pool.acquire().await?, video, found.probe.duration_ms()).await?;
    let copy = found.probe.picture.as_ref().map(|p| lectern_media::may_copy(&found.probe, p));
    tracing::info!(video.id = %video, kind = ?plan.kind, ?copy, chunks = plan.chunks.len(), "generation 1 is planned");
    Ok(())
}

struct Reader {
    app: WorkerState,
    dir: PathBuf,
    last_try: bool,
}

struct Found {
    probe: Probe,
    packets: Packets,
    index: Option<Index>,
}

impl Reader {
    fn run(&self, program: Program, args: Vec<String>, wall: Duration) -> Run {
        Run { program, args, dir: self.dir.clone(), wall, output_bytes: 64 << 30, nice: 5 }
    }

    async fn ffmpeg(&self, args: Vec<String>, media_us: u64) -> Result<Vec<String>, JobError> {
        let run = self.run(Program::Ffmpeg, args, wall(media_us));
        self.app.runner.run(run, |_| {}).await.map_err(|e| broken_at(e, self.last_try, 0))
    }

    /// Header, packets, and what follows from them.
    async fn read(&self, file: &str) -> Result<Found, JobError> {
        let mut json = String::new();
        let run = self.run(Program::Ffprobe, args::header(file), READING);
        let read = self.app.runner.run(run, |line| {
            // A few streams are a few kilobytes; a file with a million of them is not read on.
            if json.len() < 4 << 20 {
                json.push_str(line);
            }
        });
        if let Err(error) = read.await {
            return Err(self.not_read(file, error));
        }
        let header = Header::parse(json.as_bytes())?;
        let chosen = header.choose()?;
        let mut reader = Some(PacketReader::new(chosen));
        let run = self.run(Program::Ffprobe, args::packets(file), READING);
        let listed = self.app.runner.run(run, |line| {
            if reader.as_mut().is_some_and(|r| r.line(line).is_err()) {
                reader = None;
            }
        });
        // A file that breaks off is read as far as it goes.
        if let Err(error @ (RunError::Start(..) | RunError::TooLong { .. })) = listed.await {
            return Err(error.into());
        }
        let limit_s = self.app.settings.video.max_duration_s;
        let Some(reader) = reader else { return Err(Refusal::TooLong { limit_s }.into()) };
        let packets = reader.finish();
        let probe = header.with_packets(&packets)?;
        if probe.duration_us > limit_s.saturating_mul(1_000_000) {
            return Err(Refusal::TooLong { limit_s }.into());
        }
        let length = std::fs::metadata(self.dir.join(file))?.len();
        let index = Index::new(&packets, length, &probe.format);
        Ok(Found { probe, packets, index })
    }

    fn not_read(&self, file: &str, error: RunError) -> JobError {
        if matches!(error, RunError::Start(..)) {
            return error.into();
        }
        let path = self.dir.join(file);
        let told = error.stderr().join("\n");
        tracing::info!(reason = told, "ffprobe does not read the file");
        if told.contains("moov atom not found") || sniff::begins_as_mp4(&path) {
            return Refusal::Truncated.into();
        }
        Refusal::NotMedia.into()
    }

    /// A second of it must come out of a decoder: names of codecs and headers prove nothing.
    async fn decodes(&self, probe: &Probe) -> Result<(), JobError> {
        let picture = probe.picture.as_ref().map(|p| (p.stream, &p.codec));
        let sound = probe.sound.as_ref().map(|s| (s.stream, &s.codec));
        let Some((stream, codec)) = picture.or(sound) else { return Err(Refusal::NoPictureOrSound.into()) };
        let mut progress = Progress::default();
        let run = self.run(Program::Ffmpeg, args::decode_check("source", stream), Duration::from_secs(60));
        let ended = self.app.runner.run(run, |line| {
            progress.line(line);
        });
        let ended = ended.await;
        if progress.frames > 0 || progress.out_us > 0 {
            return Ok(());
        }
        match ended {
            Err(error @ RunError::Start(..)) => Err(error.into()),
            Err(error) if error.stderr().iter().any(|l| l.contains("Decoder") || l.contains("decoder")) => {
                Err(Refusal::UnsupportedCodec { codec: codec.clone() }.into())
            }
            Err(_) | Ok(_) => Err(Refusal::BrokenAt { at_ms: 0 }.into()),
        }
    }

    /// Whether later jobs can find a time in it without reading from the start.
    fn searchable(&self, file: &str, found: &Found) -> Result<bool, JobError> {
        let (Some(_), Some((_, end))) = (&found.index, found.packets.extent) else { return Ok(false) };
        let path = self.dir.join(file);
        let claimed = found.probe.claimed_us.is_some();
        if found.probe.format.contains("mp4") {
            return Ok(claimed && !sniff::fragmented(&path)?);
        }
        Ok(claimed && found.probe.format.contains("matroska") && sniff::has_cues(&path, end)?)
    }

    async fn remux(&self, probe: &Probe) -> Result<(), JobError> {
        let args = args::remux("source", probe.picture.as_ref(), probe.sound.as_ref(), "remuxed");
        let ended = self.ffmpeg(args, probe.duration_us).await;
        // A file that breaks off gives what it has.
        let length = std::fs::metadata(self.dir.join("remuxed")).map_or(0, |m| m.len());
        if length > 1024 { Ok(()) } else { ended.map(drop).and(Err(Refusal::BrokenAt { at_ms: 0 }.into())) }
    }

    /// A picture that is not black, or none: lectures open with fades and title cards.
    async fn poster(&self, video: uuid::Uuid, file: &str, picture: &Picture) -> Result<Option<String>, JobError> {
        let shown = u64::try_from(picture.timing.end_us).unwrap_or(0);
        let rung = measuring_rung(picture);
        let mut best: Option<(f64, Vec<u8>)> = None;
        for percent in [10, 30, 50, 0] {
            let made =
                self.ffmpeg(args::poster(file, picture, &rung, shown * percent / 100, "poster"), 1_000_000).await;
            let Ok(bytes) = std::fs::read(self.dir.join("poster")) else { continue };
            if made.is_err() || bytes.is_empty() {
                continue;
            }
            let Ok(decoded) = image::load_from_memory(&bytes) else { continue };
            let light = brightness(&decoded);
            if best.as_ref().is_none_or(|(most, _)| light > *most) {
                best = Some((light, bytes));
            }
            if light > 30.0 {
                break;
            }
        }
        let Some((_, bytes)) = best else { return Ok(None) };
        let key = keys::poster(video, &hex::encode(Sha256::digest(&bytes))[..16]);
        self.app.store.put(&key, bytes, "image/jpeg").await?;
        Ok(Some(key))
    }
}

/// Mean of a small grey copy, 0 to 255.
fn brightness(picture: &image::DynamicImage) -> f64 {
    let small = picture.thumbnail(64, 64).to_luma8();
    let sum: u64 = small.pixels().map(|p| u64::from(p.0[0])).sum();
    sum as f64 / f64::from(small.width() * small.height()).max(1.0)
}
