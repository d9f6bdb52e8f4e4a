//! Chunks made from their ranges of a source alone, by the real programs.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use lectern_media::*;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;

fn run(program: &str, dir: &Path, args: &[String]) -> String {
    let done = Command::new(program).args(args).current_dir(dir).output().unwrap();
    assert!(done.status.success(), "{program} {}\n{}", args.join(" "), String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// What is known of the source before chunks are made.
fn read(dir: &Path, file: &str) -> (Probe, Index) {
    let header = Header::parse(run("ffprobe", dir, &args::header(file)).as_bytes()).unwrap();
    let mut reader = PacketReader::new(header.choose().unwrap());
    for line in run("ffprobe", dir, &args::packets(file)).lines() {
        reader.line(line).unwrap();
    }
    let packets = reader.finish();
    let probe = header.with_packets(&packets).unwrap();
    let index = Index::new(&packets, std::fs::metadata(dir.join(file)).unwrap().len(), &probe.format).unwrap();
    (probe, index)
}

/// VP9 in WebM says what it is in its pictures only: the first ones come with every chunk, the last one too.
#[test]
fn every_chunk_of_a_vp9_recording_is_made_from_its_ranges() {
    let dir = std::env::temp_dir().join(format!("lectern-sparse-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    // Heavy, so that the ranges leave most of it out.
    let made = "-v error -y -f lavfi -i testsrc2=s=320x180:r=10:d=26 -vf noise=alls=80:allf=t -c:v libvpx-vp9 -deadline realtime \
        -cpu-used 8 -g 10 -b:v 6M -minrate 4M -maxrate 8M whole.webm";
    run("ffmpeg", &dir, &made.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let (probe, index) = read(&dir, "whole.webm");
    let picture = probe.picture.clone().unwrap();
    let config = LadderConfig { first_chunks_s: vec![12, 12], ..LadderConfig::default() };
    let plan = plan_first(&probe, Some(&index), &config);
    assert_eq!((plan.kind, plan.chunks.len(), plan.pictures().count()), (GenerationKind::Quick, 3, 1));
    let whole = std::fs::File::open(dir.join("whole.webm")).unwrap();
    std::fs::create_dir_all(dir.join("0")).unwrap();
    let mut shares = Vec::new();
    for chunk in &plan.chunks {
        let start = i64::try_from(chunk.start_us).unwrap();
        let ranges = index.ranges(start, start + i64::try_from(chunk.duration_us).unwrap());
        assert!(ranges[0].start == 0 && ranges[0].end >= index.blocks[0].hi, "the first pictures are among {ranges:?}");
        let sparse = std::fs::File::create(dir.join("sparse")).unwrap();
        sparse.set_len(index.total_len).unwrap();
        for range in &ranges {
            let mut bytes = vec![0; usize::try_from(range.end - range.start).unwrap()];
            whole.read_exact_at(&mut bytes, range.start).unwrap();
            sparse.write_all_at(&bytes, range.start).unwrap();
        }
        let read: u64 = ranges.iter().map(|r| r.end - r.start).sum();
        shares.push(read as f64 / index.total_len as f64);
        let progress = run("ffmpeg", &dir, &args::chunk("sparse", &picture, &plan, chunk));
        let mut told = run::Progress::default();
        progress.lines().for_each(|line| {
            let _ = told.line(line);
        });
        assert_eq!(told.frames, chunk.frames.unwrap().1, "the chunk at {} us", chunk.start_us);
    }
    assert!(shares[2] < 0.5, "the last chunk reads little: {shares:?}");
    std::fs::remove_dir_all(&dir).unwrap();
}
