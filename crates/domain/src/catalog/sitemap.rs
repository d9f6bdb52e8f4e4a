use crate::cache::Cache;
use chrono::{DateTime, Utc};
use lectern_db::CourseId;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;

/// Courses of one part: well below the 50 000 addresses and 50 MB that sitemaps.org allows.
const PART: i64 = 5000;

/// A course's address in a sitemap.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listed {
    /// Which.
    pub id: CourseId,
    /// When anything of it changed last.
    pub updated_at: DateTime<Utc>,
}

/// The first course of each part, in order.
///
/// # Errors
/// When Postgres fails.
pub async fn sitemap_parts(pool: &PgPool, cache: &Cache) -> sqlx::Result<Arc<Vec<CourseId>>> {
    let made = async {
        sqlx::query_scalar!(
            r#"SELECT course_id AS "id: CourseId"
               FROM (SELECT course_id, row_number() OVER (ORDER BY course_id) AS n FROM courses
                     WHERE state = 'published' AND deleted_at IS NULL) c
               WHERE n % $1 = 1 ORDER BY course_id"#,
            PART,
        )
        .fetch_all(pool)
        .await
    };
    cache.get(super::SCOPE, &"sitemap", made).await
}

/// The published courses of the part that begins with `first`.
///
/// # Errors
/// When Postgres fails.
pub async fn sitemap_part(pool: &PgPool, cache: &Cache, first: CourseId) -> sqlx::Result<Arc<Vec<Listed>>> {
    let made = async {
        sqlx::query_as!(
            Listed,
            r#"SELECT course_id AS "id: CourseId", updated_at FROM courses
               WHERE state = 'published' AND deleted_at IS NULL AND course_id >= $1 ORDER BY course_id LIMIT $2"#,
            first.0,
            PART,
        )
        .fetch_all(pool)
        .await
    };
    cache.get(super::SCOPE, &("sitemap", first), made).await
}
