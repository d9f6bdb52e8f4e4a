//! Results as a table.

use super::error::QuizError;
use super::model::percent;
use super::statistics::Taken;
use super::access;
use crate::accounts::Actor;
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
    let mut table = String::from("\u{feff}");
    let head = ["name", "email", "attempt", "started_at", "submitted_at", "state", "points", "max", "percent", "passed"];
    let head = head.into_iter().map(str::to_owned);
    row(&mut table, head.chain(columns.iter().map(|id| text(&names[id]))));
    for done in &taken.attempts {
        let grades: HashMap<QuestionId, Points> = taken.items(done.id).map(|item| (item.id, item.grade.points)).collect();
        let (points, max) = (Points(done.points), Points(done.max_points));
        let own = [
            text(&done.name),
            text(&done.email),
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
        row(&mut table, own.into_iter().chain(each));
    }
    Ok(table)
}

fn row(table: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    table.push_str(&cells.join(","));
    table.push_str("\r\n");
}

/// Hundredths as a decimal number.
fn number(points: Points) -> String {
    let sign = if points.0 < 0 { "-" } else { "" };
    let (whole, rest) = (points.0.unsigned_abs() / 100, points.0.unsigned_abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

/// What people wrote, so that no spreadsheet takes it for a formula (OWASP, "CSV Injection").
fn text(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\n', '\r', '\t']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_keep_their_columns() {
        assert_eq!(quoted(&text("=HYPERLINK(\"http://evil\",\"x\")")), "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"");
        assert_eq!(text("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(text("Анна-Мария"), "Анна-Мария");
        assert_eq!(quoted("a\r\nb"), "\"a\r\nb\"");
    }

    #[test]
    fn points_are_decimal_numbers() {
        assert_eq!([Points(150), Points(-25), Points(300), Points(5)].map(number), ["1.50", "-0.25", "3", "0.05"]);
    }
}
