use crate::quizzes::model::{AttemptState, Frozen};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, AttemptId, CourseId, LessonId};
use lectern_quiz::draw::Arranged;
use lectern_quiz::{Answer, Points};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// An attempt without its questions.
#[derive(Debug, Clone)]
pub struct Head {
    pub id: AttemptId,
    pub lesson: LessonId,
    pub course: CourseId,
    pub account: AccountId,
    pub number: i32,
    pub trial: bool,
    pub state: AttemptState,
    pub started_at: DateTime<Utc>,
    pub deadline_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub points: Option<i32>,
    pub max_points: i32,
    pub passed: Option<bool>,
    pub pass_percent: i16,
}

impl Head {
    pub fn max(&self) -> Points {
        Points(self.max_points)
    }
}

/// `lock` holds the row until the transaction ends: handing in and grading go through it.
pub async fn head(db: &mut PgConnection, id: AttemptId, lock: bool) -> sqlx::Result<Option<Head>> {
    if lock {
        sqlx::query!("SELECT 1 AS \"one!\" FROM attempts WHERE attempt_id = $1 FOR UPDATE", id.0)
            .fetch_optional(&mut *db)
            .await?;
    }
    sqlx::query_as!(
        Head,
        r#"SELECT attempt_id AS "id: AttemptId", lesson_id AS "lesson: LessonId", course_id AS "course: CourseId",
                  account_id AS "account: AccountId", number, trial, state AS "state: AttemptState", started_at,
                  deadline_at, submitted_at, points, max_points, passed, pass_percent
           FROM attempts WHERE attempt_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// What it asks: with the keys of the last regrading, if there was one.
pub async fn questions(db: &mut PgConnection, id: AttemptId) -> sqlx::Result<Vec<Frozen>> {
    let found = sqlx::query_scalar!(
        r#"SELECT COALESCE(regraded, questions) AS "questions!: Json<Vec<Frozen>>" FROM attempts WHERE attempt_id = $1"#,
        id.0,
    );
    Ok(found.fetch_one(db).await?.0)
}

/// A person's attempts at a test, counted.
#[derive(Debug, Clone)]
pub struct Past {
    pub begun: i64,
    pub greatest: i32,
    pub last_ended_at: Option<DateTime<Utc>>,
    pub passed: bool,
    pub open: Option<AttemptId>,
    pub open_deadline: Option<DateTime<Utc>>,
}

pub async fn past(db: &mut PgConnection, account: AccountId, lesson: LessonId) -> sqlx::Result<Past> {
    sqlx::query_as!(
        Past,
        r#"SELECT count(*) AS "begun!", COALESCE(max(number), 0) AS "greatest!", max(submitted_at) AS last_ended_at,
                  COALESCE(bool_or(passed), false) AS "passed!",
                  (array_agg(attempt_id) FILTER (WHERE state = 'open'))[1] AS "open: AttemptId",
                  max(deadline_at) FILTER (WHERE state = 'open') AS open_deadline
           FROM attempts WHERE lesson_id = $1 AND account_id = $2"#,
        lesson.0,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// The newest 50, newest first.
pub async fn of_person(db: &mut PgConnection, account: AccountId, lesson: LessonId) -> sqlx::Result<Vec<Head>> {
    sqlx::query_as!(
        Head,
        r#"SELECT attempt_id AS "id: AttemptId", lesson_id AS "lesson: LessonId", course_id AS "course: CourseId",
                  account_id AS "account: AccountId", number, trial, state AS "state: AttemptState", started_at,
                  deadline_at, submitted_at, points, max_points, passed, pass_percent
           FROM attempts WHERE lesson_id = $1 AND account_id = $2 ORDER BY number DESC LIMIT 50"#,
        lesson.0,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// An attempt to begin.
#[derive(Debug)]
pub struct NewAttempt<'a> {
    pub id: AttemptId,
    pub lesson: LessonId,
    pub course: CourseId,
    pub account: AccountId,
    pub number: i32,
    pub trial: bool,
    pub seed: Uuid,
    pub questions: &'a [Frozen],
    pub pass_percent: u8,
    pub started_at: DateTime<Utc>,
    pub deadline_at: Option<DateTime<Utc>>,
}

/// False when another attempt began at the same time.
pub async fn insert(db: &mut PgConnection, new: &NewAttempt<'_>) -> sqlx::Result<bool> {
    let max: Points = new.questions.iter().map(|frozen| frozen.question.question().points).sum();
    let inserted = sqlx::query!(
        "INSERT INTO attempts (attempt_id, lesson_id, course_id, account_id, number, trial, seed, questions, pass_percent,
                               course_version, started_at, deadline_at, state, max_points)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, c.version, $10, $11, 'open', $12
         FROM courses c WHERE c.course_id = $3
         ON CONFLICT DO NOTHING",
        new.id.0,
        new.lesson.0,
        new.course.0,
        new.account.0,
        new.number,
        new.trial,
        new.seed,
        Json(new.questions) as _,
        i16::from(new.pass_percent),
        new.started_at,
        new.deadline_at,
        max.0,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// One question of an attempt, and whether it may be answered.
#[derive(Debug)]
pub struct Asked {
    pub account: AccountId,
    pub state: AttemptState,
    pub deadline_at: Option<DateTime<Utc>>,
    pub question: Option<Json<Arranged>>,
}

pub async fn asked(db: &mut PgConnection, id: AttemptId, index: i32) -> sqlx::Result<Option<Asked>> {
    sqlx::query_as!(
        Asked,
        r#"SELECT account_id AS "account: AccountId", state AS "state: AttemptState", deadline_at,
                  CASE WHEN $2 >= 0 THEN questions->$2->'question' END AS "question: Json<Arranged>"
           FROM attempts WHERE attempt_id = $1"#,
        id.0,
        index,
    )
    .fetch_optional(db)
    .await
}

/// Saves an answer of an open attempt in one statement; an older one never overwrites a newer one. The attempt's row is
/// held, so that nothing is saved while it is being handed in. Absent: it was older, or the attempt is over.
pub async fn save_answer(
    db: &mut PgConnection,
    id: AttemptId,
    index: i32,
    seq: i64,
    answer: Option<&Answer>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let saved = sqlx::query!(
        "INSERT INTO attempt_answers AS a (attempt_id, index, seq, answer, saved_at)
         SELECT t.attempt_id, $2, $3, $4, $5
         FROM (SELECT attempt_id FROM attempts WHERE attempt_id = $1 AND state = 'open' FOR SHARE) t
         ON CONFLICT (attempt_id, index) DO UPDATE
         SET seq = excluded.seq, answer = excluded.answer, saved_at = excluded.saved_at
         WHERE a.seq < excluded.seq",
        id.0,
        index,
        seq,
        answer.map(Json) as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected() == 1)
}

pub async fn saved(db: &mut PgConnection, id: AttemptId, index: i32) -> sqlx::Result<Option<(i64, DateTime<Utc>)>> {
    let row = sqlx::query!("SELECT seq, saved_at FROM attempt_answers WHERE attempt_id = $1 AND index = $2", id.0, index)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (row.seq, row.saved_at)))
}

/// An answer with what a person said to it.
#[derive(Debug, Clone)]
pub struct Answered {
    pub index: i32,
    pub seq: i64,
    pub answer: Option<Json<Answer>>,
    pub teacher_points: Option<i32>,
    pub comment: Option<String>,
}

pub async fn answers(db: &mut PgConnection, id: AttemptId) -> sqlx::Result<Vec<Answered>> {
    sqlx::query_as!(
        Answered,
        r#"SELECT index, seq, answer AS "answer: Json<Answer>", teacher_points, comment
           FROM attempt_answers WHERE attempt_id = $1 ORDER BY index"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub state: AttemptState,
    pub points: Points,
    pub passed: Option<bool>,
}

pub async fn settle(
    db: &mut PgConnection,
    id: AttemptId,
    outcome: Outcome,
    submitted_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE attempts SET state = $2, points = $3, passed = $4, submitted_at = COALESCE(submitted_at, $5)
         WHERE attempt_id = $1",
        id.0,
        outcome.state as AttemptState,
        outcome.points.0,
        outcome.passed,
        submitted_at,
    )
    .execute(db)
    .await?;
    Ok(())
}
