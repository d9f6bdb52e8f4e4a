//! A course's students as its teachers see them.
//!
//! Who has not come for 7 days and has not completed the course is at risk. Stuck is who has not completed it and
//! either failed a test twice that they have not passed, or has done no lesson for 3 days though one is open to them.
//! Whose access has ended is neither: there is nothing they could do.

use super::cursor::Cursor;
use super::error::ProgressError;
use super::student_list::{StudentCounts, StudentOut, StudentPage, StudentQuery, StudentRow, StudentSort};
use crate::accounts::Actor;
use crate::{courses, csv};
use chrono::{DateTime, SecondsFormat, Utc};
use futures::StreamExt;
use lectern_db::{AccountId, Clock, CourseId, LessonId, PageSize};
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;

/// `students`: everyone enrolled in course `$1` as they stand at `$2`, whose name or address has `$3` in it and whom
/// the filter `$4` shows; `$tail` chooses of them.
macro_rules! students {
    ($row:ident, $select:literal, $tail:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            $row,
            r#"WITH shown AS (
                   SELECT l.lesson_id, l.title, l.place, l.opens_at, l.opens_after_days,
                          COALESCE(l.required OR l.lesson_id = c.final_test_id OR NOT bool_or(l.required) OVER (), false) AS needed
                   FROM published_lessons l JOIN courses c USING (course_id)
                   WHERE l.course_id = $1 AND l.removed_at IS NULL),
               totals AS (SELECT count(*) AS lessons, count(*) FILTER (WHERE needed) AS needed FROM shown),
               enrolled AS (
                   SELECT e.account_id, a.name, a.email, e.created_at, e.last_seen_at, e.completed_at, e.last_lesson_id,
                          COALESCE(e.created_at + make_interval(days => c.access_days) <= $2, false) OR e.completed_at IS NOT NULL
                              AS settled
                   FROM enrolments e JOIN courses c USING (course_id) JOIN accounts a USING (account_id)
                   WHERE e.course_id = $1 AND e.revoked_at IS NULL
                     AND ($3::text IS NULL OR strpos(lower(a.name), lower($3)) > 0 OR strpos(lower(a.email), lower($3)) > 0)),
               students AS (
                   SELECT e.account_id, e.name, e.email, e.created_at, e.last_seen_at, e.completed_at, lower(e.name) AS sorted,
                          d.lessons AS done_lessons, d.needed AS done_needed, t.lessons, t.needed, w.watched_ms,
                          NOT e.settled AND e.last_seen_at <= $2 - interval '7 days' AS at_risk,
                          s.lesson_id AS stuck_lesson, s.title AS stuck_title, s.since AS stuck_since, s.failed AS stuck_failed
                   FROM enrolled e CROSS JOIN totals t
                   CROSS JOIN LATERAL (
                       SELECT count(l.lesson_id) AS lessons, count(l.lesson_id) FILTER (WHERE l.needed) AS needed,
                              max(d.completed_at) AS last_at, array_agg(d.lesson_id) AS ids
                       FROM lesson_completions d LEFT JOIN shown l USING (lesson_id)
                       WHERE d.course_id = $1 AND d.account_id = e.account_id) d
                   CROSS JOIN LATERAL (
                       SELECT COALESCE(sum(p.watched_ms), 0)::int8 AS watched_ms
                       FROM lesson_progress p WHERE p.account_id = e.account_id
                         AND p.lesson_id IN (SELECT lesson_id FROM shown)) w
                   LEFT JOIN LATERAL (
                       (SELECT l.lesson_id, l.title, (array_agg(x.submitted_at ORDER BY x.submitted_at))[2] AS since, true AS failed
                        FROM attempts x JOIN shown l USING (lesson_id)
                        WHERE x.course_id = $1 AND x.account_id = e.account_id AND x.passed = false AND NOT x.trial
                          AND NOT e.settled
                          AND (d.ids IS NULL OR x.lesson_id <> ALL (d.ids))
                        GROUP BY l.lesson_id, l.title HAVING count(*) >= 2 ORDER BY since, l.lesson_id LIMIT 1)
                       UNION ALL
                       (SELECT n.lesson_id, n.title, n.since, false AS failed
                        FROM (SELECT l.lesson_id, l.title,
                                     GREATEST(d.last_at, e.created_at, l.opens_at,
                                              e.created_at + make_interval(days => l.opens_after_days)) AS since
                              FROM shown l
                              WHERE NOT e.settled
                                AND COALESCE(l.opens_at <= $2, true)
                                AND COALESCE(e.created_at + make_interval(days => l.opens_after_days) <= $2, true)
                                AND (d.ids IS NULL OR l.lesson_id <> ALL (d.ids))
                              ORDER BY COALESCE(l.lesson_id = e.last_lesson_id, false) DESC, l.needed DESC, l.place LIMIT 1) n
                        WHERE n.since <= $2 - interval '3 days')
                       ORDER BY failed DESC LIMIT 1) s ON true),
               filtered AS (
                   SELECT * FROM students
                   WHERE CASE $4 WHEN 'at-risk' THEN at_risk WHEN 'stuck' THEN stuck_lesson IS NOT NULL
                                 WHEN 'done' THEN completed_at IS NOT NULL ELSE true END)
               "# + $select + $tail,
            $($argument),*
        )
    };
}

