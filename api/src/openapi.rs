use crate::app::slices;
use lectern_domain::accounts::{RequestState, Role};
use lectern_domain::catalog::{HoursMax, PriceKind, RatingMin, Sort};
use lectern_domain::certificates::PrintedLanguage;
use lectern_domain::courses::{CertificateTemplate, Level};
use lectern_domain::payments::{EventState, OrderState};
use lectern_domain::quizzes::FileFormat;
use lectern_domain::reviews::ReviewState;
use std::collections::BTreeSet;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::schema::{Array, ArrayItems};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, RefOr, Schema, Server};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

/// The document's head; the slices bring their paths and types, but for types that stand in queries alone.
#[derive(OpenApi)]
#[openapi(
    info(title = "Lectern", description = "Courses, lectures and people. Errors are RFC 9457 problems whose `type` is a stable slug."),
    components(schemas(
        CertificateTemplate, EventState, FileFormat, HoursMax, Level, OrderState, PriceKind, PrintedLanguage, RatingMin, RequestState, ReviewState, Role, Sort
    )),
    modifiers(&Bearer)
)]
pub struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The whole API in OpenAPI 3.1.
pub fn openapi() -> Document {
    told(OpenApiRouter::with_openapi(Head::openapi()).merge(slices()).into_openapi())
}

/// The document of the routes as it is told: addresses below their server, refusals as problem documents. The
/// annotations would have to repeat both.
pub fn told(mut document: Document) -> Document {
    let paths = std::mem::take(&mut document.paths.paths);
    document.servers = Some(vec![Server::new("/api/v1")]);
    let sent: BTreeSet<String> = paths.values().flat_map(sent).collect();
    for (name, schema) in document.components.iter_mut().flat_map(|components| &mut components.schemas) {
        if let RefOr::T(schema) = schema
            && !sent.contains(name)
            && !MAY_LACK.contains(&name.as_str())
        {
            say_nulls(schema);
        }
    }
    for (path, mut item) in paths {
        problems(&mut item);
        let below = match path.strip_prefix("/api/v1") {
            Some(below) => below,
            None => {
                item.servers = Some(vec![Server::new("/api")]);
                path.strip_prefix("/api").unwrap_or(&path)
            }
        };
        document.paths.paths.insert(below.to_owned(), item);
    }
    document
}

/// Answers that leave out what is not there, and parts of questions, which are sent as they were got.
const MAY_LACK: &[&str] = &[
    "AcceptedNumber",
    "AskedQuestion",
    "ChoiceOption",
    "DrawRule",
    "Essay",
    "Event",
    "Gap",
    "Problem",
    "Question",
    "QuizItem",
    "QuizSettings",
    "Reviewed",
    "ReviewedQuestion",
    "ShortText",
    "StudentQuestion",
    "TextForm",
    "TextRule",
    "TrueFalse",
    "VideoFailure",
];

fn here<T>(part: &RefOr<T>) -> Option<&T> {
    match part {
        RefOr::T(part) => Some(part),
        RefOr::Ref(_) => None,
    }
}

/// Names of the types people send; what is absent there has a meaning.
fn sent(item: &PathItem) -> Vec<String> {
    let operations = [&item.post, &item.put, &item.patch].into_iter().flatten();
    let bodies = operations.filter_map(|operation| here(operation.request_body.as_ref()?));
    let contents = bodies.flat_map(|body| body.content.values()).filter_map(here);
    let schemas = contents.filter_map(|content| content.schema.as_ref());
    let names = schemas.filter_map(|schema| match schema {
        RefOr::Ref(named) => named.ref_location.rsplit('/').next().map(str::to_owned),
        RefOr::T(_) => None,
    });
    names.collect()
}

/// Every other answer names all its fields, `null` where there is nothing: they are always there.
fn say_nulls(schema: &mut Schema) {
    let within = |part: &mut RefOr<Schema>| {
        if let RefOr::T(part) = part {
            say_nulls(part);
        }
    };
    match schema {
        Schema::Object(object) => {
            object.required = object.properties.keys().cloned().collect();
            object.properties.values_mut().for_each(within);
        }
        Schema::AllOf(all) => all.items.iter_mut().for_each(within),
        // The rows of a page stand in it.
        Schema::Array(Array { items: ArrayItems::RefOrSchema(row), .. }) => within(row),
        _ => {}
    }
}

fn problems(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    for operation in operations.into_iter().flatten() {
        let Some(RefOr::T(refusal)) = operation.responses.responses.get_mut("4XX") else { continue };
        if let Some(content) = refusal.content.shift_remove("application/json") {
            refusal.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

#[cfg(test)]
mod tests {
    /// A change of the contract shows in review; `UPDATE_OPENAPI=1` writes it.
    #[test]
    fn the_committed_document_is_the_code_s() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
        let made = super::openapi().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap() == made,
            "stale: run UPDATE_OPENAPI=1 cargo test -p lectern-api openapi"
        );
    }
}
