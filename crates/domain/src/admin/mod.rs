//! What admins see and do to people. Reads from all slices; every act writes an audit row in its own transaction.

mod error;
mod model;
mod service;
mod sql;

pub use error::AdminError;
pub use model::{AdminAccount, UpdateAccount};
pub use service::{accounts, decide_request, teacher_requests, update_account};
