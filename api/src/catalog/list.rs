use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, words};
use crate::language::Names;
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::CourseId;
use lectern_domain::catalog::{self, CourseCard, CoursePage, Facets, ListQuery, Sort};
use lectern_domain::courses::Level;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Words of a title, a summary or a description.
    q: Option<String>,
    /// A category's slug.
    category: Option<String>,
    /// Whom it is for.
    level: Option<Level>,
    /// Of its lessons.
    language: Option<String>,
    /// Newest first when not said.
    #[serde(default)]
    sort: Sort,
}

/// Published courses.
#[utoipa::path(get, path = "/courses", operation_id = "list_courses", tag = "catalog", security((), ("bearer" = [])),
    params(Filter, PageParams), responses((status = 200, body = Page<CourseCard>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Names(names): Names,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<CourseCard>>, ApiError> {
    let query = ListQuery {
        words: words(filter.q),
        category: words(filter.category),
        level: filter.level,
        language: words(filter.language),
        sort: filter.sort,
        size: page.size(),
        after: page.after,
    };
    let viewer = viewer.map(|SignedIn(actor)| actor.id);
    let (items, next) = catalog::list(&app.pool, viewer, names, &query).await?;
    Ok(Json(Page { items, next }))
}

/// How many published courses each filter leaves.
#[utoipa::path(get, path = "/courses/facets", operation_id = "list_facets", tag = "catalog",
    responses((status = 200, body = Facets), (status = "4XX", body = Problem)))]
pub async fn facets(State(app): State<AppState>, Names(names): Names) -> Result<Json<Facets>, ApiError> {
    Ok(Json(catalog::facets(&app.pool, names).await?))
}

/// A course's own page. A draft is there for its teacher and for admins only.
#[utoipa::path(get, path = "/courses/{id}", operation_id = "get_course", tag = "catalog", security((), ("bearer" = [])),
    params(("id" = CourseId, Path)), responses((status = 200, body = CoursePage), (status = "4XX", body = Problem)))]
pub async fn page(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Names(names): Names,
    Path(id): Path<CourseId>,
) -> Result<Json<CoursePage>, ApiError> {
    let viewer = viewer.map(|SignedIn(actor)| actor);
    Ok(Json(catalog::course_page(&app.pool, viewer.as_ref(), names, id).await?))
}
