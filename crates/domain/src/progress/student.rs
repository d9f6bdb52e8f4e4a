//! One student of a course, lesson by lesson.

use super::error::ProgressError;
use super::percent::{percent_of, video_percent};
use super::student_list::StudentOut;
use super::students;
use crate::accounts::Actor;
use crate::courses;
use crate::lessons::LessonKind;
use crate::quizzes::AttemptState;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, AttemptId, Clock, CourseId, LessonId};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use utoipa::ToSchema;

/// A try of a test.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentAttempt {
    /// Its own.
    pub id: AttemptId,
    /// Of the student's tries, from 1.
    pub number: i32,
    /// Whether it is graded.
    pub state: AttemptState,
    /// When it was handed in; absent while it runs.
    pub submitted_at: Option<DateTime<Utc>>,
    /// In hundredths of a point; absent while it runs.
    pub points: Option<i32>,
    /// In hundredths of a point.
    pub max: i32,
    /// Of the points, 0 to 100.
    pub percent: Option<i32>,
    /// Absent until it is graded.
    pub passed: Option<bool>,
}

/// A lesson with what the student did in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentLesson {
    /// The lesson's.
    pub id: LessonId,
    /// The title of its section.
    pub section: String,
    /// The lesson's.
    pub kind: LessonKind,
    /// The lesson's.
    pub title: String,
    /// Of a video.
    pub duration_ms: i64,
    /// Whether the course requires it.
    pub required: bool,
    /// Whether it has left the course since.
    pub removed: bool,
    /// How much of what completes it is done, 0 to 100.
    pub percent: i32,
    /// When it was completed.
    pub done_at: Option<DateTime<Utc>>,
    /// Of a video, as a union.
    pub watched_ms: i64,
    /// When something of it was last watched.
    pub last_watched_at: Option<DateTime<Utc>>,
    /// Of a test, oldest first.
    pub attempts: Vec<StudentAttempt>,
}

/// One student of a course.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StudentView {
    /// The course's.
    pub course_title: String,
    /// As in the list.
    pub student: StudentOut,
    /// In the order of the course.
    pub lessons: Vec<StudentLesson>,
}

/// What `account` did in the course, for who teaches it.
///
/// # Errors
/// [`ProgressError::NoStudent`], or what the course says.
pub async fn student(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    account: AccountId,
) -> Result<StudentView, ProgressError> {
    let mut db = pool.acquire().await?;
    let course_title = courses::for_grader(&mut db, actor, course).await?.title;
    let row = students::one(&mut db, course, clock.now(), account).await?.ok_or(ProgressError::NoStudent)?;
    let mut lessons = lessons(&mut db, course, account).await?;
    for (lesson, attempt) in attempts(&mut db, course, account).await? {
        if let Some(lesson) = lessons.iter_mut().find(|known| known.id == lesson) {
            lesson.attempts.push(attempt);
        }
    }
    Ok(StudentView { course_title, student: row.into(), lessons })
}

/// What is published, and what has left the course since the student did it.
async fn lessons(db: &mut PgConnection, course: CourseId, account: AccountId) -> sqlx::Result<Vec<StudentLesson>> {
    let rows = sqlx::query!(
        r#"SELECT l.lesson_id AS "id: LessonId", s.title AS section, l.kind AS "kind: LessonKind", l.title, l.duration_ms,
                  l.required, l.removed_at IS NOT NULL AS "removed!", l.completion_share, d.completed_at AS "done_at?",
                  COALESCE(p.watched_ms, 0) AS "watched_ms!", p.last_report_at AS "last_watched_at?"
           FROM published_lessons l JOIN published_sections s USING (section_id)
           LEFT JOIN lesson_completions d ON d.lesson_id = l.lesson_id AND d.account_id = $2
           LEFT JOIN lesson_progress p ON p.lesson_id = l.lesson_id AND p.account_id = $2
           WHERE l.course_id = $1 AND (l.removed_at IS NULL OR d.lesson_id IS NOT NULL)
           ORDER BY l.removed_at IS NOT NULL, l.place, l.lesson_id"#,
        course.0,
        account.0,
    )
    .fetch_all(db)
    .await?;
    let lessons = rows.into_iter().map(|row| StudentLesson {
        id: row.id,
        section: row.section,
        kind: row.kind,
        title: row.title,
        duration_ms: row.duration_ms,
        required: row.required,
        removed: row.removed,
        percent: match row.kind {
            _ if row.done_at.is_some() => 100,
            LessonKind::Video => video_percent(row.watched_ms, row.duration_ms, row.completion_share),
            LessonKind::Text | LessonKind::File | LessonKind::Test | LessonKind::Link => 0,
        },
        done_at: row.done_at,
        watched_ms: row.watched_ms,
        last_watched_at: row.last_watched_at,
        attempts: Vec::new(),
    });
    Ok(lessons.collect())
}

async fn attempts(
    db: &mut PgConnection,
    course: CourseId,
    account: AccountId,
) -> sqlx::Result<Vec<(LessonId, StudentAttempt)>> {
    let rows = sqlx::query!(
        r#"SELECT attempt_id AS "id: AttemptId", lesson_id AS "lesson: LessonId", number, state AS "state: AttemptState",
                  submitted_at, points, max_points, passed
           FROM attempts WHERE course_id = $1 AND account_id = $2 AND NOT trial ORDER BY attempt_id"#,
        course.0,
        account.0,
    )
    .fetch_all(db)
    .await?;
    let attempts = rows.into_iter().map(|row| {
        let percent = row.points.map(|points| percent_of(i64::from(points), i64::from(row.max_points)));
        let attempt = StudentAttempt {
            id: row.id,
            number: row.number,
            state: row.state,
            submitted_at: row.submitted_at,
            points: row.points,
            max: row.max_points,
            percent,
            passed: row.passed,
        };
        (row.lesson, attempt)
    });
    Ok(attempts.collect())
}
