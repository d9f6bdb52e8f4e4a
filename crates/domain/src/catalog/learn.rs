use super::cards;
use super::model::{
    Continue, ContinueCourse, LearnCourse, LearnLesson, LearnSection, LearnView, Learning, LearningCourse, LessonState,
    Teacher,
};
use super::outline::{OutlineRow, Outlines, course_percent, learner};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::courses::{self, Course, CourseError, CourseState, Cover, policy};
use crate::lessons::{self, Access, Facts};
use crate::progress;
use chrono::{DateTime, Utc};
use lectern_db::{Clock, CourseId, LessonId};
use sqlx::PgPool;

/// The course for its learner. An enrolled person keeps it after it has left the catalogue; who teaches it may go
/// through it too, as it is published or, with `preview`, as it is edited.
///
/// # Errors
/// [`CourseError::NotFound`], [`CourseError::AccessOver`], or [`CourseError::NotEnrolled`] for a course one may see.
pub async fn learn(
    pool: &PgPool,
    clock: &dyn Clock,
    outlines: &Outlines,
    actor: &Actor,
    id: CourseId,
    preview: bool,
) -> Result<LearnView, CourseError> {
    let mut db = pool.acquire().await?;
    let (enrolment, own) = learner(&mut db, id, actor.id).await?;
    let course = courses::find_known(&mut db, actor, id, enrolment.is_some()).await?;
    let staff = policy::may_grade(actor, &course);
    if !staff {
        let enrolment = enrolment.as_ref().ok_or(CourseError::NotEnrolled)?;
        if let Some(ended_at) = enrolment.ends_at.filter(|ends_at| *ends_at <= clock.now()) {
            return Err(CourseError::AccessOver(ended_at));
        }
    }
    let edited = staff && (preview || course.version == 0);
    let outline = outlines.of(&mut db, &course, own, edited).await?;
    drop(db);
    let rows = outline.rows();
    let enrolled_at = enrolment.as_ref().map(|enrolment| enrolment.created_at);
    let all = decide(&course, staff, enrolled_at, &rows, clock.now());
    let last = enrolment.as_ref().and_then(|enrolment| enrolment.last_lesson_id);
    let undone = || rows.iter().zip(&all).filter(|(row, access)| !row.own.done && **access == Access::Open);
    let go_on = undone().find(|(row, _)| Some(row.id) == last).or_else(|| undone().next());
    let go_on = go_on.map(|(row, _)| Continue { lesson_id: row.id, position_ms: row.own.position_ms });
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let done_lessons = count(rows.iter().filter(|row| row.own.done && !row.removed).count());
    let lesson_count = count(rows.iter().filter(|row| !row.removed).count());
    Ok(LearnView {
        percent: course_percent(&rows, course.final_test_id),
        sections: sections(&rows, all),
        go_on,
        done_lessons,
        lesson_count,
        can_edit: policy::may_edit(actor, &course),
        ordered: course.ordered,
        awards_certificate: course.awards_certificate,
        final_test_id: course.final_test_id,
        version: course.version,
        previewing: edited,
        completed_at: enrolment.as_ref().and_then(|enrolment| enrolment.completed_at),
        ends_at: enrolment.and_then(|enrolment| enrolment.ends_at).filter(|_| !staff),
        course: LearnCourse {
            id,
            cover: course.cover_hash.as_deref().map(Cover::of),
            teacher: Teacher { id: course.owner, name: course.owner_name },
            title: course.title,
        },
    })
}

