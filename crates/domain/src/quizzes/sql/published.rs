//! What learners get beside what is edited. Comparing goes by content: what was changed and changed back is no change.
//! A question of the same version has the same content; the reverse need not be.

use chrono::{DateTime, Utc};
use lectern_db::CourseId;
use sqlx::PgConnection;
use uuid::Uuid;

pub async fn count_changes(db: &mut PgConnection, course: CourseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"WITH shown AS (
               SELECT l.lesson_id FROM lessons l JOIN sections s USING (section_id) JOIN published_lessons p USING (lesson_id)
               WHERE l.course_id = $1 AND l.deleted_at IS NULL AND s.deleted_at IS NULL AND p.removed_at IS NULL)
           SELECT (SELECT count(*) FROM questions
                   WHERE course_id = $1
                     AND CASE WHEN deleted_at IS NULL THEN version IS DISTINCT FROM published_version
                                                           AND (topic, body) IS DISTINCT FROM (published_topic, published_body)
                              ELSE published_body IS NOT NULL END)
                + (SELECT count(*) FROM quizzes q JOIN shown USING (lesson_id)
                   WHERE q.published IS DISTINCT FROM quiz_edited(q))
                + (SELECT count(DISTINCT (v.lesson_id, v.question_id)) FROM video_questions v JOIN shown USING (lesson_id)
                   WHERE v.edited <> v.published) AS "changes!""#,
        course.0,
    )
    .fetch_one(db)
    .await
}

/// Those of `ids` that are not published as they were edited.
pub async fn count_edited(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM questions
           WHERE question_id = ANY ($1) AND deleted_at IS NULL
             AND (topic, body) IS DISTINCT FROM (published_topic, published_body)"#,
        ids,
    )
    .fetch_one(db)
    .await
}

/// A question whose content is the same keeps its published version, so that nothing is regraded by it.
pub async fn publish(db: &mut PgConnection, course: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE questions SET published_body = body, published_topic = topic, published_version = version
         WHERE course_id = $1 AND deleted_at IS NULL AND version IS DISTINCT FROM published_version
           AND (topic, body) IS DISTINCT FROM (published_topic, published_body)",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE questions SET published_body = NULL, published_topic = NULL, published_version = NULL
         WHERE course_id = $1 AND deleted_at IS NOT NULL AND published_body IS NOT NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE quizzes q SET published = quiz_edited(q) FROM published_lessons p
         WHERE p.lesson_id = q.lesson_id AND p.course_id = $1 AND p.removed_at IS NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "DELETE FROM video_questions v USING published_lessons p
         WHERE p.lesson_id = v.lesson_id AND p.course_id = $1 AND p.removed_at IS NULL AND NOT v.edited",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE video_questions v SET published = true FROM published_lessons p
         WHERE p.lesson_id = v.lesson_id AND p.course_id = $1 AND p.removed_at IS NULL AND NOT v.published",
        course.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A question that goes back gets a version of its own: what was tried out meanwhile asked another.
pub async fn discard(db: &mut PgConnection, course: CourseId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE questions
         SET body = published_body, topic = published_topic, version = version + 1, updated_at = $2, deleted_at = NULL
         WHERE course_id = $1 AND published_body IS NOT NULL
           AND (deleted_at IS NOT NULL OR (topic, body) IS DISTINCT FROM (published_topic, published_body))",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE questions SET deleted_at = $2 WHERE course_id = $1 AND published_body IS NULL AND deleted_at IS NULL",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "DELETE FROM quiz_items i USING quizzes q, lessons l
         WHERE q.lesson_id = i.lesson_id AND l.lesson_id = i.lesson_id AND l.course_id = $1 AND q.published IS NOT NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO quiz_items (lesson_id, position, question_id, topic, draw_count)
         SELECT q.lesson_id, i.place::int4 - 1, (i.item ->> 'question_id')::uuid, i.item ->> 'topic', (i.item ->> 'count')::int4
         FROM quizzes q JOIN lessons l USING (lesson_id)
         CROSS JOIN jsonb_array_elements(q.published -> 'items') WITH ORDINALITY AS i (item, place)
         WHERE l.course_id = $1",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE quizzes q SET settings = q.published -> 'settings', updated_at = $2 FROM lessons l
         WHERE l.lesson_id = q.lesson_id AND l.course_id = $1 AND q.published IS NOT NULL
           AND q.settings <> q.published -> 'settings'",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "DELETE FROM video_questions v USING published_lessons p
         WHERE p.lesson_id = v.lesson_id AND p.course_id = $1 AND NOT v.published",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE video_questions v SET edited = true FROM lessons l
         WHERE l.lesson_id = v.lesson_id AND l.course_id = $1 AND NOT v.edited",
        course.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A teacher cannot take a question away that a test or video names: only [`discard`] did.
pub async fn restore_named(db: &mut PgConnection, course: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE questions q SET deleted_at = NULL
         WHERE q.course_id = $1 AND q.deleted_at IS NOT NULL
           AND (EXISTS (SELECT FROM quiz_items i JOIN lessons l USING (lesson_id)
                        WHERE i.question_id = q.question_id AND l.deleted_at IS NULL)
                OR EXISTS (SELECT FROM video_questions v JOIN lessons l USING (lesson_id)
                           WHERE v.question_id = q.question_id AND v.edited AND l.deleted_at IS NULL))",
        course.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
