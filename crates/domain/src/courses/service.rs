use super::model::{BinnedCourse, Category, Course, CourseState, Cover, TeachCourse, UpdateCourse};
use super::{CourseError, policy, sql};
use crate::accounts::{Actor, InterfaceLanguage};
use crate::pictures::{self, PictureError, Prepared};
use crate::text;
use lectern_db::{Clock, CourseId, LessonId, PageSize};
use lectern_store::Store;
use serde::Serialize;
use serde_json::json;
use sqlx::{PgConnection, PgPool};

/// Begins a draft.
///
/// # Errors
/// [`CourseError::NotATeacher`].
pub async fn create(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    title: &str,
    language: &str,
) -> Result<CourseId, CourseError> {
    if !actor.may_teach() {
        return Err(CourseError::NotATeacher);
    }
    let id = CourseId::new(clock);
    sql::insert(&mut *pool.acquire().await?, id, actor.id, title, language, clock.now()).await?;
    Ok(id)
}

/// Holds the course's row until the transaction ends: whatever is counted of a course is counted under it.
///
/// # Errors
/// When Postgres fails.
pub async fn lock(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sql::lock(db, id).await
}

/// The course, locked for a change by `actor`.
///
/// # Errors
/// [`CourseError::NotFound`] where `actor` may not know of it, [`CourseError::NotYours`] where it is only not theirs.
pub async fn for_edit(db: &mut PgConnection, actor: &Actor, id: CourseId) -> Result<Course, CourseError> {
    sql::lock(db, id).await?;
    editable(sql::find(db, id, Some(actor.id), true).await?, actor)
}

/// The course as its editor reads it; nothing is locked.
///
/// # Errors
/// As [`for_edit`].
pub async fn for_editor(db: &mut PgConnection, actor: &Actor, id: CourseId) -> Result<Course, CourseError> {
    editable(sql::find(db, id, Some(actor.id), true).await?, actor)
}

/// The course, for who may see its students and grade their tests; nothing is locked.
///
/// # Errors
/// [`CourseError::NotFound`] where `actor` may not know of it, [`CourseError::NotYours`] where they may not grade.
pub async fn for_grader(db: &mut PgConnection, actor: &Actor, id: CourseId) -> Result<Course, CourseError> {
    let course = find_visible(db, Some(actor), id).await?;
    if policy::may_grade(actor, &course) { Ok(course) } else { Err(CourseError::NotYours) }
}

/// The course, locked for what only its owner and admins do.
///
/// # Errors
/// As [`for_edit`].
pub async fn for_owner(db: &mut PgConnection, actor: &Actor, id: CourseId) -> Result<Course, CourseError> {
    let course = for_edit(db, actor, id).await?;
    if policy::may_own(actor, &course) { Ok(course) } else { Err(CourseError::NotYours) }
}

fn editable(course: Option<Course>, actor: &Actor) -> Result<Course, CourseError> {
    let course = course.ok_or(CourseError::NotFound)?;
    if course.deleted_at.is_some() || !policy::may_see(Some(actor), &course) {
        return Err(CourseError::NotFound);
    }
    if policy::may_edit(actor, &course) { Ok(course) } else { Err(CourseError::NotYours) }
}

/// The course, if `actor` may know of it.
///
/// # Errors
/// [`CourseError::NotFound`].
pub async fn find_visible(db: &mut PgConnection, actor: Option<&Actor>, id: CourseId) -> Result<Course, CourseError> {
    let course = sql::find(db, id, actor.map(|actor| actor.id), false).await?;
    course.filter(|course| policy::may_see(actor, course)).ok_or(CourseError::NotFound)
}

/// The course as [`find_visible`], or for who is `enrolled` in it whatever its state, unless it lies in the bin.
///
/// # Errors
/// [`CourseError::NotFound`].
pub async fn find_known(
    db: &mut PgConnection,
    actor: &Actor,
    id: CourseId,
    enrolled: bool,
) -> Result<Course, CourseError> {
    let course = sql::find(db, id, Some(actor.id), false).await?.filter(|course| course.deleted_at.is_none());
    course.filter(|course| enrolled || policy::may_see(Some(actor), course)).ok_or(CourseError::NotFound)
}

