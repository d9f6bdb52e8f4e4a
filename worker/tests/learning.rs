//! The jobs of learning: a course that is completed, a test whose time is over, a file that no lesson names.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod house;

use futures::StreamExt;
use house::House;
use lectern_db::{AttemptId, CourseId, LessonId, SystemClock};
use lectern_domain::files::RemoveFile;
use lectern_domain::lessons::CourseCompleted;
use lectern_domain::quizzes::SubmitAttempt;
use lectern_queue::Job;
use sqlx::PgPool;
use std::time::{Duration, Instant};

/// A published course with one test, which the house's teacher learns in.
async fn course(house: &House) -> (CourseId, LessonId) {
    let (course, lesson) = (CourseId::new(&SystemClock), LessonId::new(&SystemClock));
    sqlx::query(
        "WITH course AS (
             INSERT INTO courses (course_id, owner_id, title, state, version, created_at, updated_at)
             VALUES ($1, $3, 'Algebra', 'published', 1, now(), now()) RETURNING course_id),
         section AS (
             INSERT INTO sections (section_id, course_id, title, position, created_at)
             SELECT gen_random_uuid(), course_id, 'One', 0, now() FROM course RETURNING section_id, course_id),
         lesson AS (
             INSERT INTO lessons (lesson_id, course_id, section_id, kind, title, position, created_at, updated_at)
             SELECT $2, course_id, section_id, 'test', 'Test', 0, now(), now() FROM section RETURNING lesson_id),
         published_section AS (
             INSERT INTO published_sections (section_id, course_id, title, position)
             SELECT section_id, course_id, 'One', 0 FROM section RETURNING section_id),
         published AS (
             INSERT INTO published_lessons (lesson_id, course_id, section_id, position, place, kind, title, body, body_html,
                                            duration_ms, required, preview, completion_share, attachment_ids, version)
             SELECT $2, $1, section_id, 0, 1, 'test', 'Test', '', '', 0, true, false, 90, '{}', 1 FROM published_section)
         INSERT INTO enrolments (account_id, course_id, last_seen_at, created_at) SELECT $3, course_id, now(), now() FROM course",
    )
    .bind(course.0)
    .bind(lesson.0)
    .bind(house.owner.0)
    .execute(&house.pool)
    .await
    .unwrap();
    (course, lesson)
}

/// An attempt at a test without questions, which anyone passes; its time was over a minute ago.
async fn late_attempt(house: &House, course: CourseId, lesson: LessonId) -> AttemptId {
    let attempt = AttemptId::new(&SystemClock);
    sqlx::query(
        "INSERT INTO attempts (attempt_id, lesson_id, course_id, account_id, number, trial, seed, questions, pass_percent,
                               course_version, started_at, deadline_at, state, max_points)
         VALUES ($1, $2, $3, $4, 1, false, gen_random_uuid(), '[]', 0, 1, now() - interval '1 hour',
                 now() - interval '1 minute', 'open', 0)",
    )
    .bind(attempt.0)
    .bind(lesson.0)
    .bind(course.0)
    .bind(house.owner.0)
    .execute(&house.pool)
    .await
    .unwrap();
    attempt
}

async fn put<J: Job>(house: &House, job: &J) {
    lectern_queue::put(&mut house.pool.acquire().await.unwrap(), job).await.unwrap();
}

/// Waits until jobs of these kinds, in the order of their names, are done. What a worker does each day by itself is none
/// of it.
async fn all_done(house: &House, kinds: &[&str]) {
    let began = Instant::now();
    loop {
        house.check();
        let done: Vec<String> =
            sqlx::query_scalar("SELECT kind FROM jobs WHERE state = 'done' AND kind = ANY($1) ORDER BY kind")
                .bind(kinds)
                .fetch_all(&house.pool)
                .await
                .unwrap();
        if done == kinds {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{:#?}", house.jobs().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_late_attempt_is_handed_in_and_what_it_completes_is_certified_and_told(pool: PgPool) {
    let house = House::new(pool).await;
    let (course, lesson) = course(&house).await;
    let attempt = late_attempt(&house, course, lesson).await;
    let mut inbox = house.redis_client().get_async_pubsub().await.unwrap();
    inbox.psubscribe("*").await.unwrap();
    put(&house, &SubmitAttempt { attempt }).await;
    let worker = house.worker();
    all_done(&house, &[CourseCompleted::KIND, SubmitAttempt::KIND]).await;
    let state: String =
        sqlx::query_scalar("SELECT state FROM attempts WHERE passed").fetch_one(&house.pool).await.unwrap();
    assert_eq!(state, "graded");
    let issued: Vec<String> =
        sqlx::query_scalar("SELECT course_title FROM certificates").fetch_all(&house.pool).await.unwrap();
    assert_eq!(issued, ["Algebra"]);
    let told = inbox.on_message().filter(|message| {
        let text: String = message.get_payload().unwrap_or_default();
        let told = message.get_channel_name().contains(&house.owner.to_string()) && text.contains(&course.to_string());
        std::future::ready(told)
    });
    let told = tokio::time::timeout(Duration::from_secs(10), Box::pin(told).next()).await;
    assert!(told.is_ok_and(|told| told.is_some()), "the learner's pages are told");
    // Again, as after a lost lease: nothing more comes of either.
    sqlx::query("DELETE FROM jobs").execute(&house.pool).await.unwrap();
    put(&house, &SubmitAttempt { attempt }).await;
    put(&house, &CourseCompleted { account: house.owner, course }).await;
    all_done(&house, &[CourseCompleted::KIND, SubmitAttempt::KIND]).await;
    let issued: i64 = sqlx::query_scalar("SELECT count(*) FROM certificates").fetch_one(&house.pool).await.unwrap();
    assert_eq!(issued, 1);
    worker.stop().await;
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_bytes_of_a_forgotten_file_are_removed_and_those_of_another_stay(pool: PgPool) {
    let house = House::new(pool).await;
    let (course, _) = course(&house).await;
    let keys = ["files/forgotten", "files/named"];
    for key in keys {
        house.store.put(key, "bytes", "application/octet-stream").await.unwrap();
    }
    sqlx::query(
        "INSERT INTO files (file_id, course_id, account_id, name, size_bytes, content_type, shown, store_key, created_at)
         VALUES (gen_random_uuid(), $1, $2, 'a', 5, 'application/octet-stream', 'none', 'files/named', now())",
    )
    .bind(course.0)
    .bind(house.owner.0)
    .execute(&house.pool)
    .await
    .unwrap();
    for key in keys {
        put(&house, &RemoveFile { key: key.to_owned() }).await;
    }
    let worker = house.worker();
    all_done(&house, &[RemoveFile::KIND, RemoveFile::KIND]).await;
    assert!(house.store.get("files/forgotten").await.is_err());
    house.store.get("files/named").await.unwrap();
    worker.stop().await;
}
