use super::model::{Lesson, LessonError, LessonKind, UpdateLesson};
use super::sql;
use crate::accounts::Actor;
use crate::courses::{self, CourseError};
use crate::{files, quizzes, text};
use lectern_db::{Clock, CourseId, LessonId, SectionId, VideoId};
use sqlx::{PgConnection, PgPool};

/// More would make one course page too heavy to open.
pub(super) const MOST_SECTIONS: i64 = 200;
pub(super) const MOST_LESSONS: i64 = 2000;

/// The course of a section, binned or not.
///
/// # Errors
/// [`LessonError::NotFound`].
pub async fn section_course(db: &mut PgConnection, id: SectionId) -> Result<CourseId, LessonError> {
    Ok(sql::section(db, id).await?.ok_or(LessonError::NotFound)?.course_id)
}

/// The course of a lesson, binned or not.
///
/// # Errors
/// [`LessonError::NotFound`].
pub async fn lesson_course(db: &mut PgConnection, id: LessonId) -> Result<CourseId, LessonError> {
    Ok(sql::lesson(db, id).await?.ok_or(LessonError::NotFound)?.course_id)
}

/// The live lesson, its course locked for a change by `actor`.
///
/// # Errors
/// [`LessonError::NotFound`] or what [`courses::for_edit`] says.
pub async fn lesson_for_edit(db: &mut PgConnection, actor: &Actor, id: LessonId) -> Result<Lesson, LessonError> {
    let lesson = kept_lesson_for_edit(db, actor, id).await?;
    if lesson.deleted_at.is_some() { Err(LessonError::NotFound) } else { Ok(lesson) }
}

/// As [`lesson_for_edit`], also where it lies in the bin.
///
/// # Errors
/// As [`lesson_for_edit`].
pub async fn kept_lesson_for_edit(db: &mut PgConnection, actor: &Actor, id: LessonId) -> Result<Lesson, LessonError> {
    let course = lesson_course(db, id).await?;
    courses::for_edit(db, actor, course).await?;
    sql::lesson(db, id).await?.ok_or(LessonError::NotFound)
}

async fn section_for_edit(db: &mut PgConnection, actor: &Actor, id: SectionId) -> Result<CourseId, LessonError> {
    let course = section_course(db, id).await?;
    courses::for_edit(db, actor, course).await?;
    let section = sql::section(db, id).await?.filter(|section| section.deleted_at.is_none());
    Ok(section.ok_or(LessonError::NotFound)?.course_id)
}

/// Adds a section at the end.
///
/// # Errors
/// What [`courses::for_edit`] says, or [`CourseError::TooMany`].
pub async fn add_section(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    title: &str,
) -> Result<(), LessonError> {
    let mut tx = pool.begin().await?;
    courses::for_edit(&mut tx, actor, course).await?;
    if sql::counts(&mut tx, course).await?.0 >= MOST_SECTIONS {
        return Err(CourseError::TooMany.into());
    }
    sql::insert_sections(&mut tx, course, &[(SectionId::new(clock), title)], clock.now()).await?;
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(())
}