/// Changes what is given; Markdown is rendered here, once. Learners see it with the next publication.
///
/// # Errors
/// As [`for_edit`], [`CourseError::NoCategory`] or [`CourseError::NoTest`].
pub async fn update(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
    mut change: UpdateCourse,
) -> Result<(), CourseError> {
    change.description_html = change.description.as_deref().map(text::render);
    let mut tx = pool.begin().await?;
    let course = for_edit(&mut tx, actor, id).await?;
    if let Some(Some(test)) = change.final_test_id
        && !sql::has_test(&mut tx, id, test).await?
    {
        return Err(CourseError::NoTest);
    }
    if let Some(Some(category)) = change.category_id
        && !sql::has_category(&mut tx, category).await?
    {
        return Err(CourseError::NoCategory);
    }
    edit(&mut tx, clock, &course, &change).await?;
    tx.commit().await?;
    Ok(())
}

/// A course that was never published is its own draft.
async fn edit(db: &mut PgConnection, clock: &dyn Clock, course: &Course, change: &impl Serialize) -> sqlx::Result<()> {
    let fields = serde_json::to_value(change).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sql::edit(db, course.id, &fields, clock.now()).await?;
    if course.version == 0 { sql::apply_edits(db, course.id).await } else { Ok(()) }
}

/// Notes what courses cost whose sale has begun or ended: lists are ordered by it.
///
/// # Errors
/// When Postgres fails.
pub async fn turn_sales(pool: &PgPool) -> sqlx::Result<u64> {
    sql::turn_sales(&mut *pool.acquire().await?).await
}

/// Shows learners what was edited about the course itself. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn apply_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sql::apply_edits(db, id).await
}

/// Throws away what was edited about the course itself. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn drop_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sql::drop_edits(db, id).await
}

/// How many fields of the course itself learners do not see as they were edited.
///
/// # Errors
/// When Postgres fails.
pub async fn count_edits(db: &mut PgConnection, id: CourseId) -> sqlx::Result<i64> {
    sql::count_edits(db, id).await
}

