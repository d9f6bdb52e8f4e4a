use crate::actor::SignedIn;
use crate::courses::{course_edit, plain_title, present};
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use garde::Validate;
use lectern_db::{FileId, LessonId};
use lectern_domain::lessons::{self, CourseEdit, LessonEdit};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Changes to a lesson; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
pub struct UpdateLesson {
    /// 1 to 200 letters.
    #[garde(inner(length(chars, min = 1, max = 200), custom(plain_title)))]
    title: Option<String>,
    /// Markdown, up to 200 000 letters.
    #[garde(inner(length(chars, max = 200_000), custom(no_nul)))]
    body: Option<String>,
    /// Whether the course cannot be completed without it.
    #[garde(skip)]
    required: Option<bool>,
    /// Whether anyone may open it without enrolling.
    #[garde(skip)]
    preview: Option<bool>,
    /// Percent of a video that must be watched.
    #[garde(range(min = 1, max = 100))]
    completion_share: Option<i16>,
    /// Null: at once.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    #[garde(skip)]
    opens_at: Option<Option<DateTime<Utc>>>,
    /// Days after enrolment; null: at once.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>)]
    #[garde(inner(inner(range(min = 0, max = 3650))))]
    opens_after_days: Option<Option<i32>>,
    /// An http or https address; null takes it off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    #[garde(inner(inner(custom(web_address))))]
    link_url: Option<Option<String>>,
    /// A file of the course; null takes it off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<FileId>)]
    #[garde(skip)]
    file_id: Option<Option<FileId>>,
    /// Files of the course, in order.
    #[garde(inner(length(max = 20)))]
    attachment_ids: Option<Vec<FileId>>,
}

fn each_once(ids: Vec<FileId>) -> Vec<FileId> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

fn web_address(text: &str, (): &()) -> garde::Result {
    let fits = text.len() <= 2000 && !text.contains(|c: char| c.is_control() || c.is_whitespace());
    let address = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if fits && address.is_some() { Ok(()) } else { Err(garde::Error::new("not-an-address")) }
}

/// Change a lesson's title, text, files or rules.
#[utoipa::path(patch, path = "/lessons/{id}", operation_id = "update_lesson", tag = "lessons", security(("bearer" = [])),
    params(("id" = LessonId, Path)), request_body = UpdateLesson,
    responses((status = 200, body = LessonEdit), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
    Valid(input): Valid<UpdateLesson>,
) -> Result<Json<LessonEdit>, ApiError> {
    let change = lessons::UpdateLesson {
        title: input.title.map(|title| title.trim().to_owned()),
        body: input.body,
        required: input.required,
        preview: input.preview,
        completion_share: input.completion_share,
        opens_at: input.opens_at,
        opens_after_days: input.opens_after_days,
        link_url: input.link_url,
        file_id: input.file_id,
        attachment_ids: input.attachment_ids.map(each_once),
    };
    lessons::update_lesson(&app.pool, &*app.clock, &actor, id, &change).await?;
    Ok(Json(lessons::lesson_edit(&app.pool, &actor, id).await?))
}

/// Put a lesson in the bin.
#[utoipa::path(delete, path = "/lessons/{id}", operation_id = "delete_lesson", tag = "lessons", security(("bearer" = [])),
    params(("id" = LessonId, Path)), responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::delete_lesson(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, course).await
}

/// Take a lesson out of the bin.
#[utoipa::path(post, path = "/lessons/{id}/restore", operation_id = "restore_lesson", tag = "lessons",
    security(("bearer" = [])), params(("id" = LessonId, Path)),
    responses((status = 200, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn restore(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<LessonId>,
) -> Result<Json<CourseEdit>, ApiError> {
    let course = lessons::restore_lesson(&app.pool, &*app.clock, &actor, id).await?;
    course_edit(&app, &actor, course).await
}
