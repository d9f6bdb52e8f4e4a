use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Widest and tallest picture that is decoded at all, as an area.
pub const MAX_PIXELS: u64 = 8192 * 4320;
/// Sound tracks that are looked at.
const MAX_SOUND_TRACKS: usize = 4;

/// Why a file is not taken, with its figures: `videos.failure` and `videos.failure_detail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "slug", rename_all = "kebab-case")]
pub enum Refusal {
    /// No container that is known, whatever its name says.
    #[error("not a media file")]
    NotMedia,
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// A container that ends before its table of contents.
    #[error("the file is cut short")]
    Truncated,
    /// A container without a usable stream.
    #[error("neither picture nor sound")]
    NoPictureOrSound,
    /// More pixels than are decoded.
    #[error("the picture is {width}x{height}")]
    TooLargePicture {
        /// As stored.
        width: u32,
        /// As stored.
        height: u32,
    },
    /// Longer than the school allows.
    #[error("longer than {limit_s} s")]
    TooLong {
        /// The longest lecture.
        limit_s: u64,
    },
    /// No decoder for it.
    #[error("no decoder for {codec}")]
    UnsupportedCodec {
        /// ffmpeg's name of it.
        codec: String,
    },
    /// Decoding failed.
    #[error("broken at {at_ms} ms")]
    BrokenAt {
        /// Where in the lecture.
        at_ms: u64,
    },
}

impl Refusal {
    /// The stable name.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::NotMedia => "not-media",
            Self::Empty => "empty",
            Self::Truncated => "truncated",
            Self::NoPictureOrSound => "no-picture-or-sound",
            Self::TooLargePicture { .. } => "too-large-picture",
            Self::TooLong { .. } => "too-long",
            Self::UnsupportedCodec { .. } => "unsupported-codec",
            Self::BrokenAt { .. } => "broken-at",
        }
    }
}

/// Pictures per second as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fps {
    /// Numerator.
    pub num: u32,
    /// Denominator.
    pub den: u32,
}

impl Fps {
    /// `num / den` per second.
    pub const fn new(num: u32, den: u32) -> Self {
        Self { num, den }
    }
    /// As a number.
    pub fn value(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }
    /// When frame `n` starts, in microseconds, to the nearest.
    pub fn time_us(self, n: u64) -> u64 {
        let (num, den) = (u128::from(self.num), u128::from(self.den));
        u64::try_from((u128::from(n) * den * 1_000_000 + num / 2) / num).unwrap_or(u64::MAX)
    }
    /// The first frame at or after `s` whole seconds.
    pub fn frame_at_s(self, s: u64) -> u64 {
        (s * u64::from(self.num)).div_ceil(u64::from(self.den))
    }
    /// How many frames `us` microseconds come to, to the nearest.
    pub fn frames_in(self, us: u64) -> u64 {
        (us as f64 / 1e6 * self.value()).round() as u64
    }
}

impl FromStr for Fps {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (num, den) = text.split_once('/').ok_or(())?;
        let fps = Self { num: num.parse().map_err(|_| ())?, den: den.parse().map_err(|_| ())? };
        if fps.num == 0 || fps.den == 0 { Err(()) } else { Ok(fps) }
    }
}

/// What the packet list says of the picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PictureTiming {
    /// Pictures.
    pub packets: u64,
    /// When the first is shown, from the container's zero; may be below it.
    pub first_us: i64,
    /// When the last ends.
    pub end_us: i64,
    /// The usual time between two.
    pub usual_us: u64,
    /// Nine of ten gaps are at least this.
    pub short_us: u64,
    /// The longest time between two.
    pub max_gap_us: u64,
    /// Whether nearly all gaps are the usual one.
    pub regular: bool,
    /// Whether the file's first picture is a keyframe.
    pub first_is_key: bool,
    /// Whether pictures follow a keyframe in the file and precede it in time: an open GOP.
    pub leading: bool,
    /// Whether decoding times grow.
    pub dts_increase: bool,
    /// Whether an edit list throws pictures away.
    pub discarded: bool,
    /// The longest time between keyframes, the one to the end included.
    pub max_key_gap_us: u64,
    /// The shortest time between keyframes.
    pub min_key_gap_us: u64,
    /// Bits per second over all.
    pub average_bps: u64,
    /// Bits per second of the largest group of pictures.
    pub peak_bps: u64,
}

