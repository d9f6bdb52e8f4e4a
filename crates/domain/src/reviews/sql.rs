use super::model::{Report, ReportReason, Reported, Review, ReviewAnswer, ReviewAuthor, ReviewState};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, PageSize, ReviewId};
use sqlx::PgConnection;

pub(super) struct ReviewRow {
    pub id: ReviewId,
    pub course: CourseId,
    pub course_title: String,
    author: AccountId,
    author_name: String,
    stars: i16,
    body: String,
    answer: Option<String>,
    answerer: Option<AccountId>,
    answerer_name: Option<String>,
    answered_at: Option<DateTime<Utc>>,
    hidden_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ReviewRow> for Review {
    fn from(row: ReviewRow) -> Self {
        let answerer = row.answerer.zip(row.answerer_name).map(|(id, name)| ReviewAuthor { id, name });
        let answer = row.answer.zip(answerer).zip(row.answered_at);
        Self {
            id: row.id,
            author: ReviewAuthor { id: row.author, name: row.author_name },
            stars: row.stars,
            text: row.body,
            created_at: row.created_at,
            updated_at: row.updated_at,
            answer: answer.map(|((text, author), at)| ReviewAnswer { text, author, at }),
            hidden: row.hidden_at.is_some(),
        }
    }
}

impl ReviewRow {
    pub fn author(&self) -> AccountId {
        self.author
    }

    pub fn is_hidden(&self) -> bool {
        self.hidden_at.is_some()
    }
}

macro_rules! reviews {
    ($which:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            ReviewRow,
            r#"SELECT r.review_id AS "id: ReviewId", r.course_id AS "course: CourseId", c.title AS course_title,
                      r.account_id AS "author: AccountId", a.name AS author_name, r.stars, r.body, r.answer,
                      r.answered_by AS "answerer: AccountId", t.name AS "answerer_name?", r.answered_at, r.hidden_at,
                      r.created_at, r.updated_at
               FROM reviews r JOIN accounts a ON a.account_id = r.account_id JOIN courses c ON c.course_id = r.course_id
               LEFT JOIN accounts t ON t.account_id = r.answered_by "# + $which,
            $($argument),*
        )
    };
}

/// Shown ones, newest first.
pub(super) async fn shown(
    db: &mut PgConnection,
    course: CourseId,
    stars: Option<i16>,
    before: Option<ReviewId>,
    size: PageSize,
) -> sqlx::Result<Vec<ReviewRow>> {
    reviews!(
        "WHERE r.course_id = $1 AND r.hidden_at IS NULL AND ($2::int2 IS NULL OR r.stars = $2)
           AND ($3::uuid IS NULL OR r.review_id < $3)
         ORDER BY r.review_id DESC LIMIT $4",
        course.0,
        stars,
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn of(db: &mut PgConnection, course: CourseId, author: AccountId) -> sqlx::Result<Option<ReviewRow>> {
    reviews!("WHERE r.course_id = $1 AND r.account_id = $2", course.0, author.0).fetch_optional(db).await
}

pub(super) async fn find(db: &mut PgConnection, id: ReviewId) -> sqlx::Result<Option<ReviewRow>> {
    reviews!("WHERE r.review_id = $1", id.0).fetch_optional(db).await
}

/// In one state, newest first.
pub(super) async fn moderated(
    db: &mut PgConnection,
    state: ReviewState,
    before: Option<ReviewId>,
    size: PageSize,
) -> sqlx::Result<Vec<ReviewRow>> {
    let before = before.map(|id| id.0);
    match state {
        ReviewState::Reported => {
            reviews!(
                "WHERE r.review_id IN (SELECT p.review_id FROM review_reports p WHERE p.closed_at IS NULL)
                   AND ($1::uuid IS NULL OR r.review_id < $1)
                 ORDER BY r.review_id DESC LIMIT $2",
                before,
                size.probe(),
            )
            .fetch_all(db)
            .await
        }
        ReviewState::Hidden => {
            reviews!(
                "WHERE r.hidden_at IS NOT NULL AND ($1::uuid IS NULL OR r.review_id < $1) ORDER BY r.review_id DESC LIMIT $2",
                before,
                size.probe(),
            )
            .fetch_all(db)
            .await
        }
    }
}

/// Open reports of these reviews, oldest first, at most 20 of each.
pub(super) async fn reports(db: &mut PgConnection, of: &[ReviewId]) -> sqlx::Result<Vec<(ReviewId, Reported)>> {
    let ids: Vec<_> = of.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT p.review_id AS "review: ReviewId", p.account_id AS "by: AccountId", a.name,
                  p.reason AS "reason: ReportReason", p.note, p.created_at
           FROM (SELECT *, row_number() OVER (PARTITION BY review_id ORDER BY created_at, account_id) AS n
                 FROM review_reports WHERE review_id = ANY($1) AND closed_at IS NULL) p
           JOIN accounts a USING (account_id)
           WHERE p.n <= 20 ORDER BY p.review_id, p.n"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let told = rows.into_iter().map(|row| {
        let by = ReviewAuthor { id: row.by, name: row.name };
        (row.review, Reported { by, reason: row.reason, note: row.note, at: row.created_at })
    });
    Ok(told.collect())
}

