use super::model::{OwnReview, Report, Review, ReviewRefusal};
use super::{ReviewError, sql};
use crate::accounts::Actor;
use crate::courses::{self, Course, CourseError, policy};
use lectern_db::{Clock, CourseId, PageSize, ReviewId};
use sqlx::{PgConnection, PgPool};

/// Of a review, in letters.
pub const LONGEST: usize = 5000;

impl From<CourseError> for ReviewError {
    fn from(error: CourseError) -> Self {
        match error {
            CourseError::Db(error) => Self::Db(error),
            // Nothing else comes of looking a course up.
            _ => Self::NotFound,
        }
    }
}

/// Reviews of a course that `actor` may see, newest first; one more than a page.
///
/// # Errors
/// [`ReviewError::NotFound`].
pub async fn list(
    pool: &PgPool,
    actor: Option<&Actor>,
    course: CourseId,
    stars: Option<i16>,
    before: Option<ReviewId>,
    size: PageSize,
) -> Result<Vec<Review>, ReviewError> {
    let mut db = pool.acquire().await?;
    courses::find_visible(&mut db, actor, course).await?;
    let rows = sql::shown(&mut db, course, stars, before, size).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What `actor` wrote of a course, and whether they may write. `share` of its lessons, in percent, comes before.
///
/// # Errors
/// [`ReviewError::NotFound`].
pub async fn own(pool: &PgPool, actor: &Actor, course: CourseId, share: u8) -> Result<OwnReview, ReviewError> {
    let mut db = pool.acquire().await?;
    let (course, enrolled) = known(&mut db, actor, course).await?;
    let review = sql::of(&mut db, course.id, actor.id).await?;
    let (done, needed) = standing(&mut db, actor, &course, share).await?;
    let refusal = match review {
        Some(_) => None,
        None => refusal(actor, &course, enrolled, done, needed),
    };
    Ok(OwnReview {
        review: review.map(Into::into),
        refusal,
        done_lessons: done,
        needed_lessons: needed,
        can_answer: policy::may_edit(actor, &course),
    })
}

/// Writes `actor`'s only review of a course, or changes it; true when it is new.
///
/// # Errors
/// [`ReviewError::NotFound`]; of a new one [`ReviewError::NotEnrolled`], [`ReviewError::TooEarly`] or
/// [`ReviewError::OwnCourse`].
pub async fn write(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    share: u8,
    stars: i16,
    text: &str,
) -> Result<(Review, bool), ReviewError> {
    let mut tx = pool.begin().await?;
    courses::lock(&mut tx, course).await?;
    let (course, enrolled) = known(&mut tx, actor, course).await?;
    let before = sql::of(&mut tx, course.id, actor.id).await?;
    if before.is_none() {
        let (done, needed) = standing(&mut tx, actor, &course, share).await?;
        match refusal(actor, &course, enrolled, done, needed) {
            None => {}
            Some(ReviewRefusal::NotEnrolled) => return Err(ReviewError::NotEnrolled),
            Some(ReviewRefusal::TooEarly) => return Err(ReviewError::TooEarly { done, needed }),
            Some(ReviewRefusal::OwnCourse) => return Err(ReviewError::OwnCourse),
        }
    }
    sql::put(&mut tx, ReviewId::new(clock), course.id, actor.id, stars, text, clock.now()).await?;
    sql::count_stars(&mut tx, course.id).await?;
    let written = sql::of(&mut tx, course.id, actor.id).await?.ok_or(ReviewError::NotFound)?;
    tx.commit().await?;
    Ok((written.into(), before.is_none()))
}

/// Takes `actor`'s review back.
///
/// # Errors
/// [`ReviewError::NotFound`] where there is none.
pub async fn delete(pool: &PgPool, actor: &Actor, course: CourseId) -> Result<(), ReviewError> {
    let mut tx = pool.begin().await?;
    courses::lock(&mut tx, course).await?;
    if !sql::delete(&mut tx, course, actor.id).await? {
        return Err(ReviewError::NotFound);
    }
    sql::count_stars(&mut tx, course).await?;
    tx.commit().await?;
    Ok(())
}

/// Answers a review, or changes the answer.
///
/// # Errors
/// [`ReviewError::NotFound`], or [`ReviewError::NotYours`] but for who may edit the course.
pub async fn answer(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReviewId,
    text: &str,
) -> Result<Review, ReviewError> {
    let mut tx = pool.begin().await?;
    answerable(&mut tx, actor, id).await?;
    sql::set_answer(&mut tx, id, Some((text, actor.id, clock.now()))).await?;
    let review = sql::find(&mut tx, id).await?.ok_or(ReviewError::NotFound)?;
    tx.commit().await?;
    Ok(review.into())
}

/// Takes the answer back; without one nothing.
///
/// # Errors
/// As [`answer`].
pub async fn remove_answer(pool: &PgPool, actor: &Actor, id: ReviewId) -> Result<(), ReviewError> {
    let mut tx = pool.begin().await?;
    answerable(&mut tx, actor, id).await?;
    sql::set_answer(&mut tx, id, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks an admin to look at a review. Reporting twice is once.
///
/// # Errors
/// [`ReviewError::NotFound`] or [`ReviewError::OwnReview`].
pub async fn report(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReviewId,
    report: &Report,
) -> Result<(), ReviewError> {
    let mut tx = pool.begin().await?;
    let review = sql::find(&mut tx, id).await?.filter(|review| !review.is_hidden()).ok_or(ReviewError::NotFound)?;
    known(&mut tx, actor, review.course).await?;
    if review.author() == actor.id {
        return Err(ReviewError::OwnReview);
    }
    sql::report(&mut tx, id, actor.id, report, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The course, if `actor` may see it or is enrolled in it, and whether they are.
async fn known(db: &mut PgConnection, actor: &Actor, course: CourseId) -> Result<(Course, bool), ReviewError> {
    let enrolled = courses::is_enrolled(db, actor.id, course).await?;
    Ok((courses::find_known(db, actor, course, enrolled).await?, enrolled))
}

/// Lessons that `actor` has done, and those that are wanted.
async fn standing(db: &mut PgConnection, actor: &Actor, course: &Course, share: u8) -> sqlx::Result<(i64, i64)> {
    let (all, done) = sql::done(db, course.id, actor.id).await?;
    Ok((done, needed(all, share)))
}

/// At least one: who has seen nothing has nothing to say.
fn needed(lessons: i64, share: u8) -> i64 {
    ((lessons * i64::from(share) + 99) / 100).max(1)
}

fn refusal(actor: &Actor, course: &Course, enrolled: bool, done: i64, needed: i64) -> Option<ReviewRefusal> {
    if course.owner == actor.id || course.rights.is_some() {
        Some(ReviewRefusal::OwnCourse)
    } else if !enrolled {
        Some(ReviewRefusal::NotEnrolled)
    } else if done < needed {
        Some(ReviewRefusal::TooEarly)
    } else {
        None
    }
}

/// Refuses who may not answer the review. A hidden one is there for nobody to answer.
async fn answerable(db: &mut PgConnection, actor: &Actor, id: ReviewId) -> Result<(), ReviewError> {
    let review = sql::find(db, id).await?.filter(|review| !review.is_hidden()).ok_or(ReviewError::NotFound)?;
    let (course, _) = known(db, actor, review.course).await?;
    if policy::may_edit(actor, &course) { Ok(()) } else { Err(ReviewError::NotYours) }
}

#[cfg(test)]
mod tests {
    use super::needed;

    #[test]
    fn a_share_is_whole_lessons_and_never_none() {
        let of = [(0, 20, 1), (1, 20, 1), (5, 20, 1), (6, 20, 2), (10, 100, 10), (40, 0, 1)];
        for (lessons, share, wanted) in of {
            assert_eq!(needed(lessons, share), wanted, "{share} % of {lessons}");
        }
    }
}
