use super::model::{FileOut, Shown, StoredFile};
use super::pdf::{self, Verdict};
use super::{sniff, sql};
use crate::accounts::Actor;
use crate::courses::{self, CourseError};
use lectern_db::{AccountId, Clock, CourseId, FileId};
use lectern_store::{Store, StoreError, keys};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A PDF that would run something.
    #[error("the PDF contains scripts or starts programs; save it without them")]
    PdfWithScripts,
    /// The course has as many bytes of files as one may have.
    #[error("the files of a course have at most {0} bytes together")]
    CourseFull(u64),
    /// It could not be read back.
    #[error("the received file could not be read: {0}")]
    Spool(#[from] std::io::Error),
    /// What the course says.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Whether `actor` may add files to the course: asked before anything is received.
///
/// # Errors
/// What [`courses::for_editor`] says.
pub async fn may_add(pool: &PgPool, actor: &Actor, course: CourseId) -> Result<(), CourseError> {
    courses::for_editor(&mut *pool.acquire().await?, actor, course).await?;
    Ok(())
}

/// A file as it was received for a course.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Whose files it joins.
    pub course: CourseId,
    /// What its owner calls it.
    pub name: &'a str,
    /// Where its bytes are.
    pub path: &'a Path,
    /// What all files of the course may have together.
    pub course_bytes: u64,
}

/// Takes a received file into its course if it is fit to be given to others.
///
/// # Errors
/// [`FileError`].
pub async fn add(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    received: Received<'_>,
) -> Result<FileOut, FileError> {
    let Received { course, name, path, course_bytes } = received;
    let bytes = path.to_owned();
    let judged = tokio::task::spawn_blocking(move || judge(&bytes)).await.map_err(std::io::Error::other)??;
    let id = FileId::new(clock);
    let file = FileOut {
        id,
        name: tidy(name),
        size_bytes: judged.size_bytes,
        content_type: judged.content_type.to_owned(),
        shown: judged.shown,
    };
    let key = keys::file(course.0, id.0);
    store.put_file(&key, path, judged.content_type).await?;
    let entered = enter(pool, clock, actor, course, &file, &key, course_bytes).await;
    if entered.is_err() {
        store.delete(&key).await?;
    }
    entered.map(|()| file)
}

async fn enter(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    course: CourseId,
    file: &FileOut,
    key: &str,
    course_bytes: u64,
) -> Result<(), FileError> {
    let mut tx = pool.begin().await?;
    courses::for_edit(&mut tx, actor, course).await?;
    let total = sql::total_bytes(&mut tx, course).await?.saturating_add(file.size_bytes);
    if total.unsigned_abs() > course_bytes {
        return Err(FileError::CourseFull(course_bytes));
    }
    sql::insert(&mut tx, course, actor.id, file, key, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

struct Judged {
    content_type: &'static str,
    shown: Shown,
    size_bytes: i64,
}

fn judge(path: &PathBuf) -> Result<Judged, FileError> {
    let bytes = std::fs::read(path)?;
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    let (content_type, mut shown) = sniff::sniff(&bytes[..bytes.len().min(sniff::HEAD)]);
    if shown == Shown::Pdf {
        match pdf::inspect(&bytes) {
            Verdict::Harmless => {}
            Verdict::Scripts => return Err(FileError::PdfWithScripts),
            // It goes to a reader of the student's own, which asks before it runs anything.
            Verdict::Closed => shown = Shown::None,
        }
    }
    Ok(Judged { content_type, shown, size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX) })
}

/// The last part of a path, without control characters, at most 255 letters.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    match plain.trim() {
        "" | "." | ".." => "file".to_owned(),
        plain => plain.to_owned(),
    }
}

/// The file, with where it is stored.
///
/// # Errors
/// When Postgres fails.
pub async fn stored(db: &mut PgConnection, id: FileId) -> sqlx::Result<Option<StoredFile>> {
    sql::stored(db, id).await
}

/// Enters all files of one course for another too; the bytes are shared. Gives the new id of each.
///
/// # Errors
/// When Postgres fails.
pub async fn copy_all(
    db: &mut PgConnection,
    clock: &dyn Clock,
    account: AccountId,
    from: CourseId,
    to: CourseId,
) -> sqlx::Result<HashMap<Uuid, Uuid>> {
    let old = sql::of_course(db, from).await?;
    let new: Vec<Uuid> = old.iter().map(|_| FileId::new(clock).0).collect();
    sql::copy(db, &old, &new, to, account, clock.now()).await?;
    Ok(old.into_iter().zip(new).collect())
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        assert_eq!(tidy("Лекция 1.pdf"), "Лекция 1.pdf");
        assert_eq!(tidy("..\\..\\a\r\nb.pdf"), "ab.pdf");
        assert_eq!(tidy("/etc/.."), "file");
        assert_eq!(tidy(&"я".repeat(300)).chars().count(), 255);
    }
}
