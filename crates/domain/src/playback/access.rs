use super::published::unshare;
use super::sql::{self, StandingRow};
use super::{Grant, Player, TokenKey};
use crate::lessons::{self, Closed, Facts};
use chrono::{DateTime, TimeDelta, Utc};
use lectern_config::PlaybackConfig;
use lectern_db::{Clock, PlaybackSessionId, VideoId};
use moka::future::Cache;
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// How long a decision's rows are kept: with the 10 s of the edge, access ends within 15 s of the commit that ends it.
pub const MEMORY: Duration = Duration::from_secs(4);

/// A "no" that only waits for a report is read again after so long.
const MEMORY_OF_NO: TimeDelta = TimeDelta::seconds(1);

/// PostgreSQL's channel; the payload is the id of a playback session, an account or a video.
pub const CHANNEL: &str = "lectern_playback";

/// The channel that ended sign-ins are told on; the payload is an account id.
const SIGN_INS: &str = "lectern_sessions";

/// Our page reports every 10 s, paused every 30 s: one that fetches for so long without is not our page.
pub(super) const SILENCE: TimeDelta = TimeDelta::seconds(120);

/// A session that fetched or reported within this time counts as a stream.
pub(super) const LIVE: TimeDelta = TimeDelta::seconds(45);

/// Why a viewer may not watch (any more).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The token's signature does not hold, or it is for another video.
    Forged,
    /// Token or session are over: renew.
    Expired,
    /// Ended by its viewer.
    Ended,
    /// The account is blocked.
    Blocked,
    /// The sign-in it was opened under is over.
    SignedOut,
    /// Lesson, course or video are deleted.
    Removed,
    /// The enrolment is over.
    NotEnrolled,
    /// A lesson that is not done comes first.
    Locked,
    /// The lesson's time was put off.
    NotYet,
    /// The access period of the course is over.
    Over,
    /// Opened by our page, and fetching without its reports.
    Silent,
    /// Too many lessons are being watched at once.
    StreamsLimit,
}

impl Refusal {
    /// The stable name, which the interface translates.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Forged => "forged",
            Self::Expired => "expired",
            Self::Ended => "stopped",
            Self::Blocked => "blocked",
            Self::SignedOut => "signed-out",
            Self::Removed => "removed",
            Self::NotEnrolled => "not-enrolled",
            Self::Locked => "lesson-locked",
            Self::NotYet => "lesson-not-yet",
            Self::Over => "access-over",
            Self::Silent => "silent",
            Self::StreamsLimit => "streams-limit",
        }
    }

    /// Whether its own page can mend it, by a report or by renewal.
    fn may_pass(self) -> bool {
        matches!(self, Self::Expired | Self::Silent | Self::StreamsLimit)
    }
}

impl From<Closed> for Refusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Hidden => Self::Removed,
            Closed::NotEnrolled => Self::NotEnrolled,
            Closed::Locked(_) => Self::Locked,
            Closed::NotYet(_) => Self::NotYet,
            Closed::Over(_) => Self::Over,
        }
    }
}

/// A session, and what its viewer's right to the lesson hangs on.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub row: StandingRow,
    pub lesson: Facts,
}

impl Deref for Standing {
    type Target = StandingRow;

    fn deref(&self) -> &StandingRow {
        &self.row
    }
}

