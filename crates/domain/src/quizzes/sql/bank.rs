use crate::quizzes::model::{QuestionOut, Topic};
use crate::quizzes::rich;
use chrono::{DateTime, Utc};
use lectern_db::{CourseId, LessonId, PageSize, QuestionId};
use lectern_quiz::Question;
use lectern_quiz::draw::BankEntry;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

pub struct Row {
    pub id: QuestionId,
    pub course_id: CourseId,
    pub version: i32,
    pub body: Json<Question>,
    pub used_in: Vec<LessonId>,
    pub updated_at: DateTime<Utc>,
}

impl From<Row> for QuestionOut {
    fn from(row: Row) -> Self {
        let html = rich::whole(&row.body);
        Self {
            id: row.id,
            course_id: row.course_id,
            version: row.version,
            question: row.body.0,
            html,
            used_in: row.used_in,
            updated_at: row.updated_at,
        }
    }
}

/// Adds all in one statement; the arrays are parallel.
pub async fn insert(
    db: &mut PgConnection,
    course: CourseId,
    ids: &[Uuid],
    topics: &[Option<String>],
    bodies: &[serde_json::Value],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO questions (question_id, course_id, topic, body, created_at, updated_at)
         SELECT id, $1, topic, body, $5, $5 FROM unnest($2::uuid[], $3::text[], $4::jsonb[]) AS q (id, topic, body)",
        course.0,
        ids,
        topics as &[Option<String>],
        bodies,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn count(db: &mut PgConnection, course: CourseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM questions WHERE course_id = $1 AND deleted_at IS NULL"#,
        course.0
    )
    .fetch_one(db)
    .await
}

pub async fn update(
    db: &mut PgConnection,
    id: QuestionId,
    topic: Option<&str>,
    body: &serde_json::Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE questions SET topic = $2, body = $3, version = version + 1, updated_at = $4 WHERE question_id = $1",
        id.0,
        topic,
        body,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete(db: &mut PgConnection, id: QuestionId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE questions SET deleted_at = $2 WHERE question_id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// Those that are not deleted, in no order.
pub async fn find(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"SELECT question_id AS "id: QuestionId", course_id AS "course_id: CourseId", version, body AS "body: Json<Question>",
                  ARRAY(SELECT i.lesson_id FROM quiz_items i WHERE i.question_id = q.question_id
                        UNION SELECT v.lesson_id FROM video_questions v WHERE v.question_id = q.question_id AND v.edited)
                      AS "used_in!: Vec<LessonId>",
                  updated_at
           FROM questions q WHERE question_id = ANY ($1) AND deleted_at IS NULL"#,
        ids,
    )
    .fetch_all(db)
    .await
}

/// Newest first. `like` is a pattern.
pub async fn list(
    db: &mut PgConnection,
    course: CourseId,
    topic: Option<&str>,
    like: Option<&str>,
    after: Option<QuestionId>,
    size: PageSize,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"SELECT question_id AS "id: QuestionId", course_id AS "course_id: CourseId", version, body AS "body: Json<Question>",
                  ARRAY(SELECT i.lesson_id FROM quiz_items i WHERE i.question_id = q.question_id
                        UNION SELECT v.lesson_id FROM video_questions v WHERE v.question_id = q.question_id AND v.edited)
                      AS "used_in!: Vec<LessonId>",
                  updated_at
           FROM questions q
           WHERE course_id = $1 AND deleted_at IS NULL
             AND ($2::text IS NULL OR topic = $2 OR starts_with(topic, $2 || '/'))
             AND ($3::text IS NULL OR body->>'prompt' ILIKE $3 OR body->>'title' ILIKE $3 OR body->'body'->>'text' ILIKE $3)
             AND ($4::uuid IS NULL OR question_id < $4)
           ORDER BY question_id DESC LIMIT $5"#,
        course.0,
        topic,
        like,
        after.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub async fn topics(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<Topic>> {
    sqlx::query_as!(
        Topic,
        r#"SELECT topic, count(*) AS "count!" FROM questions WHERE course_id = $1 AND deleted_at IS NULL
           GROUP BY topic ORDER BY topic NULLS FIRST LIMIT 1000"#,
        course.0,
    )
    .fetch_all(db)
    .await
}

/// What can be drawn from: with `edited` the bank as it is, else as it was published.
pub async fn entries(db: &mut PgConnection, course: CourseId, edited: bool) -> sqlx::Result<Vec<BankEntry>> {
    let rows = sqlx::query!(
        "SELECT question_id, CASE WHEN $2 THEN topic ELSE published_topic END AS topic FROM questions
         WHERE course_id = $1 AND CASE WHEN $2 THEN deleted_at IS NULL ELSE published_body IS NOT NULL END",
        course.0,
        edited,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| BankEntry { id: row.question_id, topic: row.topic }).collect())
}

/// A question to be asked.
pub struct Askable {
    pub id: QuestionId,
    pub version: i32,
    pub body: Json<Question>,
}

/// Those of `ids` that the bank has, in no order; `edited` as of [`entries`].
pub async fn askable(db: &mut PgConnection, ids: &[Uuid], edited: bool) -> sqlx::Result<Vec<Askable>> {
    sqlx::query_as!(
        Askable,
        r#"SELECT question_id AS "id: QuestionId", CASE WHEN $2 THEN version ELSE published_version END AS "version!",
                  CASE WHEN $2 THEN body ELSE published_body END AS "body!: Json<Question>"
           FROM questions
           WHERE question_id = ANY ($1) AND CASE WHEN $2 THEN deleted_at IS NULL ELSE published_body IS NOT NULL END"#,
        ids,
        edited,
    )
    .fetch_all(db)
    .await
}

/// Those of `lessons` that are live lessons of the course.
pub async fn lessons_of(db: &mut PgConnection, course: CourseId, lessons: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT lesson_id FROM lessons WHERE course_id = $1 AND lesson_id = ANY ($2) AND deleted_at IS NULL",
        course.0,
        lessons,
    )
    .fetch_all(db)
    .await
}