/// Renames a section.
///
/// # Errors
/// [`LessonError::NotFound`] or what [`courses::for_edit`] says.
pub async fn rename_section(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: SectionId,
    title: &str,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let course = section_for_edit(&mut tx, actor, id).await?;
    sql::rename_section(&mut tx, id, title).await?;
    courses::touch(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(course)
}

/// Puts a section and its lessons in the bin.
///
/// # Errors
/// [`LessonError::NotFound`] or what [`courses::for_edit`] says.
pub async fn delete_section(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: SectionId,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let course = section_for_edit(&mut tx, actor, id).await?;
    sql::bin_section(&mut tx, id, clock.now()).await?;
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(course)
}

/// Takes a section out of the bin with the lessons that went in with it.
///
/// # Errors
/// [`LessonError::NotFound`] or what [`courses::for_edit`] says.
pub async fn restore_section(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: SectionId,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let course = section_course(&mut tx, id).await?;
    courses::for_edit(&mut tx, actor, course).await?;
    let section = sql::section(&mut tx, id).await?.ok_or(LessonError::NotFound)?;
    if let Some(binned_at) = section.deleted_at {
        sql::restore_section(&mut tx, id, binned_at).await?;
        quizzes::restore_questions(&mut tx, course).await?;
        courses::change_outline(&mut tx, clock, course).await?;
    }
    tx.commit().await?;
    Ok(course)
}

/// Adds a lesson at the end of a section.
///
/// # Errors
/// [`LessonError::NotFound`], what [`courses::for_edit`] says, or [`CourseError::TooMany`].
pub async fn add_lesson(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    section: SectionId,
    kind: LessonKind,
    title: &str,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let course = section_for_edit(&mut tx, actor, section).await?;
    if sql::counts(&mut tx, course).await?.1 >= MOST_LESSONS {
        return Err(CourseError::TooMany.into());
    }
    let new = sql::NewLesson { id: LessonId::new(clock), section, kind, title };
    sql::insert_lessons(&mut tx, course, &[new], clock.now()).await?;
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(course)
}

/// Changes what is given; Markdown is rendered here, once.
///
/// # Errors
/// As [`lesson_for_edit`], or [`LessonError::NoFile`].
pub async fn update_lesson(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: LessonId,
    change: &UpdateLesson,
) -> Result<(), LessonError> {
    let html = change.body.as_deref().map(text::render);
    let mut tx = pool.begin().await?;
    let lesson = lesson_for_edit(&mut tx, actor, id).await?;
    let attached = change.attachment_ids.iter().flatten().map(|id| id.0);
    if !files::all_of_course(&mut tx, lesson.course_id, &attached.collect::<Vec<_>>()).await? {
        return Err(LessonError::NoFile("attachment_ids"));
    }
    let shown = change.file_id.flatten().map(|id| id.0);
    if !files::all_of_course(&mut tx, lesson.course_id, shown.as_slice()).await? {
        return Err(LessonError::NoFile("file_id"));
    }
    sql::update_lesson(&mut tx, id, change, html.as_deref(), clock.now()).await?;
    courses::touch(&mut tx, clock, lesson.course_id).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a lesson in the bin.
///
/// # Errors
/// As [`lesson_for_edit`].
pub async fn delete_lesson(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: LessonId,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let lesson = lesson_for_edit(&mut tx, actor, id).await?;
    sql::set_lesson_deleted(&mut tx, id, Some(clock.now())).await?;
    courses::change_outline(&mut tx, clock, lesson.course_id).await?;
    tx.commit().await?;
    Ok(lesson.course_id)
}

/// Takes a lesson out of the bin, and its section with what went in with it, should that lie there too.
///
/// # Errors
/// [`LessonError::NotFound`] or what [`courses::for_edit`] says.
pub async fn restore_lesson(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: LessonId,
) -> Result<CourseId, LessonError> {
    let mut tx = pool.begin().await?;
    let course = lesson_course(&mut tx, id).await?;
    courses::for_edit(&mut tx, actor, course).await?;
    let lesson = sql::lesson(&mut tx, id).await?.ok_or(LessonError::NotFound)?;
    if lesson.deleted_at.is_some() {
        let section = sql::section(&mut tx, lesson.section_id).await?.ok_or(LessonError::NotFound)?;
        if let Some(binned_at) = section.deleted_at {
            sql::restore_section(&mut tx, section.id, binned_at).await?;
        }
        sql::set_lesson_deleted(&mut tx, id, None).await?;
        quizzes::restore_questions(&mut tx, course).await?;
        courses::change_outline(&mut tx, clock, course).await?;
    }
    tx.commit().await?;
    Ok(course)
}

/// Gives the lesson a new video, in the transaction that completes its upload. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn set_video(db: &mut PgConnection, clock: &dyn Clock, id: LessonId, video: VideoId) -> sqlx::Result<()> {
    sql::set_video(db, id, video, clock.now()).await
}

/// Tells lessons and their courses how long a video is, once it was probed.
///
/// # Errors
/// When Postgres fails.
pub async fn set_video_duration(db: &mut PgConnection, video: VideoId, duration_ms: i64) -> sqlx::Result<()> {
    for course in sql::set_duration(db, video, duration_ms).await? {
        courses::recount(db, course).await?;
    }
    Ok(())
}
