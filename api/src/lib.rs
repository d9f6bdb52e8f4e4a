//! The HTTP API: a handler extracts, calls one use-case of `lectern_domain`, and shapes the answer.

mod accounts;
mod actor;
mod admin;
mod app;
mod auth;
mod badges;
mod catalog;
mod certificates;
mod courses;
mod error;
mod etag;
mod events;
mod extract;
mod files;
mod health;
mod language;
mod lessons;
mod notifications;
mod openapi;
mod page;
mod pages;
mod payments;
mod playback;
mod progress;
#[cfg(test)]
mod query_counts;
mod quizzes;
mod reviews;
mod school;
mod state;
#[cfg(test)]
mod testing;
mod uploads;
mod videos;

pub use app::{router, serve};
pub use openapi::openapi;
pub use state::AppState;
