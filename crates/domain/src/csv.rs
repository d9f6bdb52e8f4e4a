//! Tables for spreadsheets (RFC 4180, UTF-8 with a mark so that spreadsheets read Cyrillic).

/// A table begins with it.
pub(crate) const MARK: char = '\u{feff}';

/// Appends one row; a cell that people wrote goes through [`text`] first.
pub(crate) fn row(table: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&cell)).collect();
    table.push_str(&cells.join(","));
    table.push_str("\r\n");
}

/// What people wrote, so that no spreadsheet takes it for a formula (OWASP, "CSV Injection").
pub(crate) fn text(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\n', '\r', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_keep_their_columns() {
        assert_eq!(
            quoted(&text("=HYPERLINK(\"http://evil\",\"x\")")),
            "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""
        );
        assert_eq!(text("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(text("Анна-Мария"), "Анна-Мария");
        assert_eq!(quoted("a\r\nb"), "\"a\r\nb\"");
    }
}
