use crate::probe::{Chosen, PictureTiming, us};
use serde::{Deserialize, Serialize};

/// Blocks of the index are this long.
const BLOCK_US: i64 = 1_000_000;
/// More packets than twelve hours at 60 pictures and 47 frames of sound a second come to: an endless file.
const MAX_PACKETS: u64 = 6_000_000;

/// Reads ffprobe's packet list line by line and keeps what plans and sparse reading need; flat in memory but for the
/// pictures' times.
#[derive(Debug)]
pub struct PacketReader {
    chosen: Chosen,
    seen: u64,
    times: Vec<i64>,
    keys: Vec<Key>,
    last_dts: Option<i64>,
    first_is_key: Option<bool>,
    leading: bool,
    dts_increase: bool,
    discarded: bool,
    picture_end: i64,
    picture_bytes: u64,
    sound: Option<SoundFacts>,
    blocks: Vec<Block>,
    extent: Option<(u64, u64)>,
}

#[derive(Debug, Clone, Copy)]
struct Key {
    us: i64,
    bytes: u64,
}

/// What the packets say of the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundFacts {
    /// When it starts, from the container's zero.
    pub first_us: i64,
    /// When it ends.
    pub end_us: i64,
    /// Its length in the file.
    pub bytes: u64,
}

/// About a second of the picture and the bytes that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Times of its pictures: from.
    pub from_us: i64,
    /// Times of its pictures: to, the last included.
    pub to_us: i64,
    /// First byte.
    pub lo: u64,
    /// Byte after the last.
    pub hi: u64,
}

/// All that the list told.
#[derive(Debug, Clone, PartialEq)]
pub struct Packets {
    /// Of the picture.
    pub picture: Option<PictureTiming>,
    /// Of the sound.
    pub sound: Option<SoundFacts>,
    /// Keyframes' times, in order.
    pub keyframes_us: Vec<i64>,
    /// Where the picture lies.
    pub blocks: Vec<Block>,
    /// First byte of the first packet and the byte after the last, over the chosen streams; absent where the
    /// container does not tell.
    pub extent: Option<(u64, u64)>,
}

/// The list promises more than any lecture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more packets than any lecture has")]
pub struct TooMany;

impl PacketReader {
    /// A reader for the chosen streams.
    pub fn new(chosen: Chosen) -> Self {
        Self {
            chosen,
            seen: 0,
            times: Vec::new(),
            keys: Vec::new(),
            last_dts: None,
            first_is_key: None,
            leading: false,
            dts_increase: true,
            discarded: false,
            picture_end: i64::MIN,
            picture_bytes: 0,
            sound: None,
            blocks: Vec::new(),
            extent: None,
        }
    }

    /// Takes one line: `stream_index,pts_time,dts_time,duration_time,size,pos,flags`. Lines of another shape are skipped.
    ///
    /// # Errors
    /// [`TooMany`] when the file does not end.
    pub fn line(&mut self, line: &str) -> Result<(), TooMany> {
        let mut fields = line.trim_end().split(',');
        let mut next = || fields.next();
        let (Some(stream), pts, dts, length, size, pos, flags) =
            (next().and_then(|s| s.parse().ok()), next(), next(), next(), next(), next(), next())
        else {
            return Ok(());
        };
        self.seen += 1;
        if self.seen > MAX_PACKETS {
            return Err(TooMany);
        }
        let (dts, length) = (us(dts), us(length).unwrap_or(0).max(0));
        let Some(at) = us(pts).or(dts).map(|at| at - self.chosen.zero_us) else { return Ok(()) };
        let size: u64 = size.and_then(|s| s.parse().ok()).unwrap_or(0);
        let pos: Option<u64> = pos.and_then(|p| p.parse().ok());
        let flags = flags.unwrap_or("");
        if Some(stream) == self.chosen.picture {
            self.picture(at, dts, length, size, pos, flags);
        } else if Some(stream) == self.chosen.sound {
            let sound = self.sound.get_or_insert(SoundFacts { first_us: at, end_us: at, bytes: 0 });
            sound.first_us = sound.first_us.min(at);
            sound.end_us = sound.end_us.max(at + length);
            sound.bytes += size;
        } else {
            return Ok(());
        }
        if let Some(pos) = pos {
            let (lo, hi) = self.extent.unwrap_or((pos, pos));
            self.extent = Some((lo.min(pos), hi.max(pos + size)));
        }
        Ok(())
    }

