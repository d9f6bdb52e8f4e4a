//! The one binary: a whole school on one machine (`up`), or one of its roles.

mod admin;
mod cli;
mod demo;
mod roles;
mod settings;
mod steps;
mod test_services;
mod up;

use clap::Parser;
use cli::{AdminCommand, Cli, Command};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Up(arguments) => up::run(arguments).await,
        Command::Api(from) => roles::api(&from).await,
        Command::Worker(from) => roles::worker(&from).await,
        Command::Streaming(from) => roles::streaming(&from).await,
        Command::Migrate(from) => roles::migrate(&from).await,
        Command::Admin { command: AdminCommand::Create(arguments) } => admin::create(arguments).await,
        Command::Openapi => roles::openapi(),
        Command::TestServices(arguments) => return test_services::run(arguments).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lectern: {error:#}");
            ExitCode::FAILURE
        }
    }
}
