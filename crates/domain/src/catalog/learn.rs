use super::cards;
use super::model::{
    Continue, ContinueCourse, LearnCourse, LearnLesson, LearnSection, LearnView, Learning, LearningCourse,
};
use super::page::outline;
use crate::accounts::{Actor, InterfaceLanguage};
use crate::courses::{self, CourseError, policy};
use chrono::{DateTime, Utc};
use lectern_db::{CourseId, LessonId};
use sqlx::PgPool;

/// The course for its learner. An enrolled person keeps it after it has left the catalogue; its teacher may preview.
///
/// # Errors
/// [`CourseError::NotFound`], or [`CourseError::NotEnrolled`] for a course one may see.
pub async fn learn(
    pool: &PgPool,
    actor: &Actor,
    names: InterfaceLanguage,
    id: CourseId,
) -> Result<LearnView, CourseError> {
    let mut db = pool.acquire().await?;
    let enrolment = courses::enrolment(&mut db, actor.id, id).await?;
    let visible = courses::find_visible(&mut db, Some(actor), id).await;
    let can_edit = visible.as_ref().is_ok_and(|course| policy::may_edit(actor, course));
    match &visible {
        Ok(_) if enrolment.is_none() && !can_edit => return Err(CourseError::NotEnrolled),
        Err(_) if enrolment.is_none() => return Err(CourseError::NotFound),
        Ok(_) | Err(_) => {}
    }
    let deleted = sqlx::query_scalar!("SELECT deleted_at FROM courses WHERE course_id = $1", id.0);
    if deleted.fetch_optional(&mut *db).await?.is_none_or(|deleted_at| deleted_at.is_some()) {
        return Err(CourseError::NotFound);
    }
    let card = cards::by_ids(&mut db, Some(actor.id), names, &[id.0]).await?.pop().ok_or(CourseError::NotFound)?;
    let rows = outline(&mut db, id, Some(actor.id)).await?;
    let last = enrolment.and_then(|enrolment| enrolment.last_lesson_id);
    let undone = || rows.iter().filter(|row| !row.done);
    let go_on = undone().find(|row| Some(row.id) == last).or_else(|| undone().next());
    let go_on = go_on.map(|row| Continue { lesson_id: row.id, position_ms: row.position_ms });
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (done_lessons, lesson_count) = (count(rows.iter().filter(|row| row.done).count()), count(rows.len()));
    let mut sections: Vec<LearnSection> = Vec::new();
    for row in rows {
        if sections.last().is_none_or(|section| section.id != row.section_id) {
            sections.push(LearnSection { id: row.section_id, title: row.section_title, lessons: Vec::new() });
        }
        let lesson = LearnLesson {
            id: row.id,
            kind: row.kind,
            title: row.title,
            duration_ms: row.duration_ms,
            done: row.done,
            position_ms: row.position_ms,
            watched_ms: row.watched_ms,
            playable: row.playable,
        };
        if let Some(section) = sections.last_mut() {
            section.lessons.push(lesson);
        }
    }
    let course = LearnCourse { id, title: card.title, cover: card.cover, teacher: card.teacher };
    Ok(LearnView { course, sections, go_on, done_lessons, lesson_count, can_edit })
}

struct LearningRow {
    course_id: CourseId,
    last_seen_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
    lesson_id: Option<LessonId>,
    lesson_title: Option<String>,
    lesson_duration_ms: Option<i64>,
    position_ms: i64,
}

/// The person's courses (at most 200), last seen first, each with the lesson to go on with: the last one while it is
/// not done, else the first that is not.
///
/// # Errors
/// When Postgres fails.
pub async fn learning(pool: &PgPool, actor: &Actor, names: InterfaceLanguage) -> sqlx::Result<Learning> {
    let mut db = pool.acquire().await?;
    let rows = sqlx::query_as!(
        LearningRow,
        r#"SELECT e.course_id AS "course_id: CourseId", e.last_seen_at, e.completed_at,
                  n.lesson_id AS "lesson_id?: LessonId", n.title AS "lesson_title?", n.duration_ms AS "lesson_duration_ms?",
                  COALESCE(p.position_ms, 0) AS "position_ms!"
           FROM enrolments e JOIN courses c USING (course_id)
           LEFT JOIN LATERAL (
               SELECT l.lesson_id, l.title, l.duration_ms FROM lessons l JOIN sections s USING (section_id)
               WHERE l.course_id = e.course_id AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM lesson_completions d
                                 WHERE d.lesson_id = l.lesson_id AND d.account_id = e.account_id)
               ORDER BY l.lesson_id = e.last_lesson_id DESC NULLS LAST, s.position, l.position LIMIT 1) n ON true
           LEFT JOIN lesson_progress p ON p.lesson_id = n.lesson_id AND p.account_id = e.account_id
           WHERE e.account_id = $1 AND e.revoked_at IS NULL AND c.deleted_at IS NULL
           ORDER BY e.last_seen_at DESC, e.course_id DESC LIMIT 200"#,
        actor.id.0,
    )
    .fetch_all(&mut *db)
    .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.course_id.0).collect();
    let cards = cards::by_ids(&mut db, Some(actor.id), names, &ids).await?;
    let go_on = rows.iter().zip(&cards).find_map(|(row, card)| {
        Some(ContinueCourse {
            course_id: row.course_id,
            course_title: card.title.clone(),
            lesson_id: row.lesson_id?,
            lesson_title: row.lesson_title.clone()?,
            position_ms: row.position_ms,
            duration_ms: row.lesson_duration_ms?,
        })
    });
    let courses = rows.into_iter().zip(cards).map(|(row, course)| LearningCourse {
        done_lessons: course.done_lessons.unwrap_or(0),
        lesson_count: i64::from(course.lesson_count),
        course,
        last_seen_at: row.last_seen_at,
        completed_at: row.completed_at,
        continue_lesson_id: row.lesson_id,
    });
    Ok(Learning { go_on, courses: courses.collect() })
}
