use super::model::{NewUpload, SignedPartOut, StoredPart, UploadDetail, UploadError, UploadOut, UploadState};
use super::sql::{self, UploadRow};
use super::{Found, sniff, space};
use crate::accounts::Actor;
use crate::lessons::{self, LessonKind};
use crate::videos::{self, NewVideo, VideoOut};
use chrono::TimeDelta;
use futures::{StreamExt, TryStreamExt};
use lectern_config::UploadsConfig;
use lectern_db::{Clock, CourseId, LessonId, UploadId};
use lectern_store::{Part, PartTag, Store, StoreError, keys};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use std::time::Duration;

const SMALLEST_PART: i64 = 8 << 20;
/// S3 allows 10 000; a list of 2000 fits in two answers.
const MOST_PARTS: i64 = 2000;
const HEAD_BYTES: u64 = 64 << 10;

/// A whole number of MiB, so that at most 2000 make the file.
fn part_size(size_bytes: i64) -> i64 {
    let needed = size_bytes.unsigned_abs().div_ceil(MOST_PARTS.unsigned_abs());
    SMALLEST_PART.max((needed.div_ceil(1 << 20) << 20).cast_signed())
}

/// What the use-cases stand on.
#[derive(Debug, Clone, Copy)]
pub struct Uploads<'a> {
    /// The rows.
    pub pool: &'a PgPool,
    /// The bytes.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a dyn Clock,
    /// The limits.
    pub config: &'a UploadsConfig,
    /// How long a signed part address is valid.
    pub part_ttl: Duration,
}

