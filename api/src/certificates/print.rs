//! From rows to documents.

use crate::badges::base;
use crate::error::ApiError;
use crate::state::AppState;
use anyhow::Context;
use lectern_documents::{self as documents, DocumentError, Person, Picture, TapePart};
use lectern_domain::certificates::{Certificate, PrintedLanguage};
use lectern_domain::courses::CertificateTemplate;
use lectern_store::{StoreError, keys};

/// The certificate as it is printed: the row and the school's pictures that it names.
pub async fn printed(app: &AppState, row: &Certificate) -> Result<documents::Certificate, ApiError> {
    let mut signatures = vec![Person {
        name: row.teacher_name.clone(),
        role: teacher(language(row.language)).to_owned(),
        signature: None,
    }];
    // At most two, as the table says.
    for signed in &row.signatures {
        let signature = picture(app, signed.picture.as_deref()).await?;
        signatures.push(Person { name: signed.name.clone(), role: signed.role.clone(), signature });
    }
    Ok(documents::Certificate {
        template: template(row.template),
        language: language(row.language),
        number: row.number.clone(),
        holder: row.holder_name.clone(),
        course: row.course_title.clone(),
        school: row.school_name.clone(),
        logo: picture(app, row.logo_hash.as_deref()).await?,
        signatures,
        day: row.issued_on,
        issued_at: row.issued_at,
        tape: row
            .tape
            .iter()
            .map(|(length_ms, percent)| TapePart { length_ms: *length_ms, percent: *percent })
            .collect(),
        hours: u32::try_from(row.hours).unwrap_or_default(),
        score: row.score.and_then(|score| u8::try_from(score).ok()),
        watched: row.watched.and_then(|watched| u8::try_from(watched).ok()),
        check_url: format!("{}/check/{}", base(app), row.number),
        attached: Vec::new(),
    })
}

/// A picture of the school; one that the store has lost is left out rather than keeping people from their papers.
pub async fn picture(app: &AppState, hash: Option<&str>) -> Result<Option<Picture>, ApiError> {
    let Some(hash) = hash else { return Ok(None) };
    match app.store.get(&keys::school_picture(hash)).await {
        Ok(bytes) => Ok(Some(Picture(bytes.to_vec()))),
        Err(StoreError::NotFound) => {
            tracing::warn!(picture.hash = hash, "a picture of the school is missing in the store");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Below the teacher's name.
pub fn teacher(language: documents::Language) -> &'static str {
    match language {
        documents::Language::Ru => "преподаватель курса",
        documents::Language::En => "course teacher",
    }
}

pub fn template(template: CertificateTemplate) -> documents::Template {
    match template {
        CertificateTemplate::Tape => documents::Template::Tape,
        CertificateTemplate::Frame => documents::Template::Frame,
        CertificateTemplate::Column => documents::Template::Column,
    }
}

pub fn language(language: PrintedLanguage) -> documents::Language {
    match language {
        PrintedLanguage::Ru => documents::Language::Ru,
        PrintedLanguage::En => documents::Language::En,
    }
}

/// Sets a document off the async threads, as many at once as there are cores.
pub async fn set<T: Send + 'static>(
    app: &AppState,
    certificate: documents::Certificate,
    make: fn(&documents::Certificate) -> Result<T, DocumentError>,
) -> Result<T, ApiError> {
    let turn = app.printing.clone().acquire_owned().await.context("documents are set until the process stops")?;
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        make(&certificate)
    });
    Ok(made.await.context("a document")??)
}
