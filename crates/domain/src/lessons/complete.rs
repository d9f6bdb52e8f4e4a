use super::access::{Closed, Facts, facts};
use super::model::{Lesson, LessonError, LessonKind, LessonView};
use super::{published_sql, sql};
use crate::accounts::Actor;
use crate::files;
use lectern_db::{AccountId, Clock, CourseId, FileId, LessonId};
use lectern_queue::{Job, Queue};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Somebody has done all that a course requires.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CourseCompleted {
    /// Who.
    pub account: AccountId,
    /// What.
    pub course: CourseId,
}

impl Job for CourseCompleted {
    const KIND: &'static str = "course-completed";
    const QUEUE: Queue = Queue::Quick;

    fn owner(&self) -> Option<Uuid> {
        Some(self.account.0)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("course-completed {} {}", self.account, self.course))
    }
}

/// Notes that `account` has done the lesson; again changes nothing. Completes the course when nothing that it requires
/// is left. Asks no policy: the caller has.
///
/// # Errors
/// When Postgres fails.
pub async fn complete(
    db: &mut PgConnection,
    account: AccountId,
    lesson: LessonId,
    clock: &dyn Clock,
) -> sqlx::Result<()> {
    let new = sqlx::query_scalar!(
        r#"INSERT INTO lesson_completions (account_id, lesson_id, course_id, completed_at)
           SELECT $1, lesson_id, course_id, $3 FROM lessons WHERE lesson_id = $2
           ON CONFLICT (account_id, lesson_id) DO NOTHING RETURNING course_id AS "course: CourseId""#,
        account.0,
        lesson.0,
        clock.now(),
    )
    .fetch_optional(&mut *db)
    .await?;
    match new {
        Some(course) => complete_course(db, course, Some(account), clock).await,
        None => Ok(()),
    }
}

/// Completes the course for whoever has done what it requires, and puts what follows from that.
pub(super) async fn complete_course(
    db: &mut PgConnection,
    course: CourseId,
    account: Option<AccountId>,
    clock: &dyn Clock,
) -> sqlx::Result<()> {
    let new = published_sql::complete_course(db, course, account, clock.now()).await?;
    let jobs: Vec<_> = new.into_iter().map(|account| CourseCompleted { account, course }).collect();
    lectern_queue::put_all(db, &jobs).await
}

/// The lesson as `actor` may open it: what is published, or for who teaches the course the edited one where `preview`
/// asks for it or nothing is published.
async fn open_lesson(
    db: &mut PgConnection,
    clock: &dyn Clock,
    actor: Option<&Actor>,
    id: LessonId,
    preview: bool,
) -> Result<(Lesson, Facts), LessonError> {
    let facts = facts(db, actor.map(|actor| actor.id), id).await?.ok_or(LessonError::NotFound)?;
    facts.decide(clock.now()).check()?;
    let lesson = match edited(&facts, preview) {
        true => sql::lesson(db, id).await?,
        false => published_sql::lesson(db, id).await?,
    };
    Ok((lesson.ok_or(LessonError::NotFound)?, facts))
}

/// Whether the edited lesson is meant rather than the published one.
pub fn edited(facts: &Facts, preview: bool) -> bool {
    facts.staff && facts.edited && (preview || !facts.published)
}

/// What visitors may open: text and files of free previews.
fn for_visitors(lesson: &Lesson) -> bool {
    matches!(lesson.kind, LessonKind::Text | LessonKind::File)
}

/// The lesson as a learner reads it; the visit is remembered, so that "continue" leads back here.
///
/// # Errors
/// [`LessonError::NotFound`], [`LessonError::Closed`]; visitors get [`LessonError::SignInFirst`] for whatever they may
/// not open.
pub async fn view(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: Option<&Actor>,
    id: LessonId,
    preview: bool,
) -> Result<LessonView, LessonError> {
    let mut tx = pool.begin().await?;
    let Some(actor) = actor else {
        let (lesson, facts) = open_for_visitors(&mut tx, clock, id).await?;
        return view_of(&mut tx, lesson, &facts).await;
    };
    let (lesson, facts) = open_lesson(&mut tx, clock, Some(actor), id, preview).await?;
    sqlx::query!(
        "UPDATE enrolments SET last_lesson_id = $3, last_seen_at = $4
         WHERE account_id = $1 AND course_id = $2 AND revoked_at IS NULL",
        actor.id.0,
        lesson.course_id.0,
        id.0,
        clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    let view = view_of(&mut tx, lesson, &facts).await?;
    tx.commit().await?;
    Ok(view)
}

async fn open_for_visitors(
    db: &mut PgConnection,
    clock: &dyn Clock,
    id: LessonId,
) -> Result<(Lesson, Facts), LessonError> {
    match open_lesson(db, clock, None, id, false).await {
        Ok((lesson, facts)) if for_visitors(&lesson) => Ok((lesson, facts)),
        Ok(_) | Err(LessonError::NotFound | LessonError::Closed(_)) => Err(LessonError::SignInFirst),
        Err(error) => Err(error),
    }
}

async fn view_of(db: &mut PgConnection, lesson: Lesson, facts: &Facts) -> Result<LessonView, LessonError> {
    let mut found = files::get_out(db, &lesson.files().collect::<Vec<_>>()).await?;
    Ok(LessonView {
        attachments: lesson.attachment_ids.iter().filter_map(|id| found.get(&FileId(*id)).cloned()).collect(),
        file: lesson.file_id.and_then(|id| found.remove(&id)),
        id: lesson.id,
        course_id: lesson.course_id,
        kind: lesson.kind,
        title: lesson.title,
        body_html: lesson.body_html,
        duration_ms: lesson.duration_ms,
        done: facts.done,
        required: lesson.required,
        preview: lesson.preview,
        completion_share: lesson.completion_share,
        removed: !facts.published && facts.removed,
        link_url: lesson.link_url,
    })
}

/// Completes a text, a file or a link by the learner's own word.
///
/// # Errors
/// As [`view`], [`LessonError::WatchToComplete`] and [`LessonError::PassToComplete`].
pub async fn complete_read(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: LessonId,
) -> Result<LessonView, LessonError> {
    let mut tx = pool.begin().await?;
    let (lesson, facts) = open_lesson(&mut tx, clock, Some(actor), id, false).await?;
    match lesson.kind {
        LessonKind::Text | LessonKind::File | LessonKind::Link => {}
        LessonKind::Video => return Err(LessonError::WatchToComplete),
        LessonKind::Test => return Err(LessonError::PassToComplete),
    }
    // A free preview read without a place in the course counts for nobody.
    if facts.enrolled_at.is_none() && !facts.staff {
        return Err(Closed::NotEnrolled.into());
    }
    complete(&mut tx, actor.id, id, clock).await?;
    tx.commit().await?;
    view(pool, clock, Some(actor), id, false).await
}

/// Which of the lesson's files `actor` may have now, and that file's id if it is one of them.
///
/// # Errors
/// As [`view`].
pub async fn open_file(
    db: &mut PgConnection,
    clock: &dyn Clock,
    actor: Option<&Actor>,
    lesson: LessonId,
    file: FileId,
    preview: bool,
) -> Result<FileId, LessonError> {
    let (lesson, _) = match actor {
        Some(_) => open_lesson(db, clock, actor, lesson, preview).await?,
        None => open_for_visitors(db, clock, lesson).await?,
    };
    lesson.files().any(|id| id == file.0).then_some(file).ok_or(LessonError::NotFound)
}
