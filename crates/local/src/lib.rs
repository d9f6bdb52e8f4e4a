//! The private services of one machine: PostgreSQL, Redis, nginx, an S3 store and a mail server, all below one data folder, supervised,
//! sharing nothing with other services of the machine. `lectern up` runs on them, and so do the tests.
#![warn(missing_docs)]

mod account;
mod children;
mod instance;
mod leftovers;
pub mod mail;
mod net;
mod nginx;
mod place;
mod postgres;
mod programs;
mod redis;
pub mod s3;
mod services;
mod supervisor;

pub use account::Account;
pub use children::{ChildSpec, Signal};
pub use instance::{Instance, Lock, write_whole};
pub use net::{free_port, is_free};
pub use nginx::{Edge, EdgeConfig, edge_files};

pub use place::Place;
pub use services::{Services, ServicesOptions};
pub use supervisor::{Collapse, Supervisor};
