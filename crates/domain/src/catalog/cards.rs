use super::cursor::Cursor;
use super::highlight::marked;
use super::model::{CardCategory, CourseCard, HoursMax, ListQuery, PriceKind, RatingMin, Sort, Teacher};
use super::search;
use crate::accounts::InterfaceLanguage;
use crate::cache::Cache;
use crate::courses::{Cover, Level, Price};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId};
use sqlx::{PgConnection, PgPool};
use std::sync::Arc;

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
    rating: i32,
    review_count: i32,
    tags: Vec<String>,
    awards_certificate: bool,
    teacher: AccountId,
    teacher_name: String,
    published_at: Option<DateTime<Utc>>,
    price_minor: Option<i64>,
    currency: String,
    sale_minor: Option<i64>,
    sale_until: Option<DateTime<Utc>>,
    cheapness: i64,
    title_found: Option<String>,
    text_found: Option<String>,
    rank: f64,
}

impl From<CardRow> for CourseCard {
    fn from(row: CardRow) -> Self {
        Self {
            category: row.category_slug.zip(row.category_name).map(|(slug, name)| CardCategory { slug, name }),
            cover: row.cover_hash.as_deref().map(Cover::of),
            teacher: Teacher { id: row.teacher, name: row.teacher_name },
            rating: (row.review_count > 0).then(|| f64::from(row.rating) / 100.0),
            title_html: row.title_found.as_deref().and_then(marked),
            snippet_html: row.text_found.as_deref().and_then(marked),
            id: row.id,
            title: row.title,
            summary: row.summary,
            level: row.level,
            language: row.language,
            lesson_lengths_ms: row.lesson_lengths_ms,
            lesson_count: row.lesson_count,
            duration_ms: row.duration_ms,
            student_count: row.student_count,
            review_count: row.review_count,
            tags: row.tags,
            awards_certificate: row.awards_certificate,
            price: row.price_minor.map(|list_minor| Price {
                minor: row.sale_minor.unwrap_or(list_minor),
                currency: row.currency,
                list_minor,
                sale_until: row.sale_until.filter(|_| row.sale_minor.is_some()),
            }),
            published_at: row.published_at,
            enrolled: false,
            done_lessons: None,
            done_places: None,
        }
    }
}

impl CourseCard {
    /// Tells of the lessons a person enrolled in it has done, by their places from 0.
    pub(super) fn draw_done(&mut self, places: Vec<i32>) {
        self.enrolled = true;
        self.done_lessons = i64::try_from(places.len()).ok();
        self.done_places = Some(places.into_iter().filter(|place| *place < 60).collect());
    }
}

/// A page is chosen first (`found`, in the order of `$order`), and only its rows get lengths, names and marks. `$1` says
/// that names are wanted in English, `$2` is the `tsquery` whose words are marked.
macro_rules! cards {
    ($found:literal $(+ $more:literal)*, $order:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            CardRow,
            "WITH found AS MATERIALIZED (" + $found $(+ $more)* + r#")
            SELECT c.course_id AS "id: CourseId", c.title, c.summary, k.slug AS "category_slug?",
                   CASE WHEN $1 THEN k.name_en ELSE k.name_ru END AS "category_name?", c.level AS "level: Level", c.language,
                   c.cover_hash, c.lesson_count, c.duration_ms, c.student_count, c.rating, c.review_count, c.tags,
                   c.awards_certificate, c.price_minor, c.currency, c.sale_until, -c.price_now_minor AS "cheapness!",
                   NULLIF(price_at(c.price_minor, c.sale_price_minor, c.sale_from, c.sale_until, now()), c.price_minor) AS sale_minor,
                   a.account_id AS "teacher: AccountId", a.name AS teacher_name, c.published_at,
                   f.rank AS "rank!",
                   CASE WHEN c.version > 0 THEN
                       ARRAY(SELECT l.duration_ms FROM published_lessons l
                             WHERE l.course_id = c.course_id AND l.removed_at IS NULL ORDER BY l.place LIMIT 60)
                   ELSE
                       ARRAY(SELECT l.duration_ms FROM lessons l JOIN sections s USING (section_id)
                             WHERE l.course_id = c.course_id AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                             ORDER BY s.position, l.position LIMIT 60) END AS "lesson_lengths_ms!",
                   -- The letters put around found words are taken out of the texts first, and tags are none.
                   CASE WHEN $2::text IS NOT NULL THEN
                       ts_headline('russian', translate(c.title, U&'<\E000\E001\E002', U&'\E002'), $2::text::tsquery,
                                   U&'HighlightAll=true, StartSel=\E000, StopSel=\E001') END AS "title_found?",
                   CASE WHEN $2::text IS NULL THEN NULL
                        WHEN to_tsvector('russian', c.summary) @@ $2::text::tsquery THEN
                       ts_headline('russian', translate(c.summary, U&'<\E000\E001\E002', U&'\E002'), $2::text::tsquery,
                                   U&'HighlightAll=true, StartSel=\E000, StopSel=\E001')
                        WHEN NOT to_tsvector('russian', c.title) @@ $2::text::tsquery THEN
                       ts_headline('russian',
                                   translate(left(c.description, 5000), U&'<\E000\E001\E002#*_`|>[]', U&'\E002'), $2::text::tsquery,
                                   U&'MaxWords=28, MinWords=12, StartSel=\E000, StopSel=\E001') END AS "text_found?"
            FROM found f JOIN courses c USING (course_id) JOIN accounts a ON a.account_id = c.owner_id
            LEFT JOIN categories k ON k.category_id = c.category_id
            ORDER BY "# + $order,
            $($argument),*
        )
    };
}

