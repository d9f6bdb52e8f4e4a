use super::model::{CourseEdit, Lesson, LessonEdit, LessonError, LessonKind, SectionEdit};
use super::{publish, sql};
use crate::accounts::Actor;
use crate::courses::{self, Course, CourseError, Cover, policy};
use crate::files::{self, FileOut};
use crate::quizzes;
use crate::uploads::{self, UploadOut};
use crate::videos::{self, VideoOut};
use lectern_db::{Clock, CourseId, FileId, LessonId, SectionId, VideoId};
use sqlx::{PgConnection, PgPool};
use std::collections::{BTreeSet, HashMap};

/// A wanted order: sections, each with its lessons.
#[derive(Debug)]
pub struct NewOrder {
    /// The version the order was made from.
    pub version: i32,
    /// In order.
    pub sections: Vec<(SectionId, Vec<LessonId>)>,
}

/// Puts sections and lessons in a new order.
///
/// # Errors
/// What [`courses::for_edit`] says, [`CourseError::OutlineChanged`], or [`CourseError::OutlineMismatch`].
pub async fn reorder(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    order: &NewOrder,
) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    if courses::for_edit(&mut tx, actor, course).await?.outline_version != order.version {
        return Err(CourseError::OutlineChanged);
    }
    let sections: Vec<_> = order.sections.iter().map(|(section, _)| section.0).collect();
    let placed = order.sections.iter().flat_map(|(section, lessons)| {
        lessons.iter().zip(0_i32..).map(move |(lesson, position)| (lesson.0, section.0, position))
    });
    let placed: Vec<_> = placed.collect();
    let live_sections: BTreeSet<_> = sql::sections(&mut tx, course).await?.iter().map(|s| s.id.0).collect();
    let live_lessons: BTreeSet<_> = sql::lessons(&mut tx, course).await?.iter().map(|l| l.id.0).collect();
    let same = |live: &BTreeSet<uuid::Uuid>, named: &[uuid::Uuid]| {
        live.len() == named.len() && named.iter().copied().collect::<BTreeSet<_>>() == *live
    };
    let lessons: Vec<_> = placed.iter().map(|p| p.0).collect();
    if !same(&live_sections, &sections) || !same(&live_lessons, &lessons) {
        return Err(CourseError::OutlineMismatch);
    }
    let lesson_sections: Vec<_> = placed.iter().map(|p| p.1).collect();
    let positions: Vec<_> = placed.iter().map(|p| p.2).collect();
    sql::reorder(&mut tx, course, &sections, &lessons, &lesson_sections, &positions).await?;
    courses::change_outline(&mut tx, clock, course).await?;
    tx.commit().await?;
    Ok(())
}

/// What keeps a course from being published.
pub(super) async fn publish_problems(db: &mut PgConnection, course: &Course) -> sqlx::Result<Vec<String>> {
    let empty_test = quizzes::has_empty_test(db, course.id).await?;
    Ok(problems(course, &sql::lessons(db, course.id).await?, empty_test))
}

fn problems(course: &Course, lessons: &[Lesson], empty_test: bool) -> Vec<String> {
    let without_video = |l: &Lesson| l.kind == LessonKind::Video && l.video_id.is_none();
    let without_text = |l: &Lesson| l.kind == LessonKind::Text && l.body.trim().is_empty();
    let found = [
        (course.summary.trim().is_empty(), "no-summary"),
        (lessons.is_empty(), "no-lessons"),
        (lessons.iter().any(without_video), "lesson-without-video"),
        (lessons.iter().any(without_text), "lesson-without-text"),
        (lessons.iter().any(|l| l.kind == LessonKind::File && l.file_id.is_none()), "lesson-without-file"),
        (lessons.iter().any(|l| l.kind == LessonKind::Link && l.link_url.is_none()), "lesson-without-link"),
        (empty_test, "lesson-without-questions"),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, slug)| slug.to_owned()).collect()
}

