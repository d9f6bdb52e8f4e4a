//! Logs and meters, set up once a process.
#![warn(missing_docs)]

use lectern_config::{LogFormat, TelemetryConfig};
pub mod http;
mod log_file;

pub use metrics_exporter_prometheus::PrometheusHandle;

use log_file::LogFile;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::path::Path;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// Bounds of histograms of seconds: from a cached answer to one that timed out.
const SECONDS: [f64; 12] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// Starts logging to standard error.
///
/// # Errors
/// When the filter does not parse or logging was started before.
pub fn start_logs(config: &TelemetryConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log_filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    match config.log_format {
        LogFormat::Json => registry
            .with(tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr))
            .try_init()?,
        LogFormat::Text => registry.with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr)).try_init()?,
    }
    Ok(())
}

/// Starts logging to `file`, one JSON object a line, with errors in plain words on standard error too: what `lectern up`
/// does, where a person reads the terminal.
///
/// # Errors
/// When the filter does not parse, the file cannot be opened or logging was started before.
pub fn start_logs_in(config: &TelemetryConfig, file: &Path) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log_filter)?;
    let to_file = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(LogFile::open(file)?);
    let to_terminal = tracing_subscriber::fmt::layer()
        .compact()
        .without_time()
        .with_target(false)
        .with_writer(std::io::stderr)
        .with_filter(LevelFilter::ERROR);
    tracing_subscriber::registry().with(filter).with(to_file).with(to_terminal).try_init()?;
    Ok(())
}

/// Starts the meters of this process; the handle renders them in Prometheus's text format.
///
/// # Errors
/// When a recorder is installed already.
pub fn start_meters() -> anyhow::Result<PrometheusHandle> {
    use metrics_exporter_prometheus::Matcher;
    Ok(PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?)
}
