use super::cards;
use super::model::{CoursePage, PageLesson, PageSection};
use super::outline::{Outline, Outlines, course_percent, learner};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::cache::Cache;
use crate::courses::{self, Course, CourseError, CourseState, EnrolmentOut, policy};
use lectern_db::CourseId;
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use std::sync::Arc;

/// A course's own page, for anyone who may see it. What visitors see of it is kept in the cache; who is signed in sees the
/// same with what they have done.
///
/// # Errors
/// [`CourseError::NotFound`].
pub async fn course_page(
    pool: &PgPool,
    cache: &Cache,
    outlines: &Outlines,
    actor: Option<&Actor>,
    names: InterfaceLanguage,
    id: CourseId,
) -> Result<CoursePage, CourseError> {
    let (scope, key) = (super::scope_of(id), ("page", names));
    let shown = cache.get(&scope, &key, async {
        let mut db = pool.acquire().await?;
        let course = courses::find_visible(&mut db, None, id).await?;
        read(&mut db, outlines, names, &course).await
    });
    let Some(actor) = actor else { return Ok(Arc::unwrap_or_clone(shown.await?)) };
    let mut db = pool.acquire().await?;
    let course = courses::find_visible(&mut db, Some(actor), id).await?;
    let (enrolment, own) = learner(&mut db, id, actor.id).await?;
    let outline = outlines.of(&mut db, &course, own, course.version == 0).await?;
    let mut page = if course.state == CourseState::Published {
        // Making it takes a connection of its own.
        drop(db);
        Arc::unwrap_or_clone(shown.await?)
    } else {
        read(&mut db, outlines, names, &course).await?
    };
    page.can_edit = policy::may_edit(actor, &course);
    if let Some(enrolment) = enrolment {
        draw_own(&mut page, &course, enrolment, &outline);
    }
    Ok(page)
}

/// Puts what one person has done into the page.
fn draw_own(page: &mut CoursePage, course: &Course, enrolment: EnrolmentOut, outline: &Outline) {
    let rows = outline.rows();
    let lessons = page.sections.iter_mut().flat_map(|section| &mut section.lessons);
    let of = rows.iter().map(|row| (row.id, row)).collect::<HashMap<_, _>>();
    let mut places = Vec::new();
    for (place, lesson) in (0..).zip(lessons) {
        let row = of.get(&lesson.id);
        lesson.percent = Some(row.map_or(0, |row| row.percent()));
        lesson.done = Some(row.is_some_and(|row| row.own.done));
        if lesson.done == Some(true) {
            places.push(place);
        }
    }
    page.percent = Some(course_percent(&rows, course.final_test_id));
    page.card.draw_done(places);
    page.enrolment = Some(enrolment);
}

/// What the school is called.
///
/// # Errors
/// When Postgres fails.
pub async fn school_name(pool: &PgPool, cache: &Cache) -> sqlx::Result<String> {
    let read = async { sqlx::query_scalar!("SELECT name FROM school").fetch_one(pool).await };
    Ok(Arc::unwrap_or_clone(cache.get(super::SCOPE, &"school", read).await?))
}

/// Fewer say nothing of a course.
const ENOUGH_STUDENTS: i64 = 10;

/// The page without what one person has done.
async fn read(
    db: &mut PgConnection,
    outlines: &Outlines,
    names: InterfaceLanguage,
    course: &Course,
) -> Result<CoursePage, CourseError> {
    let card = cards::by_ids(db, None, names, &[course.id.0]).await?.pop().ok_or(CourseError::NotFound)?;
    let told = sqlx::query!(
        r#"SELECT c.description_html, c.star_counts, n.enrolled AS "enrolled!", n.completed AS "completed!",
                  t.courses AS "teacher_courses!", t.students AS "teacher_students!"
           FROM courses c,
                LATERAL (SELECT count(*) AS enrolled, count(completed_at) AS completed FROM enrolments e
                         WHERE e.course_id = c.course_id AND e.revoked_at IS NULL) n,
                LATERAL (SELECT count(*) AS courses, COALESCE(sum(o.student_count), 0)::int8 AS students FROM courses o
                         WHERE o.owner_id = c.owner_id AND o.state = 'published' AND o.deleted_at IS NULL) t
           WHERE c.course_id = $1"#,
        course.id.0,
    );
    let told = told.fetch_one(&mut *db).await?;
    let mut sections: Vec<PageSection> = Vec::new();
    let outline = outlines.of(db, course, HashMap::new(), course.version == 0).await?;
    for row in outline.rows() {
        if sections.last().is_none_or(|section| section.id != row.section_id) {
            sections.push(PageSection { id: row.section_id, title: row.section_title.clone(), lessons: Vec::new() });
        }
        let lesson = PageLesson {
            percent: None,
            id: row.id,
            kind: row.kind,
            title: row.title.clone(),
            duration_ms: row.duration_ms,
            done: None,
            required: row.required,
            preview: row.preview,
        };
        if let Some(section) = sections.last_mut() {
            section.lessons.push(lesson);
        }
    }
    let completed_percent = (told.enrolled >= ENOUGH_STUDENTS).then(|| 100 * told.completed / told.enrolled);
    Ok(CoursePage {
        card,
        description_html: told.description_html,
        outcomes: course.outcomes.clone(),
        ordered: course.ordered,
        access_days: course.access_days,
        sections,
        percent: None,
        updated_at: course.updated_at,
        star_counts: told.star_counts,
        completed_percent: completed_percent.and_then(|percent| i32::try_from(percent).ok()),
        teacher_courses: told.teacher_courses,
        teacher_students: told.teacher_students,
        enrolment: None,
        can_edit: false,
    })
}
