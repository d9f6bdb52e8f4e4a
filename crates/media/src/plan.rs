use crate::index::Index;
use crate::ladder::{Rung, measured_rungs, quick_rung};
use crate::probe::{Fps, Picture, Probe};
use crate::verdict::{may_copy, may_copy_sound};
use serde::{Deserialize, Serialize};

/// How plans are made.
#[derive(Debug, Clone)]
pub struct LadderConfig {
    /// Lengths of the first chunks of generation 1, in seconds; those after are `chunk_s`.
    pub first_chunks_s: Vec<u64>,
    /// The usual length of a chunk, in seconds.
    pub chunk_s: u64,
    /// Encoding slots over all workers.
    pub slots: u64,
}

impl Default for LadderConfig {
    fn default() -> Self {
        Self { first_chunks_s: vec![12, 24, 48], chunk_s: 60, slots: 2 }
    }
}

/// What a generation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GenerationKind {
    /// The source's own picture.
    Copy,
    /// One small picture of the whole lecture.
    Quick,
    /// The rungs.
    Ladder,
}

/// What a rendition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RenditionKind {
    /// Picture alone.
    Video,
    /// Sound alone.
    Audio,
}

/// Whose chunk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// The picture: one decode for all rungs, or the source's own.
    Video,
    /// The sound.
    Audio,
}

impl Track {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

/// One rendition to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenditionPlan {
    /// Path segment of addresses.
    pub name: String,
    /// What it holds.
    pub kind: RenditionKind,
    /// Of the picture.
    pub width: Option<u32>,
    /// Of the picture.
    pub height: Option<u32>,
    /// Settings, unless it is copied.
    pub rung: Option<Rung>,
    /// Before any segment is made.
    pub bandwidth_bps: u32,
    /// The longest segment.
    pub target_duration_ms: u32,
}

/// One chunk to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkPlan {
    /// When it starts.
    pub start_us: u64,
    /// How long it is.
    pub duration_us: u64,
    /// Encoded: its first frame and how many it has.
    pub frames: Option<(u64, u64)>,
    /// Where its segments start, from its own start; the first is 0.
    pub cuts_us: Vec<u64>,
}

/// How the sound is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundPlan {
    /// As it is.
    pub copied: bool,
    /// To -16 LUFS.
    pub levelled: bool,
    /// Length of a segment, in seconds.
    pub segment_s: u64,
}

/// A generation, decided before anything of it is made: `generations.plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is made of.
    pub kind: GenerationKind,
    /// Pictures per second of encoded rungs.
    pub fps: Fps,
    /// How far the source's pictures lie off the grid of frames; taken from their times.
    pub phase_us: i64,
    /// Of the whole.
    pub duration_us: u64,
    /// Pictures first, tallest first; then the sound.
    pub renditions: Vec<RenditionPlan>,
    /// Chunks of the picture; for a lecture without one, of the sound.
    pub chunks: Vec<ChunkPlan>,
    /// How the sound is made.
    pub sound: Option<SoundPlan>,
}

/// What three short pieces came to at the source's size (1080 lines at most) and crf 26, in bits per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Chooses the ladder.
    pub median_bps: u64,
    /// Bounds the cap only.
    pub max_bps: u64,
}

impl Plan {
    /// Chunks' tracks: the picture's, and the sound's over the same times.
    pub fn tracks(&self) -> Vec<Track> {
        let picture = self.pictures().next().map(|_| Track::Video);
        picture.into_iter().chain(self.sound.map(|_| Track::Audio)).collect()
    }

    /// Renditions with a picture, tallest first.
    pub fn pictures(&self) -> impl Iterator<Item = &RenditionPlan> {
        self.renditions.iter().filter(|r| r.kind == RenditionKind::Video)
    }

    /// What a chunk counts for: its length times its renditions, in milliseconds.
    pub fn weight_ms(&self, track: Track, chunk: &ChunkPlan) -> u64 {
        let renditions = match track {
            Track::Video => self.pictures().count() as u64,
            Track::Audio => 1,
        };
        chunk.duration_us / 1000 * renditions
    }
}

