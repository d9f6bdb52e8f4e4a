use super::plain_title;
use crate::actor::SignedIn;
use crate::error::{ApiError, Problem};
use crate::extract::{Path, Valid};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use garde::Validate;
use http::StatusCode;
use lectern_db::{AccountId, CourseId};
use lectern_domain::catalog;
use lectern_domain::courses::{self, EnrolmentOut, Newcomer};
use serde::Deserialize;
use utoipa::ToSchema;

/// Somebody who is let in without payment.
#[derive(Deserialize, Validate, ToSchema)]
pub struct GiveCourse {
    /// Of an account; this or `account_id`.
    #[garde(inner(email, length(max = 254)))]
    email: Option<String>,
    /// The account; this or `email`.
    #[garde(skip)]
    account_id: Option<AccountId>,
    /// Why: 1 to 500 letters. The student reads it, and it stays in the log.
    #[garde(length(chars, min = 1, max = 500), custom(plain_title))]
    reason: String,
}

/// Let somebody into the course without payment; for those who may edit it.
#[utoipa::path(post, path = "/courses/{id}/students", operation_id = "give_course", tag = "courses",
    security(("bearer" = [])), params(("id" = CourseId, Path)), request_body = GiveCourse,
    responses((status = 201, body = EnrolmentOut), (status = "4XX", body = Problem)))]
pub async fn give(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CourseId>,
    Valid(input): Valid<GiveCourse>,
) -> Result<(StatusCode, Json<EnrolmentOut>), ApiError> {
    let newcomer = match (input.account_id, input.email) {
        (Some(account), None) => Newcomer::Account(account),
        (None, Some(email)) => Newcomer::Email(email),
        (Some(_), Some(_)) | (None, None) => return Err(ApiError::bad_input("email", "one-of-two")),
    };
    let enrolment = courses::give(&app.pool, &*app.clock, &actor, id, &newcomer, input.reason.trim()).await?;
    catalog::forget_page(&app.cache, id).await;
    Ok((StatusCode::CREATED, Json(enrolment)))
}
