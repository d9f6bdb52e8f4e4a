//! HLS playlists (RFC 8216) as a view of chunk rows. Pure: equal rows give equal text.
//!
//! While a generation grows, picture and sound end at the shorter of the two, and what a playlist said it says for
//! ever: players stop at an address that changes. A generation that was watched while it grew stays `EVENT` to its
//! end, because RFC 8216 section 6.2.1 allows lines to be added only; one that is published whole is `VOD`.

use crate::{ChunkSegments, Segment, segment_file};
use std::fmt::Write;

/// Sound encoded in frames of 1024 samples does not end where the picture does; so much is still "the same span".
const SPAN_TOLERANCE_US: u64 = 250_000;

/// The group that sound is in.
const AUDIO_GROUP: &str = "audio";

/// What a rendition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenditionKind {
    /// Picture alone.
    Video,
    /// Sound alone.
    Audio,
    /// Picture and sound in one file: the copied source.
    Muxed,
}

/// One rung as planned: a row of `renditions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Path segment of addresses: `v1080`, `copy`, `audio`.
    pub name: String,
    /// What it holds.
    pub kind: RenditionKind,
    /// RFC 6381; absent until the first chunk tells.
    pub codecs: Option<String>,
    /// Picture's width.
    pub width: Option<u32>,
    /// Picture's height.
    pub height: Option<u32>,
    /// Pictures in 1000 seconds.
    pub frame_rate_mhz: Option<u32>,
    /// Bits per second of the dearest segment: an estimate while growing.
    pub bandwidth_bps: u64,
    /// Bits per second over all: an estimate while growing.
    pub average_bandwidth_bps: u64,
    /// The longest segment the plan allows, in milliseconds.
    pub target_duration_ms: u64,
}

/// Which renditions a chunk holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Track {
    /// All pictures.
    Video,
    /// The sound.
    Audio,
    /// Picture and sound copied together.
    Copy,
}

/// A planned chunk: a row of `chunks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What it holds.
    pub track: Track,
    /// Counted from 0 within the track.
    pub index: i32,
    /// Stands in its segments' names: the attempt that made it.
    pub prefix: String,
    /// Absent until every segment is stored.
    pub segments: Option<ChunkSegments>,
}

/// One generation of a video: all planned chunks, made or not, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Path segment of addresses.
    pub number: i32,
    /// Whether it is watched while it grows.
    pub grows: bool,
    /// Whether every chunk is made.
    pub complete: bool,
    /// Tallest first.
    pub renditions: Vec<Rendition>,
    /// All that the plan names.
    pub chunks: Vec<Chunk>,
}

/// One line of a media playlist.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry<'a> {
    init: &'a str,
    file: String,
    segment: Segment,
}

/// What is said now of each rendition.
#[derive(Debug)]
pub struct View<'a> {
    generation: &'a Generation,
    /// Entries by rendition, parallel to `generation.renditions`.
    entries: Vec<Vec<Entry<'a>>>,
}

impl<'a> View<'a> {
    /// Reads the rows of a generation.
    pub fn new(generation: &'a Generation) -> Self {
        let mut entries: Vec<_> = generation.renditions.iter().map(|r| made(generation, r)).collect();
        if !generation.complete {
            cut_to_shortest(generation, &mut entries);
        }
        Self { generation, entries }
    }

    /// How much can be watched, in microseconds: the length of the longest rendition that is shown.
    pub fn ready_us(&self) -> u64 {
        self.shown().map(|(_, entries)| length_us(entries)).max().unwrap_or(0)
    }

    /// The multivariant playlist, or nothing while nothing can be watched. Addresses are relative to its own.
    pub fn master(&self) -> Option<String> {
        let sound = self.shown().find(|(r, _)| r.kind == RenditionKind::Audio);
        let pictures: Vec<_> = self.shown().filter(|(r, _)| r.kind != RenditionKind::Audio).collect();
        let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        if pictures.is_empty() {
            let (rendition, entries) = sound?;
            self.variant(&mut text, rendition, entries, None);
            return Some(text);
        }
        if let Some((rendition, _)) = sound {
            line(
                &mut text,
                format_args!(
                    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{AUDIO_GROUP}\",NAME=\"{AUDIO_GROUP}\",DEFAULT=YES,AUTOSELECT=YES,URI=\"{}\"",
                    self.address(rendition),
                ),
            );
        }
        for (rendition, entries) in pictures {
            let with = sound.filter(|_| rendition.kind == RenditionKind::Video);
            self.variant(&mut text, rendition, entries, with);
        }
        Some(text)
    }

