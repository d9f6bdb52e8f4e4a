//! A course's bank and tests made again for its copy.

use lectern_db::{Clock, CourseId, LessonId, QuestionId};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Copies the bank of course `from`, and the tests and questions inside videos of `lessons` (old to new), to course
/// `to`. Moments that questions point to move along. Attempts stay where they are. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn copy_all(
    db: &mut PgConnection,
    clock: &dyn Clock,
    from: CourseId,
    to: CourseId,
    lessons: &HashMap<LessonId, LessonId>,
) -> sqlx::Result<()> {
    let (old_lessons, new_lessons): (Vec<_>, Vec<_>) = lessons.iter().map(|(old, new)| (old.0, new.0)).unzip();
    let old = sqlx::query_scalar!(
        "SELECT question_id FROM questions WHERE course_id = $1 AND deleted_at IS NULL ORDER BY question_id",
        from.0,
    )
    .fetch_all(&mut *db)
    .await?;
    let new: Vec<Uuid> = old.iter().map(|_| QuestionId::new(clock).0).collect();
    sqlx::query!(
        r#"INSERT INTO questions (question_id, course_id, topic, body, created_at, updated_at)
           SELECT m.new, $1, q.topic,
                  CASE WHEN l.new IS NULL THEN q.body ELSE jsonb_set(q.body, '{anchor,lesson}', to_jsonb(l.new::text)) END,
                  $2, $2
           FROM questions q JOIN unnest($3::uuid[], $4::uuid[]) AS m(old, new) ON m.old = q.question_id
           LEFT JOIN unnest($5::uuid[], $6::uuid[]) AS l(old, new) ON l.old::text = q.body #>> '{anchor,lesson}'"#,
        to.0,
        clock.now(),
        &old,
        &new,
        &old_lessons,
        &new_lessons,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO quizzes (lesson_id, settings, updated_at)
         SELECT l.new, q.settings, $3 FROM quizzes q JOIN unnest($1::uuid[], $2::uuid[]) AS l(old, new) ON l.old = q.lesson_id",
        &old_lessons,
        &new_lessons,
        clock.now(),
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO quiz_items (lesson_id, position, question_id, topic, draw_count)
         SELECT l.new, i.position, m.new, i.topic, i.draw_count
         FROM quiz_items i JOIN unnest($1::uuid[], $2::uuid[]) AS l(old, new) ON l.old = i.lesson_id
         LEFT JOIN unnest($3::uuid[], $4::uuid[]) AS m(old, new) ON m.old = i.question_id
         WHERE i.question_id IS NULL OR m.new IS NOT NULL",
        &old_lessons,
        &new_lessons,
        &old,
        &new,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO video_questions (moment_id, lesson_id, question_id, at_ms)
         SELECT gen_random_uuid(), l.new, m.new, v.at_ms
         FROM video_questions v JOIN unnest($1::uuid[], $2::uuid[]) AS l(old, new) ON l.old = v.lesson_id
         JOIN unnest($3::uuid[], $4::uuid[]) AS m(old, new) ON m.old = v.question_id WHERE v.edited",
        &old_lessons,
        &new_lessons,
        &old,
        &new,
    )
    .execute(db)
    .await?;
    Ok(())
}
