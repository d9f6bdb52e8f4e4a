use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query, words};
use crate::page::PageParams;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use futures::stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use lectern_db::{AccountId, CourseId};
use lectern_domain::progress::{self, StudentPage, StudentQuery, StudentShow, StudentSort, StudentView};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Everyone when not said.
    #[serde(default)]
    #[param(inline)]
    show: StudentShow,
    /// Part of a name or an address.
    q: Option<String>,
    /// Last seen first when not said.
    #[serde(default)]
    #[param(inline)]
    sort: StudentSort,
}

impl From<Filter> for StudentQuery {
    fn from(filter: Filter) -> Self {
        Self { show: filter.show, words: words(filter.q), sort: filter.sort }
    }
}

/// A course's students, for who teaches it.
#[utoipa::path(get, path = "/courses/{id}/students", operation_id = "list_students", tag = "progress",
    security(("bearer" = [])), params(("id" = CourseId, Path), Filter, PageParams),
    responses((status = 200, body = StudentPage), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<StudentPage>, ApiError> {
    let (query, after) = (StudentQuery::from(filter), page.after.as_deref());
    Ok(Json(progress::students(&app.pool, &*app.clock, &actor, id, &query, after, page.size()).await?))
}

/// The same as a table, all of it, by name.
#[utoipa::path(get, path = "/courses/{id}/students.csv", operation_id = "get_students_table", tag = "progress",
    security(("bearer" = [])), params(("id" = CourseId, Path), Filter),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "4XX", body = Problem)))]
pub async fn table(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(filter): Query<Filter>,
) -> Result<impl IntoResponse, ApiError> {
    let pieces = progress::students_csv(&app.pool, &*app.clock, &actor, id, &filter.into()).await?;
    let pieces = stream::unfold(pieces, async |mut pieces| pieces.recv().await.map(|piece| (piece, pieces)));
    let head =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"students.csv\"")];
    Ok((head, Body::from_stream(pieces)))
}

/// One student of a course, lesson by lesson; for who teaches it.
#[utoipa::path(get, path = "/courses/{id}/students/{account}", operation_id = "get_student", tag = "progress",
    security(("bearer" = [])), params(("id" = CourseId, Path), ("account" = AccountId, Path)),
    responses((status = 200, body = StudentView), (status = "4XX", body = Problem)))]
pub async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, account)): Path<(CourseId, AccountId)>,
) -> Result<Json<StudentView>, ApiError> {
    Ok(Json(progress::student(&app.pool, &*app.clock, &actor, id, account).await?))
}
