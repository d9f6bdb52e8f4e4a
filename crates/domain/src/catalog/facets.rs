//! How many courses each filter would leave beside the others.
//!
//! One pass groups what the words find by everything that is filtered by: a few thousand cells, whatever the number of
//! courses. All counts are sums of cells, so that changing a filter reads nothing new.

use super::model::{
    CategoryCount, Facets, Filters, HoursCount, HoursMax, LanguageCount, LevelCount, PriceCount, PriceKind,
    RatingCount, RatingMin, TagCount, TeacherCount,
};
use super::search;
use crate::accounts::InterfaceLanguage;
use crate::cache::Cache;
use crate::courses::{Category, Level, categories};
use lectern_db::{AccountId, CategoryId};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Courses that are alike in all that is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Cell {
    category: Option<CategoryId>,
    level: Level,
    language: String,
    certificate: bool,
    rating: i16,
    length: i16,
    paid: bool,
    count: i64,
}

#[derive(Clone, Serialize, Deserialize)]
struct Listed {
    tags: Vec<TagCount>,
    teachers: Vec<TeacherCount>,
}

/// Counts under `filters` and `words`.
///
/// # Errors
/// When Postgres fails.
pub async fn facets(
    pool: &PgPool,
    cache: &Cache,
    names: InterfaceLanguage,
    words: Option<&str>,
    filters: &Filters,
) -> sqlx::Result<Facets> {
    let categories = categories(pool, names).await?;
    let words = search::tokens(words);
    if words.as_ref().is_some_and(Vec::is_empty) {
        return Ok(add(&[], &categories, filters, Listed { tags: vec![], teachers: vec![] }));
    }
    let cells = async {
        let mut db = search::begin(pool).await?;
        let Some(query) = search::query(&mut db, words.as_deref()).await? else { return Ok(vec![]) };
        cells(&mut db, query.as_deref(), filters).await
    };
    let key = ("cells", &words, &filters.tag, &filters.teacher);
    let cells: Arc<Vec<Cell>> = cache.get(super::SCOPE, &key, cells).await?;
    let listed = async {
        let mut db = search::begin(pool).await?;
        let Some(query) = search::query(&mut db, words.as_deref()).await? else {
            return Ok::<_, sqlx::Error>(Listed { tags: vec![], teachers: vec![] });
        };
        let tags = tags(&mut db, query.as_deref(), filters).await?;
        let teachers = teachers(&mut db, query.as_deref(), filters).await?;
        Ok(Listed { tags, teachers })
    };
    let listed = cache.get(super::SCOPE, &("listed", &words, filters), listed).await?;
    Ok(add(&cells, &categories, filters, Arc::unwrap_or_clone(listed)))
}

async fn cells(db: &mut PgConnection, query: Option<&str>, filters: &Filters) -> sqlx::Result<Vec<Cell>> {
    sqlx::query_as!(
        Cell,
        r#"SELECT category_id AS "category: CategoryId", level AS "level: Level", language, awards_certificate AS certificate,
                  rating_step AS rating, length_step AS length, paid, count(*) AS "count!"
           FROM courses
           WHERE state = 'published' AND deleted_at IS NULL AND ($1::text IS NULL OR search @@ $1::text::tsquery)
             AND ($2::text IS NULL OR tags @> ARRAY[$2]) AND ($3::uuid IS NULL OR owner_id = $3)
           GROUP BY category_id, level, language, awards_certificate, rating_step, length_step, paid"#,
        query,
        filters.tag,
        filters.teacher.map(|id| id.0),
    )
    .fetch_all(db)
    .await
}

