use super::cards;
use super::model::{CoursePage, PageLesson, PageSection};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::cache::Cache;
use crate::courses::{self, CourseError, policy};
use crate::lessons::LessonKind;
use crate::progress;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, SectionId};
use sqlx::{PgConnection, PgPool};

pub(super) struct OutlineRow {
    pub section_id: SectionId,
    pub section_title: String,
    pub id: LessonId,
    pub kind: LessonKind,
    pub title: String,
    pub duration_ms: i64,
    pub required: bool,
    pub preview: bool,
    pub opens_at: Option<DateTime<Utc>>,
    pub opens_after_days: Option<i32>,
    pub removed: bool,
    pub done: bool,
    pub position_ms: i64,
    pub watched_ms: i64,
    pub completion_share: i16,
    pub playable: bool,
}

impl OutlineRow {
    /// How much of what completes it is done.
    pub fn percent(&self) -> i32 {
        match self.kind {
            _ if self.done => 100,
            LessonKind::Video => progress::video_percent(self.watched_ms, self.duration_ms, self.completion_share),
            LessonKind::Text | LessonKind::File | LessonKind::Test | LessonKind::Link => 0,
        }
    }
}

/// How much of what the course requires is done: required lessons and the final test; of a course that requires
/// nothing, all lessons.
pub(super) fn course_percent(rows: &[OutlineRow], final_test: Option<LessonId>) -> i32 {
    let shown = || rows.iter().filter(|row| !row.removed);
    let requires = shown().any(|row| row.required);
    let needed: Vec<_> = shown().filter(|row| !requires || row.required || Some(row.id) == final_test).collect();
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    progress::percent_of(count(needed.iter().filter(|row| row.done).count()), count(needed.len()))
}

