use super::model::{Category, Course, CourseState, Level, UpdateCourse};
use crate::accounts::InterfaceLanguage;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CategoryId, CourseId, PageSize};
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

/// `lock` holds the row until the transaction ends: every change of a course goes through it.
pub(super) async fn find(db: &mut PgConnection, id: CourseId, lock: bool) -> sqlx::Result<Option<Course>> {
    if lock {
        sqlx::query!("SELECT 1 AS \"one!\" FROM courses WHERE course_id = $1 FOR UPDATE", id.0)
            .fetch_optional(&mut *db)
            .await?;
    }
    sqlx::query_as!(
        Course,
        r#"SELECT course_id AS "id: CourseId", owner_id AS "owner: AccountId", title, summary, description,
                  category_id AS "category_id: CategoryId", level AS "level: Level", language, cover_hash,
                  state AS "state: CourseState", outline_version, lesson_count, duration_ms, student_count,
                  published_at, updated_at, deleted_at
           FROM courses WHERE course_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn update(
    db: &mut PgConnection,
    id: CourseId,
    change: &UpdateCourse,
    description_html: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET title = COALESCE($2, title), summary = COALESCE($3, summary),
                description = COALESCE($4, description), description_html = COALESCE($5, description_html),
                category_id = CASE WHEN $6 THEN $7 ELSE category_id END, level = COALESCE($8, level),
                language = COALESCE($9, language), updated_at = $10
         WHERE course_id = $1",
        id.0,
        change.title,
        change.summary,
        change.description,
        description_html,
        change.category_id.is_some(),
        change.category_id.flatten().map(|id| id.0),
        change.level.map(Level::as_str),
        change.language,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
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

pub(super) async fn set_cover(
    db: &mut PgConnection,
    id: CourseId,
    hash: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET cover_hash = $2, updated_at = $3 WHERE course_id = $1", id.0, hash, now)
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

pub(super) async fn recount(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses c SET lesson_count = n.lessons, duration_ms = n.ms
         FROM (SELECT count(*)::int4 AS lessons, COALESCE(sum(duration_ms), 0)::int8 AS ms
               FROM lessons WHERE course_id = $1 AND deleted_at IS NULL) n
         WHERE c.course_id = $1",
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
        r#"SELECT c.course_id AS "id: CourseId", c.title, c.state AS "state: CourseState", c.lesson_count, c.duration_ms,
                  c.student_count, c.cover_hash, c.updated_at,
                  ARRAY(SELECT l.duration_ms FROM lessons l JOIN sections s USING (section_id)
                        WHERE l.course_id = c.course_id AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                        ORDER BY s.position, l.position LIMIT 60) AS "lesson_lengths_ms!"
           FROM courses c
           WHERE c.owner_id = $1 AND c.deleted_at IS NULL AND ($2::uuid IS NULL OR c.course_id < $2)
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
