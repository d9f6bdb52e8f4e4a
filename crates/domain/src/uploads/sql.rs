use super::model::{NewUpload, UploadOut, UploadState};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, UploadId, VideoId};
use sqlx::PgConnection;

pub(super) struct UploadRow {
    pub id: UploadId,
    pub account: AccountId,
    pub lesson_id: LessonId,
    pub course_id: CourseId,
    pub lesson_title: String,
    pub course_title: String,
    pub file_name: String,
    pub size_bytes: i64,
    pub modified_ms: i64,
    pub head_sha256: String,
    pub tail_sha256: String,
    pub part_size_bytes: i64,
    pub store_key: String,
    pub store_upload_id: String,
    pub state: UploadState,
    pub video_id: Option<VideoId>,
    pub created_at: DateTime<Utc>,
}

impl UploadRow {
    pub fn part_count(&self) -> i64 {
        (self.size_bytes + self.part_size_bytes - 1) / self.part_size_bytes
    }

    pub fn out(&self, sent_bytes: i64) -> UploadOut {
        UploadOut {
            part_count: self.part_count(),
            id: self.id,
            lesson_id: self.lesson_id,
            course_id: self.course_id,
            lesson_title: self.lesson_title.clone(),
            course_title: self.course_title.clone(),
            file_name: self.file_name.clone(),
            size_bytes: self.size_bytes,
            modified_ms: self.modified_ms,
            head_sha256: self.head_sha256.clone(),
            tail_sha256: self.tail_sha256.clone(),
            part_size_bytes: self.part_size_bytes,
            sent_bytes,
            state: self.state,
            created_at: self.created_at,
        }
    }

    pub fn is_same_file(&self, new: &NewUpload) -> bool {
        self.file_name == new.file_name
            && self.size_bytes == new.size_bytes
            && self.modified_ms == new.modified_ms
            && self.head_sha256 == new.head_sha256
            && self.tail_sha256 == new.tail_sha256
    }
}

macro_rules! select_uploads {
    ($filter:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            UploadRow,
            r#"SELECT u.upload_id AS "id: UploadId", u.account_id AS "account: AccountId", l.lesson_id AS "lesson_id: LessonId",
                      l.course_id AS "course_id: CourseId", l.title AS lesson_title, c.title AS course_title, u.file_name,
                      u.size_bytes, u.modified_ms, u.head_sha256, u.tail_sha256, u.part_size_bytes, u.store_key,
                      u.store_upload_id, u.state AS "state: UploadState", u.video_id AS "video_id: VideoId", u.created_at
               FROM uploads u JOIN lessons l USING (lesson_id) JOIN courses c USING (course_id) "# + $filter,
            $($argument),*
        )
    };
}

pub(super) async fn find(db: &mut PgConnection, id: UploadId) -> sqlx::Result<Option<UploadRow>> {
    select_uploads!("WHERE u.upload_id = $1", id.0).fetch_optional(db).await
}

pub(super) async fn lock(db: &mut PgConnection, id: UploadId) -> sqlx::Result<Option<UploadRow>> {
    select_uploads!("WHERE u.upload_id = $1 FOR UPDATE OF u", id.0).fetch_optional(db).await
}

pub(super) async fn open_for_lesson(db: &mut PgConnection, lesson: LessonId) -> sqlx::Result<Option<UploadRow>> {
    select_uploads!("WHERE u.lesson_id = $1 AND u.state = 'open' ORDER BY u.upload_id DESC LIMIT 1", lesson.0)
        .fetch_optional(db)
        .await
}

pub(super) async fn open_of_course(db: &mut PgConnection, course: CourseId) -> sqlx::Result<Vec<UploadRow>> {
    select_uploads!("WHERE l.course_id = $1 AND u.state = 'open' ORDER BY u.upload_id LIMIT 2000", course.0)
        .fetch_all(db)
        .await
}

pub(super) async fn open_of_account(
    db: &mut PgConnection,
    account: AccountId,
    course: Option<CourseId>,
) -> sqlx::Result<Vec<UploadRow>> {
    select_uploads!(
        "WHERE u.account_id = $1 AND u.state = 'open' AND ($2::uuid IS NULL OR l.course_id = $2) ORDER BY u.upload_id DESC LIMIT 200",
        account.0,
        course.map(|id| id.0)
    )
    .fetch_all(db)
    .await
}

pub(super) async fn idle(db: &mut PgConnection, before: DateTime<Utc>) -> sqlx::Result<Vec<UploadRow>> {
    select_uploads!("WHERE u.state = 'open' AND u.touched_at < $1 ORDER BY u.touched_at LIMIT 100", before)
        .fetch_all(db)
        .await
}

/// Which of the store's uploads belong to open ones here.
pub(super) async fn known(db: &mut PgConnection, store_upload_ids: &[String]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "SELECT store_upload_id FROM uploads WHERE state = 'open' AND store_upload_id = ANY($1)",
        store_upload_ids,
    )
    .fetch_all(db)
    .await
}

/// How many the account has open, and what all accounts' open ones may still bring.
pub(super) async fn open_totals(db: &mut PgConnection, account: AccountId) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE account_id = $1) AS "own!", COALESCE(sum(size_bytes), 0)::int8 AS "bytes!"
           FROM uploads WHERE state = 'open'"#,
        account.0,
    )
    .fetch_one(db)
    .await?;
    Ok((row.own, row.bytes))
}

pub(super) struct NewRow<'a> {
    pub id: UploadId,
    pub account: AccountId,
    pub new: &'a NewUpload,
    pub part_size_bytes: i64,
    pub store_key: &'a str,
    pub store_upload_id: &'a str,
    pub now: DateTime<Utc>,
}

pub(super) async fn insert(db: &mut PgConnection, row: &NewRow<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO uploads (upload_id, account_id, lesson_id, file_name, size_bytes, modified_ms, head_sha256,
                              tail_sha256, part_size_bytes, store_key, store_upload_id, state, created_at, touched_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, $12)",
        row.id.0,
        row.account.0,
        row.new.lesson_id.0,
        row.new.file_name,
        row.new.size_bytes,
        row.new.modified_ms,
        row.new.head_sha256,
        row.new.tail_sha256,
        row.part_size_bytes,
        row.store_key,
        row.store_upload_id,
        row.now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn touch(db: &mut PgConnection, id: UploadId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET touched_at = $2 WHERE upload_id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// Ends an open upload; one that is not open stays as it is.
pub(super) async fn close(
    db: &mut PgConnection,
    id: UploadId,
    state: UploadState,
    video: Option<VideoId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE uploads SET state = $2, video_id = $3, touched_at = $4 WHERE upload_id = $1 AND state = 'open'",
        id.0,
        state as UploadState,
        video.map(|id| id.0),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
