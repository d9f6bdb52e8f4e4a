//! The lessons of a course in order, and what one person has done of them.

use crate::courses::{Course, EnrolmentOut, EnrolmentSource};
use crate::lessons::LessonKind;
use crate::progress;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, SectionId};
use sqlx::PgConnection;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

/// A lesson in its place, the same for everyone.
#[derive(Debug)]
pub(super) struct Placed {
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
    pub completion_share: i16,
    pub playable: bool,
}

/// What a person has done of a lesson.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Own {
    pub done: bool,
    pub position_ms: i64,
    pub watched_ms: i64,
}

/// A lesson of one person's outline.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutlineRow<'a> {
    placed: &'a Placed,
    pub own: Own,
}

impl Deref for OutlineRow<'_> {
    type Target = Placed;

    fn deref(&self) -> &Placed {
        self.placed
    }
}

impl OutlineRow<'_> {
    /// How much of what completes it is done.
    pub fn percent(&self) -> i32 {
        match self.kind {
            _ if self.own.done => 100,
            LessonKind::Video => progress::video_percent(self.own.watched_ms, self.duration_ms, self.completion_share),
            LessonKind::Text | LessonKind::File | LessonKind::Test | LessonKind::Link => 0,
        }
    }
}

/// Everyone's lessons with one person's progress.
#[derive(Debug)]
pub(super) struct Outline {
    placed: Arc<Vec<Placed>>,
    own: HashMap<LessonId, Own>,
}

impl Outline {
    /// What is published and, of what was removed, what the person has done.
    pub fn rows(&self) -> Vec<OutlineRow<'_>> {
        let row = |placed| OutlineRow { placed, own: self.own.get(&placed.id).copied().unwrap_or_default() };
        self.placed.iter().map(row).filter(|row| !row.removed || row.own.done).collect()
    }
}

