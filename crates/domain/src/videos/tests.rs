use super::making::{self, DoneChunk, Probed};
use super::*;
use lectern_db::{AccountId, SystemClock, VideoId};
use lectern_media::{
    ChunkSegments, LadderConfig, Measured, Probe, Refusal, RenditionSegments, Segment, Sound, Track, plan_first,
    plan_ladder,
};
use lectern_queue::{Lease, claim};
use sqlx::PgPool;

async fn account(pool: &PgPool) -> AccountId {
    let id = AccountId::new(&SystemClock);
    sqlx::query!(
        "INSERT INTO accounts (account_id, email, name, password_hash, role, created_at, updated_at)
         VALUES ($1, $2, 'Teacher', '-', 'teacher', now(), now())",
        id.0,
        format!("{id}@example.org"),
    )
    .execute(pool)
    .await
    .unwrap();
    id
}

async fn video(pool: &PgPool, owner: AccountId) -> VideoId {
    let new = NewVideo { owner, file_name: "a.mp4".to_owned(), size_bytes: 10, original_key: "originals/a".to_owned() };
    create(&mut pool.acquire().await.unwrap(), &SystemClock, new).await.unwrap()
}

async fn out(pool: &PgPool, id: VideoId) -> VideoOut {
    get_out(&mut pool.acquire().await.unwrap(), &[id]).await.unwrap().remove(&id).unwrap()
}

async fn take(pool: &PgPool, kind: &str) -> Lease {
    let job = sqlx::query_scalar!(
        r#"SELECT job_id AS "id: lectern_db::JobId" FROM jobs WHERE kind = $1 AND state = 'waiting' ORDER BY priority, job_id LIMIT 1"#,
        kind
    )
    .fetch_one(pool)
    .await
    .unwrap();
    claim(pool, job, "w").await.unwrap().unwrap().lease
}

/// A sound-only lecture of 100 s: four chunks of generation 1, two of the ladder, all of one track.
fn probe() -> Probe {
    let sound = Sound {
        stream: 0,
        codec: "mp3".to_owned(),
        profile: String::new(),
        channels: 2,
        sample_rate: 44_100,
        first_us: 0,
        end_us: 100_000_000,
        average_bps: 128_000,
    };
    Probe {
        format: "mp3".to_owned(),
        duration_us: 100_000_000,
        claimed_us: None,
        picture: None,
        sound: Some(sound),
        sound_tracks: 1,
    }
}

async fn probed(pool: &PgPool, id: VideoId, owner: AccountId) {
    let lease = take(pool, "probe-video").await;
    making::begin_probe(pool, lease, id).await.unwrap();
    assert_eq!(out(pool, id).await.state, VideoState::Probing);
    let (probe, plan) = (probe(), plan_first(&probe(), None, &LadderConfig::default()));
    let found = Probed { probe: &probe, index_key: "index", poster_key: None, plan: &plan };
    making::planned_first(pool, lease, id, owner, found).await.unwrap();
    lease.finish(pool).await.unwrap();
}

