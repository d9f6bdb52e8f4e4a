use super::cursor::Cursor;
use super::model::{
    CardCategory, CategoryCount, CourseCard, Facets, LanguageCount, LevelCount, ListQuery, Sort, Teacher,
};
use crate::accounts::InterfaceLanguage;
use crate::courses::{Cover, Level};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId};
use sqlx::{PgConnection, PgPool};

pub(super) struct CardRow {
    id: CourseId,
    title: String,
    summary: String,
    category_slug: Option<String>,
    category_name: Option<String>,
    level: Level,
    language: String,
    cover_hash: Option<String>,
    lesson_lengths_ms: Vec<i64>,
    lesson_count: i32,
    duration_ms: i64,
    student_count: i32,
    teacher: AccountId,
    teacher_name: String,
    published_at: Option<DateTime<Utc>>,
    enrolled: bool,
    done_lessons: i64,
    done_places: Vec<i32>,
    rank: f64,
}

impl From<CardRow> for CourseCard {
    fn from(row: CardRow) -> Self {
        Self {
            category: row.category_slug.zip(row.category_name).map(|(slug, name)| CardCategory { slug, name }),
            cover: row.cover_hash.as_deref().map(Cover::of),
            done_lessons: row.enrolled.then_some(row.done_lessons),
            done_places: row.enrolled.then_some(row.done_places),
            teacher: Teacher { id: row.teacher, name: row.teacher_name },
            id: row.id,
            title: row.title,
            summary: row.summary,
            level: row.level,
            language: row.language,
            lesson_lengths_ms: row.lesson_lengths_ms,
            lesson_count: row.lesson_count,
            duration_ms: row.duration_ms,
            student_count: row.student_count,
            published_at: row.published_at,
            enrolled: row.enrolled,
        }
    }
}

/// A page is chosen first (`found`), and only its rows get lengths, names and progress. `$1` is the viewer, `$2` says
/// that names are wanted in English.
macro_rules! cards {
    ($found:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            CardRow,
            "WITH found AS (" + $found + r#")
            SELECT c.course_id AS "id: CourseId", c.title, c.summary, k.slug AS "category_slug?",
                   CASE WHEN $2 THEN k.name_en ELSE k.name_ru END AS "category_name?", c.level AS "level: Level", c.language,
                   c.cover_hash, c.lesson_count, c.duration_ms, c.student_count, a.account_id AS "teacher: AccountId",
                   a.name AS teacher_name, c.published_at, f.rank AS "rank!",
                   CASE WHEN c.version > 0 THEN
                       ARRAY(SELECT l.duration_ms FROM published_lessons l
                             WHERE l.course_id = c.course_id AND l.removed_at IS NULL ORDER BY l.place LIMIT 60)
                   ELSE
                       ARRAY(SELECT l.duration_ms FROM lessons l JOIN sections s USING (section_id)
                             WHERE l.course_id = c.course_id AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                             ORDER BY s.position, l.position LIMIT 60) END AS "lesson_lengths_ms!",
                   EXISTS (SELECT 1 FROM enrolments e WHERE e.course_id = c.course_id AND e.account_id = $1
                           AND e.revoked_at IS NULL) AS "enrolled!",
                   (SELECT count(*) FROM lesson_completions d JOIN published_lessons l USING (lesson_id)
                    WHERE d.course_id = c.course_id AND d.account_id = $1 AND l.removed_at IS NULL) AS "done_lessons!",
                   ARRAY(SELECT l.place - 1 FROM lesson_completions d JOIN published_lessons l USING (lesson_id)
                         WHERE d.course_id = c.course_id AND d.account_id = $1 AND l.removed_at IS NULL AND l.place <= 60
                         ORDER BY l.place) AS "done_places!"
            FROM found f JOIN courses c USING (course_id) JOIN accounts a ON a.account_id = c.owner_id
            LEFT JOIN categories k ON k.category_id = c.category_id
            ORDER BY f.place"#,
            $($argument),*
        )
    };
}

/// The words as a prefix query of our own making: letters and digits only, so that nothing in it is an operator.
fn prefixes(words: &str) -> String {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12);
    words.map(|word| format!("{}:*", word.to_lowercase())).collect::<Vec<_>>().join(" & ")
}

