//! Certificates: issued once a course is completed, checked by anyone, corrected, revoked.
//!
//! Owns `certificates` and `signing_keys`. Everything printed is frozen when a certificate is issued. States: `valid`
//! until it is `revoked` (the school takes it back, with a reason) or `withdrawn` (another was issued in its place).
//! Nothing is deleted: a number on paper always has an answer.

pub mod badges;
mod error;
mod model;
mod number;
mod policy;
mod service;
mod sql;
mod verify;

pub use error::CertificateError;
pub use model::{Certificate, CertificateOut, CertificateState, Checked, PrintedLanguage, Standing};
pub use number::Number;
pub use policy::REISSUES;
pub use service::{check, find, issue, issue_missing, keep_pdf, mine, of_course, reissue, revoke, withdraw};
pub use verify::{FileVerdict, VerifiedFile, credential, public_keys, status_list, verify_file};
