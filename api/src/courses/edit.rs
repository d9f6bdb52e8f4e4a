use super::price::{SetPrice, columns, sound};
use super::{course_edit, plain_lines, plain_title};
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{CategoryId, CourseId, LessonId, SectionId};
use lectern_domain::courses::{self, CertificateTemplate, Level};
use lectern_domain::lessons::{self, CourseEdit, NewOrder};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A course to be.
#[derive(Deserialize, Validate, ToSchema)]
pub struct CreateCourse {
    /// 1 to 200 letters.
    #[garde(length(chars, min = 1, max = 200), custom(plain_title))]
    title: String,
    /// Of its lessons: an ISO 639-1 code.
    #[garde(pattern(r"^[a-z]{2}$"))]
    language: String,
}

/// Make an empty draft.
#[utoipa::path(post, path = "/courses", operation_id = "create_course", tag = "courses", security(("bearer" = [])),
    request_body = CreateCourse, responses((status = 201, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<CreateCourse>,
) -> Result<(StatusCode, Json<CourseEdit>), ApiError> {
    let id = courses::create(&app.pool, &*app.clock, &actor, input.title.trim(), &input.language).await?;
    Ok((StatusCode::CREATED, course_edit(&app, &actor, id).await?))
}

/// A course as its editor shows it.
#[utoipa::path(get, path = "/courses/{id}/edit", operation_id = "edit_course", tag = "courses", security(("bearer" = [])),
    params(("id" = CourseId, Path)), responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn get(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<Json<CourseEdit>, ApiError> {
    course_edit(&app, &actor, id).await
}

/// Changes to a course; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
pub struct UpdateCourse {
    /// 1 to 200 letters.
    #[garde(inner(length(chars, min = 1, max = 200), custom(plain_title)))]
    title: Option<String>,
    /// Up to 500 letters, for cards.
    #[garde(inner(length(chars, max = 500), custom(no_nul)))]
    summary: Option<String>,
    /// Markdown, up to 50 000 letters.
    #[garde(inner(length(chars, max = 50_000), custom(no_nul)))]
    description: Option<String>,
    /// Null takes it off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<CategoryId>)]
    #[garde(skip)]
    category_id: Option<Option<CategoryId>>,
    /// Whom it is for.
    #[garde(skip)]
    level: Option<Level>,
    /// Of its lessons: an ISO 639-1 code.
    #[garde(inner(pattern(r"^[a-z]{2}$")))]
    language: Option<String>,
    /// Required lessons one after another.
    #[garde(skip)]
    ordered: Option<bool>,
    /// Days of access after enrolment; null: without end.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>)]
    #[garde(inner(inner(range(min = 1, max = 3650))))]
    access_days: Option<Option<i32>>,
    /// Whether completing it earns a certificate.
    #[garde(skip)]
    awards_certificate: Option<bool>,
    /// What its certificates look like.
    #[garde(skip)]
    certificate_template: Option<CertificateTemplate>,
    /// A test among its lessons; null: none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<LessonId>)]
    #[garde(skip)]
    final_test_id: Option<Option<LessonId>>,
    /// What one will learn: up to 12 lines of 200 letters.
    #[garde(inner(length(max = 12), inner(length(chars, min = 1, max = 200))), custom(plain_lines))]
    outcomes: Option<Vec<String>>,
    /// Up to 10 of 40 letters; kept in lower case, each once.
    #[garde(inner(length(max = 10), inner(length(chars, min = 1, max = 40))), custom(plain_lines))]
    tags: Option<Vec<String>>,
    /// What it costs; null: it is free. All of it is set at once.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<SetPrice>)]
    #[garde(inner(inner(custom(sound))))]
    price: Option<Option<SetPrice>>,
}

/// Tells `null`, which takes a value off, from absence, which leaves it.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(input).map(Some)
}

/// Change what a course is called and said to be.
#[utoipa::path(patch, path = "/courses/{id}", operation_id = "update_course", tag = "courses", security(("bearer" = [])),
    params(("id" = CourseId, Path)), request_body = UpdateCourse,
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<UpdateCourse>,
) -> Result<Json<CourseEdit>, ApiError> {
    let taken = &app.settings.payments.currencies;
    if let Some(Some(price)) = &input.price
        && !taken.iter().any(|taken| taken.code() == price.currency)
    {
        return Err(ApiError::bad_input("price", "no-such-currency"));
    }
    let change = courses::UpdateCourse {
        title: input.title.map(|title| title.trim().to_owned()),
        summary: input.summary.map(|summary| summary.trim().to_owned()),
        description: input.description,
        category_id: input.category_id,
        level: input.level,
        language: input.language,
        ordered: input.ordered,
        access_days: input.access_days,
        awards_certificate: input.awards_certificate,
        certificate_template: input.certificate_template,
        final_test_id: input.final_test_id,
        outcomes: input.outcomes.map(|lines| lines.iter().map(|line| line.trim().to_owned()).collect()),
        tags: input.tags.map(tags),
        price: input.price.map(columns),
        ..courses::UpdateCourse::default()
    };
    courses::update(&app.pool, &*app.clock, &actor, id, change).await?;
    course_edit(&app, &actor, id).await
}

fn tags(given: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let tags = given.iter().map(|tag| tag.trim().to_lowercase());
    tags.filter(|tag| seen.insert(tag.clone())).collect()
}

/// A section and its lessons, in order.
#[derive(Deserialize, Validate, ToSchema)]
pub struct OutlineSection {
    /// The section.
    #[garde(skip)]
    id: SectionId,
    /// Its lessons in order; one from another section moves here.
    #[garde(length(max = 2000))]
    lessons: Vec<LessonId>,
}

/// The whole order of a course: each live section and lesson once.
#[derive(Deserialize, Validate, ToSchema)]
pub struct Outline {
    /// `outline_version` of the view it was made from.
    #[garde(skip)]
    version: i32,
    /// In order.
    #[garde(length(max = 200), dive)]
    sections: Vec<OutlineSection>,
}

/// Put sections and lessons in a new order.
#[utoipa::path(put, path = "/courses/{id}/outline", operation_id = "reorder_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = Outline,
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn reorder(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<Outline>,
) -> Result<Json<CourseEdit>, ApiError> {
    let sections = input.sections.into_iter().map(|section| (section.id, section.lessons)).collect();
    lessons::reorder(&app.pool, &*app.clock, &actor, id, &NewOrder { version: input.version, sections }).await?;
    course_edit(&app, &actor, id).await
}

/// A section's title.
#[derive(Deserialize, Validate, ToSchema)]
pub struct SectionTitle {
    /// 1 to 200 letters.
    #[garde(length(chars, min = 1, max = 200), custom(plain_title))]
    pub title: String,
}

/// Add a section at the end.
#[utoipa::path(post, path = "/courses/{id}/sections", operation_id = "create_section", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = SectionTitle,
    responses((status = 201, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn add_section(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<SectionTitle>,
) -> Result<(StatusCode, Json<CourseEdit>), ApiError> {
    lessons::add_section(&app.pool, &*app.clock, &actor, id, input.title.trim()).await?;
    Ok((StatusCode::CREATED, course_edit(&app, &actor, id).await?))
}
