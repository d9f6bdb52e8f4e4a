use super::reports::{Heard, NotWritten, Reports};
use crate::progress::{Ranges, Watch};
use chrono::TimeDelta;
use lectern_config::PlaybackConfig;
use lectern_db::{AccountId, Clock, CourseId, LessonId, PlaybackSessionId, SystemClock};
use sqlx::PgPool;
use std::sync::Arc;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | n)
}

fn heard(account: Uuid, from_ms: i64) -> Heard {
    Heard {
        session: PlaybackSessionId(id(0x99)),
        watch: Watch {
            account: AccountId(account),
            lesson: LessonId(id(0x41)),
            course: CourseId(id(0x21)),
            position_ms: from_ms,
            watched: Ranges::union([(from_ms, from_ms + 100)]),
            opened_at: SystemClock.now() - TimeDelta::hours(1),
            duration_ms: Some(20_000),
        },
        wakes: false,
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn two_hundred_parallel_reports_are_few_transactions_and_a_poisoned_one_fails_alone(pool: PgPool) {
    let config = PlaybackConfig::default();
    let reports = Reports::start(pool.clone(), Arc::new(SystemClock), &config);
    note_commits(&pool).await;
    let handed_in: Vec<_> = (0..200)
        .map(|n| {
            // Nobody has this account: its row breaks the foreign key.
            let account = if n == 77 { id(0xdead) } else { id(1 + n % 4) };
            let (reports, heard) = (reports.clone(), heard(account, n as i64 * 100));
            tokio::spawn(async move { reports.write(heard).await })
        })
        .collect();
    for (n, outcome) in handed_in.into_iter().enumerate() {
        let outcome = outcome.await.unwrap();
        match n {
            77 => assert_eq!(outcome, Err(NotWritten::Never)),
            _ => assert!(outcome.is_ok(), "report {n}: {outcome:?}"),
        }
    }
    let written: i64 =
        sqlx::query_scalar("SELECT sum(watched_ms)::int8 FROM lesson_progress").fetch_one(&pool).await.unwrap();
    assert_eq!(written, 199 * 100);
    // Halving 200 down to one leaves about log2(200) parts that are committed.
    let commits: i64 = sqlx::query_scalar("SELECT count(DISTINCT xact) FROM notes").fetch_one(&pool).await.unwrap();
    assert!(commits <= 20, "{commits} transactions");
}

/// Lets the table note each transaction that writes it.
async fn note_commits(pool: &PgPool) {
    for sql in [
        "CREATE TABLE notes (xact xid8)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN INSERT INTO notes VALUES (pg_current_xact_id()); RETURN NULL; END'",
        "CREATE TRIGGER note AFTER INSERT ON lesson_progress EXECUTE FUNCTION note()",
    ] {
        sqlx::query(sql).execute(pool).await.unwrap();
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR", fixtures("../../fixtures/school.sql"))]
async fn when_too_many_wait_the_next_is_sent_away_and_what_was_taken_is_written(pool: PgPool) {
    let config = PlaybackConfig { gather_ms: 1, ..PlaybackConfig::default() };
    let reports = Reports::start_with(pool.clone(), Arc::new(SystemClock), &config, 2);
    // Nothing can be written while this holds the table.
    let mut holding = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE lesson_progress").execute(&mut *holding).await.unwrap();
    let mut waiting = Vec::new();
    let mut sent_away = 0;
    while sent_away == 0 {
        let (reports, heard) = (reports.clone(), heard(id(2), waiting.len() as i64 * 100));
        let handed_in = tokio::spawn(async move { reports.write(heard).await });
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        match handed_in.is_finished() {
            true => {
                assert_eq!(handed_in.await.unwrap(), Err(NotWritten::Later));
                sent_away += 1;
            }
            false => waiting.push(handed_in),
        }
        assert!(waiting.len() <= 1000, "nobody is ever sent away");
    }
    holding.rollback().await.unwrap();
    let taken = waiting.len() as i64;
    for outcome in waiting {
        assert!(outcome.await.unwrap().is_ok());
    }
    let written: i64 = sqlx::query_scalar("SELECT watched_ms FROM lesson_progress").fetch_one(&pool).await.unwrap();
    assert_eq!(written, taken * 100);
}
