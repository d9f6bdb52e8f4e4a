use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, MomentId, QuestionId};
use lectern_quiz::{Answer, Question};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(Debug)]
pub struct Moment {
    pub id: MomentId,
    pub question_id: QuestionId,
    pub at_ms: i64,
    pub body: Json<Question>,
    /// Of the person who asks: what the last answer earned, and could have.
    pub points: Option<i32>,
    pub max_points: Option<i32>,
}

/// By second; with `edited` as the teachers left them, else as learners are asked.
pub async fn of_lesson(
    db: &mut PgConnection,
    lesson: LessonId,
    account: AccountId,
    edited: bool,
) -> sqlx::Result<Vec<Moment>> {
    sqlx::query_as!(
        Moment,
        r#"SELECT v.moment_id AS "id: MomentId", v.question_id AS "question_id: QuestionId", v.at_ms,
                  CASE WHEN $3 THEN q.body ELSE q.published_body END AS "body!: Json<Question>",
                  a.points AS "points?", a.max_points AS "max_points?"
           FROM video_questions v JOIN questions q USING (question_id)
           LEFT JOIN moment_answers a ON a.moment_id = v.moment_id AND a.account_id = $2
           WHERE v.lesson_id = $1 AND CASE WHEN $3 THEN v.edited ELSE v.published AND q.published_body IS NOT NULL END
           ORDER BY v.at_ms, v.moment_id"#,
        lesson.0,
        account.0,
        edited,
    )
    .fetch_all(db)
    .await
}

/// A question inside a video with what the last answers to it came to.
#[derive(Debug)]
pub struct MissedMoment {
    pub lesson: LessonId,
    pub question_id: QuestionId,
    pub body: Json<Question>,
    pub answers: i64,
    pub wrong: i64,
    /// Of the points, each answer 0 to 1.
    pub earned: f64,
}

/// Of the course's videos, what students got wrong.
pub async fn missed(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<MissedMoment>> {
    sqlx::query_as!(
        MissedMoment,
        r#"SELECT v.lesson_id AS "lesson: LessonId", q.question_id AS "question_id: QuestionId",
                  COALESCE(q.published_body, q.body) AS "body!: Json<Question>", count(*) AS "answers!",
                  count(*) FILTER (WHERE a.points < a.max_points) AS "wrong!",
                  sum(LEAST(GREATEST(a.points::float8 / a.max_points, 0), 1)) AS "earned!"
           FROM lessons l JOIN video_questions v USING (lesson_id) JOIN questions q USING (question_id)
           JOIN moment_answers a USING (moment_id)
           JOIN enrolments e ON e.account_id = a.account_id AND e.course_id = l.course_id
           WHERE l.course_id = $1 AND l.deleted_at IS NULL AND a.max_points > 0
           GROUP BY v.lesson_id, q.question_id HAVING count(*) FILTER (WHERE a.points < a.max_points) > 0
           ORDER BY v.lesson_id, q.question_id"#,
        course.0,
    )
    .fetch_all(db)
    .await
}

/// Whose video it is in.
pub async fn lesson(db: &mut PgConnection, id: MomentId) -> sqlx::Result<Option<LessonId>> {
    sqlx::query_scalar!(r#"SELECT lesson_id AS "id: LessonId" FROM video_questions WHERE moment_id = $1"#, id.0)
        .fetch_optional(db)
        .await
}

/// One of [`of_lesson`].
pub async fn find(
    db: &mut PgConnection,
    id: MomentId,
    account: AccountId,
    edited: bool,
) -> sqlx::Result<Option<Moment>> {
    sqlx::query_as!(
        Moment,
        r#"SELECT v.moment_id AS "id: MomentId", v.question_id AS "question_id: QuestionId", v.at_ms,
                  CASE WHEN $3 THEN q.body ELSE q.published_body END AS "body!: Json<Question>",
                  a.points AS "points?", a.max_points AS "max_points?"
           FROM video_questions v JOIN questions q USING (question_id)
           LEFT JOIN moment_answers a ON a.moment_id = v.moment_id AND a.account_id = $2
           WHERE v.moment_id = $1 AND CASE WHEN $3 THEN v.edited ELSE v.published AND q.published_body IS NOT NULL END"#,
        id.0,
        account.0,
        edited,
    )
    .fetch_optional(db)
    .await
}

/// Makes the lesson's moments in the editor these; those that stay keep their ids and answers. The arrays are parallel.
pub async fn save(
    db: &mut PgConnection,
    lesson: LessonId,
    ids: &[Uuid],
    questions: &[Uuid],
    at_ms: &[i64],
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE video_questions v SET edited = false WHERE lesson_id = $1
           AND NOT EXISTS (SELECT 1 FROM unnest($2::uuid[], $3::int8[]) AS m (question_id, at_ms)
                           WHERE m.question_id = v.question_id AND m.at_ms = v.at_ms)",
        lesson.0,
        questions,
        at_ms,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("DELETE FROM video_questions WHERE lesson_id = $1 AND NOT edited AND NOT published", lesson.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "INSERT INTO video_questions (moment_id, lesson_id, question_id, at_ms)
         SELECT id, $1, question_id, at_ms FROM unnest($2::uuid[], $3::uuid[], $4::int8[]) AS m (id, question_id, at_ms)
         ON CONFLICT ON CONSTRAINT video_questions_once DO UPDATE SET edited = true",
        lesson.0,
        ids,
        questions,
        at_ms,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn answered(
    db: &mut PgConnection,
    id: MomentId,
    account: AccountId,
    answer: &Answer,
    points: i32,
    max: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO moment_answers AS m (moment_id, account_id, answer, points, max_points, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (moment_id, account_id) DO UPDATE
         SET answer = excluded.answer, points = excluded.points, max_points = excluded.max_points, tries = m.tries + 1,
             answered_at = excluded.answered_at",
        id.0,
        account.0,
        Json(answer) as _,
        points,
        max,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
