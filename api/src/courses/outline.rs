use super::{course_edit, plain_title};
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::lessons::{self, CourseEdit, LessonKind, NewSection};
use serde::Deserialize;
use utoipa::ToSchema;

/// A lesson to be.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ImportLesson {
    /// It cannot be changed later.
    #[garde(skip)]
    kind: LessonKind,
    /// 1 to 200 letters.
    #[garde(length(chars, min = 1, max = 200), custom(plain_title))]
    title: String,
}

/// A section to be.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ImportSection {
    /// 1 to 200 letters.
    #[garde(length(chars, min = 1, max = 200), custom(plain_title))]
    title: String,
    /// In order.
    #[garde(length(max = 2000), dive)]
    lessons: Vec<ImportLesson>,
}

/// Sections and lessons to be, as a folder of files was read.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ImportOutline {
    /// In order.
    #[garde(length(min = 1, max = 200), dive)]
    sections: Vec<ImportSection>,
}

/// Add whole sections with their lessons at the end, all or nothing. They are the last ones of the answer, in order.
#[utoipa::path(post, path = "/courses/{id}/outline/import", operation_id = "import_outline", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = ImportOutline,
    responses((status = 201, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn import(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<ImportOutline>,
) -> Result<(StatusCode, Json<CourseEdit>), ApiError> {
    let lesson = |lesson: ImportLesson| (lesson.kind, lesson.title.trim().to_owned());
    let section = |section: ImportSection| NewSection {
        title: section.title.trim().to_owned(),
        lessons: section.lessons.into_iter().map(lesson).collect(),
    };
    let sections: Vec<_> = input.sections.into_iter().map(section).collect();
    lessons::import_outline(&app.pool, &*app.clock, &actor, id, &sections).await?;
    Ok((StatusCode::CREATED, course_edit(&app, &actor, id).await?))
}

/// Make a draft of one's own with the same sections, lessons, files and rules.
#[utoipa::path(post, path = "/courses/{id}/duplicate", operation_id = "duplicate_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 201, body = CourseEdit), (status = "4XX", body = Problem)))]
pub async fn duplicate(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
) -> Result<(StatusCode, Json<CourseEdit>), ApiError> {
    let copy = lessons::duplicate(&app.pool, &*app.clock, &actor, id).await?;
    Ok((StatusCode::CREATED, course_edit(&app, &actor, copy).await?))
}
