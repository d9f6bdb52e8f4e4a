use crate::quizzes::model::{QuizItem, SaveQuiz};
use crate::quizzes::settings::QuizSettings;
use chrono::{DateTime, Utc};
use lectern_db::{CourseId, LessonId};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// With `edited` as its teachers left it, else as learners take it.
pub async fn settings(db: &mut PgConnection, lesson: LessonId, edited: bool) -> sqlx::Result<Option<QuizSettings>> {
    let found = sqlx::query_scalar!(
        r#"SELECT CASE WHEN $2 THEN settings ELSE published -> 'settings' END AS "settings: Json<QuizSettings>"
           FROM quizzes WHERE lesson_id = $1"#,
        lesson.0,
        edited,
    );
    Ok(found.fetch_optional(db).await?.flatten().map(|settings| settings.0))
}

/// Settings and items, as [`settings`].
pub async fn find(db: &mut PgConnection, lesson: LessonId, edited: bool) -> sqlx::Result<Option<SaveQuiz>> {
    let found = sqlx::query_scalar!(
        r#"SELECT CASE WHEN $2 THEN quiz_edited(q) ELSE published END AS "quiz: Json<SaveQuiz>"
           FROM quizzes q WHERE lesson_id = $1"#,
        lesson.0,
        edited,
    );
    Ok(found.fetch_optional(db).await?.flatten().map(|quiz| quiz.0))
}

/// Writes the test whole, in three statements.
pub async fn save(
    db: &mut PgConnection,
    lesson: LessonId,
    settings: &QuizSettings,
    items: &[QuizItem],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO quizzes (lesson_id, settings, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (lesson_id) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at",
        lesson.0,
        Json(settings) as _,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("DELETE FROM quiz_items WHERE lesson_id = $1", lesson.0).execute(&mut *db).await?;
    let mut questions: Vec<Option<Uuid>> = Vec::new();
    let mut topics: Vec<Option<String>> = Vec::new();
    let mut counts: Vec<Option<i32>> = Vec::new();
    for item in items {
        let (question, topic, count) = match item {
            QuizItem::Question { question_id } => (Some(question_id.0), None, None),
            QuizItem::Draw { topic, count } => (None, topic.clone(), i32::try_from(*count).ok()),
        };
        questions.push(question);
        topics.push(topic);
        counts.push(count);
    }
    sqlx::query!(
        "INSERT INTO quiz_items (lesson_id, position, question_id, topic, draw_count)
         SELECT $1, position::int4 - 1, question_id, topic, draw_count
         FROM unnest($2::uuid[], $3::text[], $4::int4[]) WITH ORDINALITY AS i (question_id, topic, draw_count, position)",
        lesson.0,
        &questions as &[Option<Uuid>],
        &topics as &[Option<String>],
        &counts as &[Option<i32>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Attempts of students, not of editors.
pub async fn attempt_count(db: &mut PgConnection, lesson: LessonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "n!" FROM attempts WHERE lesson_id = $1 AND NOT trial"#, lesson.0)
        .fetch_one(db)
        .await
}

/// Whether a live test of the course asks nothing.
///
/// # Errors
/// When Postgres fails.
pub async fn has_empty_test(db: &mut PgConnection, course: CourseId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM lessons l JOIN sections s USING (section_id)
               WHERE l.course_id = $1 AND l.kind = 'test' AND l.deleted_at IS NULL AND s.deleted_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM quiz_items i WHERE i.lesson_id = l.lesson_id)) AS "empty!""#,
        course.0,
    )
    .fetch_one(db)
    .await
}
