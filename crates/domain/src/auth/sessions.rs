use super::sql;
use super::tokens::Claims;
use crate::accounts::{Actor, Role};
use lectern_db::{AccountId, Clock, SessionId};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What the cache keeps of a session that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    account: AccountId,
    role: Role,
}

/// Sessions this process has asked for lately. What it knows is at most 10 s old and forgotten at each notification.
#[derive(Debug, Clone)]
pub struct Sessions {
    pool: PgPool,
    known: moka::future::Cache<SessionId, Option<Known>>,
    changed: Arc<watch::Sender<u64>>,
}

impl Sessions {
    /// An empty cache over `pool`.
    pub fn new(pool: PgPool) -> Self {
        let known = moka::future::Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(10)).build();
        Self { pool, known, changed: Arc::new(watch::Sender::new(0)) }
    }

    /// Who the claims' session belongs to now; `None` when it is over, revoked, or its account blocked.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn actor(&self, clock: &dyn Clock, claims: &Claims) -> sqlx::Result<Option<Actor>> {
        let found = self.known.try_get_with(claims.sid, self.read(clock, claims.sid)).await;
        let found = found.map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
        Ok(found.filter(|known| known.account == claims.sub).map(|known| Actor {
            id: known.account,
            session: claims.sid,
            role: known.role,
        }))
    }

    /// Whether the actor's sign-in goes on.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn is_live(&self, clock: &dyn Clock, actor: &Actor) -> sqlx::Result<bool> {
        let found = self.known.try_get_with(actor.session, self.read(clock, actor.session)).await;
        Ok(found.map_err(|error| sqlx::Error::Protocol(error.to_string()))?.is_some())
    }

    async fn read(&self, clock: &dyn Clock, session: SessionId) -> sqlx::Result<Option<Known>> {
        let row = sql::live(&mut *self.pool.acquire().await?, session, clock.now()).await?;
        Ok(row.map(|(account, role)| Known { account, role }))
    }

    /// Told whenever some session may have ended.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Forgets everything; cheap, as sessions are read again by key.
    pub fn forget(&self) {
        self.known.invalidate_all();
        self.changed.send_modify(|n| *n += 1);
    }

    /// Listens for ended sessions until the task is dropped; a lost connection counts as a notification.
    pub async fn listen(self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "no notifications of sessions; trying again");
            }
            self.forget();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen_once(&self) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen("lectern_sessions").await?;
        self.forget();
        while listener.try_recv().await?.is_some() {
            self.forget();
        }
        Ok(())
    }
}
