use crate::actor::SignedIn;
use crate::courses::{picture_bytes, present};
use crate::error::{ApiError, Problem};
use crate::extract::{Valid, no_nul};
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use garde::Validate;
use http::StatusCode;
use lectern_domain::school::{self, AfterRefund, School, SchoolPicture, SignedBy};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The school, for admins.
#[utoipa::path(get, path = "/admin/school", operation_id = "get_admin_school", tag = "school",
    security(("bearer" = [])), responses((status = 200, body = School), (status = "4XX", body = Problem)))]
pub async fn get(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<School>, ApiError> {
    Ok(Json(school::all(&app.pool, &actor).await?))
}

/// Who signs beside the teacher.
#[derive(Deserialize, Validate, ToSchema)]
pub struct SetSignature {
    /// 1 to 100 letters.
    #[garde(length(chars, min = 1, max = 100), custom(plain))]
    name: String,
    /// Up to 100 letters.
    #[serde(default)]
    #[garde(length(chars, max = 100), custom(no_nul))]
    role: String,
    /// Hash of a picture of the school.
    #[garde(inner(length(max = 64)))]
    picture: Option<String>,
}

/// Changes to the school; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
pub struct UpdateSchool {
    /// 1 to 120 letters.
    #[garde(inner(length(chars, min = 1, max = 120), custom(plain)))]
    name: Option<String>,
    /// An IANA name such as `Europe/Moscow`.
    #[garde(inner(length(max = 64), custom(no_nul)))]
    time_zone: Option<String>,
    /// Calendar months, 1 to 120.
    #[garde(inner(range(min = 1, max = 120)))]
    archive_after_months: Option<i32>,
    /// What becomes of certificates of a course whose money went back.
    #[garde(skip)]
    certificates_after_refund: Option<AfterRefund>,
    /// Hash of a picture of the school; null takes the logo off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    #[garde(inner(inner(length(max = 64))))]
    logo: Option<Option<String>>,
    /// At most two, in order.
    #[garde(custom(two), dive)]
    signatures: Option<Vec<SetSignature>>,
}

fn two(signatures: &Option<Vec<SetSignature>>, (): &()) -> garde::Result {
    match signatures {
        Some(signatures) if signatures.len() > 2 => Err(garde::Error::new("too-many")),
        _ => Ok(()),
    }
}

fn plain(text: &str, context: &()) -> garde::Result {
    no_nul(text, context)?;
    if text.trim().is_empty() { Err(garde::Error::new("too-short")) } else { Ok(()) }
}

/// Change the school's name, its calendar, or what it prints on certificates.
#[utoipa::path(patch, path = "/admin/school", operation_id = "update_school", tag = "school",
    security(("bearer" = [])), request_body = UpdateSchool,
    responses((status = 200, body = School), (status = "4XX", body = Problem)))]
pub async fn update(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Valid(input): Valid<UpdateSchool>,
) -> Result<Json<School>, ApiError> {
    let signed = |signature: SetSignature| SignedBy {
        name: signature.name.trim().to_owned(),
        role: signature.role.trim().to_owned(),
        picture: signature.picture,
    };
    let change = school::UpdateSchool {
        name: input.name.map(|name| name.trim().to_owned()),
        time_zone: input.time_zone,
        archive_after_months: input.archive_after_months,
        certificates_after_refund: input.certificates_after_refund,
        logo: input.logo,
        signatures: input.signatures.map(|all| all.into_iter().map(signed).collect()),
    };
    Ok(Json(school::update(&app.pool, &*app.clock, &actor, &change).await?))
}

pub fn pictures() -> OpenApiRouter<AppState> {
    // The setting limits the picture; axum's own limit would come first.
    OpenApiRouter::new().routes(routes!(add_picture)).layer(DefaultBodyLimit::disable())
}

/// Add a logo or a signature: the bytes of a JPEG, PNG, WebP or GIF. It is encoded anew, and public.
#[utoipa::path(post, path = "/admin/school/pictures", operation_id = "add_school_picture", tag = "school",
    security(("bearer" = [])), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = SchoolPicture), (status = "4XX", body = Problem)))]
async fn add_picture(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    body: Body,
) -> Result<(StatusCode, Json<SchoolPicture>), ApiError> {
    // Who may not is told so before the bytes are read.
    school::all(&app.pool, &actor).await?;
    let bytes = picture_bytes(&app, body).await?;
    let picture = school::add_picture(&app.pool, &app.store, &*app.clock, &actor, bytes).await?;
    Ok((StatusCode::CREATED, Json(picture)))
}
