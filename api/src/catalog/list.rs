use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, words};
use crate::language::Names;
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::{AccountId, CourseId};
use lectern_domain::catalog::{
    self, CourseCard, CoursePage, Facets, Filters, HoursMax, ListQuery, PriceKind, RatingMin, Related, Sort,
};
use lectern_domain::courses::Level;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Words of a title, a summary, a description, a tag or a teacher's name.
    q: Option<String>,
    /// A category's slug.
    category: Option<String>,
    /// Whom it is for.
    level: Option<Level>,
    /// Of its lessons.
    language: Option<String>,
    /// One of its tags.
    tag: Option<String>,
    /// Who teaches it.
    teacher: Option<AccountId>,
    /// The least rating.
    rating_min: Option<RatingMin>,
    /// The greatest length.
    hours_max: Option<HoursMax>,
    /// Whether it awards a certificate.
    certificate: Option<bool>,
    /// Free ones, or those that cost money.
    price: Option<PriceKind>,
}

impl Filter {
    fn read(self) -> (Option<String>, Filters) {
        let filters = Filters {
            category: words(self.category),
            level: self.level,
            language: words(self.language),
            tag: words(self.tag).map(|tag| tag.to_lowercase()),
            teacher: self.teacher,
            rating_min: self.rating_min,
            hours_max: self.hours_max,
            certificate: self.certificate,
            price: self.price,
        };
        (words(self.q), filters)
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Order {
    /// Newest first when not said.
    #[serde(default)]
    sort: Sort,
}

/// Published courses.
#[utoipa::path(get, path = "/courses", operation_id = "list_courses", tag = "catalog", security((), ("bearer" = [])),
    params(Filter, Order, PageParams),
    responses((status = 200, body = Page<CourseCard>), (status = 304), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Names(names): Names,
    Query(filter): Query<Filter>,
    Query(Order { sort }): Query<Order>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<CourseCard>>, ApiError> {
    let (words, filters) = filter.read();
    let query = ListQuery { words, filters, sort, size: page.size(), after: page.after };
    let viewer = viewer.map(|SignedIn(actor)| actor.id);
    let (items, next) = catalog::list(&app.pool, &app.cache, viewer, names, &query).await?;
    Ok(Json(Page { items, next }))
}

/// How many courses each filter would leave beside the others that are chosen.
#[utoipa::path(get, path = "/courses/facets", operation_id = "list_facets", tag = "catalog", params(Filter),
    responses((status = 200, body = Facets), (status = 304), (status = "4XX", body = Problem)))]
pub async fn facets(
    State(app): State<AppState>,
    Names(names): Names,
    Query(filter): Query<Filter>,
) -> Result<Json<Facets>, ApiError> {
    let (words, filters) = filter.read();
    Ok(Json(catalog::facets(&app.pool, &app.cache, names, words.as_deref(), &filters).await?))
}

/// Courses to go on with after this one; none for a course that is not published.
#[utoipa::path(get, path = "/courses/{id}/related", operation_id = "list_related_courses", tag = "catalog",
    security((), ("bearer" = [])), params(("id" = CourseId, Path)),
    responses((status = 200, body = Related), (status = 304), (status = "4XX", body = Problem)))]
pub async fn related(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Names(names): Names,
    Path(id): Path<CourseId>,
) -> Result<Json<Related>, ApiError> {
    let viewer = viewer.map(|SignedIn(actor)| actor.id);
    Ok(Json(catalog::related(&app.pool, &app.cache, viewer, names, id).await?))
}

/// A course's own page. A draft is there for its teacher and for admins only.
#[utoipa::path(get, path = "/courses/{id}", operation_id = "get_course", tag = "catalog", security((), ("bearer" = [])),
    params(("id" = CourseId, Path)), responses((status = 200, body = CoursePage), (status = 304), (status = "4XX", body = Problem)))]
pub async fn page(
    State(app): State<AppState>,
    viewer: Option<SignedIn>,
    Names(names): Names,
    Path(id): Path<CourseId>,
) -> Result<Json<CoursePage>, ApiError> {
    let viewer = viewer.map(|SignedIn(actor)| actor);
    Ok(Json(catalog::course_page(&app.pool, &app.cache, &app.outlines, viewer.as_ref(), names, id).await?))
}