/// The picture of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The stream's number in the file.
    pub stream: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// Of the codec, as ffprobe writes it.
    pub profile: String,
    /// H.264's, times ten.
    pub level: i32,
    /// Pixel format.
    pub pix_fmt: String,
    /// As stored.
    pub width: u32,
    /// As stored.
    pub height: u32,
    /// Clockwise quarter turns that the display matrix asks for.
    pub quarter_turns: u8,
    /// Width over height of a stored pixel.
    pub sample_aspect: (u32, u32),
    /// Stored as two fields.
    pub interlaced: bool,
    /// Brighter than a screen: PQ or HLG.
    pub hdr: bool,
    /// The rate that rungs are made at.
    pub frame_rate: Fps,
    /// What the packets say.
    pub timing: PictureTiming,
}

impl Picture {
    /// Size as it is shown: turned, with square pixels.
    pub fn shown(&self) -> (u32, u32) {
        let (num, den) = self.sample_aspect;
        let width = (u64::from(self.width) * u64::from(num) + u64::from(den) / 2) / u64::from(den.max(1));
        let width = u32::try_from(width).unwrap_or(self.width).max(2);
        if self.quarter_turns % 2 == 1 { (self.height, width) } else { (width, self.height) }
    }
}

/// The sound of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// The stream's number in the file.
    pub stream: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// Of the codec.
    pub profile: String,
    /// How many.
    pub channels: u32,
    /// In hertz.
    pub sample_rate: u32,
    /// When its first packet starts, from the container's zero; below it where an encoder's delay is thrown away.
    pub first_us: i64,
    /// When it ends.
    pub end_us: i64,
    /// Bits per second over all.
    pub average_bps: u64,
}

/// What a source is: all that the plan of generation 1 needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// ffmpeg's name of the container.
    pub format: String,
    /// The length of what is made: the longer of picture and sound.
    pub duration_us: u64,
    /// What the container says of its length, which may be a lie.
    pub claimed_us: Option<u64>,
    /// The picture, unless it is only a cover.
    pub picture: Option<Picture>,
    /// The first sound track.
    pub sound: Option<Sound>,
    /// Sound tracks in the file.
    pub sound_tracks: usize,
}

impl Probe {
    /// The length in milliseconds.
    pub fn duration_ms(&self) -> i64 {
        i64::try_from(self.duration_us.div_ceil(1000)).unwrap_or(i64::MAX)
    }
}

/// ffprobe's `-show_format -show_streams -of json`, before the packets are read.
#[derive(Debug, Clone, Deserialize)]
pub struct Header {
    #[serde(default)]
    streams: Vec<RawStream>,
    format: Option<RawFormat>,
}