/// Generation 1: the copy where the source allows it, else one small picture; the sound beside it.
pub fn plan_first(probe: &Probe, index: Option<&Index>, config: &LadderConfig) -> Plan {
    let copied = probe.picture.as_ref().zip(index).filter(|(picture, _)| may_copy(probe, picture).is_ok());
    match (copied, &probe.picture) {
        (Some((picture, index)), _) => copy(probe, picture, index, config),
        (None, Some(picture)) => {
            let rung = quick_rung(picture);
            encoded(GenerationKind::Quick, probe, picture, vec![rung], 6, &growing(config), config.chunk_s, false)
        }
        (None, None) => sound_only(GenerationKind::Quick, probe, &growing(config), config.chunk_s, false),
    }
}

/// Generation 2: the ladder that the measurement chose.
pub fn plan_ladder(probe: &Probe, measured: &Measured, config: &LadderConfig) -> Plan {
    let short = probe.duration_us.div_ceil(1_000_000).div_ceil(config.slots.max(1));
    let chunk_s = config.chunk_s.min(short.max(1));
    match &probe.picture {
        Some(picture) => {
            let (rungs, segment_s) = measured_rungs(picture, measured);
            encoded(GenerationKind::Ladder, probe, picture, rungs, segment_s, &[], chunk_s, true)
        }
        None => sound_only(GenerationKind::Ladder, probe, &[], config.chunk_s, true),
    }
}

fn growing(config: &LadderConfig) -> Vec<u64> {
    config.first_chunks_s.clone()
}

/// Ends of chunks on a grid of `segment_s`, in grid steps, up to `steps`.
fn chunk_ends(steps: u64, segment_s: u64, first_s: &[u64], chunk_s: u64) -> Vec<u64> {
    let mut lengths = first_s.iter().copied().chain(std::iter::repeat(chunk_s));
    let (mut at, mut ends) = (0, Vec::new());
    while at < steps {
        let length = lengths.next().unwrap_or(chunk_s).div_ceil(segment_s).max(1);
        at = (at + length).min(steps);
        ends.push(at);
    }
    ends
}

#[expect(clippy::too_many_arguments, reason = "the one place where all that shapes an encoded generation meets")]
fn encoded(
    kind: GenerationKind,
    probe: &Probe,
    picture: &Picture,
    rungs: Vec<Rung>,
    segment_s: u64,
    first_s: &[u64],
    chunk_s: u64,
    levelled: bool,
) -> Plan {
    let fps = picture.frame_rate;
    let phase_us = phase_us(picture, fps);
    let on_grid = |us: i64| fps.frames_in(u64::try_from(us - phase_us).unwrap_or(0)).max(1);
    // Sound that goes on holds the last picture; a breath more of it does not add one.
    let end = i64::try_from(probe.duration_us).unwrap_or(i64::MAX);
    let shown = on_grid(picture.timing.end_us);
    let frames = if end - picture.timing.end_us > 100_000 { on_grid(end).max(shown) } else { shown };
    let steps = (0..).take_while(|k| fps.frame_at_s(k * segment_s) < shown).count() as u64;
    let cut = |step: u64| if step == steps { frames } else { fps.frame_at_s(step * segment_s) };
    let mut chunks = Vec::new();
    let mut from = 0;
    for end in chunk_ends(steps, segment_s, first_s, chunk_s) {
        let (first, last) = (cut(from), cut(end));
        let start_us = fps.time_us(first);
        let stops = (from..end).map(|step| fps.time_us(cut(step)) - start_us);
        // Behind the last picture the grid goes on.
        let tail = (steps..).map(|step| fps.frame_at_s(step * segment_s)).take_while(|f| end == steps && *f < last);
        chunks.push(ChunkPlan {
            start_us,
            duration_us: fps.time_us(last) - start_us,
            frames: Some((first, last - first)),
            cuts_us: stops.chain(tail.map(|f| fps.time_us(f) - start_us)).collect(),
        });
        from = end;
    }
    let target_duration_ms = u32::try_from(segment_s * 1000 + fps.time_us(1) / 1000).unwrap_or(u32::MAX);
    let mut renditions: Vec<RenditionPlan> = rungs
        .into_iter()
        .map(|rung| RenditionPlan {
            name: format!("v{}", rung.name),
            kind: RenditionKind::Video,
            width: Some(rung.width),
            height: Some(rung.height),
            bandwidth_bps: rung.cap_kbps * 1000,
            target_duration_ms,
            rung: Some(rung),
        })
        .collect();
    let sound = probe.sound.as_ref().map(|s| SoundPlan { copied: !levelled && may_copy_sound(s), levelled, segment_s });
    renditions.extend(sound.map(|s| audio_rendition(probe, s)));
    Plan { kind, fps, phase_us, duration_us: fps.time_us(frames), renditions, chunks, sound }
}

