//! Originals and what is made of them.
//!
//! Owns the tables `videos`, `generations`, `renditions` and `chunks`. A video belongs to one account; its renditions
//! belong to numbered generations, and a playlist is a view of finished chunk rows. Puts [`ProbeVideo`] and, from the
//! worker, the jobs that follow.

mod error;
mod jobs;
mod keeping;
pub mod making;
mod making_sql;
mod model;
mod service;
mod sql;
#[cfg(test)]
mod tests;

pub use error::VideoError;
pub use jobs::{MakeFirst, MakeLadder, MeasureVideo, ProbeVideo, RemoveGeneration, Work};
pub use keeping::{fail_stuck, mark_removed, retire, retry};
pub use model::{NewVideo, VideoFailure, VideoOut, VideoState};
pub use service::{create, get, get_out};