impl Uploads<'_> {
    /// Begins an upload, or goes on with the open one of the same file; true when it is new.
    ///
    /// # Errors
    /// Every refusal of [`UploadError`] that concerns limits, space and the lesson.
    pub async fn create(&self, actor: &Actor, new: &NewUpload) -> Result<(UploadOut, bool), UploadError> {
        let size = u64::try_from(new.size_bytes).unwrap_or(0);
        if size == 0 {
            return Err(UploadError::NotAVideo(Found::Empty));
        }
        if size > self.config.max_size_bytes {
            return Err(UploadError::TooLarge { limit_bytes: self.config.max_size_bytes });
        }
        if let Some(open) = self.admit(&mut *self.pool.begin().await?, actor, new).await? {
            return Ok((self.with_sent(&open).await?, false));
        }
        let id = UploadId::new(self.clock);
        let key = keys::upload(id.0);
        let store_upload_id = self.store.create_multipart(&key, "application/octet-stream").await?;
        let inserted = self.insert(actor, id, new, &key, &store_upload_id).await;
        if !matches!(inserted, Ok((_, true))) {
            // Another request was quicker, or the lesson is gone: nothing may stay behind in the store.
            self.abort_in_store(&key, &store_upload_id).await?;
        }
        inserted
    }

    async fn insert(
        &self,
        actor: &Actor,
        id: UploadId,
        new: &NewUpload,
        key: &str,
        store_upload_id: &str,
    ) -> Result<(UploadOut, bool), UploadError> {
        let mut tx = self.pool.begin().await?;
        if let Some(open) = self.admit(&mut tx, actor, new).await? {
            return Ok((open.out(0), false));
        }
        let row = sql::NewRow {
            id,
            account: actor.id,
            new,
            part_size_bytes: part_size(new.size_bytes),
            store_key: key,
            store_upload_id,
            now: self.clock.now(),
        };
        sql::insert(&mut tx, &row).await?;
        let out = sql::find(&mut tx, id).await?.ok_or(UploadError::NotFound)?.out(0);
        tx.commit().await?;
        Ok((out, true))
    }

    /// Asks everything that can be asked before the store is; the course's row is locked meanwhile. An open upload of
    /// the same file is answered.
    async fn admit(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        new: &NewUpload,
    ) -> Result<Option<UploadRow>, UploadError> {
        let lesson = lessons::lesson_for_edit(tx, actor, new.lesson_id).await?;
        if lesson.kind != LessonKind::Video {
            return Err(UploadError::NotAVideoLesson);
        }
        if let Some(open) = sql::open_for_lesson(tx, new.lesson_id).await? {
            if open.account == actor.id && open.is_same_file(new) {
                return Ok(Some(open));
            }
            return Err(UploadError::AnotherOpen(Box::new(open.out(0))));
        }
        let (own, promised) = sql::open_totals(tx, actor.id).await?;
        if own >= self.config.max_open {
            return Err(UploadError::TooMany);
        }
        let unsigned = |n: i64| u64::try_from(n).unwrap_or(0);
        if !space::fits(self.config, unsigned(new.size_bytes), unsigned(promised)) {
            return Err(UploadError::NoSpace);
        }
        Ok(None)
    }

    /// The actor's own open uploads, newest first, with what has arrived of each.
    ///
    /// # Errors
    /// When Postgres or the store fails.
    pub async fn open(&self, actor: &Actor, course: Option<CourseId>) -> Result<Vec<UploadOut>, UploadError> {
        let rows = sql::open_of_account(&mut *self.pool.acquire().await?, actor.id, course).await?;
        let uploads = *self;
        let filled = rows.into_iter().map(|row| async move { uploads.with_sent(&row).await });
        futures::stream::iter(filled).buffered(8).try_collect().await
    }

    /// Puts in what has arrived; for uploads that were read without asking the store.
    pub async fn fill_sent(&self, uploads: Vec<&mut UploadOut>) {
        futures::stream::iter(uploads)
            .for_each_concurrent(8, async |out| {
                let row = match self.pool.acquire().await {
                    Ok(mut db) => sql::find(&mut db, out.id).await.ok().flatten(),
                    Err(_) => None,
                };
                // The editor opens without these bytes too; the upload itself shows what is wrong.
                if let Some(row) = row
                    && let Ok(full) = self.with_sent(&row).await
                {
                    out.sent_bytes = full.sent_bytes;
                }
            })
            .await;
    }

    async fn with_sent(&self, row: &UploadRow) -> Result<UploadOut, UploadError> {
        let parts = self.parts(row).await?.unwrap_or_default();
        Ok(row.out(sent_bytes(&parts)))
    }

    /// `None` when the store no longer has the upload.
    async fn parts(&self, row: &UploadRow) -> Result<Option<Vec<Part>>, UploadError> {
        match self.store.list_parts(&row.store_key, &row.store_upload_id).await {
            Ok(parts) => Ok(Some(parts)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn own(&self, actor: &Actor, id: UploadId) -> Result<UploadRow, UploadError> {
        let row = sql::find(&mut *self.pool.acquire().await?, id).await?;
        row.filter(|row| row.account == actor.id && actor.may_teach()).ok_or(UploadError::NotFound)
    }

    /// An own upload and its parts.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] for someone else's too.
    pub async fn detail(&self, actor: &Actor, id: UploadId) -> Result<UploadDetail, UploadError> {
        let row = self.own(actor, id).await?;
        let parts = self.parts(&row).await?.unwrap_or_default();
        let out = |part: &Part| StoredPart {
            number: part.number,
            size_bytes: i64::try_from(part.size_bytes).unwrap_or(i64::MAX),
            etag: part.etag.clone(),
        };
        Ok(UploadDetail { upload: row.out(sent_bytes(&parts)), parts: parts.iter().map(out).collect() })
    }

    /// Signs the address of one part.
    ///
    /// # Errors
    /// [`UploadError::NotFound`], [`UploadError::Over`] or [`UploadError::NoSuchPart`].
    pub async fn sign(&self, actor: &Actor, id: UploadId, number: u32) -> Result<SignedPartOut, UploadError> {
        let row = self.own(actor, id).await?;
        if row.state != UploadState::Open {
            return Err(UploadError::Over);
        }
        if number == 0 || i64::from(number) > row.part_count() {
            return Err(UploadError::NoSuchPart(number));
        }
        let signed = self.store.sign_part(&row.store_key, &row.store_upload_id, number, self.part_ttl).await?;
        sql::touch(&mut *self.pool.acquire().await?, id, self.clock.now()).await?;
        let url = signed.origin.unwrap_or_default() + &signed.path_and_query;
        Ok(SignedPartOut { url, expires_at: signed.expires_at })
    }

    /// Puts the parts together, looks at the first bytes, and makes the video. Completing twice gives the same video.
    ///
    /// # Errors
    /// [`UploadError::WrongParts`], [`UploadError::PartsMissing`], [`UploadError::NotAVideo`] (the upload is then
    /// over), [`UploadError::Over`] or [`UploadError::NotFound`].
    pub async fn complete(&self, actor: &Actor, id: UploadId, named: &[PartTag]) -> Result<VideoOut, UploadError> {
        let row = self.own(actor, id).await?;
        match row.state {
            UploadState::Completed => return self.video(&row).await,
            UploadState::Aborted => return Err(UploadError::Over),
            UploadState::Open => {}
        }
        if !named.is_sorted_by(|a, b| a.number < b.number)
            || named.iter().any(|p| i64::from(p.number) > row.part_count())
        {
            return Err(UploadError::WrongParts);
        }
        if let Some(stored) = self.parts(&row).await? {
            let missing = missing(&row, &stored, named);
            if !missing.is_empty() {
                return Err(UploadError::PartsMissing(missing));
            }
            let tags: Vec<_> = stored.iter().map(PartTag::from).collect();
            match self.store.complete_multipart(&row.store_key, &row.store_upload_id, &tags).await {
                // The same request at the same time was quicker.
                Ok(()) | Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        // Also after a crash between the store's completion and ours: what lies there decides.
        let head = self.store.head(&row.store_key).await?;
        if head.is_none_or(|head| i64::try_from(head.size_bytes) != Ok(row.size_bytes)) {
            return self.completed_meanwhile(&row).await;
        }
        let first = self.store.get_range(&row.store_key, 0..HEAD_BYTES.min(row.size_bytes.unsigned_abs())).await?;
        if let Err(found) = sniff(&first) {
            return self.refuse(&row, found).await;
        }
        let mut tx = self.pool.begin().await?;
        let locked = sql::lock(&mut tx, id).await?.ok_or(UploadError::NotFound)?;
        if locked.state != UploadState::Open {
            drop(tx);
            return self.completed_meanwhile(&row).await;
        }
        // A lesson that went to the bin meanwhile may come back: its file is not lost.
        let lesson = lessons::kept_lesson_for_edit(&mut tx, actor, row.lesson_id).await?;
        let video = NewVideo {
            owner: actor.id,
            file_name: row.file_name.clone(),
            size_bytes: row.size_bytes,
            original_key: row.store_key.clone(),
        };
        let video = videos::create(&mut tx, self.clock, video).await?;
        lessons::set_video(&mut tx, self.clock, lesson.id, video).await?;
        sql::close(&mut tx, id, UploadState::Completed, Some(video), self.clock.now()).await?;
        let out = videos::get_out(&mut tx, &[video]).await?.remove(&video).ok_or(UploadError::NotFound)?;
        tx.commit().await?;
        Ok(out)
    }

    async fn completed_meanwhile(&self, row: &UploadRow) -> Result<VideoOut, UploadError> {
        let row = sql::find(&mut *self.pool.acquire().await?, row.id).await?.ok_or(UploadError::NotFound)?;
        if row.state == UploadState::Completed { self.video(&row).await } else { Err(UploadError::Over) }
    }

    async fn refuse(&self, row: &UploadRow, found: Found) -> Result<VideoOut, UploadError> {
        self.store.delete(&row.store_key).await?;
        let mut db = self.pool.acquire().await?;
        sql::close(&mut db, row.id, UploadState::Aborted, None, self.clock.now()).await?;
        Err(UploadError::NotAVideo(found))
    }

    async fn video(&self, row: &UploadRow) -> Result<VideoOut, UploadError> {
        let video = row.video_id.ok_or(UploadError::NotFound)?;
        let mut found = videos::get_out(&mut *self.pool.acquire().await?, &[video]).await?;
        found.remove(&video).ok_or(UploadError::NotFound)
    }

    /// Cancels an upload and drops its parts; again changes nothing. A completed one is a video and stays.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] for someone else's too.
    pub async fn abort(&self, actor: &Actor, id: UploadId) -> Result<(), UploadError> {
        let row = self.own(actor, id).await?;
        if row.state == UploadState::Open {
            self.end(&row).await?;
        }
        Ok(())
    }

    async fn end(&self, row: &UploadRow) -> Result<(), UploadError> {
        self.abort_in_store(&row.store_key, &row.store_upload_id).await?;
        let mut db = self.pool.acquire().await?;
        sql::close(&mut db, row.id, UploadState::Aborted, None, self.clock.now()).await?;
        Ok(())
    }

    async fn abort_in_store(&self, key: &str, store_upload_id: &str) -> Result<(), StoreError> {
        match self.store.abort_multipart(key, store_upload_id).await {
            Ok(()) | Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn sent_bytes(parts: &[Part]) -> i64 {
    parts.iter().map(|part| i64::try_from(part.size_bytes).unwrap_or(0)).sum()
}

/// Numbers of parts that are absent, of the wrong length, or not the ones the browser names.
fn missing(row: &UploadRow, stored: &[Part], named: &[PartTag]) -> Vec<u32> {
    let stored: HashMap<_, _> = stored.iter().map(|part| (part.number, part)).collect();
    let named: HashMap<_, _> = named.iter().map(|tag| (tag.number, tag.etag.trim_matches('"'))).collect();
    let count = row.part_count();
    let whole = |number: u32| {
        let last = i64::from(number) == count;
        let size = if last { row.size_bytes - (count - 1) * row.part_size_bytes } else { row.part_size_bytes };
        stored.get(&number).is_some_and(|part| {
            i64::try_from(part.size_bytes) == Ok(size)
                && named.get(&number).is_some_and(|etag| *etag == part.etag.trim_matches('"'))
        })
    };
    (1..=u32::try_from(count).unwrap_or(0)).filter(|number| !whole(*number)).collect()
}

/// Open uploads of a course's lessons, without what has arrived of them.
///
/// # Errors
/// When Postgres fails.
pub async fn open_by_lesson(db: &mut PgConnection, course: CourseId) -> sqlx::Result<HashMap<LessonId, UploadOut>> {
    let rows = sql::open_of_course(db, course).await?;
    Ok(rows.iter().map(|row| (row.lesson_id, row.out(0))).collect())
}

/// Ends up to 100 uploads that nobody has touched for the time in the settings; answers how many.
///
/// # Errors
/// When Postgres or the store fails; the rest is for the next sweep.
pub async fn sweep(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    config: &UploadsConfig,
) -> Result<usize, UploadError> {
    let before = clock.now() - TimeDelta::seconds(config.idle_ttl_s);
    let idle = sql::idle(&mut *pool.acquire().await?, before).await?;
    let uploads = Uploads { pool, store, clock, config, part_ttl: Duration::ZERO };
    for row in &idle {
        // Completed in the store but never with us: the object goes too.
        store.delete(&row.store_key).await?;
        uploads.end(row).await?;
    }
    Ok(idle.len())
}

/// Aborts what the store holds unfinished and no open upload knows of, once it is as old as an upload may be idle: what
/// a killed process left between the store and the database. Answers how many.
///
/// # Errors
/// When Postgres or the store fails; the rest is for the next sweep.
pub async fn sweep_strays(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    config: &UploadsConfig,
) -> Result<usize, UploadError> {
    let before = clock.now() - TimeDelta::seconds(config.idle_ttl_s);
    let mut old = store.list_multipart_uploads("").await?;
    old.retain(|upload| upload.created_at < before);
    let ids: Vec<String> = old.iter().map(|upload| upload.upload_id.clone()).collect();
    let known = sql::known(&mut *pool.acquire().await?, &ids).await?;
    old.retain(|upload| !known.contains(&upload.upload_id));
    for upload in &old {
        match store.abort_multipart(&upload.key, &upload.upload_id).await {
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::part_size;

    #[test]
    fn no_file_has_more_than_two_thousand_parts() {
        for size in [1_i64, 8 << 20, (8 << 20) + 1, 16 << 30, (16 << 30) + 1, 1 << 40, i64::MAX / 2] {
            let part = part_size(size);
            assert!(part >= 8 << 20 && part % (1 << 20) == 0, "{size}: {part}");
            assert!((size + part - 1) / part <= 2000, "{size}: {part}");
        }
        assert_eq!(part_size(10 << 30), 8 << 20);
    }
}
