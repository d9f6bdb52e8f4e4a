//! Reads the playlist that ffmpeg's muxer writes beside its segments.

/// One media segment as the muxer lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MuxedSegment {
    /// File name.
    pub file: String,
    /// How long it plays.
    pub duration_us: u64,
}

/// What the muxer has listed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Muxed {
    /// The init segment's file name.
    pub init: Option<String>,
    /// In order.
    pub segments: Vec<MuxedSegment>,
    /// Whether it is the last version.
    pub ended: bool,
}

/// Reads a muxer's playlist.
pub fn parse(text: &str) -> Muxed {
    let mut muxed = Muxed::default();
    let mut duration_us = 0;
    for line in text.lines() {
        if let Some(uri) = line.strip_prefix("#EXT-X-MAP:URI=\"") {
            muxed.init = uri.split('"').next().map(str::to_owned);
        } else if let Some(seconds) = line.strip_prefix("#EXTINF:") {
            let seconds: f64 = seconds.trim_end_matches(',').parse().unwrap_or(0.0);
            duration_us = (seconds * 1e6).round() as u64;
        } else if line == "#EXT-X-ENDLIST" {
            muxed.ended = true;
        } else if !line.is_empty() && !line.starts_with('#') {
            muxed.segments.push(MuxedSegment { file: line.to_owned(), duration_us });
        }
    }
    muxed
}

/// How long a segment plays by the index in front of it. The muxer lists the last segment of sound some frames short.
pub fn indexed_us(segment: &[u8]) -> Option<u64> {
    let number = |at: usize| Some(u64::from(u32::from_be_bytes(segment.get(at..at + 4)?.try_into().ok()?)));
    let mut at = 0;
    // Boxes follow each other: a length and a name, then what is in it.
    while segment.get(at + 4..at + 8)? != b"sidx" {
        at += usize::try_from(number(at)?).ok().filter(|length| *length >= 8)?;
    }
    let timescale = number(at + 16).filter(|n| *n > 0)?;
    let first = at + if segment.get(at + 8)? == &0 { 32 } else { 40 };
    let count = usize::try_from(number(first - 4)? & 0xFFFF).ok()?;
    let units: u64 = (0..count).map(|n| number(first + 12 * n + 4)).sum::<Option<u64>>()?;
    (units > 0).then(|| (units * 1_000_000 + timescale / 2) / timescale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segments_index_tells_how_long_it_plays() {
        let words = |words: &[u32]| words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
        let styp = [words(&[16]), b"stypmsdh".to_vec(), words(&[0])].concat();
        let index =
            [words(&[52]), b"sidx".to_vec(), words(&[0x0100_0000, 1, 48_000, 0, 0, 0, 0, 1, 999, 192_512, 0])].concat();
        assert_eq!(indexed_us(&[styp.clone(), index].concat()), Some(4_010_667));
        let short = [words(&[44]), b"sidx".to_vec(), words(&[0, 1, 48_000, 0, 0, 1, 999, 48_000, 0])].concat();
        assert_eq!(indexed_us(&short), Some(1_000_000));
        for broken in [&styp[..], &styp[..6], &[0; 40], &short[..38]] {
            assert_eq!(indexed_us(broken), None);
        }
    }

    #[test]
    fn the_muxers_playlist_is_read() {
        let text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init_0.mp4\"\n#EXTINF:6.000000,\ns00000.m4s\n#EXTINF:1.983333,\ns00001.m4s\n";
        let muxed = parse(text);
        assert_eq!(muxed.init.as_deref(), Some("init_0.mp4"));
        assert_eq!(muxed.segments[1], MuxedSegment { file: "s00001.m4s".to_owned(), duration_us: 1_983_333 });
        assert!(!muxed.ended && parse(&format!("{text}#EXT-X-ENDLIST\n")).ended);
    }
}
