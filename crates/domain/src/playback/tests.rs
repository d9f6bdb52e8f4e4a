use super::*;
use crate::progress::Ranges;
use chrono::TimeDelta;
use lectern_config::PlaybackConfig;
use lectern_db::{AccountId, Clock, LessonId, PlaybackSessionId, SessionId, TestClock, VideoId};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | n)
}

fn viewer(account: u128, sign_in: u128) -> Viewer {
    Viewer { account: AccountId(id(account)), sign_in: SessionId(id(sign_in)) }
}

const OWNER: (u128, u128) = (0x01, 0x11);
const LEARNER: (u128, u128) = (0x02, 0x12);
const STRANGER: (u128, u128) = (0x03, 0x13);
const ADMIN: (u128, u128) = (0x04, 0x14);

struct School {
    pool: PgPool,
    clock: TestClock,
    playback: Playback,
    gate: Gate,
    fetches: Fetches,
}

impl School {
    fn new(pool: PgPool) -> Self {
        let (clock, config) = (TestClock::default(), PlaybackConfig { gather_ms: 5, ..PlaybackConfig::default() });
        let key = TokenKey::derive(&"secret".into());
        Self {
            playback: Playback::new(pool.clone(), Arc::new(clock.clone()), key.clone(), &config),
            gate: Gate::new(pool.clone(), Arc::new(clock.clone()), key, &config),
            fetches: Fetches::new(pool.clone(), Arc::new(clock.clone())),
            pool,
            clock,
        }
    }

    async fn open(&self, (account, sign_in): (u128, u128), lesson: u128) -> Result<Opened, PlaybackError> {
        self.playback.open(viewer(account, sign_in), LessonId(id(lesson)), Player::Own, false).await
    }

    async fn report(
        &self,
        (account, sign_in): (u128, u128),
        session: PlaybackSessionId,
        position_ms: i64,
        watched: &[(i64, i64)],
    ) -> Result<Reported, PlaybackError> {
        let report = Report { position_ms, watched: Ranges::union(watched.iter().copied()) };
        self.playback.report(viewer(account, sign_in), session, report).await
    }

    /// Decides a fetch as an instance that remembers nothing.
    async fn may(&self, prefix: &str, video: u128) -> Result<Grant, Refusal> {
        self.gate.forget(id(video)).await;
        self.may_remembering(prefix, video).await
    }

    async fn may_remembering(&self, prefix: &str, video: u128) -> Result<Grant, Refusal> {
        let token = prefix.split('/').nth(2).unwrap();
        let answer = self.gate.may(token, VideoId(id(video))).await.unwrap();
        if let Ok(grant) = answer {
            self.fetches.mark(grant.session);
            self.fetches.flush_all().await.unwrap();
        }
        answer
    }

