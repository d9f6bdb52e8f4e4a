//! One role of a school that is spread over processes or machines.

use crate::cli::From;
use anyhow::Context;
use lectern_config::Settings;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The settings a role starts with.
pub fn settings(from: &From) -> anyhow::Result<Settings> {
    let Some(data) = &from.data else { return Ok(Settings::load(&from.config)?) };
    let file = data.join(crate::settings::FILE);
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("`lectern up` does not run on {} ({})", data.display(), file.display()))?;
    let mut settings = Settings::from_toml_and_env(&text)?;
    // The instance's own roles sit on the usual ports.
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    (settings.http.api, settings.http.streaming, settings.http.worker) = (any, any, any);
    Ok(settings)
}

/// `lectern api`.
pub async fn api(from: &From) -> anyhow::Result<()> {
    let (settings, meters) = begin(from)?;
    lectern_api::serve(settings, meters, stop_on_signal()?).await
}

/// `lectern worker`.
pub async fn worker(from: &From) -> anyhow::Result<()> {
    let (settings, meters) = begin(from)?;
    lectern_worker::serve(settings, meters, stop_on_signal()?).await
}

/// `lectern streaming`.
pub async fn streaming(from: &From) -> anyhow::Result<()> {
    let (settings, meters) = begin(from)?;
    lectern_streaming::serve(settings, meters, stop_on_signal()?).await
}

/// `lectern migrate`.
pub async fn migrate(from: &From) -> anyhow::Result<()> {
    let settings = settings(from)?;
    let pool = lectern_db::connect(&settings.database, "migrate").await?;
    lectern_db::MIGRATOR.run(&pool).await?;
    pool.close().await;
    Ok(())
}

/// `lectern openapi`.
pub fn openapi() -> anyhow::Result<()> {
    println!("{}", lectern_api::openapi().to_pretty_json()?);
    Ok(())
}

fn begin(from: &From) -> anyhow::Result<(Settings, lectern_telemetry::PrometheusHandle)> {
    let settings = settings(from)?;
    lectern_telemetry::start_logs(&settings.telemetry)?;
    Ok((settings, lectern_telemetry::start_meters()?))
}

/// A token that Ctrl-C and SIGTERM cancel.
pub fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}
