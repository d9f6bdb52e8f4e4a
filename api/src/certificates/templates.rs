use super::pdf::svg_answer;
use super::print;
use crate::badges::base;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use lectern_documents::{self as documents, Certificate, Language, Person, TapePart};
use lectern_domain::certificates::PrintedLanguage;
use lectern_domain::courses::CertificateTemplate;
use lectern_domain::school;
use serde::Deserialize;
use utoipa::IntoParams;

/// Of the example.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Example {
    /// Russian when not said.
    #[serde(default = "russian")]
    language: PrintedLanguage,
}

fn russian() -> PrintedLanguage {
    PrintedLanguage::Ru
}

/// What a certificate of this template looks like, with the school's name and a made-up person.
#[utoipa::path(get, path = "/certificate-templates/{template}", operation_id = "get_certificate_template",
    tag = "certificates", params(("template" = CertificateTemplate, Path), Example),
    responses((status = 200, content_type = "image/svg+xml", body = String), (status = "4XX", body = Problem)))]
pub async fn picture(
    State(app): State<AppState>,
    Path(template): Path<CertificateTemplate>,
    Query(Example { language }): Query<Example>,
) -> Result<Response, ApiError> {
    let shown = school::shown(&app.pool).await?;
    let now = app.clock.now();
    let language = print::language(language);
    let (holder, course, person) = match language {
        Language::Ru => ("Мария Иванова", "Как устроена музыка", "Пётр Сергеев"),
        Language::En => ("Mary Johnson", "How music works", "Peter Serge"),
    };
    let lengths = [9, 14, 7, 21, 11, 16, 5, 18, 12, 8];
    let example = Certificate {
        template: print::template(template),
        language,
        number: format!("LC-{}-0000-0000", now.format("%Y")),
        holder: holder.to_owned(),
        course: course.to_owned(),
        school: shown.name,
        logo: print::picture(&app, shown.logo.as_ref().map(|logo| logo.hash.as_str())).await?,
        signatures: vec![Person {
            name: person.to_owned(),
            role: print::teacher(language).to_owned(),
            signature: None,
        }],
        day: now.date_naive(),
        issued_at: now,
        tape: lengths.into_iter().map(|minutes| TapePart { length_ms: minutes * 60_000, percent: 100 }).collect(),
        hours: 2,
        score: Some(94),
        watched: Some(98),
        check_url: format!("{}/check", base(&app)),
        attached: Vec::new(),
    };
    Ok(svg_answer(print::set(&app, example, documents::picture).await?))
}
