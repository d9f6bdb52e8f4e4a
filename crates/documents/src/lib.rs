//! Certificates as PDF (PDF/A-3a and PDF/UA-1: archivable, tagged, with what is attached) and as pictures.
//!
//! Typst sets them; nothing is read but the fonts in this crate and what the caller gives. Texts are values, never
//! markup: what looks like code in a name is printed.
#![warn(missing_docs)]

mod certificate;
mod fonts;
mod qr;
mod set;
mod words;

pub use certificate::{Attached, Certificate, Language, Person, Picture, TapePart, Template};
pub use set::DocumentError;

use set::Setting;

/// The certificate as a PDF. The same certificate gives the same bytes. Busy for some tens of milliseconds.
///
/// # Errors
/// [`DocumentError`] when a picture cannot be read; texts of any kind can be set.
pub fn pdf(certificate: &Certificate) -> Result<Vec<u8>, DocumentError> {
    Setting::new(certificate)?.pdf(certificate)
}

/// The certificate as an SVG picture whose letters are outlines.
///
/// # Errors
/// As [`pdf`].
pub fn picture(certificate: &Certificate) -> Result<String, DocumentError> {
    Setting::new(certificate)?.picture()
}
