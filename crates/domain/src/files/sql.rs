use super::model::{FileOut, Shown, StoredFile};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, FileId};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The files by their ids; unknown ids are left out.
///
/// # Errors
/// When Postgres fails.
pub async fn get_out(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<FileId, FileOut>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let files = sqlx::query_as!(
        FileOut,
        r#"SELECT file_id AS "id: FileId", name, size_bytes, content_type, shown AS "shown: Shown"
           FROM files WHERE file_id = ANY($1)"#,
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(files.into_iter().map(|file| (file.id, file)).collect())
}

/// Whether every one of `ids` is a file of the course.
///
/// # Errors
/// When Postgres fails.
pub async fn all_of_course(db: &mut PgConnection, course: CourseId, ids: &[Uuid]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT FROM unnest($2::uuid[]) AS i(id)
                              WHERE NOT EXISTS (SELECT FROM files f WHERE f.file_id = i.id AND f.course_id = $1)) AS "all!""#,
        course.0,
        ids,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert(
    db: &mut PgConnection,
    course: CourseId,
    account: AccountId,
    file: &FileOut,
    key: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO files (file_id, course_id, account_id, name, size_bytes, content_type, shown, store_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file.id.0,
        course.0,
        account.0,
        file.name,
        file.size_bytes,
        file.content_type,
        file.shown as Shown,
        key,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn stored(db: &mut PgConnection, id: FileId) -> sqlx::Result<Option<StoredFile>> {
    sqlx::query_as!(
        StoredFile,
        r#"SELECT name, content_type, shown AS "shown: Shown", store_key FROM files WHERE file_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn of_course(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT file_id FROM files WHERE course_id = $1", course.0).fetch_all(db).await
}

/// The arrays are parallel.
pub(super) async fn copy(
    db: &mut PgConnection,
    old: &[Uuid],
    new: &[Uuid],
    course: CourseId,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO files (file_id, course_id, account_id, name, size_bytes, content_type, shown, store_key, created_at)
         SELECT m.new, $3, $4, f.name, f.size_bytes, f.content_type, f.shown, f.store_key, $5
         FROM unnest($1::uuid[], $2::uuid[]) AS m(old, new) JOIN files f ON f.file_id = m.old",
        old,
        new,
        course.0,
        account.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Bytes of all files of the course, those shared with its copies counted for each.
pub(super) async fn total_bytes(db: &mut PgConnection, course: CourseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT COALESCE(sum(size_bytes), 0)::int8 AS "bytes!" FROM files WHERE course_id = $1"#,
        course.0
    )
    .fetch_one(db)
    .await
}

/// Deletes at most `most` files that no lesson names, of those made before a time; gives where their bytes are.
pub(super) async fn drop_unused(db: &mut PgConnection, before: DateTime<Utc>, most: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "DELETE FROM files WHERE file_id IN (
             SELECT f.file_id FROM files f
             WHERE f.created_at < $1
               AND NOT EXISTS (SELECT FROM lessons l WHERE l.course_id = f.course_id
                               AND (l.file_id = f.file_id OR f.file_id = ANY(l.attachment_ids)))
               AND NOT EXISTS (SELECT FROM published_lessons l WHERE l.course_id = f.course_id
                               AND (l.file_id = f.file_id OR f.file_id = ANY(l.attachment_ids)))
             ORDER BY f.created_at LIMIT $2)
         RETURNING store_key",
        before,
        most,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn is_named(db: &mut PgConnection, key: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM files WHERE store_key = $1) AS "is!""#, key).fetch_one(db).await
}
