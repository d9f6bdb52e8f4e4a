//! The rules and their SQL, one folder a slice.
#![warn(missing_docs)]

pub mod accounts;
pub mod admin;
pub mod auth;
pub mod cache;
pub mod catalog;
pub mod certificates;
pub mod courses;
mod csv;
pub mod events;
pub mod files;
pub mod lessons;
pub mod notifications;
pub mod payments;
pub mod pictures;
pub mod playback;
pub mod progress;
pub mod quizzes;
pub mod reviews;
pub mod school;
pub mod text;
pub mod uploads;
pub mod videos;
