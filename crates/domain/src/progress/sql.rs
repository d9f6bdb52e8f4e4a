use super::Ranges;
use super::service::{Recorded, Watch};
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{AccountId, LessonId};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

type Key = (AccountId, LessonId);

/// What a report adds to a row.
pub(super) struct Earned {
    pub key: Key,
    pub watched: Ranges,
    pub credit_from: DateTime<Utc>,
}

/// Makes and locks the rows, in order of their keys; gives from when on each one's time is unclaimed.
pub(super) async fn touch(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    merged: &BTreeMap<Key, Watch>,
    first_allowance: TimeDelta,
) -> sqlx::Result<HashMap<Key, DateTime<Utc>>> {
    let (accounts, lessons) = keys(merged.keys());
    let positions: Vec<i64> = merged.values().map(|w| w.position_ms).collect();
    let opened: Vec<_> = merged.values().map(|w| w.opened_at - first_allowance).collect();
    let rows = sqlx::query!(
        r#"INSERT INTO lesson_progress AS p (account_id, lesson_id, position_ms, credit_from, last_report_at)
           SELECT i.account_id, i.lesson_id, i.position_ms, i.credit_from, $5
           FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::timestamptz[]) AS i(account_id, lesson_id, position_ms, credit_from)
           ORDER BY i.account_id, i.lesson_id
           ON CONFLICT (account_id, lesson_id)
           DO UPDATE SET position_ms = excluded.position_ms, last_report_at = excluded.last_report_at
           RETURNING account_id AS "account: AccountId", lesson_id AS "lesson: LessonId", p.credit_from"#,
        &accounts,
        &lessons,
        &positions,
        &opened,
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|r| ((r.account, r.lesson), r.credit_from)).collect())
}

/// Adds to rows that [`touch`] has locked, to each person's day, and to what students have played. Of more than 500
/// ranges the longest are kept: a row stays small.
pub(super) async fn add(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    earned: &[Earned],
) -> sqlx::Result<HashMap<Key, Recorded>> {
    let (accounts, lessons) = keys(earned.iter().map(|e| &e.key));
    let watched: Vec<String> = earned.iter().map(|e| e.watched.to_sql()).collect();
    let credit: Vec<_> = earned.iter().map(|e| e.credit_from).collect();
    let rows = sqlx::query!(
        r#"WITH earned AS (
               SELECT i.account_id, i.lesson_id, i.watched::int4multirange AS watched, i.credit_from
               FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS i(account_id, lesson_id, watched, credit_from)),
           days AS (
               INSERT INTO activity_days AS d (account_id, day, watched_ms)
               SELECT i.account_id, ($5 AT TIME ZONE s.time_zone)::date, sum(upper(r) - lower(r))
               FROM earned i, school s, unnest(i.watched) AS r
               GROUP BY i.account_id, s.time_zone ORDER BY i.account_id
               ON CONFLICT (account_id, day) DO UPDATE SET watched_ms = d.watched_ms + excluded.watched_ms),
           spans AS (
               INSERT INTO watched_spans (lesson_id, from_s, to_s)
               SELECT i.lesson_id, (lower(r) + 499) / 1000, (upper(r) + 499) / 1000
               FROM earned i JOIN lessons l USING (lesson_id)
               JOIN enrolments e ON e.account_id = i.account_id AND e.course_id = l.course_id, unnest(i.watched) AS r
               WHERE (lower(r) + 499) / 1000 < (upper(r) + 499) / 1000),
           merged AS (
               SELECT i.account_id, i.lesson_id, i.credit_from, (
                   SELECT COALESCE(range_agg(longest.r), '{}') FROM (
                       SELECT r FROM unnest(p.watched + i.watched) AS r
                       ORDER BY upper(r) - lower(r) DESC LIMIT 500) longest) AS watched
               FROM earned i
               JOIN lesson_progress p ON p.account_id = i.account_id AND p.lesson_id = i.lesson_id)
           UPDATE lesson_progress p
           SET watched = m.watched, credit_from = m.credit_from,
               watched_ms = (SELECT COALESCE(sum(upper(r) - lower(r)), 0) FROM unnest(m.watched) AS r)
           FROM merged m WHERE p.account_id = m.account_id AND p.lesson_id = m.lesson_id
           RETURNING p.account_id AS "account: AccountId", p.lesson_id AS "lesson: LessonId", p.watched_ms,
                     (SELECT COALESCE(s.completion_share, l.completion_share)
                      FROM lessons l LEFT JOIN published_lessons s USING (lesson_id)
                      WHERE l.lesson_id = p.lesson_id) AS "share!",
                     EXISTS (SELECT FROM lesson_completions d
                             WHERE d.account_id = p.account_id AND d.lesson_id = p.lesson_id) AS "done!""#,
        &accounts,
        &lessons,
        &watched,
        &credit,
        now,
    )
    .fetch_all(db)
    .await?;
    let known = rows
        .into_iter()
        .map(|r| ((r.account, r.lesson), Recorded { watched_ms: r.watched_ms, done: r.done, share: r.share }));
    Ok(known.collect())
}

/// Where "continue" leads: the last lesson of each enrolment, locked in order of the keys.
pub(super) async fn see(db: &mut PgConnection, now: DateTime<Utc>, merged: &BTreeMap<Key, Watch>) -> sqlx::Result<()> {
    let last: BTreeMap<_, _> = merged.values().map(|w| ((w.account, w.course), w.lesson)).collect();
    let accounts: Vec<Uuid> = last.keys().map(|k| k.0.0).collect();
    let courses: Vec<Uuid> = last.keys().map(|k| k.1.0).collect();
    let lessons: Vec<Uuid> = last.values().map(|l| l.0).collect();
    sqlx::query!(
        "WITH locked AS (
             SELECT e.account_id, e.course_id, i.lesson_id
             FROM enrolments e
             JOIN unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS i(account_id, course_id, lesson_id)
               ON i.account_id = e.account_id AND i.course_id = e.course_id
             WHERE e.revoked_at IS NULL
             ORDER BY e.account_id, e.course_id FOR UPDATE OF e)
         UPDATE enrolments e SET last_lesson_id = l.lesson_id, last_seen_at = $4
         FROM locked l WHERE e.account_id = l.account_id AND e.course_id = l.course_id",
        &accounts,
        &courses,
        &lessons,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn position(db: &mut PgConnection, account: AccountId, lesson: LessonId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        "SELECT position_ms FROM lesson_progress WHERE account_id = $1 AND lesson_id = $2",
        account.0,
        lesson.0,
    )
    .fetch_optional(db)
    .await
}

fn keys<'a>(keys: impl Iterator<Item = &'a Key>) -> (Vec<Uuid>, Vec<Uuid>) {
    keys.map(|(account, lesson)| (account.0, lesson.0)).unzip()
}
