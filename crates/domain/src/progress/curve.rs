//! How a lecture is watched, second by second.

use super::error::ProgressError;
use crate::accounts::Actor;
use crate::{courses, lessons};
use lectern_db::{CourseId, LessonId};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use utoipa::ToSchema;

/// Spans that one call of [`roll_up`] counts.
const AT_ONCE: i64 = 50_000;
/// Longer lectures are told in buckets of some seconds.
const MOST_BUCKETS: i64 = 7200;

/// How a lecture is watched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WatchCurve {
    /// The lecture's.
    pub lesson_id: LessonId,
    /// The lecture's.
    pub course_id: CourseId,
    /// The lecture's, as it is edited.
    pub title: String,
    /// Its length; 0 while it is not known.
    pub length_s: i64,
    /// Seconds one number stands for: 1 up to two hours.
    pub bucket_s: i64,
    /// Students who have watched something of it.
    pub viewers: i64,
    /// Students who have watched each second, at the bucket's most watched second.
    pub watched: Vec<i64>,
    /// How often each second was played, what was watched again included.
    pub views: Vec<i64>,
}

/// The curve of a video lesson, for who teaches its course.
///
/// # Errors
/// [`ProgressError::NotAVideo`], or what the lesson and the course say.
pub async fn curve(pool: &PgPool, actor: &Actor, lesson: LessonId) -> Result<WatchCurve, ProgressError> {
    let mut db = pool.acquire().await?;
    let course_id = lessons::lesson_course(&mut db, lesson).await?;
    courses::for_grader(&mut db, actor, course_id).await?;
    let known = sqlx::query!(
        r#"SELECT l.title, COALESCE(s.kind, l.kind) AS "kind!", COALESCE(s.duration_ms, l.duration_ms) AS "length_ms!",
                  (SELECT count(*) FROM lesson_progress p
                   JOIN enrolments e ON e.account_id = p.account_id AND e.course_id = l.course_id
                   WHERE p.lesson_id = l.lesson_id AND p.watched_ms > 0) AS "viewers!"
           FROM lessons l LEFT JOIN published_lessons s USING (lesson_id) WHERE l.lesson_id = $1"#,
        lesson.0,
    )
    .fetch_one(&mut *db)
    .await?;
    if known.kind != "video" {
        return Err(ProgressError::NotAVideo);
    }
    let length_s = (known.length_ms + 999) / 1000;
    let steps = steps(&mut db, lesson).await?;
    let bucket_s = (length_s + MOST_BUCKETS - 1).max(MOST_BUCKETS) / MOST_BUCKETS;
    Ok(WatchCurve {
        lesson_id: lesson,
        course_id,
        title: known.title,
        length_s,
        bucket_s,
        viewers: known.viewers,
        watched: buckets(steps.iter().map(|step| (step.second, step.watched)), length_s, bucket_s),
        views: buckets(steps.iter().map(|step| (step.second, step.views)), length_s, bucket_s),
    })
}

struct Step {
    second: i32,
    watched: i64,
    views: i64,
}

/// Where the curves change, in order: what is counted and what waits to be, in one reading.
async fn steps(db: &mut PgConnection, lesson: LessonId) -> sqlx::Result<Vec<Step>> {
    sqlx::query_as!(
        Step,
        r#"WITH seen AS (
               SELECT (lower(r) + 499) / 1000 AS from_s, (upper(r) + 499) / 1000 AS to_s
               FROM lesson_progress p JOIN lessons l USING (lesson_id)
               JOIN enrolments e ON e.account_id = p.account_id AND e.course_id = l.course_id, unnest(p.watched) AS r
               WHERE p.lesson_id = $1),
           steps AS (
               SELECT from_s AS second, 1 AS watched, 0::int8 AS views FROM seen
               UNION ALL SELECT to_s, -1, 0 FROM seen
               UNION ALL SELECT second, 0, step FROM lesson_views WHERE lesson_id = $1
               UNION ALL SELECT from_s, 0, 1 FROM watched_spans WHERE lesson_id = $1
               UNION ALL SELECT to_s, 0, -1 FROM watched_spans WHERE lesson_id = $1)
           SELECT second AS "second!", sum(watched) AS "watched!", sum(views)::int8 AS "views!"
           FROM steps GROUP BY second ORDER BY second"#,
        lesson.0,
    )
    .fetch_all(db)
    .await
}

/// The most of each bucket, from steps in order.
fn buckets(steps: impl Iterator<Item = (i32, i64)>, length_s: i64, bucket_s: i64) -> Vec<i64> {
    let mut steps = steps.peekable();
    let mut level = 0;
    let mut all = Vec::new();
    for from in (0..length_s).step_by(usize::try_from(bucket_s).unwrap_or(1)) {
        // What came before lasts into the bucket, unless it ends with its first second.
        let mut most = 0;
        let mut entered = false;
        while let Some((second, step)) = steps.next_if(|(second, _)| i64::from(*second) < from + bucket_s) {
            if i64::from(second) > from && !entered {
                most = level;
            }
            entered = true;
            level += step;
            most = most.max(level);
        }
        all.push(if entered { most } else { level });
    }
    all
}

/// Counts spans that were appended into [`curve`]'s table; true when more wait. Harmless in two processes at once.
///
/// # Errors
/// When Postgres fails.
pub async fn roll_up(pool: &PgPool) -> sqlx::Result<bool> {
    let counted = sqlx::query_scalar!(
        r#"WITH gone AS (
               DELETE FROM watched_spans WHERE ctid = ANY (ARRAY(
                   SELECT ctid FROM watched_spans LIMIT $1 FOR UPDATE SKIP LOCKED))
               RETURNING lesson_id, from_s, to_s),
           steps AS (
               SELECT lesson_id, from_s AS second, 1 AS step FROM gone
               UNION ALL SELECT lesson_id, to_s, -1 FROM gone),
           counted AS (
               INSERT INTO lesson_views AS v (lesson_id, second, step)
               SELECT lesson_id, second, sum(step) FROM steps
               GROUP BY lesson_id, second HAVING sum(step) <> 0 ORDER BY lesson_id, second
               ON CONFLICT (lesson_id, second) DO UPDATE SET step = v.step + excluded.step)
           SELECT count(*) AS "count!" FROM gone"#,
        AT_ONCE,
    )
    .fetch_one(pool)
    .await?;
    Ok(counted == AT_ONCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_become_a_level_for_each_second() {
        let steps = [(1, 2), (3, -1), (5, -1)];
        assert_eq!(buckets(steps.into_iter(), 6, 1), [0, 2, 2, 1, 1, 0]);
        assert_eq!(buckets(std::iter::empty(), 3, 1), [0, 0, 0]);
        assert_eq!(buckets(steps.into_iter(), 0, 1), [0; 0]);
    }

    #[test]
    fn a_bucket_shows_its_most_watched_second() {
        assert_eq!(buckets([(0, 1), (1, 4), (2, -5)].into_iter(), 6, 3), [5, 0]);
        assert_eq!(buckets([(0, 3), (4, -3)].into_iter(), 6, 3), [3, 3]);
        assert_eq!(buckets([(0, 3), (3, -3)].into_iter(), 6, 3), [3, 0]);
    }
}
