use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Query};
use crate::page::{Page, PageParams};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use lectern_db::CourseId;
use lectern_domain::certificates::{self, CertificateOut};

/// One's own certificates, newest first.
#[utoipa::path(get, path = "/me/certificates", operation_id = "list_my_certificates", tag = "certificates",
    security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<CertificateOut>), (status = "4XX", body = Problem)))]
pub async fn mine(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<CertificateOut>>, ApiError> {
    let rows = certificates::mine(&app.pool, &actor, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |certificate| certificate.id.to_string())))
}

/// Certificates of a course, newest first; for who may change it.
#[utoipa::path(get, path = "/courses/{id}/certificates", operation_id = "list_course_certificates", tag = "certificates",
    security(("bearer" = [])), params(("id" = CourseId, Path), PageParams),
    responses((status = 200, body = Page<CertificateOut>), (status = "4XX", body = Problem)))]
pub async fn of_course(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<CertificateOut>>, ApiError> {
    let rows = certificates::of_course(&app.pool, &actor, id, page.after()?, page.size()).await?;
    Ok(Json(Page::of(rows, page.size(), |certificate| certificate.id.to_string())))
}
