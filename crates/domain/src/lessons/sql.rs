use super::access::Facts;
use super::model::{Lesson, LessonKind, UpdateLesson};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, FileId, LessonId, SectionId, VideoId};
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct SectionRow {
    pub id: SectionId,
    pub course_id: CourseId,
    pub title: String,
    pub deleted_at: Option<DateTime<Utc>>,
}

pub(super) async fn section(db: &mut PgConnection, id: SectionId) -> sqlx::Result<Option<SectionRow>> {
    sqlx::query_as!(
        SectionRow,
        r#"SELECT section_id AS "id: SectionId", course_id AS "course_id: CourseId", title, deleted_at
           FROM sections WHERE section_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Live sections in order.
pub(super) async fn sections(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<SectionRow>> {
    sqlx::query_as!(
        SectionRow,
        r#"SELECT section_id AS "id: SectionId", course_id AS "course_id: CourseId", title, deleted_at
           FROM sections WHERE course_id = $1 AND deleted_at IS NULL ORDER BY position, section_id"#,
        course.0,
    )
    .fetch_all(db)
    .await
}

/// Adds sections at the end of the course, in the order given.
pub(super) async fn insert_sections(
    db: &mut PgConnection,
    course: CourseId,
    sections: &[(SectionId, &str)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (ids, titles): (Vec<_>, Vec<_>) = sections.iter().map(|(id, title)| (id.0, (*title).to_owned())).unzip();
    sqlx::query!(
        "INSERT INTO sections (section_id, course_id, title, position, created_at)
         SELECT n.id, $1, n.title, last.position + n.place::int4, $4
         FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS n(id, title, place),
              (SELECT COALESCE(max(position), -1) AS position FROM sections WHERE course_id = $1) last",
        course.0,
        &ids,
        &titles,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn rename_section(db: &mut PgConnection, id: SectionId, title: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE sections SET title = $2 WHERE section_id = $1", id.0, title).execute(db).await?;
    Ok(())
}

/// Bins a section and its live lessons with one time, which finds them again.
pub(super) async fn bin_section(db: &mut PgConnection, id: SectionId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE sections SET deleted_at = $2 WHERE section_id = $1", id.0, now).execute(&mut *db).await?;
    sqlx::query!("UPDATE lessons SET deleted_at = $2 WHERE section_id = $1 AND deleted_at IS NULL", id.0, now)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn restore_section(
    db: &mut PgConnection,
    id: SectionId,
    binned_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE sections SET deleted_at = NULL WHERE section_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("UPDATE lessons SET deleted_at = NULL WHERE section_id = $1 AND deleted_at = $2", id.0, binned_at)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn counts(db: &mut PgConnection, course: CourseId) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM sections WHERE course_id = $1 AND deleted_at IS NULL) AS "sections!",
                  (SELECT count(*) FROM lessons WHERE course_id = $1 AND deleted_at IS NULL) AS "lessons!""#,
        course.0,
    )
    .fetch_one(db)
    .await?;
    Ok((row.sections, row.lessons))
}

pub(super) async fn lesson(db: &mut PgConnection, id: LessonId) -> sqlx::Result<Option<Lesson>> {
    sqlx::query_as!(
        Lesson,
        r#"SELECT lesson_id AS "id: LessonId", course_id AS "course_id: CourseId", section_id AS "section_id: SectionId",
                  kind AS "kind: LessonKind", title, body, body_html, video_id AS "video_id: VideoId", duration_ms,
                  required, preview, completion_share, opens_at, opens_after_days, link_url,
                  file_id AS "file_id: FileId", attachment_ids, deleted_at
           FROM lessons WHERE lesson_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Live lessons, in order within their sections.
pub(super) async fn lessons(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<Lesson>> {
    sqlx::query_as!(
        Lesson,
        r#"SELECT lesson_id AS "id: LessonId", course_id AS "course_id: CourseId", section_id AS "section_id: SectionId",
                  kind AS "kind: LessonKind", title, body, body_html, video_id AS "video_id: VideoId", duration_ms,
                  required, preview, completion_share, opens_at, opens_after_days, link_url,
                  file_id AS "file_id: FileId", attachment_ids, deleted_at
           FROM lessons WHERE course_id = $1 AND deleted_at IS NULL ORDER BY position, lesson_id"#,
        course.0,
    )
    .fetch_all(db)
    .await
}

/// A lesson to be.
pub(super) struct NewLesson<'a> {
    pub id: LessonId,
    pub section: SectionId,
    pub kind: LessonKind,
    pub title: &'a str,
}

/// Adds lessons at the ends of their sections, in the order given.
pub(super) async fn insert_lessons(
    db: &mut PgConnection,
    course: CourseId,
    lessons: &[NewLesson<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<_> = lessons.iter().map(|lesson| lesson.id.0).collect();
    let sections: Vec<_> = lessons.iter().map(|lesson| lesson.section.0).collect();
    let kinds: Vec<_> = lessons.iter().map(|lesson| lesson.kind).collect();
    let titles: Vec<_> = lessons.iter().map(|lesson| lesson.title.to_owned()).collect();
    sqlx::query!(
        "INSERT INTO lessons (lesson_id, course_id, section_id, kind, title, position, created_at, updated_at)
         SELECT n.id, $1, n.section, n.kind, n.title,
                COALESCE((SELECT max(l.position) FROM lessons l WHERE l.section_id = n.section), -1)
                + row_number() OVER (PARTITION BY n.section ORDER BY n.place)::int4, $6, $6
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS n(id, section, kind, title, place)",
        course.0,
        &ids,
        &sections,
        &kinds as &[LessonKind],
        &titles,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// `html` is the change's text, rendered.
pub(super) async fn update_lesson(
    db: &mut PgConnection,
    id: LessonId,
    change: &UpdateLesson,
    html: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let attachments = change.attachment_ids.as_ref().map(|ids| ids.iter().map(|id| id.0).collect::<Vec<_>>());
    sqlx::query!(
        "UPDATE lessons SET title = COALESCE($2, title), body = COALESCE($3, body), body_html = COALESCE($4, body_html),
                updated_at = $5, required = COALESCE($6, required), preview = COALESCE($7, preview),
                completion_share = COALESCE($8, completion_share), opens_at = CASE WHEN $9 THEN $10 ELSE opens_at END,
                opens_after_days = CASE WHEN $11 THEN $12 ELSE opens_after_days END,
                link_url = CASE WHEN $13 THEN $14 ELSE link_url END, file_id = CASE WHEN $15 THEN $16 ELSE file_id END,
                attachment_ids = COALESCE($17, attachment_ids)
         WHERE lesson_id = $1",
        id.0,
        change.title,
        change.body,
        html,
        now,
        change.required,
        change.preview,
        change.completion_share,
        change.opens_at.is_some(),
        change.opens_at.flatten(),
        change.opens_after_days.is_some(),
        change.opens_after_days.flatten(),
        change.link_url.is_some(),
        change.link_url.as_ref().and_then(Option::as_deref),
        change.file_id.is_some(),
        change.file_id.flatten().map(|id| id.0),
        attachments.as_deref(),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_lesson_deleted(
    db: &mut PgConnection,
    id: LessonId,
    deleted_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE lessons SET deleted_at = $2 WHERE lesson_id = $1", id.0, deleted_at).execute(db).await?;
    Ok(())
}

pub(super) async fn set_video(
    db: &mut PgConnection,
    id: LessonId,
    video: VideoId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE lessons SET video_id = $2, updated_at = $3 WHERE lesson_id = $1", id.0, video.0, now)
        .execute(db)
        .await?;
    Ok(())
}

/// The courses whose lessons play the video.
pub(super) async fn set_duration(
    db: &mut PgConnection,
    video: VideoId,
    duration_ms: i64,
) -> sqlx::Result<Vec<CourseId>> {
    let rows = sqlx::query!(
        r#"WITH edited AS (UPDATE lessons SET duration_ms = $2 WHERE video_id = $1 AND duration_ms <> $2 RETURNING course_id),
                shown AS (UPDATE published_lessons SET duration_ms = $2 WHERE video_id = $1 AND duration_ms <> $2
                          RETURNING course_id)
           SELECT course_id AS "course_id!: CourseId" FROM edited UNION SELECT course_id FROM shown"#,
        video.0,
        duration_ms,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.course_id).collect())
}

/// Writes all positions in two statements. The arrays are parallel.
pub(super) async fn reorder(
    db: &mut PgConnection,
    course: CourseId,
    sections: &[Uuid],
    lessons: &[Uuid],
    lesson_sections: &[Uuid],
    lesson_positions: &[i32],
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sections s SET position = o.position::int4 - 1
         FROM unnest($2::uuid[]) WITH ORDINALITY AS o (section_id, position)
         WHERE s.section_id = o.section_id AND s.course_id = $1",
        course.0,
        sections,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE lessons l SET section_id = o.section_id, position = o.position
         FROM unnest($2::uuid[], $3::uuid[], $4::int4[]) AS o (lesson_id, section_id, position)
         WHERE l.lesson_id = o.lesson_id AND l.course_id = $1",
        course.0,
        lessons,
        lesson_sections,
        lesson_positions,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn facts(
    db: &mut PgConnection,
    account: Option<AccountId>,
    lesson: LessonId,
) -> sqlx::Result<Option<Facts>> {
    sqlx::query_as!(
        Facts,
        r#"SELECT c.course_id AS "course: CourseId", c.deleted_at IS NOT NULL AS "gone!",
                  c.state = 'published' AS "listed!", (l.deleted_at IS NULL AND s.deleted_at IS NULL) AS "edited!",
                  (p.lesson_id IS NOT NULL AND p.removed_at IS NULL) AS "published!", p.removed_at IS NOT NULL AS "removed!",
                  COALESCE(a.role = 'admin' OR (a.role <> 'student' AND (c.owner_id = a.account_id OR EXISTS (
                      SELECT FROM course_teachers t WHERE t.course_id = c.course_id AND t.account_id = a.account_id))),
                      false) AS "staff!",
                  e.created_at AS "enrolled_at?",
                  EXISTS (SELECT FROM lesson_completions d WHERE d.lesson_id = l.lesson_id AND d.account_id = $2) AS "done!",
                  COALESCE(p.preview, false) AS "preview!", p.opens_at AS "opens_at?", p.opens_after_days AS "opens_after_days?",
                  c.access_days,
                  CASE WHEN c.ordered THEN (
                      SELECT b.lesson_id FROM published_lessons b
                      WHERE b.course_id = p.course_id AND b.removed_at IS NULL AND b.required AND b.place < p.place
                        AND NOT EXISTS (SELECT FROM lesson_completions d
                                        WHERE d.lesson_id = b.lesson_id AND d.account_id = $2)
                      ORDER BY b.place LIMIT 1) END AS "locked_by: LessonId"
           FROM lessons l JOIN sections s USING (section_id) JOIN courses c ON c.course_id = l.course_id
           LEFT JOIN published_lessons p ON p.lesson_id = l.lesson_id
           LEFT JOIN accounts a ON a.account_id = $2
           LEFT JOIN enrolments e ON e.account_id = $2 AND e.course_id = c.course_id AND e.revoked_at IS NULL
           WHERE l.lesson_id = $1"#,
        lesson.0,
        account.map(|id| id.0),
    )
    .fetch_optional(db)
    .await
}