/// Published courses, and where the next page begins.
///
/// # Errors
/// When Postgres fails.
pub async fn list(
    pool: &PgPool,
    viewer: Option<AccountId>,
    names: InterfaceLanguage,
    query: &ListQuery,
) -> sqlx::Result<(Vec<CourseCard>, Option<String>)> {
    let (viewer, english) = (viewer.map(|id| id.0), names == InterfaceLanguage::En);
    let words = query.words.as_deref().unwrap_or("");
    let prefixes = prefixes(words);
    let searching = !prefixes.is_empty();
    let (category, language) = (query.category.as_deref(), query.language.as_deref());
    let level = query.level.map(Level::as_str);
    let sort = if query.sort == Sort::Relevance && !searching { Sort::New } else { query.sort };
    let after = query.after.as_deref().and_then(Cursor::read);
    let mut db = pool.acquire().await?;
    let rows = match sort {
        Sort::New => {
            let after = match after {
                Some(Cursor::New(at, id)) => (at, Some(id)),
                Some(_) | None => (None, None),
            };
            cards!(
                "SELECT course_id, 0::float8 AS rank, row_number() OVER (ORDER BY published_at DESC, course_id DESC) AS place
                 FROM courses
                 WHERE state = 'published' AND deleted_at IS NULL
                   AND (NOT $3 OR search @@ (websearch_to_tsquery('russian', $4) || websearch_to_tsquery('english', $4)
                                             || to_tsquery('simple', $5)))
                   AND ($6::text IS NULL OR category_id = (SELECT category_id FROM categories WHERE slug = $6))
                   AND ($7::text IS NULL OR level = $7) AND ($8::text IS NULL OR language = $8)
                   AND ($9::uuid IS NULL OR (published_at, course_id) < ($10, $9))
                 ORDER BY published_at DESC, course_id DESC LIMIT $11",
                viewer,
                english,
                searching,
                words,
                prefixes,
                category,
                level,
                language,
                after.1,
                after.0,
                query.size.probe(),
            )
            .fetch_all(&mut *db)
            .await?
        }
        Sort::Popular => {
            let after = match after {
                Some(Cursor::Popular(count, id)) => (Some(count), Some(id)),
                Some(_) | None => (None, None),
            };
            cards!(
                "SELECT course_id, 0::float8 AS rank, row_number() OVER (ORDER BY student_count DESC, course_id DESC) AS place
                 FROM courses
                 WHERE state = 'published' AND deleted_at IS NULL
                   AND (NOT $3 OR search @@ (websearch_to_tsquery('russian', $4) || websearch_to_tsquery('english', $4)
                                             || to_tsquery('simple', $5)))
                   AND ($6::text IS NULL OR category_id = (SELECT category_id FROM categories WHERE slug = $6))
                   AND ($7::text IS NULL OR level = $7) AND ($8::text IS NULL OR language = $8)
                   AND ($9::uuid IS NULL OR (student_count, course_id) < ($10, $9))
                 ORDER BY student_count DESC, course_id DESC LIMIT $11",
                viewer,
                english,
                searching,
                words,
                prefixes,
                category,
                level,
                language,
                after.1,
                after.0,
                query.size.probe(),
            )
            .fetch_all(&mut *db)
            .await?
        }
        Sort::Relevance => {
            let after = match after {
                Some(Cursor::Rank(rank, id)) => (Some(rank), Some(id)),
                Some(_) | None => (None, None),
            };
            cards!(
                "SELECT course_id, rank, row_number() OVER (ORDER BY rank DESC, course_id DESC) AS place
                 FROM (SELECT c.course_id, ts_rank(c.search, q.words)::float8 AS rank
                       FROM courses c, (SELECT websearch_to_tsquery('russian', $3) || websearch_to_tsquery('english', $3)
                                               || to_tsquery('simple', $4) AS words) q
                       WHERE c.state = 'published' AND c.deleted_at IS NULL AND c.search @@ q.words
                         AND ($5::text IS NULL OR c.category_id = (SELECT category_id FROM categories WHERE slug = $5))
                         AND ($6::text IS NULL OR c.level = $6) AND ($7::text IS NULL OR c.language = $7)) r
                 WHERE $8::uuid IS NULL OR (rank, course_id) < ($9, $8)
                 ORDER BY rank DESC, course_id DESC LIMIT $10",
                viewer,
                english,
                words,
                prefixes,
                category,
                level,
                language,
                after.1,
                after.0,
                query.size.probe(),
            )
            .fetch_all(&mut *db)
            .await?
        }
    };
    let (rows, more) = query.size.cut(rows);
    let last_rank = rows.last().map_or(0.0, |row| row.rank);
    let cards: Vec<CourseCard> = rows.into_iter().map(Into::into).collect();
    let next = cards.last().filter(|_| more).map(|card| Cursor::after(sort, card, last_rank).write());
    Ok((cards, next))
}

/// Cards of the courses asked for, published or not, in that order.
pub(super) async fn by_ids(
    db: &mut PgConnection,
    viewer: Option<AccountId>,
    names: InterfaceLanguage,
    ids: &[uuid::Uuid],
) -> sqlx::Result<Vec<CourseCard>> {
    let rows = cards!(
        "SELECT course_id, 0::float8 AS rank, place
         FROM unnest($3::uuid[]) WITH ORDINALITY AS wanted (course_id, place)",
        viewer.map(|id| id.0),
        names == InterfaceLanguage::En,
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Counts of published courses by category, level and language; what has none is left out.
///
/// # Errors
/// When Postgres fails.
pub async fn facets(pool: &PgPool, names: InterfaceLanguage) -> sqlx::Result<Facets> {
    let mut db = pool.acquire().await?;
    let categories = sqlx::query_as!(
        CategoryCount,
        r#"SELECT k.slug, CASE WHEN $1 THEN k.name_en ELSE k.name_ru END AS "name!", count(*) AS "count!"
           FROM courses c JOIN categories k USING (category_id)
           WHERE c.state = 'published' AND c.deleted_at IS NULL GROUP BY k.category_id ORDER BY k.position"#,
        names == InterfaceLanguage::En,
    )
    .fetch_all(&mut *db)
    .await?;
    let levels = sqlx::query_as!(
        LevelCount,
        r#"SELECT level AS "level: Level", count(*) AS "count!" FROM courses
           WHERE state = 'published' AND deleted_at IS NULL GROUP BY level
           ORDER BY array_position(ARRAY['any', 'beginner', 'intermediate', 'advanced'], level)"#,
    )
    .fetch_all(&mut *db)
    .await?;
    let languages = sqlx::query_as!(
        LanguageCount,
        r#"SELECT language, count(*) AS "count!" FROM courses
           WHERE state = 'published' AND deleted_at IS NULL GROUP BY language ORDER BY count(*) DESC, language"#,
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(Facets { categories, levels, languages })
}

#[cfg(test)]
mod tests {
    use super::prefixes;

    #[test]
    fn a_search_has_no_operators_of_its_own() {
        assert_eq!(prefixes("Линейная алг"), "линейная:* & алг:*");
        assert_eq!(prefixes("a' | !b:* & (c"), "a:* & b:* & c:*");
        assert_eq!(prefixes("🎓 --"), "");
    }
}
