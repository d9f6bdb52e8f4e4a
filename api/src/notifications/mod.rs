//! What the signed-in person is told.

#[cfg(test)]
mod tests;

use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Query, Shaped};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use lectern_db::NotificationId;
use lectern_domain::notifications::{self, NotificationOut};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(unread)).routes(routes!(read))
}

/// What one was told, newest first.
#[utoipa::path(get, path = "/me/notifications", operation_id = "list_notifications", tag = "notifications",
    security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<NotificationOut>), (status = "4XX", body = Problem)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<NotificationOut>>, ApiError> {
    let rows = notifications::mine(&app.pool, actor.id, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |notice| notice.id.to_string())))
}

/// What the bell shows.
#[derive(Serialize, ToSchema)]
struct Unread {
    /// Counted up to 100.
    count: i64,
}

/// How much one has not read.
#[utoipa::path(get, path = "/me/notifications/unread", operation_id = "count_unread_notifications",
    tag = "notifications", security(("bearer" = [])),
    responses((status = 200, body = Unread), (status = "4XX", body = Problem)))]
async fn unread(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<Unread>, ApiError> {
    Ok(Json(Unread { count: notifications::unread(&app.pool, actor.id).await? }))
}

/// How far one has read.
#[derive(Deserialize, ToSchema)]
struct ReadUpTo {
    /// The newest one that was seen; everything when absent.
    last: Option<NotificationId>,
}

/// Mark as read.
#[utoipa::path(post, path = "/me/notifications/read", operation_id = "read_notifications", tag = "notifications",
    security(("bearer" = [])), request_body = ReadUpTo,
    responses((status = 204), (status = "4XX", body = Problem)))]
async fn read(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Shaped(input): Shaped<ReadUpTo>,
) -> Result<StatusCode, ApiError> {
    notifications::read(&app.pool, &*app.clock, actor.id, input.last).await?;
    Ok(StatusCode::NO_CONTENT)
}