/// The same for whole rows.
macro_rules! student_rows {
    ($tail:literal, $($argument:expr),* $(,)?) => {
        students!(
            StudentRow,
            r#"SELECT account_id AS "account!: AccountId", name AS "name!", email AS "email!", created_at AS "enrolled_at!",
                      last_seen_at AS "last_seen_at!", completed_at AS "completed_at?", done_lessons AS "done_lessons!",
                      lessons AS "lesson_count!", done_needed AS "done_needed!", needed AS "needed!",
                      watched_ms AS "watched_ms!", at_risk AS "at_risk!", stuck_lesson AS "stuck_lesson?: LessonId",
                      stuck_title AS "stuck_title?", stuck_since AS "stuck_since?", stuck_failed AS "stuck_failed?",
                      sorted AS "sorted!"
               FROM filtered "#,
            $tail,
            $($argument),*
        )
    };
}

/// A part of the course's students, for who teaches it.
///
/// # Errors
/// [`ProgressError::BadCursor`], or what the course says.
pub async fn students(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    query: &StudentQuery,
    after: Option<&str>,
    size: PageSize,
) -> Result<StudentPage, ProgressError> {
    let mut db = pool.acquire().await?;
    let course_title = courses::for_grader(&mut db, actor, course).await?.title;
    let now = clock.now();
    let after = after.map(|after| Cursor::read(query.sort, after).ok_or(ProgressError::BadCursor)).transpose()?;
    let counts = match after {
        None => Some(counts(&mut db, course, now, query.words.as_deref()).await?),
        Some(_) => None,
    };
    let rows = page(&mut db, course, now, query, after, size.probe()).await?;
    let (rows, more) = size.cut(rows);
    let next = rows.last().filter(|_| more).map(|row| Cursor::after(query.sort, row).write());
    Ok(StudentPage { course_title, items: rows.into_iter().map(Into::into).collect(), next, counts })
}

