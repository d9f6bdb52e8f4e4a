use crate::plan::Measured;
use crate::probe::Picture;
use serde::{Deserialize, Serialize};

/// One rung: its size and what the encoder is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The short side that carries the name: 1080, 720, 480, 360 or the source's own below that.
    pub name: u32,
    /// Even.
    pub width: u32,
    /// Even.
    pub height: u32,
    /// Constant rate factor.
    pub crf: u32,
    /// The most bits per second, in thousands.
    pub cap_kbps: u32,
}

/// Sizes never exceed the source's; the short side carries the name. A source smaller than the smallest rung keeps its size.
fn rung(picture: &Picture, side: u32, crf: u32, cap_kbps: u32) -> Rung {
    let (width, height) = picture.shown();
    let short = width.min(height).max(2);
    let side = side.min(short);
    let even = |n: u32| {
        let scaled = (u64::from(n) * u64::from(side) + u64::from(short) / 2) / u64::from(short);
        u32::try_from(scaled).unwrap_or(2).div_ceil(2).max(1) * 2
    };
    Rung { name: side, width: even(width), height: even(height), crf, cap_kbps }
}

/// The one rung of generation 1.
pub(crate) fn quick_rung(picture: &Picture) -> Rung {
    rung(picture, 360, 26, 400)
}

/// The rung that pieces are measured at.
pub fn measuring_rung(picture: &Picture) -> Rung {
    rung(picture, 1080, 26, 20_000)
}

/// Rungs for what was measured, and how long segments are: 6 s for slides and screens, 4 s for a camera.
pub(crate) fn measured_rungs(picture: &Picture, measured: &Measured) -> (Vec<Rung>, u64) {
    let (table, segment_s): (&[(u32, u32, u32)], u64) = match measured.median_bps {
        0..500_000 => (&[(1080, 26, 3000), (360, 26, 400)], 6),
        500_000..1_500_000 => (&[(1080, 25, 4000), (720, 25, 1500), (360, 25, 500)], 6),
        1_500_000.. => (&[(1080, 23, 4500), (720, 23, 2500), (480, 23, 1200), (360, 23, 700)], 4),
    };
    let (width, height) = picture.shown();
    let short = width.min(height);
    let mut rungs: Vec<Rung> = Vec::new();
    for (side, crf, cap) in table {
        let made = rung(picture, *side, *crf, *cap);
        // A source between two rungs gives one rung of its own size, not two nearly equal ones.
        let near = rungs.last().is_some_and(|above| made.name * 5 > above.name * 4);
        if !near && (*side <= short || rungs.is_empty()) {
            rungs.push(made);
        }
    }
    (rungs, segment_s)
}
