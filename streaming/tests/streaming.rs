#![expect(clippy::unwrap_used, reason = "a failure fails the test")]

#[expect(dead_code, reason = "each file of tests uses a part of it")]
mod support;

use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use sqlx::PgPool;
use std::time::Duration;
use support::{School, id, token};

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn the_edge_is_told_yes_expired_or_no(pool: PgPool) {
    let school = School::new(pool).await;
    let opened = school.open(0x41).await;
    let (token, video) = (token(&opened), opened.video);
    let may = |token: String, video: String| format!("/may?token={token}&video={video}");
    assert_eq!(school.get(&may(token.into(), video.to_string())).await.status, StatusCode::NO_CONTENT);
    assert_eq!(school.get(&may(token.into(), id(0x52).to_string())).await.status, StatusCode::FORBIDDEN);
    assert_eq!(school.get(&may("x".repeat(96), video.to_string())).await.status, StatusCode::FORBIDDEN);
    assert_eq!(school.get(&may(token.into(), "x".into())).await.status, StatusCode::BAD_REQUEST);
    school.clock.advance(TimeDelta::hours(25));
    assert_eq!(school.get(&may(token.into(), video.to_string())).await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn with_the_database_gone_nothing_is_decided(pool: PgPool) {
    let school = School::new(pool).await;
    let opened = school.open(0x41).await;
    school.pool.close().await;
    let answer = school.get(&format!("/may?token={}&video={}", token(&opened), opened.video)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn playlists_lead_from_the_master_to_every_segment(pool: PgPool) {
    let school = School::new(pool).await;
    let opened = school.open(0x41).await;
    let base = format!("/playlists/{}/{}", token(&opened), opened.video);
    let master = school.get(&format!("{base}/master.m3u8")).await;
    assert_eq!(master.header(header::CONTENT_TYPE), "application/vnd.apple.mpegurl");
    assert_eq!(master.header(header::CACHE_CONTROL), "no-store");
    assert!(master.text().ends_with(
        "#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=600000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000\n1/copy.m3u8\n"
    ), "{}", master.text());
    let media = school.get(&format!("{base}/1/copy.m3u8")).await;
    let files: Vec<_> = media.text().lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        files,
        ["copy/0-0-cafe0000.m4s", "copy/0-1-cafe0000.m4s", "copy/1-0-cafe0001.m4s", "copy/1-1-cafe0001.m4s"]
    );
    assert!(media.text().ends_with("#EXT-X-ENDLIST\n"));
    for path in ["1/v360.m3u8", "2/copy.m3u8", "poster.jpg", "1/copy/0-0-cafe0000.m4s", "1/copy.m3u8/"] {
        assert_eq!(school.get(&format!("{base}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let other = format!("/playlists/{}/{}/master.m3u8", token(&opened), id(0x52));
    assert_eq!(school.get(&other).await.status, StatusCode::FORBIDDEN);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn a_chunk_that_is_made_and_a_generation_that_is_published_show_within_a_second(pool: PgPool) {
    sqlx::query("UPDATE generations SET state = 'growing'").execute(&pool).await.unwrap();
    sqlx::query("CREATE TABLE made AS SELECT * FROM chunks WHERE index = 1").execute(&pool).await.unwrap();
    sqlx::query("UPDATE chunks SET segments = NULL, prefix = NULL WHERE index = 1").execute(&pool).await.unwrap();
    let school = School::new(pool).await;
    let opened = school.open(0x41).await;
    assert_eq!((opened.ready_ms, opened.complete), (10_000, false));
    let base = format!("/playlists/{}/{}", token(&opened), opened.video);
    let before = school.get(&format!("{base}/1/copy.m3u8")).await;
    sqlx::query("UPDATE chunks c SET segments = m.segments, prefix = m.prefix FROM made m WHERE m.video_id = c.video_id AND m.index = c.index")
        .execute(&school.pool).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let after = school.get(&format!("{base}/1/copy.m3u8")).await;
    assert!(after.text().starts_with(before.text()) && after.body.len() > before.body.len(), "{}", after.text());
    for sql in [
        "INSERT INTO generations (video_id, number, kind, plan, state, published_at, created_at)
         SELECT video_id, 2, 'ladder', '{}', 'complete', now(), now() FROM videos",
        "INSERT INTO renditions SELECT video_id, 2, name, kind, codecs, width, height, frame_rate_mhz, bandwidth_bps,
             average_bandwidth_bps, target_duration_ms FROM renditions",
        "INSERT INTO chunks (video_id, generation, track, index, start_ms, duration_ms, planned_ms, segments, prefix)
         SELECT video_id, 2, track, index, start_ms, duration_ms, planned_ms, segments, prefix FROM chunks",
    ] {
        sqlx::query(sql).execute(&school.pool).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let master = school.get(&format!("{base}/master.m3u8")).await;
    assert!(master.text().ends_with("\n2/copy.m3u8\n"), "{}", master.text());
    // The old one goes on for who plays it, and the row says what this viewer needs now.
    assert_eq!(school.get(&format!("{base}/1/copy.m3u8")).await.status, StatusCode::OK);
    let held: i32 =
        sqlx::query_scalar("SELECT generation FROM playback_sessions").fetch_one(&school.pool).await.unwrap();
    assert_eq!(held, 2);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn the_origin_gives_segments_stills_and_pictures_and_nothing_else(pool: PgPool) {
    let school = School::new(pool).await;
    let video = id(0x51);
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    school.put(&format!("videos/{video}/1/copy/0-0-cafe0000.m4s"), bytes.clone());
    school.put(&format!("videos/{video}/poster-ab.jpg"), "still");
    school.put(&format!("videos/{video}/index-1.bin"), "index");
    school.put(&format!("originals/{video}/1"), "original");
    let picture = format!("{}-640.jpg", "ab".repeat(32));
    school.put(&format!("media/{picture}"), "picture");

    let path = format!("/origin/{video}/1/copy/0-0-cafe0000.m4s");
    let whole = school.get(&path).await;
    assert_eq!((whole.status, whole.body.len()), (StatusCode::OK, bytes.len()));
    assert_eq!(whole.header(header::CONTENT_TYPE), "video/mp4");
    assert_eq!(whole.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    for (asked, said, part) in [
        ("bytes=10-19", "bytes 10-19/100000", &bytes[10..20]),
        ("bytes=99990-", "bytes 99990-99999/100000", &bytes[99_990..]),
        ("bytes=99990-200000", "bytes 99990-99999/100000", &bytes[99_990..]),
        ("bytes=-5", "bytes 99995-99999/100000", &bytes[99_995..]),
    ] {
        let answer = school.get_range(&path, Some(asked)).await;
        assert_eq!((answer.status, answer.header(header::CONTENT_RANGE)), (StatusCode::PARTIAL_CONTENT, said));
        assert_eq!(answer.body, part);
    }
    let beyond = school.get_range(&path, Some("bytes=100000-")).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);

    let poster = format!("/origin/{video}/poster.jpg");
    assert_eq!(school.get(&poster).await.status, StatusCode::NOT_FOUND);
    sqlx::query("UPDATE videos SET poster_key = 'videos/' || video_id || '/poster-ab.jpg'")
        .execute(&school.pool)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let still = school.get(&poster).await;
    assert_eq!((still.text(), still.header(header::CONTENT_TYPE)), ("still", "image/jpeg"));
    assert_eq!(school.get(&format!("/media/{picture}")).await.text(), "picture");

    for path in [
        format!("/origin/{video}/index-1.bin"),
        format!("/origin/{video}/1/copy/../../index-1.bin"),
        format!("/origin/{video}/1%2Fcopy%2F0-0-cafe0000.m4s%3b"),
        format!("/origin/{video}/1/copy/%2e%2e/%2e%2e/index-1.bin"),
        format!("/origin/{video}/1//copy/0-0-cafe0000.m4s"),
        format!("/origin/{video}/../../originals/{video}/1"),
        format!("/media/..%2Foriginals%2F{video}%2F1"),
        format!("/originals/{video}/1"),
        format!("/origin/{video}/1/copy/0-1-cafe0000.m4s"),
    ] {
        assert_eq!(school.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../crates/domain/fixtures/school.sql"))]
async fn fetching_is_written_once_for_many(pool: PgPool) {
    let school = School::new(pool).await;
    let opened = school.open(0x41).await;
    let gathering = tokio::spawn({
        let app = school.app.clone();
        async move { app.gather().await }
    });
    for _ in 0..50 {
        let answer = school.get(&format!("/may?token={}&video={}", token(&opened), opened.video)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    let written = tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            let at: Option<chrono::DateTime<chrono::Utc>> =
                sqlx::query_scalar("SELECT last_fetch_at FROM playback_sessions")
                    .fetch_one(&school.pool)
                    .await
                    .unwrap();
            if at.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    written.await.expect("who fetches is known within seconds");
    gathering.abort();
}