/// Takes a course out of the catalogue; enrolled people keep their places.
///
/// # Errors
/// As [`for_edit`].
pub async fn unpublish(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    let course = for_edit(&mut tx, actor, id).await?;
    if course.state == CourseState::Published {
        sql::set_state(&mut tx, id, CourseState::Draft, clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a course out of use: nobody new comes in, enrolled people keep their places.
///
/// # Errors
/// As [`for_owner`].
pub async fn archive(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    for_owner(&mut tx, actor, id).await?;
    sql::set_state(&mut tx, id, CourseState::Archived, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings a course back from the archive as a draft; one that is not there stays as it is.
///
/// # Errors
/// As [`for_owner`].
pub async fn unarchive(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    if for_owner(&mut tx, actor, id).await?.state == CourseState::Archived {
        sql::set_state(&mut tx, id, CourseState::Draft, clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Notes the course's state, in the transaction that checked it.
///
/// # Errors
/// When Postgres fails.
pub async fn set_state(db: &mut PgConnection, clock: &dyn Clock, id: CourseId, state: CourseState) -> sqlx::Result<()> {
    sql::set_state(db, id, state, clock.now()).await
}

/// Sets or takes off the cover. Learners see it with the next publication.
///
/// # Errors
/// As [`for_edit`], and [`CourseError::Picture`].
pub async fn set_cover(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
    picture: Option<Vec<u8>>,
) -> Result<(), CourseError> {
    // Asked before the work and, with the row locked, again after it.
    for_edit(&mut *pool.acquire().await?, actor, id).await?;
    let prepared = match picture {
        Some(bytes) => Some(prepare(store, bytes).await?),
        None => None,
    };
    let mut tx = pool.begin().await?;
    let course = for_edit(&mut tx, actor, id).await?;
    if let Some(prepared) = &prepared {
        pictures::record(&mut tx, actor.id, prepared, clock.now()).await?;
    }
    let cover_hash = prepared.as_ref().map(|p| p.hash.as_str());
    edit(&mut tx, clock, &course, &json!({ "cover_hash": cover_hash })).await?;
    tx.commit().await?;
    Ok(())
}

async fn prepare(store: &Store, bytes: Vec<u8>) -> Result<Prepared, PictureError> {
    let work = tokio::task::spawn_blocking(move || pictures::prepare(&bytes));
    let prepared = work.await.map_err(|_panicked| PictureError::NotAPicture)??;
    pictures::put(store, &prepared).await?;
    Ok(prepared)
}

/// Takes a picture for texts of the course; gives its address.
///
/// # Errors
/// As [`for_edit`], and [`CourseError::Picture`].
pub async fn add_picture(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    id: CourseId,
    picture: Vec<u8>,
) -> Result<String, CourseError> {
    for_editor(&mut *pool.acquire().await?, actor, id).await?;
    let prepared = prepare(store, picture).await?;
    pictures::record(&mut *pool.acquire().await?, actor.id, &prepared, clock.now()).await?;
    Ok(Cover::of(&prepared.hash).large)
}

/// Begins a draft of `actor`'s own that says of itself what the course says. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn insert_copy(
    db: &mut PgConnection,
    clock: &dyn Clock,
    actor: &Actor,
    of: CourseId,
) -> sqlx::Result<CourseId> {
    let id = CourseId::new(clock);
    sql::insert_copy(db, id, actor.id, of, clock.now()).await?;
    Ok(id)
}

/// Sets the final test of a course that is being made. Asks nothing: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn set_final_test(db: &mut PgConnection, id: CourseId, test: Option<LessonId>) -> sqlx::Result<()> {
    sql::set_final_test(db, id, test).await
}

/// Puts a course in the bin.
///
/// # Errors
/// As [`for_edit`], [`CourseError::HasStudents`] and [`CourseError::HasBuyers`].
pub async fn delete(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    let course = for_owner(&mut tx, actor, id).await?;
    if course.state == CourseState::Published && course.student_count > 0 {
        return Err(CourseError::HasStudents);
    }
    if sql::has_buyers(&mut tx, id).await? {
        return Err(CourseError::HasBuyers);
    }
    sql::set_deleted(&mut tx, id, Some(clock.now()), clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a course out of the bin, as it was; one that is not there stays as it is.
///
/// # Errors
/// [`CourseError::NotFound`] for anyone but its owner and admins.
pub async fn restore(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: CourseId) -> Result<(), CourseError> {
    let mut tx = pool.begin().await?;
    sql::lock(&mut tx, id).await?;
    let course = sql::find(&mut tx, id, Some(actor.id), true).await?.filter(|course| policy::may_own(actor, course));
    if course.ok_or(CourseError::NotFound)?.deleted_at.is_some() {
        sql::set_deleted(&mut tx, id, None, clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The courses `actor` owns or was given rights in, newest first; one more than a page.
///
/// # Errors
/// [`CourseError::NotATeacher`].
pub async fn taught(
    pool: &PgPool,
    actor: &Actor,
    before: Option<CourseId>,
    size: PageSize,
) -> Result<Vec<TeachCourse>, CourseError> {
    if !actor.may_teach() {
        return Err(CourseError::NotATeacher);
    }
    let rows = sql::taught(&mut *pool.acquire().await?, actor.id, before, size).await?;
    Ok(rows
        .into_iter()
        .map(|row| TeachCourse {
            id: row.id,
            title: row.title,
            state: row.state,
            rights: row.rights,
            lesson_count: row.lesson_count,
            duration_ms: row.duration_ms,
            student_count: row.student_count,
            cover: row.cover_hash.as_deref().map(Cover::of),
            lesson_lengths_ms: row.lesson_lengths_ms,
            updated_at: row.updated_at,
        })
        .collect())
}

/// The courses `actor` has put in the bin.
///
/// # Errors
/// [`CourseError::NotATeacher`].
pub async fn bin(pool: &PgPool, actor: &Actor) -> Result<Vec<BinnedCourse>, CourseError> {
    if !actor.may_teach() {
        return Err(CourseError::NotATeacher);
    }
    let rows = sql::bin(&mut *pool.acquire().await?, actor.id).await?;
    Ok(rows.into_iter().map(|r| BinnedCourse { id: r.id, title: r.title, deleted_at: r.deleted_at }).collect())
}

/// All categories in their order.
///
/// # Errors
/// When Postgres fails.
pub async fn categories(pool: &PgPool, language: InterfaceLanguage) -> sqlx::Result<Vec<Category>> {
    sql::categories(&mut *pool.acquire().await?, language).await
}

/// Counts lessons and their length anew, after a change of either.
///
/// # Errors
/// When Postgres fails.
pub async fn recount(db: &mut PgConnection, id: CourseId) -> sqlx::Result<()> {
    sql::recount(db, id).await
}

/// Notes that something in the course changed.
///
/// # Errors
/// When Postgres fails.
pub async fn touch(db: &mut PgConnection, clock: &dyn Clock, id: CourseId) -> sqlx::Result<()> {
    sql::touch(db, id, clock.now()).await
}

/// Notes that the outline changed, so that stale reorders are refused, and counts anew.
///
/// # Errors
/// When Postgres fails.
pub async fn change_outline(db: &mut PgConnection, clock: &dyn Clock, id: CourseId) -> sqlx::Result<()> {
    sql::raise_outline(db, id, clock.now()).await?;
    sql::recount(db, id).await
}
