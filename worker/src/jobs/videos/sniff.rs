//! What ffprobe does not tell of a file: whether it can be searched by time, and whether it is cut short.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The element that holds a Matroska file's cues.
const CUES: [u8; 4] = [0x1C, 0x53, 0xBB, 0x6B];
/// No table of contents is longer.
const LOOK: u64 = 64 << 20;

/// Whether the file begins like an MP4.
pub fn begins_as_mp4(path: &Path) -> bool {
    let mut head = [0; 12];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head[4..8] == b"ftyp"
}

/// Whether an MP4 has its pictures in fragments, which a reader must walk through from the start.
pub fn fragmented(path: &Path) -> std::io::Result<bool> {
    let mut file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let mut at = 0;
    while at + 8 <= length {
        file.seek(SeekFrom::Start(at))?;
        let mut header = [0; 16];
        let read = file.read(&mut header)?;
        if read < 8 {
            break;
        }
        let size = u64::from(u32::from_be_bytes([header[0], header[1], header[2], header[3]]));
        match &header[4..8] {
            b"moof" => return Ok(true),
            _ if size == 1 && read == 16 => {
                let mut long = [0; 8];
                long.copy_from_slice(&header[8..16]);
                at = at.saturating_add(u64::from_be_bytes(long).max(8));
            }
            _ if size == 0 => break,
            _ => at += size.max(8),
        }
    }
    Ok(false)
}

/// Whether a Matroska file whose last packet ends at `end` has cues behind it, where recorders write them. Cues in
/// front are rare, and such a file is copied once as if it had none.
pub fn has_cues(path: &Path, end: u64) -> std::io::Result<bool> {
    let mut file = std::fs::File::open(path)?;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(end))?;
    (&mut file).take(LOOK).read_to_end(&mut tail)?;
    Ok(tail.windows(4).any(|w| w == CUES))
}
