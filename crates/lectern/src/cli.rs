//! What can be said on the command line.

use clap::{Args, Parser, Subcommand};
use lectern_domain::accounts::InterfaceLanguage;
use std::net::IpAddr;
use std::path::PathBuf;

/// Lectern: courses made of lectures.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a whole school on this machine, with private services of its own.
    Up(UpArgs),
    /// Serve the HTTP API.
    Api(From),
    /// Run background jobs; start as many as there are machines to encode on.
    Worker(From),
    /// Serve playback: grants, playlists, segments.
    Streaming(From),
    /// Bring the database to this release.
    Migrate(From),
    /// Look after accounts.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Print the description of the API.
    Openapi,
    /// Run a command with PostgreSQL, Redis and a store of its own, which end with it.
    TestServices(TestServicesArgs),
}

/// Where a role finds its settings.
#[derive(Debug, Clone, Args)]
pub struct From {
    /// Settings; variables such as LECTERN_DATABASE__URL go before them.
    #[arg(long, default_value = "lectern.toml")]
    pub config: PathBuf,
    /// Join the instance that `lectern up` runs on this data folder.
    #[arg(long, conflicts_with = "config")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct UpArgs {
    /// Everything the instance keeps [default: /var/lib/lectern for root, ~/.local/share/lectern otherwise].
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Where people open it; the next free one when it is taken.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Listen on this address only; on all when absent.
    #[arg(long)]
    pub bind: Option<IpAddr>,
    /// The built web application.
    #[arg(long, default_value = "web/dist")]
    pub web: PathBuf,
    /// The demo school that a new instance is filled with; none when the folder is missing.
    #[arg(long, default_value = "demo")]
    pub demo: PathBuf,
    /// Start an empty school.
    #[arg(long)]
    pub no_demo: bool,
}

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create an admin of the instance that runs on --data, or of the one the settings name.
    Create(AdminCreate),
}

/// `ru` or `en`.
fn language(word: &str) -> Result<InterfaceLanguage, String> {
    match word {
        "ru" => Ok(InterfaceLanguage::Ru),
        "en" => Ok(InterfaceLanguage::En),
        _ => Err("ru or en".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct AdminCreate {
    /// Address to sign in with.
    #[arg(long)]
    pub email: String,
    /// Name that others see.
    #[arg(long)]
    pub name: String,
    /// Language of the interface and of mails: ru or en.
    #[arg(long, default_value = "ru", value_parser = language)]
    pub language: InterfaceLanguage,
    /// Read the password from standard input instead of asking for it.
    #[arg(long)]
    pub password_stdin: bool,
    #[command(flatten)]
    pub from: From,
}

#[derive(Debug, Args)]
pub struct TestServicesArgs {
    /// What to run.
    #[arg(last = true, required = true)]
    pub command: Vec<String>,
}