impl Standing {
    pub(super) async fn read(
        db: &mut PgConnection,
        session: PlaybackSessionId,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<Self>> {
        let Some(row) = sql::standing(db, session, now).await? else { return Ok(None) };
        let lesson = lessons::facts(db, Some(row.account), row.lesson).await?;
        Ok(lesson.map(|lesson| Self { row, lesson }))
    }

    /// Whether its viewer has the right to watch at `now`, whatever the session's age.
    pub(super) fn right(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match () {
            () if self.ended => Err(Refusal::Ended),
            () if self.blocked => Err(Refusal::Blocked),
            () if self.signed_out => Err(Refusal::SignedOut),
            () if self.removed => Err(Refusal::Removed),
            () => Ok(self.lesson.decide(now).check()?),
        }
    }

    /// Whether starting again where nobody was watching makes too many.
    pub(super) fn crowded(&self, now: DateTime<Utc>, limit: i64) -> bool {
        now - self.live_at() > LIVE && self.others_live >= limit
    }

    /// Whether it may fetch at `now`.
    fn fetch(&self, now: DateTime<Utc>, limit: i64) -> Result<(), Refusal> {
        self.right(now)?;
        match () {
            () if self.expires_at <= now => Err(Refusal::Expired),
            () if self.player == Player::Own && now - self.heard_at() > SILENCE => Err(Refusal::Silent),
            () if self.crowded(now, limit) => Err(Refusal::StreamsLimit),
            () => Ok(()),
        }
    }
}

/// Decides each fetch, from memory where it can.
#[derive(Debug, Clone)]
pub struct Gate {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    key: TokenKey,
    streams_limit: i64,
    memory: Cache<PlaybackSessionId, Option<Arc<Standing>>>,
}

impl Gate {
    /// A gate with an empty memory.
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, key: TokenKey, config: &PlaybackConfig) -> Self {
        let memory =
            Cache::builder().max_capacity(100_000).time_to_live(MEMORY).support_invalidation_closures().build();
        Self { pool, clock, key, streams_limit: config.max_streams, memory }
    }

    /// Whether who holds `token` may fetch something of `video` now.
    ///
    /// # Errors
    /// When Postgres fails: nothing is decided then.
    pub async fn may(&self, token: &str, video: VideoId) -> sqlx::Result<Result<Grant, Refusal>> {
        let now = self.clock.now();
        let Some(grant) = self.key.open(token).filter(|g| g.video == video) else { return Ok(Err(Refusal::Forged)) };
        if grant.expires_at <= now {
            return Ok(Err(Refusal::Expired));
        }
        let Some(mut standing) = self.standing(grant.session, now).await? else { return Ok(Err(Refusal::Ended)) };
        let mut answer = standing.fetch(now, self.streams_limit);
        if answer.is_err_and(Refusal::may_pass) && now - standing.read_at > MEMORY_OF_NO {
            self.memory.invalidate(&grant.session).await;
            match self.standing(grant.session, now).await? {
                Some(fresh) => standing = fresh,
                None => return Ok(Err(Refusal::Ended)),
            }
            answer = standing.fetch(now, self.streams_limit);
        }
        if standing.video != video {
            return Ok(Err(Refusal::Forged));
        }
        Ok(answer.map(|()| grant))
    }

    /// Forgets what hangs on `id`: a session, an account or a video.
    pub async fn forget(&self, id: Uuid) {
        self.memory.invalidate(&PlaybackSessionId(id)).await;
        let concerns = move |_: &PlaybackSessionId, standing: &Option<Arc<Standing>>| {
            standing.as_ref().is_some_and(|s| s.account.0 == id || s.video.0 == id)
        };
        if self.memory.invalidate_entries_if(concerns).is_err() {
            self.memory.invalidate_all();
        }
    }

    /// Forgets what PostgreSQL notifies of, for ever. While the line is broken the memory's own age bounds it.
    pub async fn listen(&self) {
        let mut pause = Duration::from_millis(200);
        loop {
            if let Err(error) = self.listen_once(&mut pause).await {
                tracing::warn!(%error, "notifications of ended grants are not heard; listening again");
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(10));
        }
    }

    async fn listen_once(&self, pause: &mut Duration) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen_all([CHANNEL, SIGN_INS]).await?;
        self.memory.invalidate_all();
        *pause = Duration::from_millis(200);
        loop {
            // None: the line broke and is up again; what was told meanwhile is lost.
            match listener.try_recv().await? {
                Some(told) => match told.payload().parse() {
                    Ok(id) => self.forget(id).await,
                    Err(_) => self.memory.invalidate_all(),
                },
                None => self.memory.invalidate_all(),
            }
        }
    }

    async fn standing(&self, session: PlaybackSessionId, now: DateTime<Utc>) -> sqlx::Result<Option<Arc<Standing>>> {
        let read = async {
            let mut db = self.pool.acquire().await?;
            Ok::<_, sqlx::Error>(Standing::read(&mut db, session, now).await?.map(Arc::new))
        };
        // Parallel first fetches of one viewer make one query.
        self.memory.try_get_with(session, read).await.map_err(unshare)
    }
}