async fn page(
    db: &mut PgConnection,
    course: CourseId,
    now: DateTime<Utc>,
    query: &StudentQuery,
    after: Option<Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<StudentRow>> {
    let (words, show) = (query.words.as_deref(), query.show.as_str());
    match query.sort {
        StudentSort::Seen => {
            let (at, id) = match after {
                Some(Cursor::Seen(at, id)) => (Some(at), Some(id)),
                Some(Cursor::Name(..) | Cursor::Percent(..)) | None => (None, None),
            };
            student_rows!(
                "WHERE $5::uuid IS NULL OR (last_seen_at, account_id) < ($6, $5)
                 ORDER BY last_seen_at DESC, account_id DESC LIMIT $7",
                course.0,
                now,
                words,
                show,
                id,
                at,
                limit,
            )
            .fetch_all(db)
            .await
        }
        StudentSort::Name => {
            let (name, id) = match after {
                Some(Cursor::Name(name, id)) => (Some(name), Some(id)),
                Some(Cursor::Seen(..) | Cursor::Percent(..)) | None => (None, None),
            };
            student_rows!(
                "WHERE $5::uuid IS NULL OR (sorted, account_id) > ($6, $5) ORDER BY sorted, account_id LIMIT $7",
                course.0,
                now,
                words,
                show,
                id,
                name,
                limit,
            )
            .fetch_all(db)
            .await
        }
        StudentSort::Percent => {
            let (done, id) = match after {
                Some(Cursor::Percent(done, id)) => (Some(done), Some(id)),
                Some(Cursor::Seen(..) | Cursor::Name(..)) | None => (None, None),
            };
            student_rows!(
                "WHERE $5::uuid IS NULL OR (done_needed, account_id) < ($6, $5)
                 ORDER BY done_needed DESC, account_id DESC LIMIT $7",
                course.0,
                now,
                words,
                show,
                id,
                done,
                limit,
            )
            .fetch_all(db)
            .await
        }
    }
}

async fn counts(
    db: &mut PgConnection,
    course: CourseId,
    now: DateTime<Utc>,
    words: Option<&str>,
) -> sqlx::Result<StudentCounts> {
    students!(
        StudentCounts,
        r#"SELECT count(*) AS "all!", count(*) FILTER (WHERE at_risk) AS "at_risk!", count(stuck_lesson) AS "stuck!",
                  count(completed_at) AS "done!" FROM filtered"#,
        "",
        course.0,
        now,
        words,
        "all",
    )
    .fetch_one(db)
    .await
}

/// One student of the course; nothing when they do not learn in it.
pub(super) async fn one(
    db: &mut PgConnection,
    course: CourseId,
    now: DateTime<Utc>,
    account: AccountId,
) -> sqlx::Result<Option<StudentRow>> {
    student_rows!("WHERE account_id = $5", course.0, now, None::<&str>, "all", account.0).fetch_optional(db).await
}

/// Bytes of a table that are sent at once.
const PIECE: usize = 16 * 1024;

/// The whole list as CSV, by name, in pieces as they are read. Pieces wait in memory for a slow reader, who so holds no
/// connection to the database.
///
/// # Errors
/// What the course says. When Postgres fails later, the last piece is that error.
pub async fn students_csv(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    query: &StudentQuery,
) -> Result<mpsc::UnboundedReceiver<sqlx::Result<String>>, ProgressError> {
    let mut db = pool.acquire().await?;
    courses::for_grader(&mut db, actor, course).await?;
    let (sender, receiver) = mpsc::unbounded_channel();
    let (now, words, show) = (clock.now(), query.words.clone(), query.show.as_str());
    tokio::spawn(async move {
        let mut table = String::from(csv::MARK);
        csv::row(&mut table, HEAD.into_iter().map(str::to_owned));
        let mut rows =
            student_rows!("ORDER BY sorted, account_id", course.0, now, words.as_deref(), show).fetch(&mut *db);
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) => csv::row(&mut table, cells(row.into())),
                Err(error) => {
                    // Who asked may have gone, here and below.
                    let _ = sender.send(Err(error));
                    return;
                }
            }
            if table.len() >= PIECE && sender.send(Ok(std::mem::take(&mut table))).is_err() {
                return;
            }
        }
        let _ = sender.send(Ok(table));
    });
    Ok(receiver)
}

const HEAD: [&str; 12] = [
    "name",
    "email",
    "enrolled_at",
    "last_seen_at",
    "percent",
    "done_lessons",
    "lesson_count",
    "watched_s",
    "stuck_at",
    "stuck_since",
    "at_risk",
    "completed_at",
];

fn cells(student: StudentOut) -> [String; 12] {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    [
        csv::text(&student.account.name),
        csv::text(&student.account.email),
        time(student.enrolled_at),
        time(student.last_seen_at),
        student.percent.to_string(),
        student.done_lessons.to_string(),
        student.lesson_count.to_string(),
        (student.watched_ms / 1000).to_string(),
        student.stuck.as_ref().map_or(String::new(), |stuck| csv::text(&stuck.title)),
        student.stuck.map_or(String::new(), |stuck| time(stuck.since)),
        student.at_risk.to_string(),
        student.completed_at.map_or(String::new(), time),
    ]
}
