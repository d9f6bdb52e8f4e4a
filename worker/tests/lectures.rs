//! From an upload to segments that join: what a player gets of each kind of source.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod house;

use house::{House, packets};
use lectern_db::VideoId;
use lectern_domain::videos::VideoOut;
use sqlx::PgPool;

const X264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
const SOUND: &str = "-f lavfi -i sine=f=440:r=48000:d=";

/// What must hold of every generation: rungs cut at the same times, each starting with a keyframe; no picture missing;
/// init segments equal over chunks; picture and sound ending together, by their lists and by what is in the segments.
async fn holds_together(house: &House, video: VideoId, generation: i32, seconds: f64, fps: f64) {
    let mut starts: Option<Vec<f64>> = None;
    let mut ends = Vec::new();
    for name in house.rendition_names(video, generation).await {
        let joined = house.join(video, generation, &name).await;
        assert!(joined.inits.iter().all(|i| *i == joined.inits[0]), "{name}: init segments differ");
        let all = packets(&joined.path);
        ends.push(joined.end_us as f64 / 1e6);
        if name == "audio" {
            let gap = all.windows(2).map(|w| w[1].0 - w[0].0).fold(0.0, f64::max);
            assert!(gap < 0.05, "{name}: a gap of {gap} s");
            // AAC has 1024 samples a packet.
            ends.push(all[all.len() - 1].0 + 1024.0 / 48_000.0);
            continue;
        }
        let expected = seconds * fps;
        assert!((all.len() as f64 - expected).abs() <= 1.0, "{name}: {} pictures, {expected} expected", all.len());
        assert!(all[0].0.abs() < 0.001, "{name} starts at {}", all[0].0);
        for pair in all.windows(2) {
            assert!((pair[1].0 - pair[0].0 - 1.0 / fps).abs() < 0.0015, "{name}: a gap at {}", pair[0].0);
        }
        ends.push(all[all.len() - 1].0 + 1.0 / fps);
        let keys: Vec<f64> = all.iter().filter(|p| p.1).map(|p| p.0).collect();
        if name != "copy" {
            assert_eq!(keys.len(), joined.starts_us.len(), "{name}: keyframes at the cuts and nowhere else");
            for (key, start) in keys.iter().zip(&joined.starts_us) {
                assert!((key - *start as f64 / 1e6).abs() < 0.001, "{name}: {key} is not at {start}");
            }
        }
        let those = starts.get_or_insert_with(|| keys.clone());
        assert_eq!(those.len(), keys.len());
        assert!(
            those.iter().zip(&keys).all(|(a, b)| (a - b).abs() < 0.001),
            "{name}: {keys:?} where others have {those:?}"
        );
    }
    let spread = ends.iter().copied().fold(f64::MIN, f64::max) - ends.iter().copied().fold(f64::MAX, f64::min);
    assert!(spread < 0.04, "generation {generation} ends at {ends:?}");
}

async fn kind(house: &House, video: VideoId) -> String {
    sqlx::query_scalar("SELECT kind FROM generations WHERE video_id = $1 AND number = 1")
        .bind(video.0)
        .fetch_one(&house.pool)
        .await
        .unwrap()
}

