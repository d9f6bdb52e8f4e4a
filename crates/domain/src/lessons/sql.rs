use super::model::{Lesson, LessonKind};
use chrono::{DateTime, Utc};
use lectern_db::{CourseId, LessonId, SectionId, VideoId};
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

pub(super) async fn insert_section(
    db: &mut PgConnection,
    id: SectionId,
    course: CourseId,
    title: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO sections (section_id, course_id, title, position, created_at)
         SELECT $1, $2, $3, COALESCE(max(position) + 1, 0), $4 FROM sections WHERE course_id = $2",
        id.0,
        course.0,
        title,
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
                  kind AS "kind: LessonKind", title, body, video_id AS "video_id: VideoId", duration_ms, deleted_at
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
                  kind AS "kind: LessonKind", title, body, video_id AS "video_id: VideoId", duration_ms, deleted_at
           FROM lessons WHERE course_id = $1 AND deleted_at IS NULL ORDER BY position, lesson_id"#,
        course.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn insert_lesson(
    db: &mut PgConnection,
    id: LessonId,
    course: CourseId,
    section: SectionId,
    kind: LessonKind,
    title: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO lessons (lesson_id, course_id, section_id, kind, title, position, created_at, updated_at)
         SELECT $1, $2, $3, $4, $5, COALESCE(max(position) + 1, 0), $6, $6 FROM lessons WHERE section_id = $3",
        id.0,
        course.0,
        section.0,
        kind as LessonKind,
        title,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn update_lesson(
    db: &mut PgConnection,
    id: LessonId,
    title: Option<&str>,
    body: Option<(&str, &str)>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE lessons SET title = COALESCE($2, title), body = COALESCE($3, body), body_html = COALESCE($4, body_html),
                updated_at = $5
         WHERE lesson_id = $1",
        id.0,
        title,
        body.map(|(markdown, _)| markdown),
        body.map(|(_, html)| html),
        now,
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
        r#"UPDATE lessons SET duration_ms = $2 WHERE video_id = $1 AND duration_ms <> $2
           RETURNING course_id AS "course_id: CourseId""#,
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
