//! What is not taken, and that it harms nothing else.

mod house;

use house::House;
use lectern_domain::videos::{self, VideoState};
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_no_lecture_is_refused_with_its_reason(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let write = |name: &str, bytes: &[u8]| {
        let path = house.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let whole = house.make("whole.mp4", "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 -preset ultrafast");
    let whole = std::fs::read(whole).unwrap();
    let picture = house.make("picture.png", "-f lavfi -i testsrc2=s=320x180 -frames:v 1");
    let huge = house.make("huge.mkv", "-f lavfi -i color=s=16000x16000:r=1,format=gray -frames:v 1 -c:v ffv1");
    let subtitles = write("words.srt", "1\n00:00:00,000 --> 00:00:01,000\nНет картинки\n".as_bytes());
    let no_stream = house.make("words.mkv", &format!("-i {} -c:s srt", subtitles.display()));
    let local = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n",
        house.path("whole.mp4").display()
    );
    let concat = format!("ffconcat version 1.0\nfile {}\n", house.path("whole.mp4").display());
    let text = "Это просто текст, который кто-то назвал видео. ".repeat(200);
    let table = [
        ("empty", write("empty.mp4", b"")),
        ("not-media", write("text.mp4", text.as_bytes())),
        ("not-media", write("list.mp4", local.as_bytes())),
        ("not-media", write("concat.mp4", concat.as_bytes())),
        ("not-media", write("zip.mp4", &[b"PK\x03\x04".as_slice(), &[7; 4000]].concat())),
        ("not-media", picture),
        ("truncated", write("cut.mp4", &whole[..whole.len() * 6 / 10])),
        ("no-picture-or-sound", no_stream),
        ("too-large-picture", huge),
    ];
    let mut uploaded = Vec::new();
    for (slug, path) in &table {
        uploaded.push((slug, path, house.upload(path).await));
    }
    for (slug, path, video) in uploaded {
        let out = house.failed(video).await;
        let failure = out.failure.unwrap();
        assert_eq!(failure.slug, *slug, "{}", path.display());
        assert!(!out.playable);
        if *slug == "too-large-picture" {
            assert_eq!((failure.width, failure.height), (Some(16000), Some(16000)));
        }
    }
    // The file has not become another: a second try ends as the first did, and is not for ever.
    let again = house.upload(&house.path("text.mp4")).await;
    house.failed(again).await;
    videos::retry(&house.pool, Some(house.owner), again).await.unwrap();
    assert_eq!(house.failed(again).await.state, VideoState::Failed);
    // And the next lecture is made.
    let good = house.upload(&house.path("whole.mp4")).await;
    house.ready(good).await;
    worker.stop().await;
    let left: Vec<_> = std::fs::read_dir(&house.settings.worker.work_dir).unwrap().collect();
    assert!(left.is_empty(), "work folders are removed: {left:?}");
}
