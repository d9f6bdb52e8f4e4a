//! The rules of tests: what a question is, which mistakes it can have, how an answer is graded, what a student may see,
//! how questions are drawn, what the answers say about a question, and the files other systems exchange.
//!
//! Pure: no database, no clock, no random source of its own. Whoever calls gives the time and the seed.
#![warn(missing_docs)]

pub mod answer;
pub mod draw;
pub mod exchange;
pub mod grade;
pub mod ids;
pub mod model;
pub mod stats;
pub mod text;
pub mod timing;
pub mod validate;
pub mod view;

#[cfg(test)]
mod samples;

pub use answer::{Answer, ShapeError, check_shape};
pub use grade::{Grade, GradeState, grade};
pub use model::{Points, Question, QuestionBody};
pub use validate::{Mistake, validate};

#[cfg(test)]
mod tests {
    use utoipa::OpenApi;

    #[derive(OpenApi)]
    #[openapi(components(schemas(
        crate::Question,
        crate::Answer,
        crate::Grade,
        crate::Mistake,
        crate::view::Reviewed,
        crate::stats::ItemStats,
        crate::stats::AnswerShare,
        crate::timing::TimeRules,
        crate::draw::DrawRule,
        crate::exchange::Imported,
        crate::exchange::Exported
    )))]
    struct Doc;

    #[test]
    fn the_interface_can_be_described() {
        let doc = serde_json::to_value(Doc::openapi()).expect("serialises");
        let schemas = doc["components"]["schemas"].as_object().expect("schemas");
        for name in ["Question", "QuestionBody", "Answer", "Solution", "StudentBody", "Points"] {
            assert!(schemas.contains_key(name), "{name} in {:?}", schemas.keys());
        }
        let kinds = schemas["QuestionBody"]["oneOf"].as_array().expect("kinds").len();
        assert_eq!(kinds, 9);
        let json = doc.to_string();
        for (at, _) in json.match_indices("#/components/schemas/") {
            let name = json[at + 21..].split('"').next().unwrap_or_default();
            assert!(schemas.contains_key(name), "{name} is named but not described");
        }
    }
}
