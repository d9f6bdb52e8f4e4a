//! What teachers earned, read from the ledger.

use super::model::{CourseEarnings, EarnedTotal, EarningsOut, Terms};
use crate::accounts::Actor;
use crate::courses::CourseError;
use crate::csv;
use chrono::{Datelike, NaiveDate};
use lectern_db::{AccountId, Clock, CourseId};
use lectern_money::{Currency, Money};
use sqlx::{PgConnection, PgPool};

/// What `actor` earned from the first day to the last, in the school's time zone; this month when not said. Both are of
/// the day money moved: a refund counts on its own day.
///
/// # Errors
/// [`CourseError::NotATeacher`].
pub async fn earnings(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    terms: &Terms,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<EarningsOut, CourseError> {
    if !actor.may_teach() {
        return Err(CourseError::NotATeacher);
    }
    let mut db = pool.acquire().await?;
    let today = sqlx::query_scalar!(
        r#"SELECT ($1::timestamptz AT TIME ZONE time_zone)::date AS "day!" FROM school"#,
        clock.now()
    );
    let today = today.fetch_one(&mut *db).await?;
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.with_day(1).unwrap_or(to));
    let courses = by_course(&mut db, actor.id, from, to).await?;
    let mut totals: Vec<EarnedTotal> = Vec::new();
    for course in &courses {
        match totals.iter_mut().find(|total| total.currency == course.currency) {
            Some(total) => {
                total.sales += course.sales;
                total.earned_minor += course.earned_minor;
            }
            None => totals.push(EarnedTotal {
                currency: course.currency.clone(),
                sales: course.sales,
                earned_minor: course.earned_minor,
            }),
        }
    }
    let points = i32::try_from(terms.teacher_share.get()).unwrap_or(0);
    Ok(EarningsOut { from, to, share_percent: f64::from(points) / 100.0, courses, totals })
}

async fn by_course(
    db: &mut PgConnection,
    teacher: AccountId,
    from: NaiveDate,
    to: NaiveDate,
) -> sqlx::Result<Vec<CourseEarnings>> {
    sqlx::query_as!(
        CourseEarnings,
        r#"SELECT o.course_id AS "course_id: CourseId", c.title, t.currency,
                  count(*) FILTER (WHERE t.kind = 'order' AND e.account = 'school') AS "sales!",
                  COALESCE(-sum(e.minor) FILTER (WHERE t.kind = 'order' AND e.account = 'school'), 0)::int8 AS "paid_minor!",
                  COALESCE(sum(e.minor) FILTER (WHERE t.kind = 'order_reversal' AND e.account = 'school'), 0)::int8 AS "refunded_minor!",
                  COALESCE(sum(e.minor) FILTER (WHERE t.kind = 'fee' AND e.account = 'fee'), 0)::int8 AS "fee_minor!",
                  COALESCE(-sum(e.minor) FILTER (WHERE e.account = 'teacher:' || $1::text), 0)::int8 AS "earned_minor!"
           FROM ledger_transfers t JOIN ledger_entries e USING (transfer_id) JOIN orders o USING (order_id)
           JOIN courses c ON c.course_id = o.course_id CROSS JOIN school s
           WHERE o.teacher_id = $1::text::uuid AND t.created_at >= $2::date::timestamp AT TIME ZONE s.time_zone
             AND t.created_at < ($3::date + 1)::timestamp AT TIME ZONE s.time_zone
           GROUP BY o.course_id, c.title, t.currency
           ORDER BY t.currency, 8 DESC, o.course_id LIMIT 1000"#,
        teacher.to_string(),
        from,
        to,
    )
    .fetch_all(db)
    .await
}

/// The same as a table for spreadsheets; amounts as decimals.
pub fn earnings_csv(earnings: &EarningsOut) -> String {
    let mut table = String::from(csv::MARK);
    let head = ["course_id", "title", "currency", "sales", "paid", "refunded", "fees", "earned"];
    csv::row(&mut table, head.map(str::to_owned));
    for course in &earnings.courses {
        let decimal = |minor: i64| match course.currency.parse::<Currency>() {
            Ok(currency) => Money::new(minor, currency).to_decimal(),
            Err(_) => minor.to_string(),
        };
        csv::row(
            &mut table,
            [
                course.course_id.to_string(),
                csv::text(&course.title),
                course.currency.clone(),
                course.sales.to_string(),
                decimal(course.paid_minor),
                decimal(course.refunded_minor),
                decimal(course.fee_minor),
                decimal(course.earned_minor),
            ],
        );
    }
    table
}
