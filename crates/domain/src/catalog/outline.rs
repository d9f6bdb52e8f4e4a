//! The lessons of a course in order, and what one person has done of them.

use crate::courses::Course;
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
    /// The course as it is published or, `edited`, as it stands in the editor, with `viewer`'s progress.
    pub(super) async fn of(
        &self,
        db: &mut PgConnection,
        course: &Course,
        viewer: Option<AccountId>,
        edited: bool,
    ) -> sqlx::Result<Outline> {
        let own = match viewer {
            Some(viewer) => done_by(db, course.id, viewer).await?,
            None => HashMap::new(),
        };
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

/// What the person has begun or done in the course.
async fn done_by(db: &mut PgConnection, course: CourseId, account: AccountId) -> sqlx::Result<HashMap<LessonId, Own>> {
    let rows = sqlx::query!(
        r#"SELECT COALESCE(d.lesson_id, w.lesson_id) AS "id!: LessonId", d.lesson_id IS NOT NULL AS "done!",
                  COALESCE(w.position_ms, 0) AS "position_ms!", COALESCE(w.watched_ms, 0) AS "watched_ms!"
           FROM (SELECT lesson_id FROM lesson_completions WHERE account_id = $2 AND course_id = $1) d
           FULL JOIN (SELECT p.lesson_id, p.position_ms, p.watched_ms FROM lesson_progress p JOIN lessons l USING (lesson_id)
                      WHERE p.account_id = $2 AND l.course_id = $1) w ON w.lesson_id = d.lesson_id"#,
        course.0,
        account.0,
    )
    .fetch_all(db)
    .await?;
    let own = rows
        .into_iter()
        .map(|row| (row.id, Own { done: row.done, position_ms: row.position_ms, watched_ms: row.watched_ms }));
    Ok(own.collect())
}
