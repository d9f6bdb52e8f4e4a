use crate::packets::{Block, Packets};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The longest stretch between a Matroska cue's cluster and the picture it points at.
const CLUSTER_US: i64 = 6_000_000;

/// Where the picture of a source lies: what a chunk job needs to read only its share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The source's true length.
    pub total_len: u64,
    /// Whether times are found through clusters, which begin before the picture asked for.
    pub clustered: bool,
    /// Bytes before the first packet and after the last: headers and tables of contents; and the first second of picture,
    /// because some codecs (VP9) say only in a picture what they are.
    pub header: Vec<(u64, u64)>,
    /// Keyframes' times, in order.
    pub keyframes_us: Vec<i64>,
    /// Where the picture lies, about a second each.
    pub blocks: Vec<Block>,
}

impl Index {
    /// From the packet list of a file of `total_len` bytes; `None` when the container does not tell where packets lie.
    pub fn new(packets: &Packets, total_len: u64, format: &str) -> Option<Self> {
        let (lo, hi) = packets.extent?;
        let lo = packets.blocks.first()?.hi.max(lo);
        (hi <= total_len).then(|| Self {
            total_len,
            clustered: format.contains("matroska"),
            header: vec![(0, lo), (hi, total_len)],
            keyframes_us: packets.keyframes_us.clone(),
            blocks: packets.blocks.clone(),
        })
    }

    /// Bytes that show the picture from `from_us` to `to_us`: headers, and a group of pictures more on either side.
    pub fn ranges(&self, from_us: i64, to_us: i64) -> Vec<Range<u64>> {
        let after = self.keyframes_us.partition_point(|k| *k <= from_us);
        let from = after.checked_sub(2).and_then(|i| self.keyframes_us.get(i)).copied().unwrap_or(i64::MIN);
        let from = if self.clustered { from.saturating_sub(CLUSTER_US) } else { from };
        let after = self.keyframes_us.partition_point(|k| *k < to_us);
        let to = self.keyframes_us.get(after + 1).copied().unwrap_or(i64::MAX);
        let mut ranges: Vec<Range<u64>> = self.header.iter().map(|(lo, hi)| *lo..*hi).collect();
        let wanted = self.blocks.iter().filter(|b| b.to_us >= from && b.from_us <= to);
        ranges.extend(wanted.map(|b| b.lo..b.hi));
        merge(ranges, if self.clustered { 1 << 20 } else { 64 << 10 })
    }
}

/// Sorts and joins ranges that touch or nearly do.
fn merge(mut ranges: Vec<Range<u64>>, near: u64) -> Vec<Range<u64>> {
    ranges.retain(|r| !r.is_empty());
    ranges.sort_unstable_by_key(|r| r.start);
    let mut out: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end + near => last.end = last.end.max(range.end),
            Some(_) | None => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_reads_headers_and_a_group_more_on_either_side() {
        let second = 1_000_000;
        let blocks = (0..100).map(|n| Block {
            from_us: n * second,
            to_us: n * second + 966_666,
            lo: 1_000_000 + 1_000_000 * n as u64,
            hi: 2_000_000 + 1_000_000 * n as u64 - 200_000,
        });
        let index = Index {
            total_len: 102_000_000,
            clustered: false,
            header: vec![(0, 1_000_000), (101_000_000, 102_000_000)],
            keyframes_us: (0..10).map(|n| n * 10 * second).collect(),
            blocks: blocks.collect(),
        };
        let ranges = index.ranges(45 * second, 55 * second);
        // Keyframes at 30 (one more), 40 | 60, 70 (one more); gaps of 200 kB between blocks stay unread.
        assert_eq!(ranges[0], 0..1_000_000);
        assert_eq!(ranges[1].start, 31_000_000);
        assert_eq!(ranges[ranges.len() - 2], 71_000_000..71_800_000);
        assert_eq!(ranges[ranges.len() - 1], 101_000_000..102_000_000);
        assert_eq!(index.ranges(0, 5 * second)[0], 0..1_800_000, "the header joins the first picture");
    }
}