/// Writes the person's review, or changes it.
pub(super) async fn put(
    db: &mut PgConnection,
    id: ReviewId,
    course: CourseId,
    author: AccountId,
    stars: i16,
    body: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO reviews (review_id, course_id, account_id, stars, body, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (course_id, account_id) DO UPDATE SET stars = excluded.stars, body = excluded.body,
             updated_at = CASE WHEN (reviews.stars, reviews.body) = (excluded.stars, excluded.body) THEN reviews.updated_at
                          ELSE excluded.updated_at END",
        id.0,
        course.0,
        author.0,
        stars,
        body,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(db: &mut PgConnection, course: CourseId, author: AccountId) -> sqlx::Result<bool> {
    let gone = sqlx::query!("DELETE FROM reviews WHERE course_id = $1 AND account_id = $2", course.0, author.0);
    Ok(gone.execute(db).await?.rows_affected() > 0)
}

/// Counts a course's stars anew, under its lock.
pub(super) async fn count_stars(db: &mut PgConnection, course: CourseId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE courses SET star_counts = ARRAY(
             SELECT count(r.review_id)::int4 FROM generate_series(1, 5) AS s (stars)
             LEFT JOIN reviews r ON r.course_id = $1 AND r.stars = s.stars AND r.hidden_at IS NULL
             GROUP BY s.stars ORDER BY s.stars)
         WHERE course_id = $1",
        course.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_answer(
    db: &mut PgConnection,
    id: ReviewId,
    answer: Option<(&str, AccountId, DateTime<Utc>)>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE reviews SET answer = $2, answered_by = $3, answered_at = $4 WHERE review_id = $1",
        id.0,
        answer.map(|(text, ..)| text),
        answer.map(|(_, by, _)| by.0),
        answer.map(|(.., at)| at),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes a report; one that was decided is opened again only when the review has changed since.
pub(super) async fn report(
    db: &mut PgConnection,
    id: ReviewId,
    by: AccountId,
    report: &Report,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO review_reports (review_id, account_id, reason, note, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (review_id, account_id) DO UPDATE
             SET reason = excluded.reason, note = excluded.note, created_at = excluded.created_at, closed_at = NULL
             WHERE review_reports.closed_at IS NULL
                OR review_reports.closed_at < (SELECT r.updated_at FROM reviews r WHERE r.review_id = $1)",
        id.0,
        by.0,
        report.reason as ReportReason,
        report.note,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A decision holds for all that was reported before, whether decided or not.
pub(super) async fn close_reports(db: &mut PgConnection, id: ReviewId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE review_reports SET closed_at = $2 WHERE review_id = $1", id.0, now).execute(db).await?;
    Ok(())
}

pub(super) async fn set_hidden(db: &mut PgConnection, id: ReviewId, at: Option<DateTime<Utc>>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE reviews SET hidden_at = $2 WHERE review_id = $1", id.0, at).execute(db).await?;
    Ok(())
}

/// Lessons of the course as published, and those of them that the person has done.
pub(super) async fn done(db: &mut PgConnection, course: CourseId, account: AccountId) -> sqlx::Result<(i64, i64)> {
    let counted = sqlx::query!(
        r#"SELECT count(*) AS "all!", count(d.lesson_id) AS "done!"
           FROM published_lessons l
           LEFT JOIN lesson_completions d ON d.lesson_id = l.lesson_id AND d.account_id = $2
           WHERE l.course_id = $1 AND l.removed_at IS NULL"#,
        course.0,
        account.0,
    )
    .fetch_one(db)
    .await?;
    Ok((counted.all, counted.done))
}
