use super::access::Standing;
use super::model::{Opened, Player, Renewed, Report, Reported};
use super::reports::{Heard, NotWritten, Reports};
use super::sql::{self, NewSession};
use super::{Grant, PlaybackError, Refusal, Screen, TokenKey};
use crate::lessons::{self, Closed};
use crate::{progress, videos};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use lectern_config::PlaybackConfig;
use lectern_db::{AccountId, Clock, CourseId, LessonId, PlaybackSessionId, SessionId, VideoId};
use sqlx::{PgConnection, PgPool};
use std::sync::Arc;
use uuid::Uuid;

/// Reports come every 30 s at least: after a longer silence fetches may have been refused.
const USUAL_SILENCE: TimeDelta = TimeDelta::seconds(60);

/// Who asks: an account by one of its sign-ins.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The person.
    pub account: AccountId,
    /// The sign-in; ending it ends what was opened under it.
    pub sign_in: SessionId,
}

/// The use-cases of players.
#[derive(Debug, Clone)]
pub struct Playback {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    config: PlaybackConfig,
    key: TokenKey,
    screen: Screen,
    reports: Reports,
}

/// Tells every gate to forget what hangs on `id`: a playback session, an account or a video. In the transaction that
/// ends the right; without it access ends a few seconds later.
///
/// # Errors
/// When Postgres fails.
pub async fn forget(db: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sql::notify(db, id).await
}

/// Who has a grant for a lesson of `course` that is not over.
///
/// # Errors
/// When Postgres fails.
pub async fn viewers(db: &mut PgConnection, course: CourseId, now: DateTime<Utc>) -> sqlx::Result<Vec<AccountId>> {
    sql::viewers(db, course, now).await
}

