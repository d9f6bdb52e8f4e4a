//! Results as a table.

use super::access;
use super::error::QuizError;
use super::model::percent;
use super::statistics::Taken;
use crate::accounts::Actor;
use crate::csv;
use crate::lessons;
use lectern_db::{LessonId, QuestionId};
use lectern_quiz::Points;
use sqlx::PgPool;
use std::collections::HashMap;

const MOST: i64 = 10_000;

/// All handed-in attempts of the test as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read Cyrillic), newest
/// first: who, when, points, and the points of each question.
///
/// # Errors
/// What the course says.
pub async fn results_csv(pool: &PgPool, actor: &Actor, lesson: LessonId) -> Result<String, QuizError> {
    let mut db = pool.acquire().await?;
    let course = lessons::lesson_course(&mut db, lesson).await?;
    access::grader(&mut db, actor, course).await?;
    let taken = Taken::read(&mut db, lesson, MOST).await?;
    drop(db);
    let mut columns: Vec<QuestionId> = Vec::new();
    let mut names: HashMap<QuestionId, String> = HashMap::new();
    for item in taken.attempts.iter().flat_map(|done| taken.items(done.id)) {
        names.entry(item.id).or_insert_with(|| {
            columns.push(item.id);
            let question = item.question.question();
            let name = question.title.as_deref().unwrap_or(&question.prompt);
            name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect()
        });
    }
    let mut table = String::from(csv::MARK);
    let head =
        ["name", "email", "attempt", "started_at", "submitted_at", "state", "points", "max", "percent", "passed"];
    let head = head.into_iter().map(str::to_owned);
    csv::row(&mut table, head.chain(columns.iter().map(|id| csv::text(&names[id]))));
    for done in &taken.attempts {
        let grades: HashMap<QuestionId, Points> =
            taken.items(done.id).map(|item| (item.id, item.grade.points)).collect();
        let (points, max) = (Points(done.points), Points(done.max_points));
        let own = [
            csv::text(&done.name),
            csv::text(&done.email),
            done.number.to_string(),
            done.started_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            done.submitted_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            done.state.as_str().to_owned(),
            number(points),
            number(max),
            percent(points, max).to_string(),
            done.passed.map_or(String::new(), |passed| passed.to_string()),
        ];
        let each = columns.iter().map(|id| grades.get(id).map_or(String::new(), |points| number(*points)));
        csv::row(&mut table, own.into_iter().chain(each));
    }
    Ok(table)
}

/// Hundredths as a decimal number.
fn number(points: Points) -> String {
    let sign = if points.0 < 0 { "-" } else { "" };
    let (whole, rest) = (points.0.unsigned_abs() / 100, points.0.unsigned_abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_decimal_numbers() {
        assert_eq!([Points(150), Points(-25), Points(300), Points(5)].map(number), ["1.50", "-0.25", "3", "0.05"]);
    }
}
