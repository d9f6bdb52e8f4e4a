//! Killed workers, an emptied Redis, jobs that run twice.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod house;

use futures::StreamExt;
use house::House;
use lectern_db::{JobId, VideoId};
use lectern_domain::videos::making::{self, DoneChunk};
use lectern_domain::videos::{self, VideoState};
use lectern_media::{ChunkSegments, Track};
use lectern_store::keys;
use sqlx::PgPool;
use std::time::Duration;

const LECTURE: &str = "-f lavfi -i testsrc2=s=640x360:r=15:d=26 -f lavfi -i sine=d=26 -c:v mpeg4 -q:v 4 -c:a mp3";

async fn running(house: &House, kind: &str) {
    let began = std::time::Instant::now();
    loop {
        house.check();
        let n: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs WHERE kind = $1 AND state = 'running'")
            .bind(kind)
            .fetch_one(&house.pool)
            .await
            .unwrap();
        if n > 0 {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(180), "no {kind} runs: {:#?}", house.jobs().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Every object below the video is named by a row.
async fn no_strays(house: &House, video: VideoId) {
    let rows = sqlx::query_as::<_, (i32, i32, String, serde_json::Value)>(
        "SELECT generation, index, prefix, segments FROM chunks WHERE video_id = $1",
    )
    .bind(video.0)
    .fetch_all(&house.pool)
    .await
    .unwrap();
    let mut named = std::collections::HashSet::new();
    for (generation, index, prefix, segments) in rows {
        let chunk: ChunkSegments = serde_json::from_value(segments).unwrap();
        for (name, share) in &chunk.0 {
            for n in 0..share.segments.len() {
                named.insert(format!(
                    "{}{name}/{}",
                    keys::generation(video.0, generation),
                    lectern_media::segment_file(index, n, &prefix)
                ));
            }
        }
    }
    let stored: Vec<String> = house
        .store
        .list(&keys::video(video.0))
        .map(|o| o.unwrap().key)
        .filter(|k| std::future::ready(k.ends_with(".m4s")))
        .collect()
        .await;
    for key in &stored {
        assert!(named.contains(key), "{key} has no row");
    }
    assert_eq!(stored.len(), named.len());
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn another_worker_goes_on_where_one_was_killed(pool: PgPool) {
    let house = House::new(pool).await;
    let video = house.upload(&house.make("lecture.avi", LECTURE)).await;
    let doomed = house.doomed_worker();
    running(&house, "make-ladder").await;
    let done: i64 = sqlx::query_scalar("SELECT count(*) FROM chunks WHERE done_at IS NOT NULL")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert!(done > 0);
    doomed.shutdown_background();
    // The rest of its lease need not be waited for.
    sqlx::query("UPDATE jobs SET lease_until = now() + interval '1 second' WHERE state = 'running'")
        .execute(&house.pool)
        .await
        .unwrap();
    let worker = house.worker();
    house.ready(video).await;
    let lost: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs WHERE kind = 'make-ladder' AND attempt > 1")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert!(lost > 0, "a claimed job was taken over");
    let again: i64 =
        sqlx::query_scalar("SELECT count(*) FROM jobs WHERE kind IN ('probe-video', 'measure-video') AND attempt > 1")
            .fetch_one(&house.pool)
            .await
            .unwrap();
    assert_eq!(again, 0, "what was done was not done again");
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_emptied_redis_costs_seconds(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let video = house.upload(&house.make("lecture.avi", LECTURE)).await;
    let mut redis = house.redis().await;
    for kind in ["make-first", "make-ladder"] {
        running(&house, kind).await;
        redis::cmd("FLUSHALL").query_async::<()>(&mut redis).await.unwrap();
    }
    house.ready(video).await;
    let failures: i64 =
        sqlx::query_scalar("SELECT sum(failures)::int8 FROM jobs").fetch_one(&house.pool).await.unwrap();
    assert_eq!(failures, 0, "running work went on");
    no_strays(&house, video).await;
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn jobs_run_twice_harmlessly_and_a_stale_attempt_writes_nothing(pool: PgPool) {
    let house = House::new(pool).await;
    let worker = house.worker();
    let video = house
        .upload(&house.make(
            "short.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=7 -f lavfi -i sine=d=7 -c:v libx264 -preset ultrafast -c:a aac",
        ))
        .await;
    house.ready(video).await;
    let rows = || async {
        sqlx::query_as::<_, (i32, String, i32, Option<String>, Option<serde_json::Value>)>(
            "SELECT generation, track, index, prefix, segments FROM chunks WHERE video_id = $1 ORDER BY 1, 2, 3",
        )
        .bind(video.0)
        .fetch_all(&house.pool)
        .await
        .unwrap()
    };
    let before = rows().await;
    // Every message comes again, as if no outcome had been written.
    sqlx::query("UPDATE jobs SET state = 'waiting', sent_at = NULL, run_at = now()")
        .execute(&house.pool)
        .await
        .unwrap();
    let began = std::time::Instant::now();
    loop {
        let left: i64 =
            sqlx::query_scalar("SELECT count(*) FROM jobs WHERE state <> 'done'").fetch_one(&house.pool).await.unwrap();
        if left == 0 {
            break;
        }
        house.check();
        if began.elapsed() > Duration::from_secs(60) {
            panic!("{left} jobs do not end a second time: {:#?}", house.jobs().await);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(rows().await, before);
    assert_eq!(house.video(video).await.state, VideoState::Ready);
    no_strays(&house, video).await;

    // A chunk that is to be made again, by an attempt that another has overtaken.
    let job: uuid::Uuid = sqlx::query_scalar(
        "UPDATE chunks SET done_at = NULL WHERE track = 'video' AND generation = 2 AND index = 0 RETURNING job_id",
    )
    .fetch_one(&house.pool)
    .await
    .unwrap();
    worker.stop().await;
    sqlx::query("UPDATE jobs SET state = 'waiting', run_at = now() WHERE job_id = $1")
        .bind(job)
        .execute(&house.pool)
        .await
        .unwrap();
    let stale = lectern_queue::claim(&house.pool, JobId(job), "one").await.unwrap().unwrap().lease;
    stale.hand_back(&house.pool).await.unwrap();
    lectern_queue::claim(&house.pool, JobId(job), "two").await.unwrap().unwrap();
    let segments = ChunkSegments::default();
    let chunk = DoneChunk {
        video,
        generation: 2,
        track: Track::Video,
        index: 0,
        segments: &segments,
        prefix: "stale",
        codecs: &[],
    };
    assert!(making::chunk_done(&house.pool, stale, chunk).await.is_err());
    assert!(rows().await.iter().all(|row| row.3.as_deref() != Some("stale")));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_stopped_worker_hands_back_and_a_failed_video_is_tried_again_where_it_failed(pool: PgPool) {
    let house = House::new(pool).await;
    let video = house.upload(&house.make("lecture.avi", LECTURE)).await;
    let worker = house.worker();
    house.wait(video, |video| video.playable).await;
    running(&house, "make-ladder").await;
    let began = std::time::Instant::now();
    worker.stop().await;
    assert!(began.elapsed() < Duration::from_secs(12), "a stop takes no chunk's time");
    let (running, failures): (i64, i64) =
        sqlx::query_as("SELECT count(*) FILTER (WHERE state = 'running'), sum(failures)::int8 FROM jobs")
            .fetch_one(&house.pool)
            .await
            .unwrap();
    assert_eq!((running, failures), (0, 0));

    sqlx::query("UPDATE jobs SET state = 'dead', finished_at = now() WHERE state = 'waiting'")
        .execute(&house.pool)
        .await
        .unwrap();
    assert_eq!(videos::fail_stuck(&house.pool).await.unwrap(), [video]);
    let failed = house.video(video).await;
    assert_eq!(
        (failed.state, failed.failure.unwrap().slug.as_str(), failed.playable),
        (VideoState::Failed, "internal", true)
    );
    let done = || async {
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM chunks WHERE done_at IS NOT NULL")
            .fetch_one(&house.pool)
            .await
            .unwrap()
    };
    let kept = done().await;
    let retried = videos::retry(&house.pool, Some(house.owner), video).await.unwrap();
    assert_eq!(retried.state, VideoState::Encoding);
    assert_eq!(done().await, kept, "finished chunks stay");
    let worker = house.worker();
    house.ready(video).await;
    worker.stop().await;
    no_strays(&house, video).await;
}