impl Playback {
    /// Starts the writer of reports, too.
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, key: TokenKey, config: &PlaybackConfig) -> Self {
        let reports = Reports::start(pool.clone(), clock.clone(), config);
        Self::with_reports(pool, clock, key, config, reports)
    }

    pub(super) fn with_reports(
        pool: PgPool,
        clock: Arc<dyn Clock>,
        key: TokenKey,
        config: &PlaybackConfig,
        reports: Reports,
    ) -> Self {
        Self { screen: Screen::new(pool.clone()), pool, clock, config: config.clone(), key, reports }
    }

    /// Grants `viewer` the video of `lesson`: the published one, or with `preview` to who teaches the course the one in
    /// the editor.
    ///
    /// # Errors
    /// [`PlaybackError`]: not found, not enrolled, nothing to play, too many streams.
    pub async fn open(
        &self,
        viewer: Viewer,
        lesson: LessonId,
        player: Player,
        preview: bool,
    ) -> Result<Opened, PlaybackError> {
        let video = self.watchable(viewer, lesson, preview).await?;
        let (Some(head), Some(published)) = (self.screen.head(video).await?, self.screen.newest(video).await?) else {
            return Err(self.not_playable(video).await?);
        };
        if published.master.is_none() {
            return Err(self.not_playable(video).await?);
        }
        let mut tx = self.pool.begin().await?;
        sql::lock_streams(&mut tx, viewer.account).await?;
        let now = self.clock.now();
        let token_expires_at = self.token_expiry(now);
        let new = NewSession {
            id: PlaybackSessionId::new(&*self.clock),
            account: viewer.account,
            sign_in: viewer.sign_in,
            lesson,
            video,
            generation: published.number,
            player,
            // Another program cannot renew: its session is as long as its token.
            expires_at: match player {
                Player::Own => self.session_expiry(now),
                Player::External => token_expires_at,
            },
            token_expires_at,
        };
        let playing = sql::playing(&mut tx, &new, now).await?;
        let others = i64::try_from(playing.len()).unwrap_or(i64::MAX);
        if others >= self.config.max_streams {
            return Err(PlaybackError::StreamsLimit { limit: self.config.max_streams, playing });
        }
        sql::insert(&mut tx, &new, now).await?;
        let position_ms = progress::position_ms(&mut tx, viewer.account, lesson).await?;
        tx.commit().await?;
        let ready_ms = head.duration_ms.map_or(published.ready_ms, |all| all.min(published.ready_ms));
        Ok(Opened {
            session: new.id,
            video,
            prefix: self.prefix(video, new.id, token_expires_at),
            generation: published.number,
            duration_ms: head.duration_ms.unwrap_or(published.ready_ms),
            ready_ms,
            percent: head.percent,
            complete: published.complete,
            poster: head.poster_key.is_some(),
            position_ms,
            expires_at: new.expires_at,
            streams: others + 1,
            streams_limit: self.config.max_streams,
        })
    }

    /// Takes a player's report; comes back when it is committed.
    ///
    /// # Errors
    /// [`PlaybackError`]: someone else's session, the right is gone, too many reports wait.
    pub async fn report(
        &self,
        viewer: Viewer,
        session: PlaybackSessionId,
        report: Report,
    ) -> Result<Reported, PlaybackError> {
        let standing = self.entitled(viewer, session).await?;
        let now = self.clock.now();
        let head = self.screen.head(standing.video).await?;
        let watch = progress::Watch {
            account: standing.account,
            lesson: standing.row.lesson,
            course: standing.lesson.course,
            position_ms: report.position_ms,
            watched: report.watched,
            opened_at: standing.created_at,
            duration_ms: head.as_ref().and_then(|h| h.duration_ms),
        };
        let wakes = now - standing.heard_at() > USUAL_SILENCE || standing.expires_at <= now;
        let recorded = self.reports.write(Heard { session, watch, wakes }).await.map_err(|reason| match reason {
            NotWritten::Later => PlaybackError::Busy,
            NotWritten::Never => PlaybackError::Refused,
        })?;
        let published = self.screen.newest(standing.video).await?;
        let ready_ms = published.as_ref().map_or(0, |p| p.ready_ms);
        let duration_ms = head.as_ref().and_then(|h| h.duration_ms);
        Ok(Reported {
            generation: published.as_ref().map_or(0, |p| p.number),
            ready_ms: duration_ms.map_or(ready_ms, |all| all.min(ready_ms)),
            percent: head.map_or(0, |h| h.percent),
            complete: published.is_some_and(|p| p.complete),
            lesson_done: recorded.done,
            reload: self.is_over(&standing, now),
            expires_at: self.session_expiry(now),
        })
    }

    /// Pushes a session on, after hours too. The addresses stay unless the token or the generation is over.
    ///
    /// # Errors
    /// [`PlaybackError`]: someone else's session, or the right is gone.
    pub async fn renew(&self, viewer: Viewer, session: PlaybackSessionId) -> Result<Renewed, PlaybackError> {
        let standing = self.entitled(viewer, session).await?;
        let now = self.clock.now();
        let reload = self.is_over(&standing, now);
        let token_expires_at = if reload { self.token_expiry(now) } else { standing.token_expires_at };
        let generation = match standing.generation_gone {
            true => self.screen.head(standing.video).await?.map_or(standing.generation, |h| h.number),
            false => standing.generation,
        };
        let expires_at = self.session_expiry(now);
        let mut tx = self.pool.begin().await?;
        sql::renew(&mut tx, session, now, expires_at, token_expires_at, generation).await?;
        sql::notify(&mut tx, session.0).await?;
        tx.commit().await?;
        Ok(Renewed { expires_at, reload, prefix: self.prefix(standing.video, session, token_expires_at) })
    }

    /// Ends a session of the viewer's account, on whatever device it plays.
    ///
    /// # Errors
    /// [`PlaybackError::NotFound`] for someone else's.
    pub async fn end(&self, viewer: Viewer, session: PlaybackSessionId) -> Result<(), PlaybackError> {
        let mut tx = self.pool.begin().await?;
        if !sql::end(&mut tx, viewer.account, session, self.clock.now()).await? {
            return Err(PlaybackError::NotFound);
        }
        sql::notify(&mut tx, session.0).await?;
        Ok(tx.commit().await?)
    }

    /// The video of a lesson that `viewer` has the right to watch. Holds no connection when it comes back: reading what
    /// is published takes another.
    async fn watchable(&self, viewer: Viewer, lesson: LessonId, preview: bool) -> Result<VideoId, PlaybackError> {
        let mut db = self.pool.acquire().await?;
        let facts = lessons::facts(&mut db, Some(viewer.account), lesson).await?.ok_or(PlaybackError::NotFound)?;
        facts.decide(self.clock.now()).check().map_err(|closed| match closed {
            Closed::Hidden => PlaybackError::NotFound,
            Closed::NotEnrolled => PlaybackError::NotEnrolled,
            Closed::Locked(_) | Closed::NotYet(_) | Closed::Over(_) => PlaybackError::Closed(closed),
        })?;
        let row = sql::lesson(&mut db, viewer.account, lesson, lessons::edited(&facts, preview)).await?;
        let row = row.filter(|row| !row.blocked).ok_or(PlaybackError::NotFound)?;
        row.video.ok_or(PlaybackError::NotPlayable { video: None })
    }

    async fn not_playable(&self, video: VideoId) -> sqlx::Result<PlaybackError> {
        let mut db = self.pool.acquire().await?;
        let video = videos::get_out(&mut db, &[video]).await?.remove(&video).map(Box::new);
        Ok(PlaybackError::NotPlayable { video })
    }

    /// The viewer's session, whose right to watch holds now. Its age is no matter: being asked pushes it on.
    async fn entitled(&self, viewer: Viewer, session: PlaybackSessionId) -> Result<Standing, PlaybackError> {
        let now = self.clock.now();
        let mut db = self.pool.acquire().await?;
        let standing = Standing::read(&mut db, session, now).await?;
        let standing = standing.filter(|s| s.account == viewer.account).ok_or(PlaybackError::NotFound)?;
        standing.right(now).map_err(PlaybackError::Ended)?;
        if standing.crowded(now, self.config.max_streams) {
            return Err(PlaybackError::Ended(Refusal::StreamsLimit));
        }
        Ok(standing)
    }

    /// Whether new addresses are needed; a little before the token ends, so that no segment is refused.
    fn is_over(&self, standing: &Standing, now: DateTime<Utc>) -> bool {
        standing.generation_gone || standing.token_expires_at <= self.session_expiry(now)
    }

    fn session_expiry(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::seconds(self.config.session_ttl_s)
    }

    /// To the second, as the token keeps it.
    fn token_expiry(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + TimeDelta::seconds(self.config.token_ttl_s)).trunc_subsecs(0)
    }

    fn prefix(&self, video: VideoId, session: PlaybackSessionId, expires_at: DateTime<Utc>) -> String {
        format!("/v/{}/{video}", self.key.sign(&Grant { video, session, expires_at }))
    }
}
