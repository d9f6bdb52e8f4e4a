use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::ReviewId;
use lectern_domain::reviews::{self, Report, ReportReason, Review};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a teacher says to a review.
#[derive(Deserialize, Validate, ToSchema)]
pub struct WriteAnswer {
    /// 1 to 5000 letters.
    #[garde(length(chars, max = reviews::LONGEST), custom(no_nul), custom(not_blank))]
    text: String,
}

fn not_blank(text: &str, (): &()) -> garde::Result {
    if text.trim().is_empty() { Err(garde::Error::new("too-short")) } else { Ok(()) }
}

/// Answer a review of a course one teaches, or change the answer.
#[utoipa::path(put, path = "/reviews/{id}/answer", operation_id = "answer_review", tag = "reviews",
    security(("bearer" = [])), params(("id" = ReviewId, Path)), request_body = WriteAnswer,
    responses((status = 200, body = Review), (status = "4XX", body = Problem)))]
pub async fn put(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ReviewId>,
    Valid(input): Valid<WriteAnswer>,
) -> Result<Json<Review>, ApiError> {
    Ok(Json(reviews::answer(&app.pool, &*app.clock, &actor, id, input.text.trim()).await?))
}

/// Take the answer back.
#[utoipa::path(delete, path = "/reviews/{id}/answer", operation_id = "remove_review_answer", tag = "reviews",
    security(("bearer" = [])), params(("id" = ReviewId, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn delete(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ReviewId>,
) -> Result<StatusCode, ApiError> {
    reviews::remove_answer(&app.pool, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with a review.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ReportReview {
    /// Of which kind.
    #[garde(skip)]
    reason: ReportReason,
    /// More of it, up to 500 letters.
    #[serde(default)]
    #[garde(length(chars, max = 500), custom(no_nul))]
    note: String,
}

/// Ask an admin to look at a review. Reporting twice is once.
#[utoipa::path(post, path = "/reviews/{id}/report", operation_id = "report_review", tag = "reviews",
    security(("bearer" = [])), params(("id" = ReviewId, Path)), request_body = ReportReview,
    responses((status = 204), (status = "4XX", body = Problem)))]
pub async fn report(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ReviewId>,
    Valid(input): Valid<ReportReview>,
) -> Result<StatusCode, ApiError> {
    let report = Report { reason: input.reason, note: input.note.trim().to_owned() };
    reviews::report(&app.pool, &*app.clock, &actor, id, &report).await?;
    Ok(StatusCode::NO_CONTENT)
}
