//! `lectern admin`: what is done to accounts from the machine itself.

use crate::cli::AdminCreate;
use anyhow::{Context, bail};
use lectern_db::SystemClock;
use lectern_domain::accounts::{self, AccountError};
use std::io::{IsTerminal, Write};
use std::process::Command;

/// `lectern admin create`: on the instance that runs on `--data`, or on the database of the settings.
pub async fn create(arguments: AdminCreate) -> anyhow::Result<()> {
    let settings = crate::roles::settings(&arguments.from)?;
    let password = if arguments.password_stdin { first_line()? } else { ask()? };
    let pool = lectern_db::connect(&settings.database, "admin").await.context("the database")?;
    let (email, name) = (&arguments.email, &arguments.name);
    match accounts::create_admin(&pool, &SystemClock, email, name, &password, arguments.language).await {
        Ok(_) => println!("{} is an admin now and can sign in.", arguments.email),
        Err(AccountError::BadPassword(problem)) => bail!("this password is not good enough: {problem:?}"),
        Err(error) => return Err(error.into()),
    }
    pool.close().await;
    Ok(())
}

fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(!password.is_empty(), "no password on standard input");
    Ok(password.to_owned())
}

/// Asks at the terminal without showing what is typed.
fn ask() -> anyhow::Result<String> {
    anyhow::ensure!(std::io::stdin().is_terminal(), "no terminal to ask at: use --password-stdin");
    print!("Password: ");
    std::io::stdout().flush()?;
    let echo = |how: &str| Command::new("stty").arg(how).status();
    echo("-echo")?;
    let typed = first_line();
    echo("echo")?;
    println!();
    typed
}
