use super::model::{Category, CertificateTemplate, Course, CourseRights, CourseState, Level, TeacherRights};
use crate::accounts::InterfaceLanguage;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CategoryId, CourseId, LessonId, PageSize};
use sqlx::PgConnection;

pub(super) async fn insert(
    db: &mut PgConnection,
    id: CourseId,
    owner: AccountId,
    title: &str,
    language: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO courses (course_id, owner_id, title, language, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $5)",
        id.0,
        owner.0,
        title,
        language,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The copy's title ends in a number, so that the two are told apart.
pub(super) async fn insert_copy(
    db: &mut PgConnection,
    id: CourseId,
    owner: AccountId,
    of: CourseId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO courses (course_id, owner_id, title, summary, description, description_html, category_id, level,
                              language, cover_hash, ordered, access_days, awards_certificate, certificate_template,
                              outcomes, tags, price_minor, currency, created_at, updated_at)
         SELECT $1, $2, left(e.title, 196) || ' (2)', e.summary, e.description, e.description_html, e.category_id, e.level,
                e.language, e.cover_hash, e.ordered, e.access_days, e.awards_certificate, e.certificate_template, e.outcomes,
                e.tags, e.price_minor, e.currency, $4, $4
         FROM courses c, jsonb_populate_record(c, c.edits) e WHERE c.course_id = $3",
        id.0,
        owner.0,
        of.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_final_test(db: &mut PgConnection, id: CourseId, test: Option<LessonId>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET final_test_id = $2 WHERE course_id = $1", id.0, test.map(|id| id.0))
        .execute(db)
        .await?;
    Ok(())
}

/// Holds the row until the transaction ends: every change of a course goes through it.
pub(super) async fn lock(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!("SELECT 1 AS \"one!\" FROM courses WHERE course_id = $1 FOR UPDATE", id.0).fetch_optional(db).await?;
    Ok(())
}

/// `$fields` gives the columns that teachers edit.
macro_rules! course {
    ($fields:literal, $id:expr, $asker:expr) => {
        sqlx::query_as!(
            Course,
            r#"SELECT c.course_id AS "id: CourseId", c.owner_id AS "owner: AccountId", a.name AS owner_name, e.title AS "title!",
                      e.summary AS "summary!", e.description AS "description!", e.category_id AS "category_id: CategoryId",
                      e.level AS "level!: Level", e.language AS "language!", e.cover_hash, c.state AS "state: CourseState",
                      c.outline_version, c.outline_stamp, c.lesson_count, c.duration_ms, c.student_count, e.ordered AS "ordered!", e.access_days,
                      e.awards_certificate AS "awards_certificate!",
                      e.certificate_template AS "certificate_template!: CertificateTemplate", e.final_test_id AS "final_test_id: LessonId",
                      e.outcomes AS "outcomes!", e.tags AS "tags!", e.price_minor, e.currency AS "currency!", e.sale_price_minor,
                      e.sale_from, e.sale_until, c.version,
                      (SELECT t.rights FROM course_teachers t
                       WHERE t.course_id = $1 AND t.account_id = $2) AS "rights: TeacherRights",
                      c.published_at, c.updated_at, c.deleted_at
               FROM courses c JOIN accounts a ON a.account_id = c.owner_id, "#
                + $fields
                + " e WHERE c.course_id = $1",
            $id.0,
            $asker.map(|id: AccountId| id.0),
        )
    };
}

/// The course, and what `asker` was given in it; with `edits` as its teachers left it, else as learners see it.
pub(super) async fn find(
    db: &mut PgConnection,
    id: CourseId,
    asker: Option<AccountId>,
    edits: bool,
) -> sqlx::Result<Option<Course>> {
    if edits {
        return course!("jsonb_populate_record(c, c.edits)", id, asker).fetch_optional(db).await;
    }
    course!("LATERAL (SELECT c.*) AS", id, asker).fetch_optional(db).await
}

/// Lays `fields`, columns with their new values, beside the published ones.
pub(super) async fn edit(
    db: &mut PgConnection,
    id: CourseId,
    fields: &serde_json::Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET edits = COALESCE(edits, '{}') || $2, updated_at = $3 WHERE course_id = $1",
        id.0,
        fields,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes what courses cost whose sale has begun or ended.
pub(super) async fn turn_sales(db: &mut PgConnection) -> sqlx::Result<u64> {
    let turned = sqlx::query!(
        "UPDATE courses SET price_minor = price_minor
         WHERE sale_price_minor IS NOT NULL
           AND price_now_minor <> price_at(price_minor, sale_price_minor, sale_from, sale_until, now())",
    );
    Ok(turned.execute(db).await?.rows_affected())
}

/// What was edited is now what learners see.
pub(super) async fn apply_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses c
         SET title = e.title, summary = e.summary, description = e.description, description_html = e.description_html,
             category_id = e.category_id, level = e.level, language = e.language, cover_hash = e.cover_hash,
             ordered = e.ordered, access_days = e.access_days, awards_certificate = e.awards_certificate,
             certificate_template = e.certificate_template, final_test_id = e.final_test_id, outcomes = e.outcomes,
             tags = e.tags, price_minor = e.price_minor, currency = e.currency, sale_price_minor = e.sale_price_minor,
             sale_from = e.sale_from, sale_until = e.sale_until, edits = NULL
         FROM courses o, jsonb_populate_record(o, o.edits) e
         WHERE c.course_id = $1 AND o.course_id = $1 AND c.edits IS NOT NULL",
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn drop_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET edits = NULL WHERE course_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// How many columns were edited into something else.
pub(super) async fn count_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!"
           FROM courses c, jsonb_populate_record(c, c.edits) e, jsonb_each(to_jsonb(e) - 'description_html') changed
           WHERE c.course_id = $1 AND c.edits ? changed.key AND changed.value IS DISTINCT FROM to_jsonb(c) -> changed.key"#,
        id.0,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn has_category(db: &mut PgConnection, id: CategoryId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM categories WHERE category_id = $1) AS "is!""#, id.0)
        .fetch_one(db)
        .await
}

/// Whether people have places that they paid for.
pub(super) async fn has_buyers(db: &mut PgConnection, id: CourseId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM enrolments WHERE course_id = $1 AND source = 'paid'
                          AND (revoked_at IS NULL OR ended_by = 'left')) AS "is!""#,
        id.0,
    )
    .fetch_one(db)
    .await
}

