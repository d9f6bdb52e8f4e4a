//! The services of others that Lectern talks to, each behind a trait or a type of ours.
//!
//! [`payments`] holds the providers that take money, [`mail`] writes and sends letters. Nothing here knows the database: callers hand in what is to be
//! done and keep what comes back.
#![warn(missing_docs)]

pub mod mail;
pub mod payments;
#[cfg(feature = "testing")]
pub mod testing;