/// `$rows` gives the lessons of course `$1` in order: `p` with a section's title and whether it was removed.
macro_rules! outline {
    ($rows:literal, $course:expr, $viewer:expr) => {
        sqlx::query_as!(
            OutlineRow,
            r#"SELECT p.section_id AS "section_id!: SectionId", p.section_title AS "section_title!",
                      p.lesson_id AS "id!: LessonId", p.kind AS "kind!: LessonKind", p.title AS "title!",
                      p.duration_ms AS "duration_ms!", p.required AS "required!", p.preview AS "preview!",
                      p.opens_at AS "opens_at?", p.opens_after_days AS "opens_after_days?", p.removed AS "removed!",
                      d.lesson_id IS NOT NULL AS "done!", COALESCE(w.position_ms, 0) AS "position_ms!",
                      COALESCE(w.watched_ms, 0) AS "watched_ms!", p.completion_share AS "completion_share!",
                      (p.kind <> 'video' OR EXISTS (SELECT 1 FROM generations g WHERE g.video_id = p.video_id
                       AND g.published_at IS NOT NULL AND g.state <> 'removed')) AS "playable!"
               FROM ("#
                + $rows
                + ") p
               LEFT JOIN lesson_completions d ON d.lesson_id = p.lesson_id AND d.account_id = $2
               LEFT JOIN lesson_progress w ON w.lesson_id = p.lesson_id AND w.account_id = $2
               WHERE NOT p.removed OR d.lesson_id IS NOT NULL
               ORDER BY p.section_removed, p.section_position, p.section_id, p.removed, p.position, p.lesson_id",
            $course,
            $viewer,
        )
    };
}

/// The lessons of a course in order, with one person's progress: those that are published and those removed ones that
/// the person has done; or, `edited`, those in the editor.
pub(super) async fn outline(
    db: &mut PgConnection,
    course: CourseId,
    viewer: Option<AccountId>,
    edited: bool,
) -> sqlx::Result<Vec<OutlineRow>> {
    let viewer = viewer.map(|id| id.0);
    if edited {
        return outline!(
            "SELECT l.*, s.title AS section_title, s.position AS section_position, false AS section_removed, false AS removed
             FROM lessons l JOIN sections s USING (section_id)
             WHERE l.course_id = $1 AND l.deleted_at IS NULL AND s.deleted_at IS NULL",
            course.0,
            viewer
        )
        .fetch_all(db)
        .await;
    }
    outline!(
        "SELECT l.*, s.title AS section_title, s.position AS section_position, s.removed_at IS NOT NULL AS section_removed,
                l.removed_at IS NOT NULL AS removed
         FROM published_lessons l JOIN published_sections s USING (section_id) WHERE l.course_id = $1",
        course.0,
        viewer
    )
    .fetch_all(db)
    .await
}

/// A course's own page, for anyone who may see it. What visitors see is kept in the cache.
///
/// # Errors
/// [`CourseError::NotFound`].
pub async fn course_page(
    pool: &PgPool,
    cache: &Cache,
    actor: Option<&Actor>,
    names: InterfaceLanguage,
    id: CourseId,
) -> Result<CoursePage, CourseError> {
    match actor {
        Some(actor) => read(pool, Some(actor), names, id).await,
        None => cache.get(&super::scope_of(id), &("page", names), read(pool, None, names, id)).await,
    }
}

/// What the school is called.
///
/// # Errors
/// When Postgres fails.
pub async fn school_name(pool: &PgPool, cache: &Cache) -> sqlx::Result<String> {
    cache
        .get(super::SCOPE, &"school", async { sqlx::query_scalar!("SELECT name FROM school").fetch_one(pool).await })
        .await
}

/// Fewer say nothing of a course.
const ENOUGH_STUDENTS: i64 = 10;

async fn read(
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
    let told = sqlx::query!(
        r#"SELECT c.description_html, c.star_counts, n.enrolled AS "enrolled!", n.completed AS "completed!",
                  t.courses AS "teacher_courses!", t.students AS "teacher_students!"
           FROM courses c,
                LATERAL (SELECT count(*) AS enrolled, count(completed_at) AS completed FROM enrolments e
                         WHERE e.course_id = c.course_id AND e.revoked_at IS NULL) n,
                LATERAL (SELECT count(*) AS courses, COALESCE(sum(o.student_count), 0)::int8 AS students FROM courses o
                         WHERE o.owner_id = c.owner_id AND o.state = 'published' AND o.deleted_at IS NULL) t
           WHERE c.course_id = $1"#,
        id.0,
    );
    let told = told.fetch_one(&mut *db).await?;
    let mut sections: Vec<PageSection> = Vec::new();
    let rows = outline(&mut db, id, viewer, course.version == 0).await?;
    let percent = enrolment.as_ref().map(|_| course_percent(&rows, course.final_test_id));
    for row in rows.into_iter().filter(|row| !row.removed) {
        let percent = enrolment.as_ref().map(|_| row.percent());
        if sections.last().is_none_or(|section| section.id != row.section_id) {
            sections.push(PageSection { id: row.section_id, title: row.section_title, lessons: Vec::new() });
        }
        let lesson = PageLesson {
            percent,
            id: row.id,
            kind: row.kind,
            title: row.title,
            duration_ms: row.duration_ms,
            done: enrolment.as_ref().map(|_| row.done),
            required: row.required,
            preview: row.preview,
        };
        if let Some(section) = sections.last_mut() {
            section.lessons.push(lesson);
        }
    }
    let can_edit = actor.is_some_and(|actor| policy::may_edit(actor, &course));
    let completed_percent = (told.enrolled >= ENOUGH_STUDENTS).then(|| 100 * told.completed / told.enrolled);
    Ok(CoursePage {
        card,
        description_html: told.description_html,
        outcomes: course.outcomes,
        ordered: course.ordered,
        access_days: course.access_days,
        sections,
        percent,
        updated_at: course.updated_at,
        star_counts: told.star_counts,
        completed_percent: completed_percent.and_then(|percent| i32::try_from(percent).ok()),
        teacher_courses: told.teacher_courses,
        teacher_students: told.teacher_students,
        enrolment,
        can_edit,
    })
}
