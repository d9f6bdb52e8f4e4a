use super::cards;
use super::model::{Related, RelatedBy};
use crate::accounts::InterfaceLanguage;
use crate::cache::Cache;
use lectern_db::{AccountId, CourseId};
use sqlx::PgPool;
use std::sync::Arc;

/// Published courses to go on with: those that people of this one took too, else popular ones of its category. None for
/// a course that is not published.
///
/// # Errors
/// When Postgres fails.
pub async fn related(
    pool: &PgPool,
    cache: &Cache,
    viewer: Option<AccountId>,
    names: InterfaceLanguage,
    course: CourseId,
) -> sqlx::Result<Related> {
    let made = async {
        let mut db = pool.acquire().await?;
        let together = sqlx::query_scalar!(
            "SELECT r.related_id FROM course_related r
             JOIN courses c ON c.course_id = r.related_id JOIN courses o ON o.course_id = r.course_id
             WHERE r.course_id = $1 AND c.state = 'published' AND c.deleted_at IS NULL AND o.state = 'published'
               AND o.deleted_at IS NULL
             ORDER BY r.together DESC, r.related_id LIMIT 6",
            course.0,
        )
        .fetch_all(&mut *db)
        .await?;
        let (by, ids) = if together.is_empty() {
            let topic = sqlx::query_scalar!(
                "SELECT c.course_id FROM courses o JOIN courses c ON c.category_id = o.category_id
                 WHERE o.course_id = $1 AND o.state = 'published' AND o.deleted_at IS NULL AND c.course_id <> $1
                   AND c.state = 'published' AND c.deleted_at IS NULL
                 ORDER BY c.student_count DESC, c.course_id DESC LIMIT 3",
                course.0,
            );
            (RelatedBy::Topic, topic.fetch_all(&mut *db).await?)
        } else {
            (RelatedBy::Together, together)
        };
        let courses = cards::by_ids(&mut db, None, names, &ids).await?;
        Ok::<_, sqlx::Error>(Related { by, courses })
    };
    let mut related = Arc::unwrap_or_clone(cache.get(super::SCOPE, &("related", names, course), made).await?);
    if let Some(viewer) = viewer {
        cards::draw_progress(&mut *pool.acquire().await?, viewer, &mut related.courses).await?;
    }
    Ok(related)
}

/// Counts anew which courses were taken together: of each the eight strongest, by at least two people. Of somebody who
/// took hundreds only the last fifty count: all pairs of them would say nothing and cost much.
///
/// # Errors
/// When Postgres fails.
pub async fn count_related(pool: &PgPool) -> sqlx::Result<u64> {
    let mut tx = pool.begin().await?;
    // Whoever comes second leaves it to the first.
    let first = sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock(3141592653) AS "first!""#);
    if !first.fetch_one(&mut *tx).await? {
        return Ok(0);
    }
    sqlx::query!("DELETE FROM course_related").execute(&mut *tx).await?;
    let counted = sqlx::query!(
        "WITH taken AS (
             SELECT account_id, course_id FROM (
                 SELECT account_id, course_id, row_number() OVER (PARTITION BY account_id ORDER BY created_at DESC) AS n
                 FROM enrolments WHERE revoked_at IS NULL) e
             WHERE n <= 50),
         pairs AS (
             SELECT a.course_id, b.course_id AS related_id, count(*)::int4 AS together
             FROM taken a JOIN taken b ON b.account_id = a.account_id AND b.course_id <> a.course_id
             GROUP BY a.course_id, b.course_id HAVING count(*) >= 2)
         INSERT INTO course_related (course_id, related_id, together)
         SELECT course_id, related_id, together FROM (
             SELECT p.*, row_number() OVER (PARTITION BY course_id ORDER BY together DESC, related_id) AS n FROM pairs p) r
         WHERE n <= 8",
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(counted.rows_affected())
}