    async fn run(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.pool).await.unwrap();
    }

    fn advance(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    async fn watched_ms(&self, lesson: u128) -> i64 {
        let watched =
            sqlx::query_scalar("SELECT watched_ms FROM lesson_progress WHERE account_id = $1 AND lesson_id = $2");
        watched.bind(id(LEARNER.0)).bind(id(lesson)).fetch_optional(&self.pool).await.unwrap().unwrap_or(0)
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn who_owns_runs_or_joined_the_course_may_play_and_nobody_else(pool: PgPool) {
    let school = School::new(pool);
    for who in [OWNER, LEARNER, ADMIN] {
        let opened = school.open(who, 0x41).await.unwrap();
        assert_eq!(
            (opened.generation, opened.duration_ms, opened.ready_ms, opened.complete),
            (1, 20_000, 20_000, true)
        );
        assert!(school.may(&opened.prefix, 0x51).await.is_ok());
    }
    assert!(matches!(school.open(STRANGER, 0x41).await, Err(PlaybackError::NotEnrolled)));
    assert!(matches!(school.open(LEARNER, 0x99).await, Err(PlaybackError::NotFound)));
    school.run("UPDATE courses SET state = 'draft'").await;
    assert!(matches!(school.open(STRANGER, 0x41).await, Err(PlaybackError::NotFound)));
    for who in [OWNER, ADMIN, LEARNER] {
        assert!(school.open(who, 0x41).await.is_ok());
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_lesson_without_segments_is_not_playable(pool: PgPool) {
    let school = School::new(pool);
    school.run("UPDATE chunks SET segments = NULL, done_at = NULL").await;
    school.run("UPDATE generations SET state = 'growing'").await;
    assert!(matches!(school.open(LEARNER, 0x41).await, Err(PlaybackError::NotPlayable { video: Some(_) })));
    school.run("UPDATE published_lessons SET video_id = NULL").await;
    assert!(matches!(school.open(LEARNER, 0x41).await, Err(PlaybackError::NotPlayable { video: None })));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_token_opens_one_video_until_its_expiry(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    assert_eq!(school.may(&opened.prefix, 0x52).await, Err(Refusal::Forged));
    let altered = opened.prefix.replace("/v/", "/v/A");
    assert_eq!(school.may(&altered, 0x51).await, Err(Refusal::Forged));
    school.advance(25 * 3600);
    assert_eq!(school.may(&opened.prefix, 0x51).await, Err(Refusal::Expired));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn each_way_of_losing_the_right_ends_playback_midway(pool: PgPool) {
    let school = School::new(pool);
    let ways = [
        ("UPDATE enrolments SET revoked_at = now()", "UPDATE enrolments SET revoked_at = NULL", Refusal::NotEnrolled),
        ("UPDATE accounts SET blocked_at = now()", "UPDATE accounts SET blocked_at = NULL", Refusal::Blocked),
        ("UPDATE sessions SET revoked_at = now()", "UPDATE sessions SET revoked_at = NULL", Refusal::SignedOut),
        (
            "UPDATE published_lessons SET removed_at = now()",
            "UPDATE published_lessons SET removed_at = NULL",
            Refusal::Removed,
        ),
        ("UPDATE courses SET deleted_at = now()", "UPDATE courses SET deleted_at = NULL", Refusal::Removed),
    ];
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    for (takes, gives_back, refusal) in ways {
        assert!(school.may(&opened.prefix, 0x51).await.is_ok());
        school.run(takes).await;
        assert_eq!(school.may(&opened.prefix, 0x51).await, Err(refusal));
        let told = school.report(LEARNER, opened.session, 0, &[]).await;
        assert!(matches!(told, Err(PlaybackError::Ended(reason)) if reason == refusal), "{told:?}");
        let renewed = school.playback.renew(viewer(LEARNER.0, LEARNER.1), opened.session).await;
        assert!(matches!(renewed, Err(PlaybackError::Ended(reason)) if reason == refusal), "{renewed:?}");
        school.run(gives_back).await;
    }
    school.playback.end(viewer(LEARNER.0, LEARNER.1), opened.session).await.unwrap();
    assert_eq!(school.may(&opened.prefix, 0x51).await, Err(Refusal::Ended));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_course_that_left_the_catalogue_goes_on_for_its_students(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    school.run("UPDATE courses SET state = 'draft'").await;
    assert!(school.may(&opened.prefix, 0x51).await.is_ok());
    assert!(school.open(LEARNER, 0x41).await.is_ok());
    assert!(matches!(school.open(STRANGER, 0x41).await, Err(PlaybackError::NotFound)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_notification_empties_the_memory(pool: PgPool) {
    let school = School::new(pool);
    let gate = school.gate.clone();
    let listening = tokio::spawn(async move { gate.listen().await });
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    assert!(school.may_remembering(&opened.prefix, 0x51).await.is_ok());
    for about in [opened.session.0, id(LEARNER.0), id(0x51)] {
        school.run("UPDATE enrolments SET revoked_at = NULL").await;
        school.gate.forget(opened.session.0).await;
        // The listener may still be connecting: what it then misses, it tells by forgetting everything.
        let mut db = school.pool.acquire().await.unwrap();
        assert!(school.may_remembering(&opened.prefix, 0x51).await.is_ok());
        school.run("UPDATE enrolments SET revoked_at = now()").await;
        let told = tokio::time::timeout(Duration::from_secs(3), async {
            while school.may_remembering(&opened.prefix, 0x51).await.is_ok() {
                forget(&mut db, about).await.unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        told.await.expect("the memory is emptied before it would be read again by its age");
    }
    listening.abort();
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_session_is_its_accounts_alone(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    for who in [OWNER, STRANGER, ADMIN] {
        let other = viewer(who.0, who.1);
        assert!(matches!(school.report(who, opened.session, 0, &[]).await, Err(PlaybackError::NotFound)));
        assert!(matches!(school.playback.renew(other, opened.session).await, Err(PlaybackError::NotFound)));
        assert!(matches!(school.playback.end(other, opened.session).await, Err(PlaybackError::NotFound)));
    }
    assert!(school.may(&opened.prefix, 0x51).await.is_ok());
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_fourth_stream_is_refused_until_one_ends_or_falls_silent(pool: PgPool) {
    let school = School::new(pool);
    let first = school.open(LEARNER, 0x41).await.unwrap();
    school.open(LEARNER, 0x42).await.unwrap();
    let third = school.open(LEARNER, 0x43).await.unwrap();
    assert_eq!((third.streams, third.streams_limit), (3, 3));
    // A reload of the same lesson in the same browser is the same stream; on another device it is another.
    school.open(LEARNER, 0x43).await.unwrap();
    assert!(matches!(school.open((0x02, 0x15), 0x43).await, Err(PlaybackError::StreamsLimit { .. })));
    let Err(PlaybackError::StreamsLimit { limit: 3, playing }) = school.open(LEARNER, 0x44).await else { panic!() };
    let titles: Vec<_> = playing.iter().map(|p| (p.lesson_title.as_str(), p.device.as_str())).collect();
    assert_eq!(
        titles,
        [("Lesson 3", "Firefox, Linux"), ("Lesson 2", "Firefox, Linux"), ("Lesson 1", "Firefox, Linux")]
    );
    school.playback.end(viewer(LEARNER.0, LEARNER.1), first.session).await.unwrap();
    school.open(LEARNER, 0x44).await.unwrap();
    // Nobody fetches or reports for 45 s: room again, and who slept finds the place taken.
    school.advance(46);
    for lesson in [0x41, 0x42, 0x45] {
        school.open(LEARNER, lesson).await.unwrap();
    }
    assert_eq!(school.may(&third.prefix, 0x53).await, Err(Refusal::StreamsLimit));
    let told = school.report(LEARNER, third.session, 0, &[]).await;
    assert!(matches!(told, Err(PlaybackError::Ended(Refusal::StreamsLimit))), "{told:?}");
    // Someone else is not concerned.
    school.open(OWNER, 0x41).await.unwrap();
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn parallel_openings_do_not_slip_through_the_limit(pool: PgPool) {
    let school = School::new(pool);
    let opening = (0x41..=0x45).map(|lesson| school.open(LEARNER, lesson));
    let mut opened = 0;
    for outcome in futures_all(opening).await {
        opened += usize::from(outcome.is_ok());
    }
    assert_eq!(opened, 3);
}

/// Runs all at once.
async fn futures_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = all.map(|f| (Some(Box::pin(f)), None)).collect();
    std::future::poll_fn(|cx| {
        let mut pending = false;
        for (future, output) in &mut running {
            if let Some(waiting) = future {
                match waiting.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => (*future, *output) = (None, Some(value)),
                    std::task::Poll::Pending => pending = true,
                }
            }
        }
        if pending { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn our_page_that_fetches_without_reports_is_refused_and_another_player_is_not(pool: PgPool) {
    let school = School::new(pool);
    let own = school.open(LEARNER, 0x41).await.unwrap();
    let external =
        school.playback.open(viewer(LEARNER.0, LEARNER.1), LessonId(id(0x42)), Player::External, false).await.unwrap();
    for _ in 0..11 {
        school.advance(10);
        assert!(school.may(&own.prefix, 0x51).await.is_ok());
        assert!(school.may(&external.prefix, 0x52).await.is_ok());
    }
    school.advance(11);
    assert_eq!(school.may(&own.prefix, 0x51).await, Err(Refusal::Silent));
    assert!(school.may(&external.prefix, 0x52).await.is_ok());
    // A report mends it, and the "no" is not remembered for long.
    school.report(LEARNER, own.session, 0, &[]).await.unwrap();
    school.advance(2);
    assert!(school.may_remembering(&own.prefix, 0x51).await.is_ok());
    for _ in 0..3 {
        school.advance(3600);
        assert!(school.may(&external.prefix, 0x52).await.is_ok());
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn after_eight_hours_renewal_keeps_the_address_and_after_a_day_it_gives_a_new_one(pool: PgPool) {
    let school = School::new(pool);
    let who = viewer(LEARNER.0, LEARNER.1);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    school.advance(8 * 3600);
    assert_eq!(school.may(&opened.prefix, 0x51).await, Err(Refusal::Expired));
    let renewed = school.playback.renew(who, opened.session).await.unwrap();
    assert!(!renewed.reload && renewed.prefix == opened.prefix && renewed.expires_at > school.clock.now());
    assert!(school.may(&opened.prefix, 0x51).await.is_ok());
    school.advance(17 * 3600);
    assert!(school.report(LEARNER, opened.session, 0, &[]).await.unwrap().reload);
    let renewed = school.playback.renew(who, opened.session).await.unwrap();
    assert!(renewed.reload && renewed.prefix != opened.prefix);
    assert_eq!(school.may(&opened.prefix, 0x51).await, Err(Refusal::Expired));
    assert!(school.may(&renewed.prefix, 0x51).await.is_ok());
    assert!(!school.playback.renew(who, opened.session).await.unwrap().reload);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_removed_generation_asks_for_a_reload(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    school
        .run(
            "INSERT INTO generations (video_id, number, kind, plan, state, published_at, created_at)
                SELECT video_id, 2, 'ladder', '{}', 'complete', now(), now() FROM videos",
        )
        .await;
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let told = school.report(LEARNER, opened.session, 0, &[]).await.unwrap();
    assert_eq!((told.generation, told.reload), (2, false));
    school.run("UPDATE generations SET state = 'removed' WHERE number = 1").await;
    assert!(school.report(LEARNER, opened.session, 0, &[]).await.unwrap().reload);
    assert!(school.playback.renew(viewer(LEARNER.0, LEARNER.1), opened.session).await.unwrap().reload);
    assert!(!school.report(LEARNER, opened.session, 0, &[]).await.unwrap().reload);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn watching_to_the_end_completes_and_a_forged_all_of_it_earns_nothing(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    let told = school.report(LEARNER, opened.session, 20_000, &[(0, 20_000)]).await.unwrap();
    assert!(!told.lesson_done);
    assert!(school.watched_ms(0x41).await < 7_000);
    // Saying it again and again, or in new sessions, is no better.
    for _ in 0..5 {
        let again = school.open(LEARNER, 0x41).await.unwrap();
        school.report(LEARNER, again.session, 20_000, &[(0, 20_000)]).await.unwrap();
    }
    assert!(school.watched_ms(0x41).await < 9_000);
    // Really watched, at double speed.
    let opened = school.open(LEARNER, 0x42).await.unwrap();
    for (from, to) in [(0, 9_000), (9_000, 18_000), (18_000, 99_000)] {
        school.advance(5);
        let told = school.report(LEARNER, opened.session, to, &[(from, to)]).await.unwrap();
        assert_eq!(told.lesson_done, to >= 18_000);
    }
    assert_eq!(school.watched_ms(0x42).await, 20_000);
    let reopened = school.open(LEARNER, 0x42).await.unwrap();
    assert_eq!(reopened.position_ms, 20_000);
    let seen: (Uuid, i64) =
        sqlx::query_as("SELECT last_lesson_id, (SELECT count(*) FROM lesson_completions) FROM enrolments")
            .fetch_one(&school.pool)
            .await
            .unwrap();
    assert_eq!(seen, (id(0x42), 1));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn on_two_devices_watched_time_is_united_and_the_latest_position_wins(pool: PgPool) {
    let school = School::new(pool);
    let (phone, desk) = (LEARNER, (0x02, 0x15));
    let on_phone = school.open(phone, 0x41).await.unwrap();
    let on_desk = school.open(desk, 0x41).await.unwrap();
    school.advance(6);
    school.report(phone, on_phone.session, 6_000, &[(0, 6_000)]).await.unwrap();
    school.advance(1);
    school.report(desk, on_desk.session, 9_000, &[(3_000, 9_000)]).await.unwrap();
    assert_eq!(school.watched_ms(0x41).await, 9_000);
    school.advance(5);
    school.report(phone, on_phone.session, 2_000, &[]).await.unwrap();
    assert_eq!(school.open(desk, 0x41).await.unwrap().position_ms, 2_000);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_row_keeps_the_longest_five_hundred_ranges(pool: PgPool) {
    let school = School::new(pool);
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    school.advance(3600);
    let mut crumbs: Vec<_> = (0..700).map(|n| (n * 20, n * 20 + 10)).collect();
    crumbs.push((15_000, 19_000));
    school.report(LEARNER, opened.session, 0, &crumbs).await.unwrap();
    assert_eq!(school.watched_ms(0x41).await, 4_000 + 499 * 10);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_copied_picture_is_a_track_of_its_own_only_with_its_sound_in_it(pool: PgPool) {
    let video = VideoId(id(0x51));
    let muxed = Screen::new(pool.clone()).generation(video, 1).await.unwrap().unwrap();
    assert!(muxed.complete && muxed.ready_ms == 20_000);
    assert!(muxed.media["copy"].contains("0-0-cafe0000.m4s") && muxed.media.len() == 1);
    for change in [
        "UPDATE renditions SET kind = 'video', codecs = 'avc1.64001f'",
        "INSERT INTO renditions (video_id, generation, name, kind, codecs, bandwidth_bps, average_bandwidth_bps, target_duration_ms)
         SELECT video_id, 1, 'audio', 'audio', 'mp4a.40.2', 96000, 96000, 5000 FROM videos",
        "INSERT INTO chunks (video_id, generation, track, index, start_ms, duration_ms, planned_ms, segments, prefix, done_at)
         SELECT video_id, 1, 'audio', index, start_ms, duration_ms, planned_ms,
                jsonb_build_object('audio', segments -> 'copy'), 'beef000' || index, now() FROM chunks",
    ] {
        sqlx::query(change).execute(&pool).await.unwrap();
    }
    let beside = Screen::new(pool).generation(video, 1).await.unwrap().unwrap();
    assert_eq!(beside.ready_ms, 20_000, "both tracks are read");
    for (name, prefix) in [("copy", "cafe"), ("audio", "beef")] {
        for segment in ["0-0", "0-1", "1-0", "1-1"] {
            let file = format!("{segment}-{prefix}000{}.m4s", &segment[..1]);
            assert!(beside.media[name].contains(&file), "{file} is not in {}", beside.media[name]);
        }
    }
    let master = beside.master.as_ref().unwrap();
    assert!(master.contains("TYPE=AUDIO") && master.contains("avc1.64001f,mp4a.40.2"), "{master}");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn the_rules_of_the_course_hold_for_opening_and_for_every_fetch(pool: PgPool) {
    let school = School::new(pool);
    school.run("UPDATE enrolments SET created_at = created_at - interval '100 years'").await;
    let rules = [
        ("UPDATE courses SET ordered = true", "UPDATE courses SET ordered = false", Refusal::Locked),
        ("UPDATE courses SET access_days = 1", "UPDATE courses SET access_days = NULL", Refusal::Over),
        (
            "UPDATE published_lessons SET opens_at = now() + interval '100 years'",
            "UPDATE published_lessons SET opens_at = NULL",
            Refusal::NotYet,
        ),
    ];
    let opened = school.open(LEARNER, 0x42).await.unwrap();
    for (closes, opens, refusal) in rules {
        assert!(school.may(&opened.prefix, 0x52).await.is_ok());
        school.run(closes).await;
        assert_eq!(school.may(&opened.prefix, 0x52).await, Err(refusal));
        assert!(matches!(school.open(LEARNER, 0x42).await, Err(PlaybackError::Closed(_))), "{refusal:?}");
        assert!(school.open(OWNER, 0x42).await.is_ok());
        let told = school.report(LEARNER, opened.session, 0, &[]).await;
        assert!(matches!(told, Err(PlaybackError::Ended(reason)) if reason == refusal), "{told:?}");
        school.run(opens).await;
    }
    // Once the lesson before is done, the order holds nobody up.
    school.run("UPDATE courses SET ordered = true").await;
    school
        .run(
            "INSERT INTO lesson_completions (account_id, lesson_id, course_id, completed_at)
             SELECT '00000000-0000-7000-8000-000000000002', lesson_id, course_id, now() FROM lessons WHERE position = 1",
        )
        .await;
    assert!(school.may(&opened.prefix, 0x52).await.is_ok());
    assert!(matches!(school.open(LEARNER, 0x43).await, Err(PlaybackError::Closed(_))));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_preview_is_watched_without_a_place_and_an_edited_video_by_teachers_alone(pool: PgPool) {
    let school = School::new(pool);
    school.run("UPDATE published_lessons SET preview = true WHERE position = 1").await;
    let opened = school.open(STRANGER, 0x41).await.unwrap();
    assert!(school.may(&opened.prefix, 0x51).await.is_ok());
    assert!(matches!(school.open(STRANGER, 0x42).await, Err(PlaybackError::NotEnrolled)));
    school.run("UPDATE lessons SET video_id = '00000000-0000-7000-8000-000000000055' WHERE position = 2").await;
    for (who, preview, video) in [(LEARNER, true, 0x52), (OWNER, false, 0x52), (OWNER, true, 0x55), (ADMIN, true, 0x55)]
    {
        let opened =
            school.playback.open(viewer(who.0, who.1), LessonId(id(0x42)), Player::Own, preview).await.unwrap();
        assert_eq!(opened.video, VideoId(id(video)));
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn a_video_is_done_at_the_share_its_teacher_set(pool: PgPool) {
    let school = School::new(pool);
    school.run("UPDATE published_lessons SET completion_share = 50").await;
    let opened = school.open(LEARNER, 0x41).await.unwrap();
    school.advance(60);
    assert!(!school.report(LEARNER, opened.session, 9_900, &[(0, 9_900)]).await.unwrap().lesson_done);
    assert!(school.report(LEARNER, opened.session, 10_000, &[(9_900, 10_000)]).await.unwrap().lesson_done);
}
