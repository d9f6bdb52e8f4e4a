use crate::probe::{Picture, Probe, Sound};

/// Why a picture is encoded and not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoCopy {
    /// Not H.264.
    Codec,
    /// Not 8 bit 4:2:0, a profile above High or a level above 4.2.
    Format,
    /// Stored as fields.
    Interlaced,
    /// High dynamic range.
    Hdr,
    /// Pixels that are not square.
    Aspect,
    /// Turned by a display matrix.
    Rotated,
    /// Over 60 pictures a second.
    TooFast,
    /// Keyframes too far apart, too close, or not the first picture.
    Keyframes,
    /// Pictures that need the group before theirs.
    OpenGop,
    /// Pictures at uneven times, or decoding times that go back.
    Timing,
    /// The container's length is not the packets'.
    Length,
    /// Sound and picture do not start together.
    Start,
    /// An edit list cuts pictures away.
    Edited,
    /// More bits than lines carry.
    Rate,
}

/// Whether the picture may be cut into segments as it is.
///
/// # Errors
/// The first reason against it.
pub fn may_copy(probe: &Probe, picture: &Picture) -> Result<(), NoCopy> {
    let t = &picture.timing;
    let profile_ok = matches!(picture.profile.as_str(), "Constrained Baseline" | "Baseline" | "Main" | "High");
    let starts_apart = probe.sound.as_ref().is_some_and(|s| s.first_us.abs_diff(t.first_us) > 100_000);
    let lies = probe.claimed_us.is_none_or(|claimed| claimed.abs_diff(probe.duration_us) > 1_000_000);
    let checks = [
        (picture.codec != "h264", NoCopy::Codec),
        (picture.interlaced, NoCopy::Interlaced),
        (picture.hdr, NoCopy::Hdr),
        (
            !matches!(picture.pix_fmt.as_str(), "yuv420p" | "yuvj420p")
                || !profile_ok
                || !(1..=42).contains(&picture.level),
            NoCopy::Format,
        ),
        (picture.sample_aspect.0 != picture.sample_aspect.1, NoCopy::Aspect),
        (picture.quarter_turns != 0, NoCopy::Rotated),
        (t.usual_us < 16_000, NoCopy::TooFast),
        (t.discarded, NoCopy::Edited),
        (!t.first_is_key || t.max_key_gap_us > 10_050_000 || t.min_key_gap_us < 200_000, NoCopy::Keyframes),
        (t.leading, NoCopy::OpenGop),
        (!t.dts_increase || !t.regular, NoCopy::Timing),
        (lies, NoCopy::Length),
        (starts_apart || t.first_us.abs() > 500_000, NoCopy::Start),
        (t.average_bps > 8_000_000 || t.peak_bps > 2 * t.average_bps + 1_000_000, NoCopy::Rate),
    ];
    checks.into_iter().find(|(against, _)| *against).map_or(Ok(()), |(_, why)| Err(why))
}

/// Whether the sound may be cut into segments as it is.
pub fn may_copy_sound(sound: &Sound) -> bool {
    sound.codec == "aac"
        && sound.profile == "LC"
        && matches!(sound.channels, 1 | 2)
        && matches!(sound.sample_rate, 44_100 | 48_000)
        && sound.first_us.abs() <= 100_000
}
