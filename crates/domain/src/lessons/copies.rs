//! Whole outlines at once: a folder's files as sections and lessons, and a course made again.

use super::model::NewSection;
use super::sql::NewLesson;
use super::{edit, sql};
use crate::accounts::Actor;
use crate::courses::{self, CourseError};
use crate::{files, quizzes};
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
    let named: Vec<_> = sections.iter().map(|section| (SectionId::new(clock), section.title.as_str())).collect();
    let lessons = sections.iter().zip(&named).flat_map(|(section, (id, _))| {
        let new = |(kind, title)| NewLesson { id: LessonId::new(clock), section: *id, kind, title };
        section.lessons.iter().map(move |(kind, title)| new((*kind, title.as_str())))
    });
    let lessons: Vec<_> = lessons.collect();
    sql::insert_sections(&mut tx, course, &named, clock.now()).await?;
    sql::insert_lessons(&mut tx, course, &lessons, clock.now()).await?;
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a draft of `actor`'s own with the same sections, lessons, files, questions, tests and rules as the course has
/// in the editor. Videos and stored bytes are shared; students and teachers are not taken along.
///
/// # Errors
/// What [`courses::for_edit`] says.
pub async fn duplicate(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<CourseId, CourseError> {
    let mut tx = pool.begin().await?;
    let final_test = courses::for_edit(&mut tx, actor, id).await?.final_test_id;
    let copy = courses::insert_copy(&mut tx, clock, actor, id).await?;
    let files = files::copy_all(&mut tx, clock, actor.id, id, copy).await?;
    let sections = sql::sections(&mut tx, id).await?;
    let new_sections: Vec<_> = sections.iter().map(|section| (SectionId::new(clock), section.title.as_str())).collect();
    let moved: HashMap<_, _> = sections.iter().zip(&new_sections).map(|(old, (new, _))| (old.id, *new)).collect();
    let old_lessons = sql::lessons(&mut tx, id).await?;
    let (old_lessons, new_lessons): (Vec<_>, Vec<_>) = old_lessons
        .iter()
        .filter_map(|old| {
            let section = *moved.get(&old.section_id)?;
            Some((old.id, NewLesson { id: LessonId::new(clock), section, kind: old.kind, title: &old.title }))
        })
        .unzip();
    sql::insert_sections(&mut tx, copy, &new_sections, clock.now()).await?;
    sql::insert_lessons(&mut tx, copy, &new_lessons, clock.now()).await?;
    let lessons = old_lessons.into_iter().zip(new_lessons.iter().map(|new| new.id)).collect();
    copy_content(&mut tx, &lessons, &files).await?;
    quizzes::copy_all(&mut tx, clock, id, copy, &lessons).await?;
    courses::set_final_test(&mut tx, copy, final_test.and_then(|test| lessons.get(&test).copied())).await?;
    courses::change_outline(&mut tx, clock, copy).await?;
    tx.commit().await?;
    Ok(copy)
}

async fn copy_content(
    db: &mut PgConnection,
    lessons: &HashMap<LessonId, LessonId>,
    files: &HashMap<Uuid, Uuid>,
) -> sqlx::Result<()> {
    let (old, new): (Vec<_>, Vec<_>) = lessons.iter().map(|(old, new)| (old.0, new.0)).unzip();
    let (old_files, new_files): (Vec<_>, Vec<_>) = files.iter().map(|(old, new)| (*old, *new)).unzip();
    sqlx::query!(
        r#"UPDATE lessons t
           SET body = f.body, body_html = f.body_html, video_id = f.video_id, duration_ms = f.duration_ms,
               required = f.required, preview = f.preview, completion_share = f.completion_share, opens_at = f.opens_at,
               opens_after_days = f.opens_after_days, link_url = f.link_url,
               file_id = (SELECT m.new FROM unnest($3::uuid[], $4::uuid[]) AS m(old, new) WHERE m.old = f.file_id),
               attachment_ids = ARRAY(
                   SELECT m.new FROM unnest(f.attachment_ids) WITH ORDINALITY AS a(id, place)
                   JOIN unnest($3::uuid[], $4::uuid[]) AS m(old, new) ON m.old = a.id ORDER BY a.place)
           FROM lessons f JOIN unnest($1::uuid[], $2::uuid[]) AS c(old, new) ON c.old = f.lesson_id
           WHERE t.lesson_id = c.new"#,
        &old,
        &new,
        &old_files,
        &new_files,
    )
    .execute(db)
    .await?;
    Ok(())
}
