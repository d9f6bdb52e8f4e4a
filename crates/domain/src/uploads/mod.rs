//! Multipart uploads that browsers send straight to the store.
//!
//! Owns `uploads`. `api` creates, signs, lists, completes and aborts; the bytes pass it by. An upload belongs to one
//! account and one video lesson, and is recognised by its file's name, size, time and two hashes. What the store says
//! is there counts, not what the browser says it sent. Completing puts the video and its first job in one transaction.

mod model;
mod service;
mod sniff;
mod space;
mod sql;

pub use model::{NewUpload, SignedPartOut, StoredPart, UploadDetail, UploadError, UploadOut, UploadState};
pub use service::{Uploads, open_by_lesson, sweep, sweep_strays};
pub use sniff::{Found, sniff};