fn lesson_out(
    lesson: Lesson,
    videos: &HashMap<VideoId, VideoOut>,
    uploads: &mut HashMap<LessonId, UploadOut>,
    files: &HashMap<FileId, FileOut>,
) -> LessonEdit {
    LessonEdit {
        video: lesson.video_id.and_then(|id| videos.get(&id).cloned()),
        upload: uploads.remove(&lesson.id),
        id: lesson.id,
        section_id: lesson.section_id,
        kind: lesson.kind,
        title: lesson.title,
        body: lesson.body,
        duration_ms: lesson.duration_ms,
        required: lesson.required,
        preview: lesson.preview,
        completion_share: lesson.completion_share,
        opens_at: lesson.opens_at,
        opens_after_days: lesson.opens_after_days,
        link_url: lesson.link_url,
        file: lesson.file_id.and_then(|id| files.get(&id).cloned()),
        attachments: lesson.attachment_ids.iter().filter_map(|id| files.get(&FileId(*id)).cloned()).collect(),
    }
}

/// The whole course for its editor, in nine queries whatever its length.
///
/// # Errors
/// What [`courses::for_edit`] says.
pub async fn course_edit(pool: &PgPool, actor: &Actor, id: CourseId) -> Result<CourseEdit, CourseError> {
    let mut tx = pool.begin().await?;
    let course = courses::for_editor(&mut tx, actor, id).await?;
    let lessons = sql::lessons(&mut tx, id).await?;
    let problems = problems(&course, &lessons, quizzes::has_empty_test(&mut tx, id).await?);
    let wanted: Vec<_> = lessons.iter().filter_map(|lesson| lesson.video_id).collect();
    let videos = videos::get_out(&mut tx, &wanted).await?;
    let mut uploads = uploads::open_by_lesson(&mut tx, id).await?;
    let files = files::get_out(&mut tx, &lessons.iter().flat_map(Lesson::files).collect::<Vec<_>>()).await?;
    let changes = publish::count_changes(&mut tx, &course).await?;
    let count = i32::try_from(lessons.len()).unwrap_or(i32::MAX);
    let duration_ms = lessons.iter().map(|lesson| lesson.duration_ms).sum();
    let mut of_section: HashMap<SectionId, Vec<LessonEdit>> = HashMap::new();
    for lesson in lessons {
        of_section.entry(lesson.section_id).or_default().push(lesson_out(lesson, &videos, &mut uploads, &files));
    }
    let sections = sql::sections(&mut tx, id).await?;
    let section = |s: sql::SectionRow| SectionEdit {
        lessons: of_section.remove(&s.id).unwrap_or_default(),
        id: s.id,
        title: s.title,
    };
    Ok(CourseEdit {
        sections: sections.into_iter().map(section).collect(),
        problems,
        changes,
        rights: policy::rights(actor, &course).ok_or(CourseError::NotYours)?,
        ordered: course.ordered,
        access_days: course.access_days,
        awards_certificate: course.awards_certificate,
        certificate_template: course.certificate_template,
        final_test_id: course.final_test_id,
        price: course.pricing(),
        outcomes: course.outcomes,
        tags: course.tags,
        version: course.version,
        id: course.id,
        title: course.title,
        summary: course.summary,
        description: course.description,
        category_id: course.category_id,
        level: course.level,
        language: course.language,
        cover: course.cover_hash.as_deref().map(Cover::of),
        state: course.state,
        outline_version: course.outline_version,
        lesson_count: count,
        duration_ms,
        student_count: course.student_count,
        published_at: course.published_at,
        updated_at: course.updated_at,
    })
}

/// One lesson for its editor.
///
/// # Errors
/// As [`super::lesson_for_edit`].
pub async fn lesson_edit(pool: &PgPool, actor: &Actor, id: LessonId) -> Result<LessonEdit, LessonError> {
    let mut tx = pool.begin().await?;
    let lesson = super::lesson_for_edit(&mut tx, actor, id).await?;
    let wanted: Vec<_> = lesson.video_id.into_iter().collect();
    let videos = videos::get_out(&mut tx, &wanted).await?;
    let mut uploads = uploads::open_by_lesson(&mut tx, lesson.course_id).await?;
    let files = files::get_out(&mut tx, &lesson.files().collect::<Vec<_>>()).await?;
    Ok(lesson_out(lesson, &videos, &mut uploads, &files))
}
