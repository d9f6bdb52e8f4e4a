//! Attempts as teachers see them.

use super::attempts::{Answered, Outcome};
use crate::quizzes::model::{AttemptState, Frozen};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, AttemptId, CourseId, LessonId, PageSize, QuestionId};
use lectern_quiz::Answer;
use lectern_quiz::draw::Arranged;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// A handed-in attempt of a student, with who they are.
#[derive(Debug)]
pub struct Done {
    pub id: AttemptId,
    pub lesson: LessonId,
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub number: i32,
    pub state: AttemptState,
    pub started_at: DateTime<Utc>,
    pub submitted_at: DateTime<Utc>,
    pub points: i32,
    pub max_points: i32,
    pub passed: Option<bool>,
    pub pass_percent: i16,
}

/// Oldest first; `waiting`: those alone that a person has to grade.
pub async fn page(
    db: &mut PgConnection,
    lesson: LessonId,
    waiting: bool,
    after: Option<AttemptId>,
    size: PageSize,
) -> sqlx::Result<Vec<Done>> {
    sqlx::query_as!(
        Done,
        r#"SELECT t.attempt_id AS "id: AttemptId", t.lesson_id AS "lesson: LessonId", t.account_id AS "account: AccountId", a.name, a.email, t.number,
                  t.state AS "state: AttemptState", t.started_at, t.submitted_at AS "submitted_at!",
                  t.points AS "points!", t.max_points, t.passed, t.pass_percent
           FROM attempts t JOIN accounts a USING (account_id)
           WHERE t.lesson_id = $1 AND NOT t.trial AND t.state <> 'open' AND (NOT $2 OR t.state = 'waiting_for_teacher')
             AND ($3::uuid IS NULL OR t.attempt_id > $3)
           ORDER BY t.attempt_id LIMIT $4"#,
        lesson.0,
        waiting,
        after.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub async fn one(db: &mut PgConnection, id: AttemptId) -> sqlx::Result<Option<Done>> {
    sqlx::query_as!(
        Done,
        r#"SELECT t.attempt_id AS "id: AttemptId", t.lesson_id AS "lesson: LessonId", t.account_id AS "account: AccountId", a.name, a.email, t.number,
                  t.state AS "state: AttemptState", t.started_at, t.submitted_at AS "submitted_at!",
                  t.points AS "points!", t.max_points, t.passed, t.pass_percent
           FROM attempts t JOIN accounts a USING (account_id)
           WHERE t.attempt_id = $1 AND t.state <> 'open'"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// The newest `most`, newest first.
pub async fn newest(db: &mut PgConnection, lesson: LessonId, most: i64) -> sqlx::Result<Vec<Done>> {
    sqlx::query_as!(
        Done,
        r#"SELECT t.attempt_id AS "id: AttemptId", t.lesson_id AS "lesson: LessonId", t.account_id AS "account: AccountId", a.name, a.email, t.number,
                  t.state AS "state: AttemptState", t.started_at, t.submitted_at AS "submitted_at!",
                  t.points AS "points!", t.max_points, t.passed, t.pass_percent
           FROM attempts t JOIN accounts a USING (account_id)
           WHERE t.lesson_id = $1 AND NOT t.trial AND t.state <> 'open'
           ORDER BY t.attempt_id DESC LIMIT $2"#,
        lesson.0,
        most,
    )
    .fetch_all(db)
    .await
}

/// The newest `most` of the tests that the course has, newest first.
pub async fn newest_of_course(db: &mut PgConnection, course: CourseId, most: i64) -> sqlx::Result<Vec<Done>> {
    sqlx::query_as!(
        Done,
        r#"SELECT t.attempt_id AS "id: AttemptId", t.lesson_id AS "lesson: LessonId", t.account_id AS "account: AccountId",
                  a.name, a.email, t.number, t.state AS "state: AttemptState", t.started_at, t.submitted_at AS "submitted_at!",
                  t.points AS "points!", t.max_points, t.passed, t.pass_percent
           FROM attempts t JOIN accounts a USING (account_id) JOIN lessons l USING (lesson_id)
           WHERE t.course_id = $1 AND NOT t.trial AND t.state <> 'open' AND l.deleted_at IS NULL
           ORDER BY t.attempt_id DESC LIMIT $2"#,
        course.0,
        most,
    )
    .fetch_all(db)
    .await
}

/// What the course's tests and videos are called.
pub async fn titles(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<(LessonId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT lesson_id AS "id: LessonId", title FROM lessons
           WHERE course_id = $1 AND deleted_at IS NULL AND kind IN ('test', 'video')"#,
        course.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// Holds the rows, so that nobody grades while all are graded anew.
pub async fn lock(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("SELECT 1 AS \"one!\" FROM attempts WHERE attempt_id = ANY ($1) ORDER BY attempt_id FOR UPDATE", ids)
        .fetch_all(db)
        .await?;
    Ok(())
}

/// What each asked, with the seed it was arranged by.
pub async fn questions(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<(AttemptId, Uuid, Vec<Frozen>)>> {
    let rows = sqlx::query!(
        r#"SELECT attempt_id AS "id: AttemptId", seed, COALESCE(regraded, questions) AS "questions!: Json<Vec<Frozen>>"
           FROM attempts WHERE attempt_id = ANY ($1)"#,
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.seed, row.questions.0)).collect())
}

pub async fn answers(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<(AttemptId, Answered)>> {
    let rows = sqlx::query!(
        r#"SELECT attempt_id AS "id: AttemptId", index, seq, answer AS "answer: Json<Answer>", teacher_points, comment
           FROM attempt_answers WHERE attempt_id = ANY ($1) ORDER BY attempt_id, index"#,
        ids,
    )
    .fetch_all(db)
    .await?;
    let all = rows.into_iter().map(|row| {
        let (index, seq, answer) = (row.index, row.seq, row.answer);
        (row.id, Answered { index, seq, answer, teacher_points: row.teacher_points, comment: row.comment })
    });
    Ok(all.collect())
}

/// Which questions each asked, in order, without their bodies.
pub async fn asked(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<(AttemptId, Vec<(QuestionId, i32)>)>> {
    let rows = sqlx::query!(
        r#"SELECT attempt_id AS "id: AttemptId",
                  ARRAY(SELECT (q->>'id')::uuid FROM jsonb_array_elements(COALESCE(regraded, questions))
                        WITH ORDINALITY AS e (q, n) ORDER BY n) AS "ids!: Vec<Uuid>",
                  ARRAY(SELECT (q->>'version')::int4 FROM jsonb_array_elements(COALESCE(regraded, questions))
                        WITH ORDINALITY AS e (q, n) ORDER BY n) AS "versions!: Vec<i32>"
           FROM attempts WHERE attempt_id = ANY ($1)"#,
        ids,
    )
    .fetch_all(db)
    .await?;
    let pair = |ids: Vec<Uuid>, versions: Vec<i32>| ids.into_iter().map(QuestionId).zip(versions).collect();
    Ok(rows.into_iter().map(|row| (row.id, pair(row.ids, row.versions))).collect())
}

/// Each question that was asked, once for each version.
pub async fn bodies(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<((QuestionId, i32), Arranged)>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (q->>'id', q->>'version') (q->>'id')::uuid AS "id!: QuestionId",
                  (q->>'version')::int4 AS "version!", q->'question' AS "question!: Json<Arranged>"
           FROM attempts t, jsonb_array_elements(COALESCE(t.regraded, t.questions)) q
           WHERE t.attempt_id = ANY ($1)
           ORDER BY q->>'id', q->>'version'"#,
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.id, row.version), row.question.0)).collect())
}

/// A person's grade of one answer, also of one that was never given.
pub async fn grade(
    db: &mut PgConnection,
    id: AttemptId,
    index: i32,
    points: i32,
    comment: Option<&str>,
    grader: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO attempt_answers (attempt_id, index, seq, saved_at, teacher_points, comment, graded_by, graded_at)
         VALUES ($1, $2, 0, $6, $3, $4, $5, $6)
         ON CONFLICT (attempt_id, index) DO UPDATE
         SET teacher_points = $3, comment = $4, graded_by = $5, graded_at = $6",
        id.0,
        index,
        points,
        comment,
        grader.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An attempt graded anew.
#[derive(Debug)]
pub struct Regraded {
    pub id: AttemptId,
    pub questions: Vec<Frozen>,
    pub outcome: Outcome,
    pub max_points: i32,
}

/// Writes all in one statement.
pub async fn regrade(db: &mut PgConnection, all: &[Regraded]) -> sqlx::Result<()> {
    let json = |regraded: &Regraded| {
        serde_json::to_value(&regraded.questions).map_err(|error| sqlx::Error::Encode(Box::new(error)))
    };
    let ids: Vec<Uuid> = all.iter().map(|regraded| regraded.id.0).collect();
    let questions = all.iter().map(json).collect::<Result<Vec<_>, _>>()?;
    let states: Vec<String> = all.iter().map(|regraded| regraded.outcome.state.as_str().to_owned()).collect();
    let points: Vec<i32> = all.iter().map(|regraded| regraded.outcome.points.0).collect();
    let max: Vec<i32> = all.iter().map(|regraded| regraded.max_points).collect();
    let passed: Vec<Option<bool>> = all.iter().map(|regraded| regraded.outcome.passed).collect();
    sqlx::query!(
        "UPDATE attempts t SET regraded = r.questions, state = r.state, points = r.points, max_points = r.max_points,
                passed = r.passed
         FROM unnest($1::uuid[], $2::jsonb[], $3::text[], $4::int4[], $5::int4[], $6::bool[])
              AS r (attempt_id, questions, state, points, max_points, passed)
         WHERE t.attempt_id = r.attempt_id",
        &ids,
        &questions,
        &states,
        &points,
        &max,
        &passed as &[Option<bool>],
    )
    .execute(db)
    .await?;
    Ok(())
}
