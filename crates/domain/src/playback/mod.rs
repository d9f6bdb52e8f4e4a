//! Grants: who may watch what, for how long, and what of it there is.
//!
//! Owns `playback_sessions`. A grant is a signed token in the addresses and a row behind it. The token's expiry is far
//! and lies in the token; the row's is near and pushed on by reports, renewal and, for other players, by fetching: so
//! renewal changes no address. What a grant allows is decided from one query, kept for [`MEMORY`] and forgotten when
//! PostgreSQL notifies [`CHANNEL`].

mod access;
mod device;
mod error;
mod fetches;
mod model;
mod published;
mod reports;
#[cfg(test)]
mod reports_tests;
mod service;
mod sql;

#[cfg(test)]
mod tests;
mod token;

pub use access::{CHANNEL, Gate, MEMORY, Refusal};
pub use error::PlaybackError;
pub use fetches::Fetches;
pub use model::{Opened, Player, Playing, Renewed, Report, Reported};
pub use published::{Head, Published, Screen};
pub use reports::Reports;
pub use service::{Playback, Viewer, forget, viewers};
pub use token::{Grant, TokenKey};
