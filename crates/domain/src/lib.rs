//! The rules and their SQL, one folder a slice.
#![warn(missing_docs)]

pub mod accounts;
pub mod admin;
pub mod auth;
pub mod events;
pub mod playback;
pub mod progress;
pub mod videos;
