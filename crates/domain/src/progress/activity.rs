//! A person's days.

use crate::accounts::Actor;
use chrono::{Days, NaiveDate};
use lectern_db::Clock;
use serde::Serialize;
use sqlx::PgPool;
use std::collections::HashSet;
use utoipa::ToSchema;

/// What was done in a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActivityDay {
    /// In the school's time zone.
    pub day: NaiveDate,
    /// Time really watched, what was watched again included.
    pub watched_ms: i64,
    /// Lessons completed.
    pub lessons_done: i64,
    /// Tests handed in.
    pub tests_done: i64,
}

/// The days of 53 weeks, the present one last.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Activity {
    /// A Monday.
    pub from: NaiveDate,
    /// Today in the school's time zone.
    pub to: NaiveDate,
    /// In order; days on which nothing was done are left out.
    pub days: Vec<ActivityDay>,
    /// Days in a row, up to today or yesterday.
    pub streak_days: i64,
}

/// What `actor` did in the last 53 weeks.
///
/// # Errors
/// When Postgres fails.
pub async fn activity(pool: &PgPool, clock: &dyn Clock, actor: &Actor) -> sqlx::Result<Activity> {
    let mut db = pool.acquire().await?;
    let now = clock.now();
    let to = sqlx::query_scalar!(r#"SELECT ($1 AT TIME ZONE time_zone)::date AS "today!" FROM school"#, now)
        .fetch_one(&mut *db)
        .await?;
    let from = to.week(chrono::Weekday::Mon).first_day() - Days::new(52 * 7);
    let days = sqlx::query_as!(
        ActivityDay,
        r#"WITH zone AS (SELECT time_zone, $2::date::timestamp AT TIME ZONE time_zone AS since FROM school),
           done AS (
               SELECT day, watched_ms, 0 AS lessons, 0 AS tests FROM activity_days WHERE account_id = $1 AND day >= $2
               UNION ALL
               SELECT (completed_at AT TIME ZONE z.time_zone)::date, 0, 1, 0 FROM lesson_completions, zone z
               WHERE account_id = $1 AND completed_at >= z.since
               UNION ALL
               SELECT (submitted_at AT TIME ZONE z.time_zone)::date, 0, 0, 1 FROM attempts, zone z
               WHERE account_id = $1 AND NOT trial AND submitted_at >= z.since)
           SELECT day AS "day!", sum(watched_ms)::int8 AS "watched_ms!", sum(lessons) AS "lessons_done!",
                  sum(tests) AS "tests_done!"
           FROM done WHERE day <= $3 GROUP BY day ORDER BY day"#,
        actor.id.0,
        from,
        to,
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(Activity { from, to, streak_days: streak(days.iter().map(|day| day.day), to), days })
}

/// Days in a row up to today; a day that is not over yet does not break the row.
fn streak(days: impl Iterator<Item = NaiveDate>, today: NaiveDate) -> i64 {
    let days: HashSet<NaiveDate> = days.collect();
    let last = if days.contains(&today) { today } else { today - Days::new(1) };
    let row = last.iter_days().rev().take_while(|day| days.contains(day)).count();
    i64::try_from(row).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_lives_until_the_end_of_the_next_day() {
        let day = |n: u32| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        let days = || [day(15), day(17), day(18), day(19)].into_iter();
        assert_eq!(streak(days(), day(19)), 3);
        assert_eq!(streak(days(), day(20)), 3);
        assert_eq!(streak(days(), day(21)), 0);
        assert_eq!(streak(std::iter::empty(), day(1)), 0);
    }
}
