//! Playback: may this viewer?, playlists, and the origin of the bytes that the edge keeps.
//!
//! Listens where only the edge reaches it. Any number of instances may run: what they remember is a few seconds old at
//! most, and what they gather is written by each for itself.

mod access;
mod app;
mod health;
mod origin;
mod path;
mod playlists;

pub use app::{App, router};

use lectern_config::Settings;
use lectern_db::SystemClock;
use lectern_domain::playback::TokenKey;
use lectern_store::Store;
use lectern_telemetry::PrometheusHandle;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until `stop` is cancelled, then finishes what it has begun and writes what it has gathered.
///
/// # Errors
/// When the database cannot be reached at the start, the store's address is none, or the address to listen on is taken.
pub async fn serve(settings: Settings, meters: PrometheusHandle, stop: CancellationToken) -> anyhow::Result<()> {
    let pool = lectern_db::connect(&settings.database, "streaming").await?;
    let store = Store::connect(&settings.store)?;
    let key = TokenKey::derive(&settings.auth.secret);
    let app = App::new(pool, store, Arc::new(SystemClock), key, &settings.playback);
    let gathering = tokio::spawn(stop.clone().run_until_cancelled_owned({
        let app = app.clone();
        async move { app.gather().await }
    }));
    let routes = lectern_telemetry::http::observed("streaming", router(app.clone()));
    let routes = routes.merge(lectern_telemetry::http::metrics_router(meters));
    let listener = TcpListener::bind(settings.http.streaming).await?;
    tracing::info!(address = %settings.http.streaming, "streaming listens");
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await?;
    gathering.await?;
    app.flush().await?;
    Ok(())
}
