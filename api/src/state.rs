use crate::files::Tickets;
use anyhow::Context;
use lectern_config::Settings;
use lectern_db::Clock;
use lectern_domain::auth::{Auth, Limits, Sessions};
use lectern_domain::cache::Cache;
use lectern_domain::catalog::Outlines;
use lectern_domain::certificates::badges::BadgeKey;
use lectern_domain::events::Hub;
use lectern_domain::playback::{Playback, TokenKey};
use lectern_integrations::payments::Providers;
use lectern_store::Store;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use secrecy::ExposeSecret;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// What handlers stand on; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The truth.
    pub pool: PgPool,
    /// Caches and events.
    pub redis: ConnectionManager,
    /// The bytes.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Everything that can be set.
    pub settings: Arc<Settings>,
    /// Signing in.
    pub auth: Auth,
    /// Who is signed in.
    pub sessions: Sessions,
    /// What open pages are told.
    pub hub: Hub,
    /// What many ask for alike.
    pub cache: Cache,
    /// What courses consist of, for who learns.
    pub outlines: Outlines,
    /// Addresses of files.
    pub(crate) tickets: Tickets,
    /// Grants and reports of players.
    pub playback: Playback,
    /// Who takes money.
    pub providers: Providers,
    /// Signs credentials.
    pub badge_key: BadgeKey,
    /// Documents set at once: each keeps a core busy.
    pub(crate) printing: Arc<Semaphore>,
    /// Cancelled when the process stops: streams of events end, or they would keep it.
    pub stop: CancellationToken,
}

impl AppState {
    /// Connects to everything the settings name.
    ///
    /// # Errors
    /// When PostgreSQL or Redis cannot be reached.
    pub async fn connect(settings: Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let pool = lectern_db::connect(&settings.database, "api").await.context("PostgreSQL")?;
        let redis = redis::Client::open(settings.redis.url.expose_secret()).context("settings: redis.url")?;
        let redis = ConnectionManager::new_with_config(redis, quick()).await.context("Redis")?;
        let store = Store::connect(&settings.store).context("settings: store")?;
        Self::new(settings, pool, redis, store, clock, "lectern")
    }

    /// Puts the parts together, within a runtime: the writer of reports starts; `prefix` begins every key in Redis.
    ///
    /// # Errors
    /// When a payment provider's address is none.
    pub fn new(
        settings: Settings,
        pool: PgPool,
        redis: ConnectionManager,
        store: Store,
        clock: Arc<dyn Clock>,
        prefix: &str,
    ) -> anyhow::Result<Self> {
        let limits =
            Limits::new(redis.clone(), prefix, settings.auth.failures_per_account, settings.auth.failures_per_address);
        Ok(Self {
            auth: Auth::new(&settings.auth, limits),
            sessions: Sessions::new(pool.clone()),
            hub: Hub::new(),
            cache: Cache::new(redis.clone(), prefix),
            outlines: Outlines::default(),
            tickets: Tickets::new(redis.clone(), prefix),
            playback: Playback::new(
                pool.clone(),
                clock.clone(),
                TokenKey::derive(&settings.auth.secret),
                &settings.playback,
            ),
            // The test provider is part of this very API.
            providers: Providers::from_settings(
                &settings.payments,
                &format!("http://{}/api/v1/test-payments", settings.http.api),
            )
            .context("settings: payments")?,
            badge_key: BadgeKey::derive(&settings.auth.secret),
            printing: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from))),
            stop: CancellationToken::new(),
            settings: Arc::new(settings),
            pool,
            redis,
            store,
            clock,
        })
    }
}

/// A request never waits long for Redis: what it holds can be done without.
fn quick() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_connection_timeout(Some(Duration::from_secs(2)))
        .set_response_timeout(Some(Duration::from_secs(1)))
        .set_number_of_retries(3)
        .set_max_delay(Duration::from_secs(1))
}