/// `$of` are the rows, grouped and counted; the filters are all but the one that is counted.
macro_rules! counted {
    ($row:ty, $of:literal, $query:expr, $filters:expr, $tag:expr, $teacher:expr) => {
        sqlx::query_as!(
            $row,
            "WITH shown AS MATERIALIZED (
                 SELECT tags, owner_id FROM courses
                 WHERE state = 'published' AND deleted_at IS NULL AND ($1::text IS NULL OR search @@ $1::text::tsquery)
                   AND ($2::text IS NULL OR category_id = (SELECT category_id FROM categories WHERE slug = $2))
                   AND ($3::text IS NULL OR level = $3) AND ($4::text IS NULL OR language = $4)
                   AND ($5::text IS NULL OR tags @> ARRAY[$5]) AND ($6::uuid IS NULL OR owner_id = $6)
                   AND ($7::int2 IS NULL OR rating_step >= $7) AND ($8::int2 IS NULL OR length_step <= $8)
                   AND ($9::bool IS NULL OR awards_certificate = $9) AND ($10::bool IS NULL OR paid = $10)) "
                + $of,
            $query,
            $filters.category,
            $filters.level.map(Level::as_str),
            $filters.language,
            $tag,
            $teacher,
            $filters.rating_min.map(RatingMin::step),
            $filters.hours_max.map(HoursMax::step),
            $filters.certificate,
            $filters.price.map(|price| price == PriceKind::Paid),
        )
    };
}

async fn tags(db: &mut PgConnection, query: Option<&str>, filters: &Filters) -> sqlx::Result<Vec<TagCount>> {
    let none: Option<&str> = None;
    counted!(
        TagCount,
        r#"SELECT tag AS "tag!", count(*) AS "count!" FROM shown, unnest(tags) tag
           GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 12"#,
        query,
        filters,
        none,
        filters.teacher.map(|id| id.0)
    )
    .fetch_all(db)
    .await
}

async fn teachers(db: &mut PgConnection, query: Option<&str>, filters: &Filters) -> sqlx::Result<Vec<TeacherCount>> {
    let nobody: Option<uuid::Uuid> = None;
    counted!(
        TeacherCount,
        r#"SELECT account_id AS "id: AccountId", name, n AS "count!"
           FROM (SELECT owner_id, count(*) AS n FROM shown GROUP BY owner_id ORDER BY n DESC, owner_id LIMIT 8) top
           JOIN accounts ON account_id = owner_id ORDER BY n DESC, name, account_id"#,
        query,
        filters,
        filters.tag,
        nobody
    )
    .fetch_all(db)
    .await
}

