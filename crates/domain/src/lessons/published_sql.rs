//! The copy that learners see.

use super::model::{Lesson, LessonKind};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, FileId, LessonId, SectionId, VideoId};
use sqlx::PgConnection;

/// The lesson as it was published last; `deleted_at` says when it was removed since.
pub(super) async fn lesson(db: &mut PgConnection, id: LessonId) -> sqlx::Result<Option<Lesson>> {
    sqlx::query_as!(
        Lesson,
        r#"SELECT lesson_id AS "id: LessonId", course_id AS "course_id: CourseId", section_id AS "section_id: SectionId",
                  kind AS "kind: LessonKind", title, body, body_html, video_id AS "video_id: VideoId", duration_ms,
                  required, preview, completion_share, opens_at, opens_after_days, link_url,
                  file_id AS "file_id: FileId", attachment_ids, removed_at AS deleted_at
           FROM published_lessons WHERE lesson_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// How many of the course's sections and lessons differ from what is published of them; another order of the same ones
/// is one change more. Lengths are no edits.
pub(super) async fn count_changes(db: &mut PgConnection, course: CourseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"WITH edited AS (
               SELECT l.*, row_number() OVER (ORDER BY s.position, s.section_id, l.position, l.lesson_id) AS place
               FROM lessons l JOIN sections s USING (section_id)
               WHERE l.course_id = $1 AND l.deleted_at IS NULL AND s.deleted_at IS NULL),
           shown AS (SELECT * FROM published_lessons WHERE course_id = $1 AND removed_at IS NULL),
           edited_sections AS (
               SELECT section_id, title, row_number() OVER (ORDER BY position, section_id) AS place
               FROM sections WHERE course_id = $1 AND deleted_at IS NULL),
           shown_sections AS (
               SELECT section_id, title, row_number() OVER (ORDER BY position, section_id) AS place
               FROM published_sections WHERE course_id = $1 AND removed_at IS NULL)
           SELECT (SELECT count(*) FROM edited_sections e FULL JOIN shown_sections p USING (section_id)
                   WHERE e.title IS DISTINCT FROM p.title)
                + (SELECT count(*) FROM edited e FULL JOIN shown p USING (lesson_id)
                   WHERE (e.section_id, e.kind, e.title, e.body, e.video_id, e.required, e.preview, e.completion_share,
                          e.opens_at, e.opens_after_days, e.link_url, e.file_id, e.attachment_ids)
                         IS DISTINCT FROM
                         (p.section_id, p.kind, p.title, p.body, p.video_id, p.required, p.preview, p.completion_share,
                          p.opens_at, p.opens_after_days, p.link_url, p.file_id, p.attachment_ids))
                + (SELECT count(*) FROM
                       (SELECT array_agg(section_id ORDER BY e.place) AS new, array_agg(section_id ORDER BY p.place) AS old
                        FROM edited_sections e JOIN shown_sections p USING (section_id)
                        UNION ALL
                        SELECT array_agg(lesson_id ORDER BY e.place), array_agg(lesson_id ORDER BY p.place)
                        FROM edited e JOIN shown p USING (lesson_id) WHERE e.section_id = p.section_id) o
                   WHERE o.new <> o.old) AS "changes!""#,
        course.0,
    )
    .fetch_one(db)
    .await
}

