//! Whole outlines at once: a folder's files as sections and lessons, and a course made again.

use super::model::NewSection;
use super::{edit, sql};
use crate::accounts::Actor;
use crate::courses::{self, CourseError};
use crate::files;
use lectern_db::{Clock, CourseId, LessonId, SectionId};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

/// Adds sections with their lessons at the end of the course, all or nothing.
///
/// # Errors
/// What [`courses::for_edit`] says, or [`CourseError::TooMany`].
pub async fn import_outline(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    sections: &[NewSection],
) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    courses::for_edit(&mut tx, actor, course).await?;
    let (has_sections, has_lessons) = sql::counts(&mut tx, course).await?;
    let new_lessons: usize = sections.iter().map(|section| section.lessons.len()).sum();
    let fits = |has: i64, new: usize, most: i64| i64::try_from(new).is_ok_and(|new| has + new <= most);
    if !fits(has_sections, sections.len(), edit::MOST_SECTIONS) || !fits(has_lessons, new_lessons, edit::MOST_LESSONS) {
        return Err(CourseError::TooMany);
    }
    for section in sections {
        let id = SectionId::new(clock);
        sql::insert_section(&mut tx, id, course, &section.title, clock.now()).await?;
        for (kind, title) in &section.lessons {
            sql::insert_lesson(&mut tx, LessonId::new(clock), course, id, *kind, title, clock.now()).await?;
        }
    }
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a draft of `actor`'s own with the same sections, lessons, files and rules as the course has in the editor.
/// Videos and stored bytes are shared; students and teachers are not taken along.
///
/// # Errors
/// What [`courses::for_edit`] says.
pub async fn duplicate(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<CourseId, CourseError> {
    let mut tx = pool.begin().await?;
    let final_test = courses::for_edit(&mut tx, actor, id).await?.final_test_id;
    let copy = courses::insert_copy(&mut tx, clock, actor, id).await?;
    let files = files::copy_all(&mut tx, clock, actor.id, id, copy).await?;
    let mut new_sections = HashMap::new();
    for section in sql::sections(&mut tx, id).await? {
        let new = SectionId::new(clock);
        sql::insert_section(&mut tx, new, copy, &section.title, clock.now()).await?;
        new_sections.insert(section.id, new);
    }
    let mut new_final_test = None;
    for lesson in sql::lessons(&mut tx, id).await? {
        let Some(section) = new_sections.get(&lesson.section_id) else { continue };
        let new = LessonId::new(clock);
        sql::insert_lesson(&mut tx, new, copy, *section, lesson.kind, &lesson.title, clock.now()).await?;
        copy_content(&mut tx, lesson.id, new, &files).await?;
        if final_test == Some(lesson.id) {
            new_final_test = Some(new);
        }
    }
    courses::set_final_test(&mut tx, copy, new_final_test).await?;
    courses::change_outline(&mut tx, clock, copy).await?;
    tx.commit().await?;
    Ok(copy)
}

async fn copy_content(
    db: &mut PgConnection,
    from: LessonId,
    to: LessonId,
    files: &HashMap<Uuid, Uuid>,
) -> sqlx::Result<()> {
    let (old, new): (Vec<_>, Vec<_>) = files.iter().map(|(old, new)| (*old, *new)).unzip();
    sqlx::query!(
        r#"UPDATE lessons t
           SET body = f.body, body_html = f.body_html, video_id = f.video_id, duration_ms = f.duration_ms,
               required = f.required, preview = f.preview, completion_share = f.completion_share, opens_at = f.opens_at,
               opens_after_days = f.opens_after_days, link_url = f.link_url,
               file_id = (SELECT m.new FROM unnest($3::uuid[], $4::uuid[]) AS m(old, new) WHERE m.old = f.file_id),
               attachment_ids = ARRAY(
                   SELECT m.new FROM unnest(f.attachment_ids) WITH ORDINALITY AS a(id, place)
                   JOIN unnest($3::uuid[], $4::uuid[]) AS m(old, new) ON m.old = a.id ORDER BY a.place)
           FROM lessons f WHERE f.lesson_id = $1 AND t.lesson_id = $2"#,
        from.0,
        to.0,
        &old,
        &new,
    )
    .execute(db)
    .await?;
    Ok(())
}