    /// The playlist of the rendition called `name`, or nothing when it has no segment yet.
    pub fn media(&self, name: &str) -> Option<String> {
        let at = self.generation.renditions.iter().position(|r| r.name == name)?;
        let (rendition, entries) = (&self.generation.renditions[at], &self.entries[at]);
        let first = entries.first()?;
        let target_s = ((rendition.target_duration_ms + 500) / 1000).max(1);
        let mut text = String::with_capacity(300 + entries.len() * 48);
        text.push_str("#EXTM3U\n#EXT-X-VERSION:7\n");
        line(&mut text, format_args!("#EXT-X-TARGETDURATION:{target_s}"));
        match self.generation.grows {
            // Without it hls.js starts near the end of a playlist that grows.
            true => text.push_str("#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n"),
            false => text.push_str("#EXT-X-PLAYLIST-TYPE:VOD\n"),
        }
        text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA-SEQUENCE:0\n");
        let mut init = first.init;
        line(&mut text, format_args!("#EXT-X-MAP:URI=\"{name}/{init}\""));
        for entry in entries {
            if entry.init != init {
                init = entry.init;
                line(&mut text, format_args!("#EXT-X-MAP:URI=\"{name}/{init}\""));
            }
            let duration_us = entry.segment.duration_us;
            line(&mut text, format_args!("#EXTINF:{}.{:06},", duration_us / 1_000_000, duration_us % 1_000_000));
            line(&mut text, format_args!("{name}/{}", entry.file));
        }
        if self.generation.complete {
            text.push_str("#EXT-X-ENDLIST\n");
        }
        Some(text)
    }

    /// Renditions that have segments over the same span as the longest of their kind: a rung that lags stops native
    /// players.
    fn shown(&self) -> impl Iterator<Item = (&'a Rendition, &[Entry<'a>])> {
        let longest = |kind| self.pairs().filter(|(r, _)| r.kind == kind).map(|(_, e)| length_us(e)).max().unwrap_or(0);
        let spans =
            [RenditionKind::Video, RenditionKind::Audio, RenditionKind::Muxed].map(|kind| (kind, longest(kind)));
        // Sound that is planned beside the picture and has nothing yet: nothing is shown, or the picture would be silent.
        let waiting = !self.generation.complete
            && self.generation.renditions.iter().any(|r| spans.iter().any(|&(kind, us)| kind == r.kind && us == 0));
        self.pairs().filter(move |(rendition, entries)| {
            let span = spans.iter().find(|(kind, _)| *kind == rendition.kind).map_or(0, |(_, us)| *us);
            !waiting && !entries.is_empty() && length_us(entries) + SPAN_TOLERANCE_US >= span
        })
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a Rendition, &[Entry<'a>])> {
        self.generation.renditions.iter().zip(self.entries.iter().map(Vec::as_slice))
    }

    fn address(&self, rendition: &Rendition) -> String {
        format!("{}/{}.m3u8", self.generation.number, rendition.name)
    }

    fn variant(
        &self,
        text: &mut String,
        rendition: &Rendition,
        entries: &[Entry],
        sound: Option<(&Rendition, &[Entry])>,
    ) {
        let (mut peak, mut average) = self.bandwidth(rendition, entries);
        let mut codecs = rendition.codecs.clone();
        if let Some((sound, entries)) = sound {
            let (sound_peak, sound_average) = self.bandwidth(sound, entries);
            peak += sound_peak;
            average += sound_average;
            codecs = codecs.zip(sound.codecs.as_ref()).map(|(picture, sound)| format!("{picture},{sound}"));
        }
        let mut tag = format!("#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average}");
        if let Some(codecs) = codecs {
            tag += &format!(",CODECS=\"{codecs}\"");
        }
        if let (Some(width), Some(height)) = (rendition.width, rendition.height) {
            tag += &format!(",RESOLUTION={width}x{height}");
        }
        if let Some(mhz) = rendition.frame_rate_mhz {
            tag += &format!(",FRAME-RATE={}.{:03}", mhz / 1000, mhz % 1000);
        }
        if sound.is_some() {
            tag += &format!(",AUDIO=\"{AUDIO_GROUP}\"");
        }
        line(text, format_args!("{tag}\n{}", self.address(rendition)));
    }

    /// Peak and average in bits per second: the row's estimates while growing, of the segments themselves when all are
    /// there (RFC 8216 section 4.3.4.2).
    fn bandwidth(&self, rendition: &Rendition, entries: &[Entry]) -> (u64, u64) {
        if !self.generation.complete {
            return (rendition.bandwidth_bps.max(1), rendition.average_bandwidth_bps.max(1));
        }
        let rate = |bytes: u64, us: u64| (bytes * 8_000_000).div_ceil(us.max(1)).max(1);
        let average = rate(entries.iter().map(|e| e.segment.bytes).sum(), length_us(entries));
        // A last segment of a few frames is mostly header: its rate says nothing about the line that is needed.
        let steady = entries.iter().filter(|e| e.segment.duration_us >= 500_000);
        let peak = steady.map(|e| rate(e.segment.bytes, e.segment.duration_us)).max().unwrap_or(average);
        (peak.max(average), average)
    }
}