#[derive(Debug, Clone, Deserialize)]
struct RawFormat {
    format_name: String,
    start_time: Option<String>,
    duration: Option<String>,
    probe_score: Option<i32>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RawStream {
    index: u32,
    codec_name: Option<String>,
    codec_type: Option<String>,
    profile: Option<String>,
    level: Option<i32>,
    pix_fmt: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    sample_aspect_ratio: Option<String>,
    field_order: Option<String>,
    color_transfer: Option<String>,
    avg_frame_rate: Option<String>,
    channels: Option<u32>,
    sample_rate: Option<String>,
    disposition: Disposition,
    tags: Tags,
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Disposition {
    attached_pic: u8,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Tags {
    rotate: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SideData {
    rotation: Option<f64>,
}

/// A stream's number and what it carries, for the reader of packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The picture's stream.
    pub picture: Option<u32>,
    /// The sound's stream.
    pub sound: Option<u32>,
    /// The container's zero.
    pub zero_us: i64,
}

impl Header {
    /// Reads ffprobe's answer.
    ///
    /// # Errors
    /// [`Refusal::NotMedia`] when there is no format in it.
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let header: Self = serde_json::from_slice(json).map_err(|_| Refusal::NotMedia)?;
        match &header.format {
            // A guess from a few bytes that look like a frame of sound is no recognition.
            Some(format) if format.probe_score.unwrap_or(100) >= 25 => Ok(header),
            Some(_) | None => Err(Refusal::NotMedia),
        }
    }

    /// Chooses the streams, refusing what must not be decoded.
    ///
    /// # Errors
    /// [`Refusal::NoPictureOrSound`], [`Refusal::TooLargePicture`] or [`Refusal::UnsupportedCodec`].
    pub fn choose(&self) -> Result<Chosen, Refusal> {
        let picture = self.picture();
        if let Some(s) = picture {
            let (width, height) = (s.width.unwrap_or(0), s.height.unwrap_or(0));
            if u64::from(width) * u64::from(height) > MAX_PIXELS || width > 16384 || height > 16384 {
                return Err(Refusal::TooLargePicture { width, height });
            }
        }
        let sound = self.sounds().next();
        if picture.is_none() && sound.is_none() {
            let unknown = self.streams.iter().find(|s| s.is("video") || s.is("audio"));
            return Err(match unknown {
                Some(s) if s.codec().is_empty() => Refusal::UnsupportedCodec { codec: "unknown".to_owned() },
                Some(_) | None => Refusal::NoPictureOrSound,
            });
        }
        let zero_us = self.format.as_ref().and_then(|f| us(f.start_time.as_deref())).unwrap_or(0);
        Ok(Chosen { picture: picture.map(|s| s.index), sound: sound.map(|s| s.index), zero_us })
    }

    fn picture(&self) -> Option<&RawStream> {
        self.streams.iter().find(|s| {
            s.is("video") && s.disposition.attached_pic == 0 && !s.codec().is_empty() && s.width.unwrap_or(0) > 0
        })
    }

    fn sounds(&self) -> impl Iterator<Item = &RawStream> {
        self.streams
            .iter()
            .filter(|s| s.is("audio") && !s.codec().is_empty() && s.channels.unwrap_or(0) > 0)
            .take(MAX_SOUND_TRACKS)
    }

    /// The container, as ffprobe names it.
    pub fn format_name(&self) -> &str {
        self.format.as_ref().map_or("", |f| &f.format_name)
    }

    /// Joins the header with what the packets told.
    ///
    /// # Errors
    /// [`Refusal::NoPictureOrSound`] when the chosen streams have no packets.
    pub fn with_packets(&self, packets: &crate::packets::Packets) -> Result<Probe, Refusal> {
        let picture = self.picture().zip(packets.picture.clone()).map(|(s, timing)| s.to_picture(timing));
        let sound = self.sounds().next().zip(packets.sound).map(|(s, facts)| Sound {
            stream: s.index,
            codec: s.codec().to_owned(),
            profile: s.profile.clone().unwrap_or_default(),
            channels: s.channels.unwrap_or(0),
            sample_rate: s.sample_rate.as_deref().and_then(|r| r.parse().ok()).unwrap_or(0),
            first_us: facts.first_us,
            end_us: facts.end_us,
            average_bps: facts.bytes * 8_000_000 / u64::try_from(facts.end_us - facts.first_us).unwrap_or(1).max(1),
        });
        let ends = [picture.as_ref().map(|p| p.timing.end_us), sound.as_ref().map(|s| s.end_us)];
        let end = ends.into_iter().flatten().max().ok_or(Refusal::NoPictureOrSound)?;
        Ok(Probe {
            format: self.format_name().to_owned(),
            duration_us: u64::try_from(end).map_err(|_| Refusal::NoPictureOrSound)?,
            claimed_us: self
                .format
                .as_ref()
                .and_then(|f| us(f.duration.as_deref()))
                .and_then(|us| u64::try_from(us).ok()),
            picture,
            sound,
            sound_tracks: self.sounds().count(),
        })
    }
}

impl RawStream {
    fn is(&self, kind: &str) -> bool {
        self.codec_type.as_deref() == Some(kind)
    }
    fn codec(&self) -> &str {
        match self.codec_name.as_deref() {
            Some("unknown" | "none") | None => "",
            Some(name) => name,
        }
    }
    fn to_picture(&self, timing: PictureTiming) -> Picture {
        let turned = self.side_data_list.iter().find_map(|d| d.rotation);
        let turned = turned.or_else(|| self.tags.rotate.as_deref().and_then(|r| r.parse().ok())).unwrap_or(0.0);
        let quarter_turns = ((turned / 90.0).round() as i64).rem_euclid(4);
        let sample_aspect = self.sample_aspect_ratio.as_deref().and_then(|text| {
            let (num, den) = text.split_once(':')?;
            Some((num.parse().ok().filter(|n| *n > 0)?, den.parse().ok().filter(|n| *n > 0)?))
        });
        let average = self.avg_frame_rate.as_deref().and_then(|r| r.parse().ok());
        Picture {
            stream: self.index,
            codec: self.codec().to_owned(),
            profile: self.profile.clone().unwrap_or_default(),
            level: self.level.unwrap_or(0),
            pix_fmt: self.pix_fmt.clone().unwrap_or_default(),
            width: self.width.unwrap_or(0),
            height: self.height.unwrap_or(0),
            quarter_turns: u8::try_from(quarter_turns).unwrap_or(0),
            // What an encoder's rounding leaves of a square is a square.
            sample_aspect: sample_aspect.filter(|(n, d): &(u32, u32)| n.abs_diff(*d) * 200 > *d).unwrap_or((1, 1)),
            interlaced: matches!(self.field_order.as_deref(), Some("tt" | "bb" | "tb" | "bt")),
            hdr: matches!(self.color_transfer.as_deref(), Some("smpte2084" | "arib-std-b67")),
            frame_rate: frame_rate(average, &timing),
            timing,
        }
    }
}

/// The rate that rungs are made at: the source's own where it is regular, at most 60; else what its pictures come to.
fn frame_rate(average: Option<Fps>, timing: &PictureTiming) -> Fps {
    const STANDARD: [Fps; 9] = [
        Fps::new(24000, 1001),
        Fps::new(24, 1),
        Fps::new(25, 1),
        Fps::new(30000, 1001),
        Fps::new(30, 1),
        Fps::new(48, 1),
        Fps::new(50, 1),
        Fps::new(60000, 1001),
        Fps::new(60, 1),
    ];
    if timing.packets < 2 || timing.usual_us == 0 {
        return Fps::new(30, 1);
    }
    if !timing.regular {
        return match timing.short_us {
            0..22_000 => Fps::new(60, 1),
            22_000..38_500 => Fps::new(30, 1),
            38_500..62_000 => Fps::new(25, 1),
            62_000.. => Fps::new(15, 1),
        };
    }
    let measured = (timing.packets - 1) as f64 * 1e6
        / ((timing.end_us - timing.first_us) as f64 - timing.usual_us as f64).max(1.0);
    if measured > 60.5 {
        return Fps::new(60, 1);
    }
    if let Some(own) =
        average.filter(|a| (a.value() / measured - 1.0).abs() < 0.005 && a.den <= 1001 && a.value() >= 5.0)
    {
        return own;
    }
    let near =
        STANDARD.into_iter().min_by(|a, b| (a.value() - measured).abs().total_cmp(&(b.value() - measured).abs()));
    match near.filter(|n| (n.value() / measured - 1.0).abs() < 0.01) {
        Some(standard) => standard,
        None => Fps::new((measured.max(5.0) * 100.0).round() as u32, 100),
    }
}

/// Seconds as ffprobe prints them, in microseconds; `N/A` is none.
pub(crate) fn us(text: Option<&str>) -> Option<i64> {
    let seconds: f64 = text?.parse().ok()?;
    seconds.is_finite().then(|| (seconds * 1e6).round() as i64)
}
