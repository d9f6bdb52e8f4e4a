//! The parts `lectern up` and the tests run privately: PostgreSQL, Redis, nginx, the S3 server, the mail sink.
#![warn(missing_docs)]

pub mod s3;