fn line(text: &mut String, what: std::fmt::Arguments) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{what}");
}

fn length_us(entries: &[Entry]) -> u64 {
    entries.iter().map(|e| e.segment.duration_us).sum()
}

fn track_of(kind: RenditionKind) -> Track {
    match kind {
        RenditionKind::Video => Track::Video,
        RenditionKind::Audio => Track::Audio,
        RenditionKind::Muxed => Track::Copy,
    }
}

/// The segments of `rendition` from the start on, up to the first chunk that is not there.
fn made<'a>(generation: &'a Generation, rendition: &Rendition) -> Vec<Entry<'a>> {
    let mut chunks: Vec<_> = generation.chunks.iter().filter(|c| c.track == track_of(rendition.kind)).collect();
    chunks.sort_by_key(|c| c.index);
    let mut entries = Vec::new();
    for (expected, chunk) in (0_i32..).zip(chunks) {
        let share = chunk.segments.as_ref().and_then(|s| s.0.get(&rendition.name));
        let Some(share) = share.filter(|_| chunk.index == expected) else { break };
        entries.extend(share.segments.iter().enumerate().map(|(n, segment)| Entry {
            init: &share.init,
            file: segment_file(chunk.index, n, &chunk.prefix),
            segment: *segment,
        }));
    }
    entries
}

/// Lets picture and sound end together. Cutting one at a segment's end may leave the other too long, so it is
/// repeated until nothing changes; the outcome only grows when rows are added.
fn cut_to_shortest(generation: &Generation, entries: &mut [Vec<Entry>]) {
    let finished = |track| generation.chunks.iter().filter(|c| c.track == track).all(|c| c.segments.is_some());
    let tracks: Vec<_> = generation.renditions.iter().map(|r| track_of(r.kind)).collect();
    loop {
        // A track that is wholly made is as long as it will be: it holds the other back no more.
        let longest =
            |track| (0..tracks.len()).filter(|&at| tracks[at] == track).map(|at| length_us(&entries[at])).max();
        let shortest = tracks.iter().filter(|track| !finished(**track)).filter_map(|track| longest(*track)).min();
        let Some(end) = shortest.map(|us| us + SPAN_TOLERANCE_US) else { return };
        let mut cut = false;
        for list in entries.iter_mut() {
            let mut at = 0;
            let fits = list.iter().take_while(|e| {
                at += e.segment.duration_us;
                at <= end
            });
            let keep = fits.count();
            cut |= keep < list.len();
            list.truncate(keep);
        }
        if !cut {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
