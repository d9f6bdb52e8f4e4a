use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::Query;
use crate::language::Names;
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_domain::courses::{self, BinnedCourse, Category, TeachCourse};
use serde::Serialize;
use utoipa::ToSchema;

/// Categories of the catalogue, in order; named in the language of `?names=` or `Accept-Language`.
#[utoipa::path(get, path = "/categories", operation_id = "list_categories", tag = "courses",
    params(("names" = Option<String>, Query)),
    responses((status = 200, body = Vec<Category>), (status = "4XX", body = Problem)))]
pub async fn categories(State(app): State<AppState>, Names(names): Names) -> Result<Json<Vec<Category>>, ApiError> {
    Ok(Json(courses::categories(&app.pool, names).await?))
}

/// Courses one teaches, newest first.
#[utoipa::path(get, path = "/teach/courses", operation_id = "list_taught_courses", tag = "courses",
    security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<TeachCourse>), (status = "4XX", body = Problem)))]
pub async fn taught(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<TeachCourse>>, ApiError> {
    let rows = courses::taught(&app.pool, &actor, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |course| course.id.to_string())))
}

/// What lies in one's bin.
#[derive(Serialize, ToSchema)]
pub struct Bin {
    /// Deleted courses, the last first.
    courses: Vec<BinnedCourse>,
}

/// Deleted courses; they can be restored for 30 days.
#[utoipa::path(get, path = "/teach/bin", operation_id = "get_bin", tag = "courses", security(("bearer" = [])),
    responses((status = 200, body = Bin), (status = "4XX", body = Problem)))]
pub async fn bin(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<Bin>, ApiError> {
    Ok(Json(Bin { courses: courses::bin(&app.pool, &actor).await? }))
}
