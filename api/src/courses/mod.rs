//! Courses as their teachers make them.

mod cover;
pub use cover::picture_bytes;
mod edit;
pub use edit::{SectionTitle, present};
mod list;
mod outline;
mod price;
#[cfg(test)]
mod price_tests;
#[cfg(test)]
mod publishing_tests;
mod state;
mod students;
mod teachers;
#[cfg(test)]
mod teachers_tests;
#[cfg(test)]
mod tests;

use crate::error::ApiError;
use crate::state::AppState;
use crate::uploads::uploads;
use axum::Json;
use http::StatusCode;
use lectern_db::CourseId;
use lectern_domain::accounts::Actor;
use lectern_domain::courses::CourseError;
use lectern_domain::lessons::{self, CourseEdit};
use lectern_domain::pictures::PictureError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::categories))
        .routes(routes!(list::taught))
        .routes(routes!(list::bin))
        .routes(routes!(edit::create))
        .routes(routes!(edit::get))
        .routes(routes!(edit::update, state::delete))
        .routes(routes!(edit::reorder))
        .routes(routes!(edit::add_section))
        .routes(routes!(state::publish))
        .routes(routes!(state::unpublish))
        .routes(routes!(outline::import))
        .routes(routes!(outline::duplicate))
        .routes(routes!(teachers::list, teachers::add))
        .routes(routes!(teachers::remove))
        .routes(routes!(state::discard))
        .routes(routes!(state::archive))
        .routes(routes!(state::unarchive))
        .routes(routes!(state::restore))
        .routes(routes!(students::give))
        .merge(cover::router())
}

/// The course as its editor shows it, after a change.
pub async fn course_edit(app: &AppState, actor: &Actor, id: CourseId) -> Result<Json<CourseEdit>, ApiError> {
    let mut course = lessons::course_edit(&app.pool, actor, id).await?;
    let open = course.sections.iter_mut().flat_map(|section| &mut section.lessons);
    uploads(app).fill_sent(open.filter_map(|lesson| lesson.upload.as_mut()).collect()).await;
    Ok(Json(course))
}

/// A title is one line with letters in it.
pub fn plain_title(text: &str, (): &()) -> garde::Result {
    let blank = text.trim().is_empty() || text.chars().any(char::is_control);
    if blank { Err(garde::Error::new("missing")) } else { Ok(()) }
}

/// The same for each line of a list.
pub fn plain_lines(lines: &Option<Vec<String>>, (): &()) -> garde::Result {
    lines.iter().flatten().try_for_each(|line| plain_title(line, &()))
}

impl From<CourseError> for ApiError {
    fn from(error: CourseError) -> Self {
        let conflict = |kind, error| Self::refused(StatusCode::CONFLICT, kind, error);
        match error {
            CourseError::NotFound => Self::not_found(),
            CourseError::NotYours => Self::refused(StatusCode::FORBIDDEN, "not-yours", error),
            CourseError::NotATeacher => Self::refused(StatusCode::FORBIDDEN, "not-a-teacher", error),
            CourseError::NotEnrolled => Self::refused(StatusCode::FORBIDDEN, "not-enrolled", error),
            CourseError::PaymentRequired(ref price) => {
                let price = price.clone();
                Self::refused(StatusCode::PAYMENT_REQUIRED, "payment-required", error).with("price", price)
            }
            CourseError::NoAccount => Self::bad_input("email", "no-such-account"),
            CourseError::AlreadyEnrolled => conflict("already-enrolled", error),
            CourseError::NoCategory => Self::bad_input("category_id", "no-such-category"),
            CourseError::NoTest => Self::bad_input("final_test_id", "no-such-test"),
            CourseError::Archived => conflict("archived", error),
            CourseError::NeverPublished => conflict("never-published", error),
            CourseError::AccessOver(ended_at) => {
                Self::refused(StatusCode::FORBIDDEN, "access-over", error).with("ended_at", ended_at)
            }
            CourseError::NoTeacher => Self::bad_input("email", "no-such-teacher"),
            CourseError::TooManyTeachers => conflict("too-many-teachers", error),
            CourseError::NotPublishable => conflict("not-publishable", error),
            CourseError::HasStudents => conflict("has-students", error),
            CourseError::HasBuyers => conflict("has-buyers", error),
            CourseError::OutlineChanged => conflict("outline-changed", error),
            CourseError::OutlineMismatch => Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "outline-mismatch", error),
            CourseError::TooMany => conflict("too-many-lessons", error),
            CourseError::Picture(error) => error.into(),
            CourseError::Db(error) => error.into(),
        }
    }
}

impl From<PictureError> for ApiError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::NotAPicture => Self::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-picture", error),
            PictureError::TooLarge => Self::refused(StatusCode::PAYLOAD_TOO_LARGE, "picture-too-large", error),
            PictureError::Store(error) => error.into(),
            PictureError::Db(error) => error.into(),
        }
    }
}
