use super::cards;
use super::model::{CoursePage, PageLesson, PageSection};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::courses::{self, CourseError, policy};
use crate::lessons::LessonKind;
use lectern_db::{AccountId, CourseId, LessonId, SectionId};
use sqlx::{PgConnection, PgPool};

pub(super) struct OutlineRow {
    pub section_id: SectionId,
    pub section_title: String,
    pub id: LessonId,
    pub kind: LessonKind,
    pub title: String,
    pub duration_ms: i64,
    pub done: bool,
    pub position_ms: i64,
    pub watched_ms: i64,
    pub playable: bool,
}

/// The live lessons of a course in order, with one person's progress.
pub(super) async fn outline(
    db: &mut PgConnection,
    course: CourseId,
    viewer: Option<AccountId>,
) -> sqlx::Result<Vec<OutlineRow>> {
    sqlx::query_as!(
        OutlineRow,
        r#"SELECT s.section_id AS "section_id: SectionId", s.title AS section_title, l.lesson_id AS "id: LessonId",
                  l.kind AS "kind: LessonKind", l.title, l.duration_ms, d.lesson_id IS NOT NULL AS "done!",
                  COALESCE(p.position_ms, 0) AS "position_ms!", COALESCE(p.watched_ms, 0) AS "watched_ms!",
                  (l.kind = 'text' OR EXISTS (SELECT 1 FROM generations g WHERE g.video_id = l.video_id
                   AND g.published_at IS NOT NULL AND g.state <> 'removed')) AS "playable!"
           FROM sections s JOIN lessons l USING (section_id)
           LEFT JOIN lesson_completions d ON d.lesson_id = l.lesson_id AND d.account_id = $2
           LEFT JOIN lesson_progress p ON p.lesson_id = l.lesson_id AND p.account_id = $2
           WHERE s.course_id = $1 AND s.deleted_at IS NULL AND l.deleted_at IS NULL
           ORDER BY s.position, s.section_id, l.position, l.lesson_id"#,
        course.0,
        viewer.map(|id| id.0),
    )
    .fetch_all(db)
    .await
}

/// A course's own page, for anyone who may see it.
///
/// # Errors
/// [`CourseError::NotFound`].
pub async fn course_page(
    pool: &PgPool,
    actor: Option<&Actor>,
    names: InterfaceLanguage,
    id: CourseId,
) -> Result<CoursePage, CourseError> {
    let mut db = pool.acquire().await?;
    let course = courses::find_visible(&mut db, actor, id).await?;
    let viewer = actor.map(|actor| actor.id);
    let card = cards::by_ids(&mut db, viewer, names, &[id.0]).await?.pop().ok_or(CourseError::NotFound)?;
    let enrolment = match viewer {
        Some(viewer) => courses::enrolment(&mut db, viewer, id).await?,
        None => None,
    };
    let html = sqlx::query_scalar!("SELECT description_html FROM courses WHERE course_id = $1", id.0);
    let description_html = html.fetch_one(&mut *db).await?;
    let mut sections: Vec<PageSection> = Vec::new();
    for row in outline(&mut db, id, viewer).await? {
        if sections.last().is_none_or(|section| section.id != row.section_id) {
            sections.push(PageSection { id: row.section_id, title: row.section_title, lessons: Vec::new() });
        }
        let lesson = PageLesson {
            id: row.id,
            kind: row.kind,
            title: row.title,
            duration_ms: row.duration_ms,
            done: enrolment.as_ref().map(|_| row.done),
        };
        if let Some(section) = sections.last_mut() {
            section.lessons.push(lesson);
        }
    }
    let can_edit = actor.is_some_and(|actor| policy::may_edit(actor, &course));
    Ok(CoursePage { card, description_html, sections, enrolment, can_edit })
}
