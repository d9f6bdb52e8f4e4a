use super::{Ranges, sql};
use crate::lessons;
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{AccountId, Clock, CourseId, LessonId};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};

/// Players play at three times the speed at most: so much watched time a wall second can earn.
const FASTEST: i64 = 3;

/// A report may claim a little more than went by since its playback was opened: clocks and lines are uneven.
const FIRST_ALLOWANCE: TimeDelta = TimeDelta::seconds(2);

/// Wall time that was not claimed is kept for reports that come late, up to this.
const KEPT_CREDIT: TimeDelta = TimeDelta::seconds(60);

/// One report.
#[derive(Debug, Clone)]
pub struct Watch {
    /// Who watches.
    pub account: AccountId,
    /// What is watched.
    pub lesson: LessonId,
    /// The lesson's course.
    pub course: CourseId,
    /// Where the player stands.
    pub position_ms: i64,
    /// What was played since the last report.
    pub watched: Ranges,
    /// When the playback was opened: nothing was watched before.
    pub opened_at: DateTime<Utc>,
    /// The lecture's length, once it is known; until then nothing is cut to it and nothing completes.
    pub duration_ms: Option<i64>,
}

/// What is known of one lesson after a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Time really watched, as a union.
    pub watched_ms: i64,
    /// Whether the lesson is done.
    pub done: bool,
    /// Percent of the lecture that completes it.
    pub share: i16,
}

/// Writes `watches`, oldest first: merged by person and lesson, the latest position wins. Lessons of which the share
/// that their teacher set is watched are completed. All or nothing, in the caller's transaction.
///
/// # Errors
/// When Postgres fails, a row is not acceptable included: the caller finds the guilty one.
pub async fn record(
    db: &mut PgConnection,
    clock: &dyn Clock,
    watches: &[Watch],
) -> sqlx::Result<HashMap<(AccountId, LessonId), Recorded>> {
    let now = clock.now();
    let merged = merge(watches);
    let mut credit = sql::touch(db, now, &merged, FIRST_ALLOWANCE).await?;
    let earned: Vec<_> = merged
        .iter()
        .map(|(&key, watch)| {
            let from = credit.remove(&key).unwrap_or(now);
            let (watched, credit_from) = earn(watch, from, now);
            sql::Earned { key, watched, credit_from }
        })
        .collect();
    let mut recorded = sql::add(db, now, &earned).await?;
    sql::see(db, now, &merged).await?;
    // In order of the keys, as all rows are locked.
    for (key, known) in recorded.iter_mut().collect::<BTreeMap<_, _>>() {
        let length_ms = merged.get(key).and_then(|w| w.duration_ms).unwrap_or(0);
        if !known.done && length_ms > 0 && known.watched_ms * 100 >= i64::from(known.share) * length_ms {
            lessons::complete(db, key.0, key.1, clock).await?;
            known.done = true;
        }
    }
    Ok(recorded)
}

/// Where `account` stopped in `lesson`.
///
/// # Errors
/// When Postgres fails.
pub async fn position_ms(db: &mut PgConnection, account: AccountId, lesson: LessonId) -> sqlx::Result<i64> {
    Ok(sql::position(db, account, lesson).await?.unwrap_or(0))
}

/// One row a person and lesson, sorted by key.
fn merge(watches: &[Watch]) -> BTreeMap<(AccountId, LessonId), Watch> {
    let mut merged: BTreeMap<_, Watch> = BTreeMap::new();
    for watch in watches {
        merged
            .entry((watch.account, watch.lesson))
            .and_modify(|before| {
                before.watched = Ranges::union(before.watched.iter().chain(watch.watched.iter()));
                before.opened_at = before.opened_at.min(watch.opened_at);
                before.position_ms = watch.position_ms;
                before.duration_ms = watch.duration_ms.or(before.duration_ms);
            })
            .or_insert_with(|| watch.clone());
    }
    for watch in merged.values_mut() {
        watch.position_ms = watch.position_ms.clamp(0, watch.duration_ms.unwrap_or(i64::from(i32::MAX)));
    }
    merged
}

/// What of a report counts, and from when on time is unclaimed then.
fn earn(watch: &Watch, credit_from: DateTime<Utc>, now: DateTime<Utc>) -> (Ranges, DateTime<Utc>) {
    let from = credit_from.max(watch.opened_at - FIRST_ALLOWANCE);
    let allowed_ms = (now - from).num_milliseconds().saturating_mul(FASTEST);
    let length_ms = watch.duration_ms.unwrap_or(i64::from(i32::MAX));
    let counts = watch.watched.before(length_ms).first(allowed_ms);
    let claimed = TimeDelta::microseconds(counts.length_ms().saturating_mul(1000) / FASTEST);
    (counts, (from + claimed).max(now - KEPT_CREDIT))
}