/// How much of what the course requires is done: required lessons and the final test; of a course that requires
/// nothing, all lessons.
pub(super) fn course_percent(rows: &[OutlineRow<'_>], final_test: Option<LessonId>) -> i32 {
    let shown = || rows.iter().filter(|row| !row.removed);
    let requires = shown().any(|row| row.required);
    let needed: Vec<_> = shown().filter(|row| !requires || row.required || Some(row.id) == final_test).collect();
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    progress::percent_of(count(needed.iter().filter(|row| row.own.done).count()), count(needed.len()))
}

/// Published outlines in the process. A stamp is read with each course and rises with each change, so a kept outline is
/// never an old one.
#[derive(Debug, Clone)]
pub struct Outlines {
    kept: moka::future::Cache<(CourseId, i64), Arc<Vec<Placed>>>,
}

/// Of all courses together, about 50 MB.
const MOST_LESSONS: u64 = 100_000;

impl Default for Outlines {
    fn default() -> Self {
        let weight = |_: &_, placed: &Arc<Vec<Placed>>| u32::try_from(placed.len() + 1).unwrap_or(u32::MAX);
        Self { kept: moka::future::Cache::builder().max_capacity(MOST_LESSONS).weigher(weight).build() }
    }
}

impl Outlines {
    /// The course as it is published or, `edited`, as it stands in the editor, with somebody's `own` progress.
    pub(super) async fn of(
        &self,
        db: &mut PgConnection,
        course: &Course,
        own: HashMap<LessonId, Own>,
        edited: bool,
    ) -> sqlx::Result<Outline> {
        if edited {
            let placed = Arc::new(edited_lessons(db, course.id).await?);
            return Ok(Outline { placed, own });
        }
        let key = (course.id, course.outline_stamp);
        let placed = match self.kept.get(&key).await {
            Some(placed) => placed,
            None => {
                let placed = Arc::new(published_lessons(db, course.id).await?);
                self.kept.insert(key, placed.clone()).await;
                placed
            }
        };
        Ok(Outline { placed, own })
    }
}

/// `$rows` gives the lessons of course `$1`: `p` with a section's title and whether it was removed.
macro_rules! placed {
    ($rows:literal, $course:expr) => {
        sqlx::query_as!(
            Placed,
            r#"SELECT p.section_id AS "section_id!: SectionId", p.section_title AS "section_title!",
                      p.lesson_id AS "id!: LessonId", p.kind AS "kind!: LessonKind", p.title AS "title!",
                      p.duration_ms AS "duration_ms!", p.required AS "required!", p.preview AS "preview!",
                      p.opens_at AS "opens_at?", p.opens_after_days AS "opens_after_days?", p.removed AS "removed!",
                      p.completion_share AS "completion_share!",
                      (p.kind <> 'video' OR EXISTS (SELECT 1 FROM generations g WHERE g.video_id = p.video_id
                       AND g.published_at IS NOT NULL AND g.state <> 'removed')) AS "playable!"
               FROM ("#
                + $rows
                + ") p
               ORDER BY p.section_removed, p.section_position, p.section_id, p.removed, p.position, p.lesson_id",
            $course.0,
        )
    };
}

async fn edited_lessons(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<Placed>> {
    placed!(
        "SELECT l.*, s.title AS section_title, s.position AS section_position, false AS section_removed, false AS removed
         FROM lessons l JOIN sections s USING (section_id)
         WHERE l.course_id = $1 AND l.deleted_at IS NULL AND s.deleted_at IS NULL",
        course
    )
    .fetch_all(db)
    .await
}

async fn published_lessons(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<Placed>> {
    placed!(
        "SELECT l.*, s.title AS section_title, s.position AS section_position, s.removed_at IS NOT NULL AS section_removed,
                l.removed_at IS NOT NULL AS removed
         FROM published_lessons l JOIN published_sections s USING (section_id) WHERE l.course_id = $1",
        course
    )
    .fetch_all(db)
    .await
}

/// A person's enrolment in the course, and what they have begun or done of its lessons.
pub(super) async fn learner(
    db: &mut PgConnection,
    course: CourseId,
    account: AccountId,
) -> sqlx::Result<(Option<EnrolmentOut>, HashMap<LessonId, Own>)> {
    let row = sqlx::query!(
        r#"SELECT e.created_at AS "created_at?", e.source AS "source?: EnrolmentSource", e.last_lesson_id AS "last_lesson_id?: LessonId", e.completed_at AS "completed_at?",
                  e.completed_version AS "completed_version?",
                  e.created_at + make_interval(days => c.access_days) AS ends_at,
                  ARRAY(SELECT lesson_id FROM lesson_completions WHERE account_id = $2 AND course_id = $1) AS "done!: Vec<LessonId>",
                  w.ids AS "begun: Vec<LessonId>", w.positions_ms, w.watched_ms
           FROM courses c
           LEFT JOIN enrolments e ON e.course_id = c.course_id AND e.account_id = $2 AND e.revoked_at IS NULL
           LEFT JOIN LATERAL (SELECT array_agg(p.lesson_id) AS ids, array_agg(p.position_ms) AS positions_ms,
                                     array_agg(p.watched_ms) AS watched_ms
                              FROM lesson_progress p JOIN lessons l USING (lesson_id)
                              WHERE p.account_id = $2 AND l.course_id = $1) w ON true
           WHERE c.course_id = $1"#,
        course.0,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    let mut own: HashMap<LessonId, Own> = HashMap::new();
    let Some(row) = row else { return Ok((None, own)) };
    let progress = row.positions_ms.into_iter().flatten().zip(row.watched_ms.into_iter().flatten());
    for (id, (position_ms, watched_ms)) in row.begun.into_iter().flatten().zip(progress) {
        own.insert(id, Own { done: false, position_ms, watched_ms });
    }
    for id in row.done {
        own.entry(id).or_default().done = true;
    }
    let enrolment = row.created_at.zip(row.source).map(|(created_at, source)| EnrolmentOut {
        course_id: course,
        created_at,
        source,
        last_lesson_id: row.last_lesson_id,
        completed_at: row.completed_at,
        completed_version: row.completed_version,
        ends_at: row.ends_at,
    });
    Ok((enrolment, own))
}