async fn finish_chunk(pool: &PgPool, lease: Lease, video: VideoId, generation: i32, index: i32) -> bool {
    let share = RenditionSegments {
        init: "i-0.mp4".to_owned(),
        segments: vec![Segment { duration_us: 6_000_000, bytes: 60_000 }],
    };
    let segments = ChunkSegments([("audio".to_owned(), share)].into());
    let codecs = [("audio".to_owned(), "mp4a.40.2".to_owned())];
    let chunk = DoneChunk {
        video,
        generation,
        track: Track::Audio,
        index,
        segments: &segments,
        prefix: "00000000",
        codecs: &codecs,
    };
    making::chunk_done(pool, lease, chunk).await.unwrap()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_video_goes_from_upload_to_ready_and_its_percent_only_rises(pool: PgPool) {
    let owner = account(&pool).await;
    let id = video(&pool, owner).await;
    assert_eq!((out(&pool, id).await.state, out(&pool, id).await.percent), (VideoState::Uploaded, 0));
    probed(&pool, id, owner).await;
    let lease = take(&pool, "make-first").await;
    assert!(!out(&pool, id).await.playable);
    let mut percent = 0;
    for (index, ready_ms) in [(0, 12_000), (2, 12_000), (1, 84_000), (3, 100_000)] {
        assert!(finish_chunk(&pool, lease, id, 1, index).await);
        assert!(!finish_chunk(&pool, lease, id, 1, index).await, "a second time changes nothing");
        let now = out(&pool, id).await;
        assert_eq!(
            (now.playable, now.generation, now.ready_ms),
            (true, Some(1), ready_ms),
            "contiguous from the start"
        );
        assert!(now.percent >= percent);
        percent = now.percent;
    }
    assert_eq!(percent, 50, "generation 1 is half of the work");
    lease.finish(&pool).await.unwrap();

    let lease = take(&pool, "measure-video").await;
    let measured = Measured { median_bps: 0, max_bps: 0 };
    let plan = plan_ladder(&probe(), &measured, &LadderConfig::default());
    for _ in 0..2 {
        making::planned_ladder(&pool, lease, id, owner, &measured, &plan).await.unwrap();
    }
    lease.finish(&pool).await.unwrap();
    let lease = take(&pool, "make-ladder").await;
    finish_chunk(&pool, lease, id, 2, 0).await;
    let now = out(&pool, id).await;
    assert_eq!((now.generation, now.percent, now.state), (Some(1), 80, VideoState::Encoding), "hidden until complete");
    finish_chunk(&pool, lease, id, 2, 1).await;
    let now = out(&pool, id).await;
    assert_eq!((now.generation, now.percent, now.state, now.ready_ms), (Some(2), 100, VideoState::Ready, 100_000));
    let bandwidth = sqlx::query_scalar!("SELECT bandwidth_bps FROM renditions WHERE generation = 2")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(bandwidth, 80_000, "exact when complete");

    // The generation before it retires when nobody watches it.
    assert_eq!(retire(&pool, 3600).await.unwrap(), 0, "not at once");
    sqlx::query!("UPDATE generations SET superseded_at = superseded_at - interval '2 hours' WHERE number = 1")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(retire(&pool, 3600).await.unwrap(), 1);
    mark_removed(&pool, id, 1).await.unwrap();
    mark_removed(&pool, id, 2).await.unwrap();
    assert_eq!(out(&pool, id).await.generation, Some(2), "the newest is never removed");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn no_state_lasts_for_ever_and_a_failure_can_be_left(pool: PgPool) {
    let owner = account(&pool).await;
    let late = video(&pool, owner).await;
    assert!(fail_stuck(&pool).await.unwrap().is_empty());
    sqlx::query!("UPDATE videos SET deadline_at = now() - interval '1 second'").execute(&pool).await.unwrap();
    assert_eq!(fail_stuck(&pool).await.unwrap(), [late]);
    let failed = out(&pool, late).await;
    assert_eq!((failed.state, failed.failure.unwrap().slug.as_str()), (VideoState::Failed, "took-too-long"));
    let waiting = sqlx::query_scalar!(r#"SELECT count(*) AS "n!" FROM jobs WHERE state = 'waiting'"#)
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(waiting, 0, "nothing waits for it in vain");
    let again = retry(&pool, Some(owner), late).await.unwrap();
    assert_eq!((again.state, again.failure), (VideoState::Uploaded, None));
    let lease = take(&pool, "probe-video").await;
    making::refuse(&pool, lease, late, &Refusal::TooLong { limit_s: 7 }).await.unwrap();
    let failure = out(&pool, late).await.failure.unwrap();
    assert_eq!((failure.slug.as_str(), failure.limit_s), ("too-long", Some(7)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_its_owner_and_admins_see_a_video_and_try_it_again(pool: PgPool) {
    let (owner, other) = (account(&pool).await, account(&pool).await);
    let id = video(&pool, owner).await;
    let mut db = pool.acquire().await.unwrap();
    assert!(get(&mut db, Some(owner), id).await.unwrap().is_some());
    assert!(get(&mut db, None, id).await.unwrap().is_some(), "an admin");
    assert!(get(&mut db, Some(other), id).await.unwrap().is_none());
    assert!(matches!(retry(&pool, Some(owner), id).await, Err(VideoError::NotFailed)));
    assert!(matches!(retry(&pool, Some(other), id).await, Err(VideoError::NotFound)));
    assert!(matches!(retry(&pool, None, VideoId::new(&SystemClock)).await, Err(VideoError::NotFound)));
}

#[test]
fn states_follow_one_another_as_allowed() {
    use VideoState::{Encoding, Failed, Probing, Ready, Uploaded};
    let allowed = [
        (Uploaded, Probing),
        (Probing, Encoding),
        (Encoding, Ready),
        (Encoding, Failed),
        (Failed, Encoding),
        (Failed, Uploaded),
    ];
    for (from, to) in allowed {
        assert!(from.may_become(to), "{from:?} to {to:?}");
    }
    for (from, to) in [(Ready, Failed), (Uploaded, Ready), (Failed, Ready), (Encoding, Probing)] {
        assert!(!from.may_become(to), "{from:?} to {to:?}");
    }
}