    fn picture(&mut self, at: i64, dts: Option<i64>, length: i64, size: u64, pos: Option<u64>, flags: &str) {
        let key = flags.contains('K');
        self.first_is_key.get_or_insert(key);
        self.discarded |= flags.contains('D');
        if let Some(dts) = dts {
            self.dts_increase &= self.last_dts.is_none_or(|last| dts > last);
            self.last_dts = Some(dts);
        }
        if key {
            self.keys.push(Key { us: at, bytes: 0 });
        } else {
            self.leading |= self.keys.last().is_some_and(|k| at < k.us);
        }
        if let Some(key) = self.keys.last_mut() {
            key.bytes += size;
        }
        if !flags.contains('D') {
            self.times.push(at);
            self.picture_end = self.picture_end.max(at + length);
        }
        self.picture_bytes += size;
        let Some(pos) = pos else { return };
        match self.blocks.last_mut() {
            Some(block) if !key && at - block.from_us < BLOCK_US && pos >= block.lo && pos - block.lo < (64 << 20) => {
                block.from_us = block.from_us.min(at);
                block.to_us = block.to_us.max(at);
                block.hi = block.hi.max(pos + size);
            }
            Some(_) | None => self.blocks.push(Block { from_us: at, to_us: at, lo: pos, hi: pos + size }),
        }
    }

    /// Ends the list.
    pub fn finish(mut self) -> Packets {
        self.times.sort_unstable();
        self.keys.sort_unstable_by_key(|k| k.us);
        let picture = (!self.times.is_empty()).then(|| self.timing());
        Packets {
            picture,
            sound: self.sound.filter(|s| s.bytes > 0),
            keyframes_us: self.keys.iter().map(|k| k.us).collect(),
            blocks: self.blocks,
            extent: self.extent,
        }
    }

    fn timing(&self) -> PictureTiming {
        let (first, last) = (self.times[0], self.times[self.times.len() - 1]);
        let mut gaps: Vec<u64> = self.times.windows(2).map(|w| w[1].abs_diff(w[0])).collect();
        gaps.sort_unstable();
        let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
        let max_gap = gaps.last().copied().unwrap_or(0);
        // Containers that keep milliseconds or coarser ticks jitter a little.
        let odd = gaps.iter().filter(|g| g.abs_diff(usual) > usual / 8 + 1500).count();
        let end = self.picture_end.max(last + i64::try_from(usual).unwrap_or(0));
        let mut marks: Vec<i64> = self.keys.iter().map(|k| k.us).collect();
        marks.push(end);
        let key_gaps = || marks.windows(2).map(|w| w[1].abs_diff(w[0]).max(1));
        let peak = key_gaps().zip(&self.keys).map(|(gap, key)| key.bytes * 8_000_000 / gap).max().unwrap_or(0);
        PictureTiming {
            packets: self.times.len() as u64,
            first_us: first,
            end_us: end,
            usual_us: usual,
            short_us: gaps.get(gaps.len() / 10).copied().unwrap_or(0),
            max_gap_us: max_gap,
            regular: usual > 0 && max_gap * 2 <= usual * 3 + 3000 && odd * 50 <= gaps.len(),
            first_is_key: self.first_is_key.unwrap_or(false),
            leading: self.leading,
            dts_increase: self.dts_increase,
            discarded: self.discarded,
            max_key_gap_us: key_gaps().max().unwrap_or(u64::MAX),
            min_key_gap_us: key_gaps().take(self.keys.len().saturating_sub(1)).min().unwrap_or(u64::MAX),
            average_bps: self.picture_bytes * 8_000_000 / end.abs_diff(first).max(1),
            peak_bps: peak,
        }
    }
}
