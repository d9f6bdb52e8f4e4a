//! The object store: the only code of Lectern that speaks S3.
//!
//! [`Store`] is cheap to clone and holds no state but connections. Bytes are streamed, whatever their length; only
//! [`Store::get`] and [`Store::get_range`] gather them in memory. [`keys`] says where each kind of object lies,
//! and [`Store::fetch_sparse`] brings chosen ranges of a large object into a sparse local file.
#![warn(missing_docs)]

mod client;
mod error;
pub mod keys;
mod listing;
mod multipart;
mod objects;
pub mod sparse;

pub use error::StoreError;
pub use listing::Listed;
pub use multipart::{OpenUpload, Part, PartTag, SignedPart};
pub use objects::{ByteStream, Head};

use std::sync::Arc;

/// A bucket of an S3 store.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// For what answers at once: a whole attempt has seconds.
    quick: aws_sdk_s3::Client,
    /// For what carries a body to the store: an attempt has minutes, a standstill is noticed by throughput.
    bulk: aws_sdk_s3::Client,
    /// Only signs: its endpoint is the host browsers use, which our processes may not reach.
    signing: aws_sdk_s3::Client,
    bucket: String,
    public_origin: Option<String>,
}