/// The part of the catalogue that `$query` asks for in one order: by `$key` and, where that is equal, by id, both
/// falling. `$bound` may end what is looked at.
macro_rules! listed {
    ($key:literal, $rank:literal, $bound:literal, $english:expr, $words:expr, $query:expr, $after:expr) => {
        cards!(
            "SELECT course_id, " + $key + " AS key, " + $rank + "::float8 AS rank
             FROM (SELECT course_id, published_at, student_count, rating, price_now_minor, search FROM courses
                   WHERE state = 'published' AND deleted_at IS NULL AND ($2::text IS NULL OR search @@ $2::text::tsquery)
                     AND ($3::text IS NULL OR category_id = (SELECT category_id FROM categories WHERE slug = $3))
                     AND ($4::text IS NULL OR level = $4) AND ($5::text IS NULL OR language = $5)
                     AND ($6::text IS NULL OR tags @> ARRAY[$6]) AND ($7::uuid IS NULL OR owner_id = $7)
                     AND ($8::int2 IS NULL OR rating_step >= $8) AND ($9::int2 IS NULL OR length_step <= $9)
                     AND ($10::bool IS NULL OR awards_certificate = $10) AND ($14::bool IS NULL OR paid = $14) " + $bound + ") c
             WHERE $11::uuid IS NULL OR (" + $key + ", course_id) < ($12, $11)
             ORDER BY " + $key + " DESC, course_id DESC LIMIT $13",
            "f.key DESC, c.course_id DESC",
            $english,
            $words,
            $query.filters.category,
            $query.filters.level.map(Level::as_str),
            $query.filters.language,
            $query.filters.tag,
            $query.filters.teacher.map(|id| id.0),
            $query.filters.rating_min.map(RatingMin::step),
            $query.filters.hours_max.map(HoursMax::step),
            $query.filters.certificate,
            $after.1,
            $after.0,
            $query.size.probe(),
            $query.filters.price.map(|price| price == PriceKind::Paid),
        )
    };
}

type Listed = (Vec<CourseCard>, Option<String>);

/// Published courses, and where the next page begins. First pages are kept in the cache for all.
///
/// # Errors
/// When Postgres fails.
pub async fn list(
    pool: &PgPool,
    cache: &Cache,
    viewer: Option<AccountId>,
    names: InterfaceLanguage,
    query: &ListQuery,
) -> sqlx::Result<Listed> {
    let words = search::tokens(query.words.as_deref());
    if words.as_ref().is_some_and(Vec::is_empty) {
        return Ok((vec![], None));
    }
    let made = async {
        let mut db = search::begin(pool).await?;
        let Some(words) = search::query(&mut db, words.as_deref()).await? else { return Ok((vec![], None)) };
        find(&mut db, names, words.as_deref(), query).await
    };
    let (mut cards, next) = if query.after.is_none() {
        let key = ("list", names, &words, &query.filters, query.sort, query.size.get());
        Arc::unwrap_or_clone(cache.get(super::SCOPE, &key, made).await?)
    } else {
        made.await?
    };
    if let Some(viewer) = viewer {
        draw_progress(&mut *pool.acquire().await?, viewer, &mut cards).await?;
    }
    Ok((cards, next))
}

