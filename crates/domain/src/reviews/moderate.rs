use super::model::{Decision, ModeratedReview, Reported, ReviewCourse, ReviewState};
use super::{ReviewError, sql};
use crate::accounts::{Actor, Audit, write_audit};
use crate::courses;
use lectern_db::{Clock, CourseId, PageSize, ReviewId};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;

/// Reviews in a state, newest first; one more than a page.
///
/// # Errors
/// [`ReviewError::NotAdmin`].
pub async fn list(
    pool: &PgPool,
    actor: &Actor,
    state: ReviewState,
    before: Option<ReviewId>,
    size: PageSize,
) -> Result<Vec<ModeratedReview>, ReviewError> {
    if !actor.is_admin() {
        return Err(ReviewError::NotAdmin);
    }
    let mut db = pool.acquire().await?;
    let rows = sql::moderated(&mut db, state, before, size).await?;
    Ok(with_reports(&mut db, rows).await?)
}

async fn with_reports(db: &mut PgConnection, rows: Vec<sql::ReviewRow>) -> sqlx::Result<Vec<ModeratedReview>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut reports: HashMap<ReviewId, Vec<Reported>> = HashMap::new();
    for (review, report) in sql::reports(db, &ids).await? {
        reports.entry(review).or_default().push(report);
    }
    let told = rows.into_iter().map(|row| ModeratedReview {
        course: ReviewCourse { id: row.course, title: row.course_title.clone() },
        reports: reports.remove(&row.id).unwrap_or_default(),
        review: row.into(),
    });
    Ok(told.collect())
}

/// Hides a review or shows it, and closes its reports; gives it and its course.
///
/// # Errors
/// [`ReviewError::NotAdmin`] or [`ReviewError::NotFound`].
pub async fn moderate(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReviewId,
    decision: Decision,
) -> Result<(ModeratedReview, CourseId), ReviewError> {
    if !actor.is_admin() {
        return Err(ReviewError::NotAdmin);
    }
    let mut tx = pool.begin().await?;
    let course = sql::find(&mut tx, id).await?.ok_or(ReviewError::NotFound)?.course;
    courses::lock(&mut tx, course).await?;
    // Its author may have taken it back before the lock.
    let before = sql::find(&mut tx, id).await?.ok_or(ReviewError::NotFound)?;
    let now = clock.now();
    match decision {
        Decision::Hide if before.is_hidden() => {}
        Decision::Hide => sql::set_hidden(&mut tx, id, Some(now)).await?,
        Decision::Keep => sql::set_hidden(&mut tx, id, None).await?,
    }
    sql::close_reports(&mut tx, id, now).await?;
    sql::count_stars(&mut tx, course).await?;
    let act = Audit {
        action: "review-moderated",
        object_kind: "review",
        object: id.0,
        before: json!({ "hidden": before.is_hidden() }),
        after: json!({ "decision": decision }),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    let row = sql::find(&mut tx, id).await?.ok_or(ReviewError::NotFound)?;
    let told = with_reports(&mut tx, vec![row]).await?.pop().ok_or(ReviewError::NotFound)?;
    tx.commit().await?;
    Ok((told, course))
}
