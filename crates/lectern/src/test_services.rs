//! `lectern test-services -- cargo nextest run`: private services for as long as one command runs.

use crate::cli::TestServicesArgs;
use anyhow::Context;
use lectern_local::Services;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the command with the addresses in its environment and answers with its exit code.
pub async fn run(arguments: TestServicesArgs) -> ExitCode {
    match with_services(&arguments.command).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("lectern test-services: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn with_services(command: &[String]) -> anyhow::Result<u8> {
    let folder = tempfile::Builder::new().prefix("lectern-test-").tempdir()?;
    let services = Services::start(folder.path()).await?;
    let database = services.database_url().context("the database was started")?;
    {
        let pool = sqlx::PgPool::connect(&database).await?;
        lectern_db::MIGRATOR.run(&pool).await?;
        pool.close().await;
    }
    let mut child = tokio::process::Command::new(&command[0]);
    child
        .args(&command[1..])
        .env("DATABASE_URL", &database)
        .env("LECTERN_TEST_REDIS", services.redis_url().context("Redis was started")?)
        .env("LECTERN_TEST_S3", services.store_endpoint().context("the store was started")?)
        .env("LECTERN_TEST_S3_ACCESS_KEY", &services.instance().store_access_key)
        .env("LECTERN_TEST_S3_SECRET_KEY", &services.instance().store_secret_key)
        .kill_on_drop(true);
    let mut child = child.spawn().with_context(|| command[0].clone())?;
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let code = tokio::select! {
        status = child.wait() => status?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
        collapse = services.supervisor().collapsed() => return Err(collapse.into()),
        // The command has Ctrl-C from the terminal too; services stay until it has ended.
        _ = interrupted.recv() => { drop(child.wait().await); 130 }
        _ = terminated.recv() => { child.kill().await?; 143 }
    };
    services.stop().await;
    Ok(code)
}
