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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_muxers_playlist_is_read() {
        let text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init_0.mp4\"\n#EXTINF:6.000000,\ns00000.m4s\n#EXTINF:1.983333,\ns00001.m4s\n";
        let muxed = parse(text);
        assert_eq!(muxed.init.as_deref(), Some("init_0.mp4"));
        assert_eq!(muxed.segments[1], MuxedSegment { file: "s00001.m4s".to_owned(), duration_us: 1_983_333 });
        assert!(!muxed.ended && parse(&format!("{text}#EXT-X-ENDLIST\n")).ended);
    }
}