/// The decision on each lesson, from what is read already.
fn decide(
    course: &Course,
    staff: bool,
    enrolled_at: Option<DateTime<Utc>>,
    rows: &[OutlineRow<'_>],
    now: DateTime<Utc>,
) -> Vec<Access> {
    let locks = lessons::locks(rows.iter().map(|row| (row.id, row.required && !row.removed, row.own.done)));
    let facts = |(row, lock): (&OutlineRow<'_>, Option<LessonId>)| Facts {
        course: course.id,
        gone: false,
        listed: course.state == CourseState::Published,
        edited: !row.removed,
        published: !row.removed,
        removed: row.removed,
        staff,
        enrolled_at,
        done: row.own.done,
        preview: row.preview,
        opens_at: row.opens_at,
        opens_after_days: row.opens_after_days,
        access_days: course.access_days,
        locked_by: lock.filter(|_| course.ordered),
    };
    rows.iter().zip(locks).map(|pair| facts(pair).decide(now)).collect()
}

fn sections(rows: &[OutlineRow<'_>], all: Vec<Access>) -> Vec<LearnSection> {
    let mut sections: Vec<LearnSection> = Vec::new();
    for (row, access) in rows.iter().zip(all) {
        let percent = row.percent();
        if sections.last().is_none_or(|section| section.id != row.section_id) {
            sections.push(LearnSection { id: row.section_id, title: row.section_title.clone(), lessons: Vec::new() });
        }
        let (state, opens_at, until_lesson_id) = match access {
            _ if row.removed => (LessonState::Removed, None, None),
            Access::Locked { until_lesson } => (LessonState::Locked, None, Some(until_lesson)),
            Access::NotYet { opens_at } => (LessonState::NotYet, Some(opens_at), None),
            Access::Open | Access::Hidden | Access::NotEnrolled | Access::Over { .. } => {
                (LessonState::Open, None, None)
            }
        };
        let lesson = LearnLesson {
            percent,
            id: row.id,
            kind: row.kind,
            title: row.title.clone(),
            duration_ms: row.duration_ms,
            done: row.own.done,
            position_ms: row.own.position_ms,
            watched_ms: row.own.watched_ms,
            playable: row.playable,
            required: row.required,
            preview: row.preview,
            state,
            opens_at,
            until_lesson_id,
        };
        if let Some(section) = sections.last_mut() {
            section.lessons.push(lesson);
        }
    }
    sections
}

struct LearningRow {
    course_id: CourseId,
    last_seen_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
    archived_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    leaves_at: Option<DateTime<Utc>>,
    lesson_id: Option<LessonId>,
    lesson_title: Option<String>,
    lesson_duration_ms: Option<i64>,
    lesson_place: Option<i32>,
    position_ms: i64,
    done_needed: i64,
    needed: i64,
}

/// The person's courses (at most 200), those in the cabinet or those in its archive, last seen first, each with the lesson
/// to go on with: the last one while it is not done, else the first that is not.
///
/// # Errors
/// When Postgres fails.
pub async fn learning(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    names: InterfaceLanguage,
    archived: bool,
) -> sqlx::Result<Learning> {
    let mut db = pool.acquire().await?;
    let rows = sqlx::query_as!(
        LearningRow,
        r#"SELECT e.course_id AS "course_id: CourseId", e.last_seen_at, e.completed_at,
                  e.archived_at, e.created_at + make_interval(days => c.access_days) AS ends_at,
                  CASE WHEN e.completed_at IS NOT NULL AND e.archived_at IS NULL
                       THEN GREATEST(leaves_cabinet_at(e, s), e.leaving_told_at + interval '7 days') END AS leaves_at,
                  n.lesson_id AS "lesson_id?: LessonId", n.title AS "lesson_title?", n.duration_ms AS "lesson_duration_ms?",
                  n.place - 1 AS "lesson_place?",
                  COALESCE(p.position_ms, 0) AS "position_ms!", t.done AS "done_needed!", t.needed AS "needed!"
           FROM enrolments e JOIN courses c USING (course_id) CROSS JOIN school s
           LEFT JOIN LATERAL (
               SELECT l.lesson_id, l.title, l.duration_ms, l.place FROM published_lessons l
               WHERE l.course_id = e.course_id AND l.removed_at IS NULL
                 AND (l.opens_at IS NULL OR l.opens_at <= $2)
                 AND (l.opens_after_days IS NULL OR e.created_at + make_interval(days => l.opens_after_days) <= $2)
                 AND NOT EXISTS (SELECT 1 FROM lesson_completions d
                                 WHERE d.lesson_id = l.lesson_id AND d.account_id = e.account_id)
                 AND (NOT c.ordered OR NOT EXISTS (
                     SELECT FROM published_lessons b
                     WHERE b.course_id = l.course_id AND b.removed_at IS NULL AND b.required AND b.place < l.place
                       AND NOT EXISTS (SELECT FROM lesson_completions d
                                       WHERE d.lesson_id = b.lesson_id AND d.account_id = e.account_id)))
               ORDER BY l.lesson_id = e.last_lesson_id DESC NULLS LAST, l.place LIMIT 1) n ON true
           LEFT JOIN lesson_progress p ON p.lesson_id = n.lesson_id AND p.account_id = e.account_id
           CROSS JOIN LATERAL (
               SELECT count(*) AS needed, count(d.lesson_id) AS done FROM published_lessons l
               LEFT JOIN lesson_completions d ON d.lesson_id = l.lesson_id AND d.account_id = e.account_id
               WHERE l.course_id = e.course_id AND l.removed_at IS NULL
                 AND (l.required OR l.lesson_id = c.final_test_id
                      OR NOT EXISTS (SELECT FROM published_lessons r
                                     WHERE r.course_id = e.course_id AND r.removed_at IS NULL AND r.required))) t
           WHERE e.account_id = $1 AND e.revoked_at IS NULL AND c.deleted_at IS NULL
             AND (e.archived_at IS NOT NULL) = $3
           ORDER BY e.last_seen_at DESC, e.course_id DESC LIMIT 200"#,
        actor.id.0,
        clock.now(),
        archived,
    )
    .fetch_all(&mut *db)
    .await?;
    let archived_count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM enrolments e JOIN courses c USING (course_id)
           WHERE e.account_id = $1 AND e.archived_at IS NOT NULL AND e.revoked_at IS NULL AND c.deleted_at IS NULL"#,
        actor.id.0,
    )
    .fetch_one(&mut *db)
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
        percent: progress::percent_of(row.done_needed, row.needed),
        course,
        last_seen_at: row.last_seen_at,
        completed_at: row.completed_at,
        archived_at: row.archived_at,
        ends_at: row.ends_at,
        leaves_at: row.leaves_at,
        continue_lesson_id: row.lesson_id,
        continue_place: row.lesson_place,
    });
    Ok(Learning { go_on, courses: courses.collect(), archived_count })
}
