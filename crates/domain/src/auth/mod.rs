//! Signing in: tokens, sessions, and limits on guessing.
//!
//! Owns `sessions`. A session is a family of refresh tokens; token `counter` is `HMAC(secret, session, counter)`, so it
//! can be derived again and only its hash is stored. Every process keeps what it knows of sessions for at most 10 s and
//! forgets it when `lectern_sessions` says so.

mod error;
mod limits;
mod service;
mod sessions;
mod sql;
mod tokens;

pub use error::AuthError;
pub use limits::{Attempt, Limits, TooMany};
pub use service::{Auth, Device, SignedIn, end_sessions};
pub use sessions::Sessions;
pub use tokens::{Claims, RefreshToken, TokenKeys};
