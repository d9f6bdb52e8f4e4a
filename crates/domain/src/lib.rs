//! The rules and their SQL, one folder a slice.
#![warn(missing_docs)]

pub mod videos;