async fn made(house: &House, name: &str, args: &str) -> (VideoId, VideoOut) {
    let video = house.upload(&house.make(name, args)).await;
    let out = house.ready(video).await;
    assert_eq!((out.percent, out.ready_ms), (100, out.duration_ms.unwrap()), "{name}");
    (video, out)
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_plain_recording_is_copied_then_laddered_and_everything_lines_up(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let args = format!("-f lavfi -i testsrc2=s=640x480:r=30:d=10 {SOUND}10 {X264} -bf 2 -g 60 -c:a aac -shortest");
    let video = house.upload(&house.make("plain.mp4", &args)).await;
    let first = house.wait(video, |v| v.playable).await;
    assert!(first.ready_ms > 0 && first.generation == Some(1));
    let out = house.ready(video).await;
    assert_eq!((out.generation, out.duration_ms, out.qualities), (Some(2), Some(10_000), vec![480, 360]));
    assert_eq!(kind(&house, video).await, "copy");
    holds_together(&house, video, 1, 10.0, 30.0).await;
    let copied = packets(&house.join(video, 1, "audio").await.path)[0].0;
    assert!((copied + 1024.0 / 48_000.0).abs() < 0.001, "the encoder's run-up lies before zero, not at {copied}");
    holds_together(&house, video, 2, 10.0, 30.0).await;
    let rows = sqlx::query_as::<_, (String, Option<String>, i32, i32)>(
        "SELECT name, codecs, bandwidth_bps, average_bandwidth_bps FROM renditions WHERE video_id = $1 AND generation = 2",
    )
    .bind(video.0)
    .fetch_all(&house.pool)
    .await
    .unwrap();
    for (name, codecs, peak, average) in rows {
        let joined = house.join(video, 2, &name).await;
        let bytes = std::fs::metadata(&joined.path).unwrap().len() as f64;
        let exact = bytes * 8e6 / joined.end_us as f64;
        assert!((f64::from(average) / exact - 1.0).abs() < 0.03, "{name}: {average} where {exact} is true");
        assert!(peak >= average && codecs.unwrap().starts_with(if name == "audio" { "mp4a" } else { "avc1.64" }));
    }
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn hard_sources_come_out_even(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let old = "-c:v mpeg4 -q:v 5";
    // name, arguments, kind of generation 1, length, rate, qualities
    let table = [
        (
            "ntsc.mkv",
            format!("-f lavfi -i testsrc2=s=320x240:r=30000/1001:d=6 {SOUND}6 {X264} -g 600 -c:a libopus -b:a 64k"),
            "copy",
            6.0,
            30000.0 / 1001.0,
            vec![240],
        ),
        (
            "odd.avi",
            format!("-f lavfi -i testsrc2=s=428x240:r=25:d=5 {SOUND}5 -vf scale=427:239 {old} -c:a mp3"),
            "quick",
            5.0,
            25.0,
            vec![240],
        ),
        (
            "fields.ts",
            format!(
                "-f lavfi -i testsrc2=s=720x576:r=50:d=3 -vf interlace=scan=tff,setfield=tff {X264} -flags +ildct+ilme -x264opts tff=1"
            ),
            "quick",
            3.0,
            25.0,
            vec![576, 360],
        ),
        ("fast.mp4", format!("-f lavfi -i testsrc2=s=320x180:r=120:d=3 {X264}"), "quick", 3.0, 60.0, vec![180]),
        (
            "open.mkv",
            format!("-f lavfi -i testsrc2=s=320x180:r=25:d=8 {X264} -bf 2 -g 50 -x264opts open-gop=1:b-adapt=0"),
            "quick",
            8.0,
            25.0,
            vec![180],
        ),
        (
            "ten.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 -preset ultrafast -pix_fmt yuv444p10le".to_owned(),
            "quick",
            4.0,
            25.0,
            vec![180],
        ),
        (
            "fragments.mp4",
            format!(
                "-f lavfi -i testsrc2=s=320x180:r=25:d=8 {SOUND}8 {X264} -g 50 -c:a aac -movflags frag_keyframe+empty_moov"
            ),
            "copy",
            8.0,
            25.0,
            vec![180],
        ),
        (
            "browser.webm",
            format!(
                "-f lavfi -i testsrc2=s=320x180:r=10:d=14 {SOUND}14 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"
            ),
            "quick",
            14.0,
            10.0,
            vec![180],
        ),
        (
            "late.mp4",
            format!("-f lavfi -i testsrc2=s=320x180:r=25:d=8 -itsoffset 0.7 {SOUND}7.3 {X264} -c:a aac"),
            "quick",
            8.0,
            25.0,
            vec![180],
        ),
        (
            "surround.mkv",
            format!(
                "-f lavfi -i testsrc2=s=320x180:r=25:d=6 -f lavfi -i anoisesrc=d=6:a=0.01,pan=5.1|c0=c0|c1=c0|c2=c0 {X264} -g 50 -c:a ac3"
            ),
            "copy",
            6.0,
            25.0,
            vec![180],
        ),
    ];
    let mut videos = Vec::new();
    for (name, args, ..) in &table {
        videos.push(house.upload(&house.make(name, args)).await);
    }
    for ((name, _, first, seconds, fps, qualities), video) in table.iter().zip(videos) {
        println!("{name}");
        let out = house.ready(video).await;
        assert_eq!(kind(&house, video).await, *first, "{name}");
        assert_eq!(out.qualities, *qualities, "{name}");
        holds_together(&house, video, 2, *seconds, *fps).await;
        if *first == "quick" {
            holds_together(&house, video, 1, *seconds, *fps).await;
        }
    }
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn uneven_time_is_kept(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    // A picture at 0, 0.2, 5 and 9 s: what a recorder of changes stores. Each is on screen until the next.
    let args = format!(
        "-f lavfi -i testsrc2=s=320x180:r=25:d=10 -vf select='eq(n,0)+eq(n,5)+eq(n,125)+eq(n,225)' -vsync vfr {X264} -t 10"
    );
    let (video, out) = made(&house, "sparse.mp4", &args).await;
    assert!(out.duration_ms.unwrap() > 9000);
    let joined = house.join(video, 2, "v180").await;
    // The second chunk begins between two pictures and shows the one that is on screen.
    let hashes = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&joined.path)
        .args(["-vf", "fps=2,scale=32:18,format=gray", "-f", "rawvideo", "-"])
        .output()
        .unwrap()
        .stdout;
    let frames: Vec<&[u8]> = hashes.chunks(32 * 18).collect();
    let differ = |a: usize, b: usize| {
        frames[a].iter().zip(frames[b]).map(|(x, y)| u32::from(x.abs_diff(*y))).sum::<u32>() > 2000
    };
    assert!(!differ(2, 9) && !differ(11, 17), "nothing changes in between");
    assert!(differ(9, 11), "at 5 s it does");
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn sound_alone_silence_alone_and_a_turned_picture(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let cover = house.make("cover.png", "-f lavfi -i testsrc2=s=320x320 -frames:v 1");
    let args = format!("{SOUND}9 -i {} -map 0 -map 1 -c:a mp3 -c:v copy -disposition:v attached_pic", cover.display());
    let (podcast, out) = made(&house, "podcast.mp3", &args).await;
    assert_eq!((out.width, house.rendition_names(podcast, 2).await), (None, vec!["audio".to_owned()]));
    holds_together(&house, podcast, 2, 9.0, 25.0).await;

    let upright = house.make("lying.mp4", &format!("-f lavfi -i testsrc2=s=640x360:r=25:d=3 {X264}"));
    let turned = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&upright)
        .args(["-c", "copy", "-metadata:s:v", "rotate=90"])
        .arg(house.path("turned.mp4"))
        .status()
        .unwrap();
    assert!(turned.success());
    let video = house.upload(&house.path("turned.mp4")).await;
    let out = house.ready(video).await;
    assert_eq!((out.width, out.height), (Some(360), Some(640)));
    assert_eq!(kind(&house, video).await, "quick");
    let joined = house.join(video, 2, "v360").await;
    let probed = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0"])
        .arg(&joined.path)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(probed.stdout).unwrap().trim(), "360,640");

    let (silent, out) = made(&house, "silent.mp4", &format!("-f lavfi -i testsrc2=s=320x180:r=25:d=0.4 {X264}")).await;
    assert_eq!((out.duration_ms, house.rendition_names(silent, 2).await), (Some(400), vec!["v180".to_owned()]));
    worker.stop().await;
}