/// A cell counts for a filter when it passes all others.
fn add(cells: &[Cell], categories: &[Category], filters: &Filters, listed: Listed) -> Facets {
    let chosen = filters.category.as_deref().map(|slug| categories.iter().find(|c| c.slug == slug).map(|c| c.id));
    let mut total = 0;
    let (mut by_category, mut by_level, mut by_language) = (BTreeMap::new(), [0_i64; 4], BTreeMap::new());
    let (mut by_rating, mut by_length, mut certificate) = ([0_i64; 5], [0_i64; 5], 0);
    let (mut free, mut paid) = (0, 0);
    for cell in cells {
        let passes = [
            chosen.is_none_or(|chosen| chosen.is_some() && chosen == cell.category),
            filters.level.is_none_or(|level| level == cell.level),
            filters.language.as_ref().is_none_or(|language| *language == cell.language),
            filters.rating_min.is_none_or(|rating| cell.rating >= rating.step()),
            filters.hours_max.is_none_or(|hours| cell.length <= hours.step()),
            filters.certificate.is_none_or(|certificate| cell.certificate == certificate),
            filters.price.is_none_or(|price| (price == PriceKind::Paid) == cell.paid),
        ];
        let fails = passes.iter().filter(|passes| !**passes).count();
        let counts = |filter: usize| fails == 0 || (fails == 1 && !passes[filter]);
        if fails == 0 {
            total += cell.count;
        }
        if counts(0)
            && let Some(category) = cell.category
        {
            *by_category.entry(category.0).or_insert(0) += cell.count;
        }
        if counts(1) {
            by_level[cell.level as usize] += cell.count;
        }
        if counts(2) {
            *by_language.entry(cell.language.clone()).or_insert(0) += cell.count;
        }
        if counts(3) {
            by_rating[usize::try_from(cell.rating).unwrap_or(0).min(4)] += cell.count;
        }
        if counts(4) {
            by_length[usize::try_from(cell.length).unwrap_or(4).min(4)] += cell.count;
        }
        if counts(5) && cell.certificate {
            certificate += cell.count;
        }
        if counts(6) {
            *(if cell.paid { &mut paid } else { &mut free }) += cell.count;
        }
    }
    let categories = categories.iter().filter_map(|category| {
        let count = by_category.get(&category.id.0).copied().unwrap_or(0);
        let shown = count > 0 || filters.category.as_ref() == Some(&category.slug);
        shown.then(|| CategoryCount { slug: category.slug.clone(), name: category.name.clone(), count })
    });
    let levels = Level::ALL.into_iter().map(|level| LevelCount { level, count: by_level[level as usize] });
    // What is chosen stays in sight, to be taken off.
    if let Some(language) = &filters.language {
        by_language.entry(language.clone()).or_insert(0);
    }
    let mut languages: Vec<_> =
        by_language.into_iter().map(|(language, count)| LanguageCount { language, count }).collect();
    languages.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.language.cmp(&b.language)));
    let at = |step: i16| usize::try_from(step).unwrap_or(0);
    Facets {
        total,
        categories: categories.collect(),
        levels: levels.filter(|level| level.count > 0 || filters.level == Some(level.level)).collect(),
        languages,
        tags: listed.tags,
        teachers: listed.teachers,
        ratings: RatingMin::ALL
            .map(|rating_min| RatingCount { rating_min, count: by_rating[at(rating_min.step())..].iter().sum() })
            .to_vec(),
        lengths: HoursMax::ALL
            .map(|hours_max| HoursCount { hours_max, count: by_length[..=at(hours_max.step())].iter().sum() })
            .to_vec(),
        certificate,
        prices: vec![
            PriceCount { price: PriceKind::Free, count: free },
            PriceCount { price: PriceKind::Paid, count: paid },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(level: Level, language: &str, rating: i16, length: i16, count: i64) -> Cell {
        Cell {
            category: None,
            level,
            language: language.to_owned(),
            certificate: length > 0,
            rating,
            length,
            paid: length > 2,
            count,
        }
    }

    #[test]
    fn a_filter_is_counted_under_the_others_and_not_under_itself() {
        let cells = [
            cell(Level::Beginner, "ru", 4, 0, 10),
            cell(Level::Beginner, "en", 3, 2, 5),
            cell(Level::Advanced, "ru", 0, 4, 3),
        ];
        let listed = || Listed { tags: vec![], teachers: vec![] };
        let filters = Filters { level: Some(Level::Beginner), language: Some("ru".to_owned()), ..Filters::default() };
        let facets = add(&cells, &[], &filters, listed());
        assert_eq!(facets.total, 10);
        assert_eq!(
            facets.levels.iter().map(|l| (l.level, l.count)).collect::<Vec<_>>(),
            [(Level::Beginner, 10), (Level::Advanced, 3)]
        );
        assert_eq!(facets.languages.iter().map(|l| l.count).collect::<Vec<_>>(), [10, 5]);
        let all = add(&cells, &[], &Filters::default(), listed());
        assert_eq!((all.total, all.certificate), (18, 8));
        assert_eq!(all.prices.iter().map(|p| p.count).collect::<Vec<_>>(), [15, 3]);
        let free = Filters { price: Some(PriceKind::Free), ..Filters::default() };
        let free = add(&cells, &[], &free, listed());
        assert_eq!((free.total, free.certificate), (15, 5));
        assert_eq!(free.prices.iter().map(|p| p.count).collect::<Vec<_>>(), [15, 3]);
        assert_eq!(all.ratings.iter().map(|r| r.count).collect::<Vec<_>>(), [10, 15, 15, 15]);
        assert_eq!(all.lengths.iter().map(|l| l.count).collect::<Vec<_>>(), [10, 10, 15, 15]);
        let none = Filters { category: Some("no-such".to_owned()), ..Filters::default() };
        assert_eq!(add(&cells, &[], &none, listed()).total, 0);
    }
}
