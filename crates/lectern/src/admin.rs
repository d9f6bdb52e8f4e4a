//! `lectern admin`: what is done to accounts from the machine itself.

use crate::cli::AdminCreate;

/// `lectern admin create`.
pub async fn create(arguments: AdminCreate) -> anyhow::Result<()> {
    let _ = (&arguments.email, &arguments.name, arguments.password_stdin, &arguments.from);
    anyhow::bail!("accounts are not built yet")
}