/// Copies all sections and lessons as the next version, and marks what is left out as removed.
pub(super) async fn publish(db: &mut PgConnection, course: CourseId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE courses SET version = version + 1 WHERE course_id = $1", course.0).execute(&mut *db).await?;
    sqlx::query!(
        "INSERT INTO published_sections (section_id, course_id, title, position)
         SELECT section_id, course_id, title, position FROM sections WHERE course_id = $1 AND deleted_at IS NULL
         ON CONFLICT (section_id)
         DO UPDATE SET title = excluded.title, position = excluded.position, removed_at = NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO published_lessons (lesson_id, course_id, section_id, position, place, kind, title, body, body_html,
                                        video_id, duration_ms, required, preview, completion_share, opens_at,
                                        opens_after_days, link_url, file_id, attachment_ids, version)
         SELECT l.lesson_id, l.course_id, l.section_id, l.position,
                row_number() OVER (ORDER BY s.position, s.section_id, l.position, l.lesson_id), l.kind, l.title, l.body,
                l.body_html, l.video_id, l.duration_ms, l.required, l.preview, l.completion_share, l.opens_at,
                l.opens_after_days, l.link_url, l.file_id, l.attachment_ids, c.version
         FROM lessons l JOIN sections s USING (section_id) JOIN courses c ON c.course_id = l.course_id
         WHERE l.course_id = $1 AND l.deleted_at IS NULL AND s.deleted_at IS NULL
         ON CONFLICT (lesson_id) DO UPDATE SET
             section_id = excluded.section_id, position = excluded.position, place = excluded.place, title = excluded.title,
             kind = excluded.kind, body = excluded.body, body_html = excluded.body_html, video_id = excluded.video_id,
             duration_ms = excluded.duration_ms, required = excluded.required, preview = excluded.preview,
             completion_share = excluded.completion_share, opens_at = excluded.opens_at,
             opens_after_days = excluded.opens_after_days, link_url = excluded.link_url, file_id = excluded.file_id,
             attachment_ids = excluded.attachment_ids, version = excluded.version, removed_at = NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE published_lessons p SET removed_at = $2 FROM courses c
         WHERE p.course_id = $1 AND c.course_id = $1 AND p.removed_at IS NULL AND p.version < c.version",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE published_sections p SET removed_at = $2
         WHERE p.course_id = $1 AND p.removed_at IS NULL
           AND NOT EXISTS (SELECT FROM sections s WHERE s.section_id = p.section_id AND s.deleted_at IS NULL)",
        course.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts sections and lessons back to what is published; what was never published goes to the bin.
pub(super) async fn discard(db: &mut PgConnection, course: CourseId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sections s SET title = p.title, position = p.position, deleted_at = NULL
         FROM published_sections p
         WHERE p.section_id = s.section_id AND p.course_id = $1 AND p.removed_at IS NULL",
        course.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE lessons l
         SET section_id = p.section_id, position = p.position, kind = p.kind, title = p.title, body = p.body,
             body_html = p.body_html, video_id = p.video_id, duration_ms = p.duration_ms, required = p.required,
             preview = p.preview, completion_share = p.completion_share, opens_at = p.opens_at,
             opens_after_days = p.opens_after_days, link_url = p.link_url, file_id = p.file_id,
             attachment_ids = p.attachment_ids, deleted_at = NULL, updated_at = $2
         FROM published_lessons p
         WHERE p.lesson_id = l.lesson_id AND p.course_id = $1 AND p.removed_at IS NULL",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE lessons l SET deleted_at = $2
         WHERE l.course_id = $1 AND l.deleted_at IS NULL
           AND NOT EXISTS (SELECT FROM published_lessons p WHERE p.lesson_id = l.lesson_id AND p.removed_at IS NULL)",
        course.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE sections s SET deleted_at = $2
         WHERE s.course_id = $1 AND s.deleted_at IS NULL
           AND NOT EXISTS (SELECT FROM published_sections p WHERE p.section_id = s.section_id AND p.removed_at IS NULL)",
        course.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Completes the course for those of its learners (or for the one) who have done all it requires: required lessons and
/// the final test; where nothing is required, all lessons. Never takes back. Gives who is new.
pub(super) async fn complete_course(
    db: &mut PgConnection,
    course: CourseId,
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"WITH needed AS (
               SELECT l.lesson_id FROM published_lessons l JOIN courses c USING (course_id)
               WHERE l.course_id = $1 AND l.removed_at IS NULL
                 AND (l.required OR l.lesson_id = c.final_test_id
                      OR NOT EXISTS (SELECT FROM published_lessons r
                                     WHERE r.course_id = $1 AND r.removed_at IS NULL AND r.required)))
           UPDATE enrolments e SET completed_at = $3, completed_version = c.version
           FROM courses c
           WHERE c.course_id = $1 AND e.course_id = $1 AND ($2::uuid IS NULL OR e.account_id = $2)
             AND e.completed_at IS NULL AND e.revoked_at IS NULL
             AND EXISTS (SELECT FROM needed)
             AND NOT EXISTS (SELECT FROM needed n
                             WHERE NOT EXISTS (SELECT FROM lesson_completions d
                                               WHERE d.account_id = e.account_id AND d.lesson_id = n.lesson_id))
           RETURNING e.account_id AS "account: AccountId""#,
        course.0,
        account.map(|id| id.0),
        now,
    )
    .fetch_all(db)
    .await
}
