//! The HTTP API: a handler extracts, calls one use-case of `lectern_domain`, and shapes the answer.

mod accounts;
mod actor;
mod admin;
mod app;
mod auth;
mod error;
mod events;
mod extract;
mod health;
mod openapi;
mod page;
mod playback;
mod state;
#[cfg(test)]
mod testing;

pub use app::{router, serve};
pub use openapi::openapi;
pub use state::AppState;
