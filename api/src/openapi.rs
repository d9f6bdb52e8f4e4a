use crate::app::slices;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

/// The document's head; the slices bring their paths and types.
#[derive(OpenApi)]
#[openapi(
    info(title = "Lectern", description = "Courses, lectures and people. Errors are RFC 9457 problems whose `type` is a stable slug."),
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
    OpenApiRouter::with_openapi(Head::openapi()).merge(slices()).into_openapi()
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
        assert!(std::fs::read_to_string(path).unwrap() == made, "stale: run UPDATE_OPENAPI=1 cargo test -p lectern-api openapi");
    }
}
