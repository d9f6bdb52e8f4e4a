use crate::fonts::{FONTS, printable};
use crate::words::Words;
use crate::{Certificate, Person, Picture, qr};
use chrono::{Datelike, Timelike};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, IntoValue, Smart, Str, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Why a document was not made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Over what a QR code holds.
    #[error("the address does not fit into a QR code")]
    AddressTooLong,
    /// Typst refused: a picture it cannot read, or a fault of the template.
    #[error("the document cannot be set: {0}")]
    Set(String),
}

impl DocumentError {
    fn of(errors: &[SourceDiagnostic]) -> Self {
        Self::Set(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
    }
}

static MAIN: LazyLock<Source> = LazyLock::new(|| {
    let path = VirtualPath::new("/certificate.typ").expect("a plain name is a path");
    let id = FileId::new(RootedPath::new(VirtualRoot::Project, path));
    Source::new(id, include_str!("../templates/certificate.typ").to_owned())
});

/// What typst sees: the template, the fonts, the values. No files, no packages, no date of today.
struct Desk {
    library: LazyHash<Library>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// A certificate that has been set.
pub struct Setting(PagedDocument);

impl Setting {
    pub fn new(certificate: &Certificate) -> Result<Self, DocumentError> {
        let library = Library::builder().with_inputs(inputs(certificate)?).build();
        let desk = Desk { library: LazyHash::new(library) };
        let set = typst::compile::<PagedDocument>(&desk).output;
        // What was remembered of the last ten documents is enough: the template's own parts.
        comemo::evict(10);
        set.map(Self).map_err(|errors| DocumentError::of(&errors))
    }

    pub fn pdf(&self, certificate: &Certificate) -> Result<Vec<u8>, DocumentError> {
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| DocumentError::Set(error.message().to_string()))?;
        let at = certificate.issued_at;
        let part = |part: u32| u8::try_from(part).unwrap_or_default();
        let moment = Datetime::from_ymd_hms(
            at.year(),
            part(at.month()),
            part(at.day()),
            part(at.hour()),
            part(at.minute()),
            part(at.second()),
        );
        let options = PdfOptions {
            ident: Smart::Custom(certificate.number.clone()),
            creator: Smart::Custom(Some("Lectern".to_owned())),
            timestamp: moment.map(Timestamp::new_utc),
            standards,
            tagged: true,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.0, &options).map_err(|errors| DocumentError::of(&errors))
    }

    pub fn picture(&self) -> Result<String, DocumentError> {
        let page = self.0.pages().first().ok_or_else(|| DocumentError::Set("no page".to_owned()))?;
        Ok(typst_svg::svg(page, &typst_svg::SvgOptions::default()))
    }
}

fn picture(picture: Option<&Picture>) -> Value {
    picture.map_or(Value::None, |picture| Bytes::new(picture.0.clone()).into_value())
}

fn signature(person: &Person) -> Value {
    let mut values = Dict::new();
    values.insert("name".into(), text(&person.name));
    values.insert("role".into(), text(&person.role));
    values.insert("signature".into(), picture(person.signature.as_ref()));
    values.into_value()
}

fn text(text: &str) -> Value {
    Str::from(printable(text)).into_value()
}

fn inputs(certificate: &Certificate) -> Result<Dict, DocumentError> {
    let words = Words::of(certificate);
    let mut values = Dict::new();
    let mut set = |name: &str, value: Value| values.insert(name.into(), value);
    for (name, value) in [
        ("template", certificate.template.as_str()),
        ("lang", certificate.language.as_str()),
        ("heading", words.heading),
        ("holder", &certificate.holder),
        ("course", &words.course),
        ("facts", &words.facts),
        ("date", &words.date),
        ("number", &words.number),
        ("school", &certificate.school),
        ("check", words.check),
        ("address", &certificate.check_url),
        ("qr-alt", words.qr),
        ("title", &words.title),
    ] {
        set(name, text(value));
    }
    set("watched", words.watched.as_deref().map_or(Value::None, text));
    set("qr", Bytes::from_string(qr::svg(&certificate.check_url)?).into_value());
    set("logo", picture(certificate.logo.as_ref()));
    set("signatures", certificate.signatures.iter().map(signature).collect::<Array>().into_value());
    let tape = certificate.tape.iter().map(|part| {
        // What has no length is as wide as three minutes.
        let length = if part.length_ms > 0 { part.length_ms } else { 180_000 };
        [length, i64::from(part.percent.min(100))]
            .into_iter()
            .map(IntoValue::into_value)
            .collect::<Array>()
            .into_value()
    });
    set("tape", tape.collect::<Array>().into_value());
    let attached = certificate.attached.iter().map(|file| {
        let mut values = Dict::new();
        values.insert("name".into(), text(&file.name));
        values.insert("mime".into(), text(&file.mime));
        values.insert("description".into(), text(&file.description));
        values.insert("bytes".into(), Bytes::new(file.bytes.clone()).into_value());
        values.into_value()
    });
    set("attached", attached.collect::<Array>().into_value());
    Ok(values)
}
