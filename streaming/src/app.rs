use crate::{access, health, origin, playlists};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use lectern_config::PlaybackConfig;
use lectern_db::Clock;
use lectern_domain::playback::{Fetches, Gate, Screen, TokenKey};
use lectern_store::Store;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// Until an answer begins; bodies take what they take.
const ANSWER: Duration = Duration::from_secs(20);

/// What every request may use.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) pool: PgPool,
    pub(crate) store: Store,
    pub(crate) gate: Gate,
    pub(crate) fetches: Fetches,
    pub(crate) screen: Screen,
}

impl App {
    /// With nothing remembered; [`App::gather`] is the caller's to run.
    pub fn new(pool: PgPool, store: Store, clock: Arc<dyn Clock>, key: TokenKey, config: &PlaybackConfig) -> Self {
        Self {
            gate: Gate::new(pool.clone(), clock.clone(), key, config),
            fetches: Fetches::new(pool.clone(), clock),
            screen: Screen::new(pool.clone()),
            pool,
            store,
        }
    }

    /// Hears of ended rights and writes who fetches, for ever.
    pub async fn gather(&self) {
        tokio::join!(self.gate.listen(), self.fetches.run());
    }

    /// Writes what is gathered; at the end of a process.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn flush(&self) -> sqlx::Result<()> {
        self.fetches.flush_all().await
    }
}

/// All that the edge may ask.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/may", get(access::may))
        .route("/playlists/{token}/{video}/{*path}", get(playlists::playlist))
        .route("/origin/{video}/{*path}", get(origin::of_video))
        .route("/media/{file}", get(origin::picture))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}