async fn find(
    db: &mut PgConnection,
    names: InterfaceLanguage,
    words: Option<&str>,
    query: &ListQuery,
) -> sqlx::Result<Listed> {
    let english = names == InterfaceLanguage::En;
    let sort = if query.sort == Sort::Relevance && words.is_none() { Sort::New } else { query.sort };
    let after = query.after.as_deref().and_then(Cursor::read);
    let rows = match sort {
        Sort::New => {
            let after = match after {
                Some(Cursor::New(at, id)) => (at, Some(id)),
                Some(_) | None => (None, None),
            };
            listed!("published_at", "0", "", english, words, query, after).fetch_all(db).await?
        }
        Sort::Popular => {
            let after = match after {
                Some(Cursor::Popular(count, id)) => (Some(count), Some(id)),
                Some(_) | None => (None, None),
            };
            listed!("student_count", "0", "", english, words, query, after).fetch_all(db).await?
        }
        Sort::Rating => {
            let after = match after {
                Some(Cursor::Rating(rating, id)) => (Some(rating), Some(id)),
                Some(_) | None => (None, None),
            };
            listed!("rating", "0", "", english, words, query, after).fetch_all(db).await?
        }
        Sort::Price => {
            let after = match after {
                Some(Cursor::Price(cheapness, id)) => (Some(cheapness), Some(id)),
                Some(_) | None => (None, None),
            };
            listed!("(-price_now_minor)", "0", "", english, words, query, after).fetch_all(db).await?
        }
        Sort::Relevance => {
            let after = match after {
                Some(Cursor::Rank(rank, id)) => (Some(rank), Some(id)),
                Some(_) | None => (None, None),
            };
            // Of a word that stands everywhere the two thousand most popular are ranked: nobody reads on so far, and
            // reading all of a hundred thousand texts takes a second.
            listed!(
                "ts_rank(search, $2::text::tsquery)::float8",
                "ts_rank(search, $2::text::tsquery)",
                "ORDER BY student_count DESC, course_id DESC LIMIT 2000",
                english,
                words,
                query,
                after
            )
            .fetch_all(db)
            .await?
        }
    };
    let (rows, more) = query.size.cut(rows);
    let (rating, rank, price) = rows.last().map_or((0, 0.0, 0), |row| (row.rating, row.rank, row.cheapness));
    let cards: Vec<CourseCard> = rows.into_iter().map(Into::into).collect();
    let next = cards.last().filter(|_| more).map(|card| Cursor::after(sort, card, rating, rank, price).write());
    Ok((cards, next))
}

/// Cards of the courses asked for, published or not, in that order.
pub(super) async fn by_ids(
    db: &mut PgConnection,
    viewer: Option<AccountId>,
    names: InterfaceLanguage,
    ids: &[uuid::Uuid],
) -> sqlx::Result<Vec<CourseCard>> {
    let no_words: Option<&str> = None;
    let rows = cards!(
        "SELECT course_id, key, 0::float8 AS rank FROM unnest($3::uuid[]) WITH ORDINALITY AS wanted (course_id, key)",
        "f.key",
        names == InterfaceLanguage::En,
        no_words,
        ids,
    )
    .fetch_all(&mut *db)
    .await?;
    let mut cards: Vec<CourseCard> = rows.into_iter().map(Into::into).collect();
    if let Some(viewer) = viewer {
        draw_progress(db, viewer, &mut cards).await?;
    }
    Ok(cards)
}

/// Tells the cards what of their courses `viewer` has done.
pub(super) async fn draw_progress(
    db: &mut PgConnection,
    viewer: AccountId,
    cards: &mut [CourseCard],
) -> sqlx::Result<()> {
    let ids: Vec<_> = cards.iter().map(|card| card.id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT e.course_id AS "id: CourseId",
                  ARRAY(SELECT l.place - 1 FROM lesson_completions d JOIN published_lessons l USING (lesson_id)
                        WHERE d.course_id = e.course_id AND d.account_id = $1 AND l.removed_at IS NULL
                        ORDER BY l.place) AS "places!"
           FROM enrolments e WHERE e.account_id = $1 AND e.course_id = ANY($2) AND e.revoked_at IS NULL"#,
        viewer.0,
        &ids,
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        for card in cards.iter_mut().filter(|card| card.id == row.id) {
            card.draw_done(row.places.clone());
        }
    }
    Ok(())
}