/// How far the first picture lies off its frame of the grid.
fn phase_us(picture: &Picture, fps: Fps) -> i64 {
    let frame = 1e6 / fps.value();
    let first = picture.timing.first_us as f64;
    (first - (first / frame).round() * frame).round() as i64
}

fn audio_rendition(probe: &Probe, plan: SoundPlan) -> RenditionPlan {
    let own = probe.sound.as_ref().map_or(0, |s| s.average_bps);
    RenditionPlan {
        name: "audio".to_owned(),
        kind: RenditionKind::Audio,
        width: None,
        height: None,
        rung: None,
        bandwidth_bps: if plan.copied { u32::try_from(own).unwrap_or(u32::MAX).max(32_000) } else { 100_000 },
        target_duration_ms: u32::try_from(plan.segment_s * 1000 + 25).unwrap_or(u32::MAX),
    }
}

fn sound_only(kind: GenerationKind, probe: &Probe, first_s: &[u64], chunk_s: u64, levelled: bool) -> Plan {
    let sound =
        probe.sound.as_ref().map(|s| SoundPlan { copied: !levelled && may_copy_sound(s), levelled, segment_s: 6 });
    let steps = probe.duration_us.div_ceil(6_000_000).max(1);
    let mut from = 0;
    let mut chunks = Vec::new();
    for end in chunk_ends(steps, 6, first_s, chunk_s) {
        let (start, stop) = (from * 6_000_000, (end * 6_000_000).min(probe.duration_us));
        let cuts_us = (from..end).map(|step| step * 6_000_000 - start).collect();
        chunks.push(ChunkPlan { start_us: start, duration_us: stop.saturating_sub(start), frames: None, cuts_us });
        from = end;
    }
    Plan {
        kind,
        fps: Fps::new(30, 1),
        phase_us: 0,
        duration_us: probe.duration_us,
        renditions: sound.map(|s| audio_rendition(probe, s)).into_iter().collect(),
        chunks,
        sound,
    }
}

/// The copy: segments of at least 6 s between the source's keyframes, pieces of about a chunk's length.
fn copy(probe: &Probe, picture: &Picture, index: &Index, config: &LadderConfig) -> Plan {
    const SEGMENT_US: i64 = 6_000_000;
    let end = picture.timing.end_us;
    let keys = &index.keyframes_us;
    let piece_us = i64::try_from(config.chunk_s).unwrap_or(60) * 1_000_000;
    let mut chunks = Vec::new();
    let mut longest = 0;
    let mut i = 0;
    while i < keys.len() {
        // As the muxer cuts: at the first keyframe at or after each multiple of 6 s, counted from the piece's start.
        let start = keys[i];
        let mut cuts = vec![0];
        let mut number = 1;
        let stop = loop {
            i += 1;
            let Some(key) = keys.get(i).copied() else { break end };
            if key - start >= SEGMENT_US * number {
                if key - start >= piece_us {
                    break key;
                }
                cuts.push((key - start).unsigned_abs());
                number += 1;
            }
        };
        let duration = (stop - start).unsigned_abs();
        let ends = cuts.iter().skip(1).copied().chain([duration]);
        longest = cuts.iter().zip(ends).map(|(from, to)| to - from).max().unwrap_or(0).max(longest);
        chunks.push(ChunkPlan {
            start_us: start.max(0).unsigned_abs(),
            duration_us: duration,
            frames: None,
            cuts_us: cuts,
        });
    }
    let (width, height) = picture.shown();
    let sound = probe.sound.as_ref().map(|s| SoundPlan { copied: may_copy_sound(s), levelled: false, segment_s: 6 });
    let rate = u32::try_from(picture.timing.peak_bps.max(picture.timing.average_bps)).unwrap_or(u32::MAX);
    let mut renditions = vec![RenditionPlan {
        name: "copy".to_owned(),
        kind: RenditionKind::Video,
        width: Some(width),
        height: Some(height),
        rung: None,
        bandwidth_bps: rate.max(64_000),
        target_duration_ms: u32::try_from(longest.div_ceil(1000)).unwrap_or(u32::MAX),
    }];
    renditions.extend(sound.map(|s| audio_rendition(probe, s)));
    Plan {
        kind: GenerationKind::Copy,
        fps: picture.frame_rate,
        phase_us: 0,
        duration_us: probe.duration_us,
        renditions,
        chunks,
        sound,
    }
}