/// Whether `lesson` is a test among the course's lessons.
pub(super) async fn has_test(db: &mut PgConnection, id: CourseId, lesson: LessonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM lessons WHERE lesson_id = $2 AND course_id = $1 AND kind = 'test'
                          AND deleted_at IS NULL) AS "is!""#,
        id.0,
        lesson.0,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn set_state(
    db: &mut PgConnection,
    id: CourseId,
    state: CourseState,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET state = $2, updated_at = $3,
                published_at = CASE WHEN $2 = 'published' THEN COALESCE(published_at, $3) ELSE published_at END
         WHERE course_id = $1",
        id.0,
        state as CourseState,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_deleted(
    db: &mut PgConnection,
    id: CourseId,
    deleted_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET deleted_at = $2, updated_at = $3 WHERE course_id = $1", id.0, deleted_at, now)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn touch(db: &mut PgConnection, id: CourseId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET updated_at = $2 WHERE course_id = $1", id.0, now).execute(db).await?;
    Ok(())
}

pub(super) async fn raise_outline(db: &mut PgConnection, id: CourseId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET outline_version = outline_version + 1, updated_at = $2 WHERE course_id = $1",
        id.0,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Of what is published, or of the draft while nothing is.
pub(super) async fn recount(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses c SET lesson_count = n.lessons, duration_ms = n.ms
         FROM (SELECT count(*)::int4 AS lessons, COALESCE(sum(duration_ms), 0)::int8 AS ms, 0 AS version
               FROM lessons WHERE course_id = $1 AND deleted_at IS NULL
               UNION ALL
               SELECT count(*)::int4, COALESCE(sum(duration_ms), 0)::int8, 1
               FROM published_lessons WHERE course_id = $1 AND removed_at IS NULL) n
         WHERE c.course_id = $1 AND n.version = LEAST(c.version, 1)",
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) struct TaughtRow {
    pub id: CourseId,
    pub title: String,
    pub state: CourseState,
    pub rights: CourseRights,
    pub lesson_count: i32,
    pub duration_ms: i64,
    pub student_count: i32,
    pub cover_hash: Option<String>,
    pub lesson_lengths_ms: Vec<i64>,
    pub updated_at: DateTime<Utc>,
}

pub(super) async fn taught(
    db: &mut PgConnection,
    owner: AccountId,
    before: Option<CourseId>,
    size: PageSize,
) -> sqlx::Result<Vec<TaughtRow>> {
    sqlx::query_as!(
        TaughtRow,
        r#"SELECT c.course_id AS "id: CourseId", e.title AS "title!", c.state AS "state: CourseState", c.lesson_count,
                  c.duration_ms, c.student_count, e.cover_hash, c.updated_at,
                  CASE WHEN c.owner_id = $1 THEN 'own' ELSE t.rights END AS "rights!: CourseRights",
                  ARRAY(SELECT l.duration_ms FROM lessons l JOIN sections s USING (section_id)
                        WHERE l.course_id = c.course_id AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                        ORDER BY s.position, l.position LIMIT 60) AS "lesson_lengths_ms!"
           FROM courses c LEFT JOIN course_teachers t ON t.course_id = c.course_id AND t.account_id = $1
           CROSS JOIN jsonb_populate_record(c, c.edits) e
           WHERE (c.owner_id = $1 OR t.account_id IS NOT NULL) AND c.deleted_at IS NULL AND ($2::uuid IS NULL OR c.course_id < $2)
           ORDER BY c.course_id DESC LIMIT $3"#,
        owner.0,
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub(super) struct BinnedRow {
    pub id: CourseId,
    pub title: String,
    pub deleted_at: DateTime<Utc>,
}

pub(super) async fn bin(db: &mut PgConnection, owner: AccountId) -> sqlx::Result<Vec<BinnedRow>> {
    sqlx::query_as!(
        BinnedRow,
        r#"SELECT course_id AS "id: CourseId", title, deleted_at AS "deleted_at!"
           FROM courses WHERE owner_id = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 200"#,
        owner.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn categories(db: &mut PgConnection, language: InterfaceLanguage) -> sqlx::Result<Vec<Category>> {
    sqlx::query_as!(
        Category,
        r#"SELECT category_id AS "id: CategoryId", slug, CASE WHEN $1 THEN name_en ELSE name_ru END AS "name!"
           FROM categories ORDER BY position"#,
        language == InterfaceLanguage::En,
    )
    .fetch_all(db)
    .await
}
