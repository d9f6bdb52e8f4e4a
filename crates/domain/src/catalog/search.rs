//! Words of a search, as PostgreSQL is asked for them.

use sqlx::{PgConnection, PgPool, PgTransaction};

/// Letters and digits of each word: nothing in them is an operator. `None`: nothing is searched for; empty: for nothing
/// that can be found.
pub(super) fn tokens(words: Option<&str>) -> Option<Vec<String>> {
    let words = words?.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12);
    Some(words.map(str::to_lowercase).collect())
}

/// A reading whose plans are made for the values at hand: a plan for any filter at all reads the whole table.
pub(super) async fn begin(pool: &PgPool) -> sqlx::Result<PgTransaction<'static>> {
    pool.begin_with("BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan").await
}

/// The `tsquery` of the words, with nearest words for mistyped ones: `Some(None)` without words, `None` when there is
/// nothing to find.
pub(super) async fn query(db: &mut PgConnection, words: Option<&[String]>) -> sqlx::Result<Option<Option<String>>> {
    let Some(words) = words else { return Ok(Some(None)) };
    if words.is_empty() {
        return Ok(None);
    }
    let query = sqlx::query_scalar!("SELECT search_query($1)::text", words).fetch_one(db).await?;
    Ok(query.map(Some))
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_search_has_no_operators_of_its_own() {
        assert_eq!(tokens(Some("Линейная алг")).unwrap(), ["линейная", "алг"]);
        assert_eq!(tokens(Some("a' | !b:* & (c")).unwrap(), ["a", "b", "c"]);
        assert_eq!(tokens(Some("🎓 --")).unwrap(), [""; 0]);
        assert_eq!(tokens(None), None);
    }
}
