use super::tell;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::TeacherRequestId;
use lectern_domain::accounts::{Actor, RequestState, TeacherRequestOut};
use lectern_domain::admin;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// In this state only.
    state: Option<RequestState>,
}

/// Requests to teach, newest first.
#[utoipa::path(get, path = "/admin/teacher-requests", operation_id = "list_teacher_requests", tag = "admin",
    security(("bearer" = [])), params(Filter, PageParams),
    responses((status = 200, body = Page<TeacherRequestOut>), (status = "4XX", body = Problem)))]
pub async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<Filter>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<TeacherRequestOut>>, ApiError> {
    let rows = admin::teacher_requests(&app.pool, &actor, filter.state, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |request| request.id.to_string())))
}

/// Let the person teach.
#[utoipa::path(post, path = "/admin/teacher-requests/{id}/approve", operation_id = "approve_teacher_request", tag = "admin",
    security(("bearer" = [])), params(("id" = TeacherRequestId, Path)),
    responses((status = 200, body = TeacherRequestOut), (status = "4XX", body = Problem)))]
pub async fn approve(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TeacherRequestId>,
) -> Result<Json<TeacherRequestOut>, ApiError> {
    decide(&app, &actor, id, RequestState::Approved).await
}

/// Not this time; the person may ask again.
#[utoipa::path(post, path = "/admin/teacher-requests/{id}/decline", operation_id = "decline_teacher_request", tag = "admin",
    security(("bearer" = [])), params(("id" = TeacherRequestId, Path)),
    responses((status = 200, body = TeacherRequestOut), (status = "4XX", body = Problem)))]
pub async fn decline(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TeacherRequestId>,
) -> Result<Json<TeacherRequestOut>, ApiError> {
    decide(&app, &actor, id, RequestState::Declined).await
}

async fn decide(
    app: &AppState,
    actor: &Actor,
    id: TeacherRequestId,
    decision: RequestState,
) -> Result<Json<TeacherRequestOut>, ApiError> {
    let request = admin::decide_request(&app.pool, &*app.clock, actor, id, decision).await?;
    tell(app, request.account.id).await;
    Ok(Json(request))
}
