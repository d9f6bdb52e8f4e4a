use crate::error::ApiError;
use crate::openapi::{Head, told};
use crate::state::AppState;
use crate::{
    accounts, admin, auth, badges, catalog, certificates, courses, events, files, health, lessons, notifications,
    pages, payments, playback, progress, quizzes, reviews, school, uploads, videos,
};
use anyhow::Context;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use lectern_config::Settings;
use lectern_db::SystemClock;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret;
use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

/// Every route. Health has no version: whoever watches the process knows none.
pub(crate) fn slices() -> OpenApiRouter<AppState> {
    let versioned = OpenApiRouter::new()
        .merge(auth::router())
        .merge(accounts::router())
        .merge(admin::router())
        .merge(courses::router())
        .merge(lessons::router())
        .merge(files::router())
        .merge(catalog::router())
        .merge(uploads::router())
        .merge(videos::router())
        .merge(events::router())
        .merge(playback::router())
        .merge(quizzes::router())
        .merge(progress::router())
        .merge(certificates::router())
        .merge(badges::router())
        .merge(notifications::router())
        .merge(reviews::router())
        .merge(payments::router())
        .merge(school::router());
    OpenApiRouter::new().nest("/api", health::router()).nest("/api/v1", versioned)
}

/// The whole service on `app`.
pub fn router(app: AppState) -> Router {
    let patience = Duration::from_secs(app.settings.http.timeout_s);
    let (routes, document) = OpenApiRouter::with_openapi(Head::openapi()).merge(slices()).split_for_parts();
    let document = told(document);
    let routes = routes
        .merge(pages::router())
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(async || {
            ApiError::refused(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "this is not done here")
        })
        .layer(DefaultBodyLimit::max(app.settings.http.max_body_bytes))
        .layer(middleware::from_fn(move |request: Request, next: Next| in_time(patience, request, next)))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app);
    let docs = SwaggerUi::new("/api/docs").url("/api/docs/openapi.json", document);
    lectern_telemetry::http::observed("api", routes.merge(docs))
}

/// A file of 100 MiB on a slow line.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(600);

async fn in_time(patience: Duration, request: Request, next: Next) -> Response {
    let brings_a_file = request.method() == Method::POST && request.uri().path().ends_with("/files");
    let patience = if brings_a_file { patience.max(PATIENCE_FOR_FILES) } else { patience };
    tokio::time::timeout(patience, next.run(request)).await.unwrap_or_else(|_| {
        ApiError::refused(StatusCode::SERVICE_UNAVAILABLE, "took-too-long", "the server did not answer in time")
            .into_response()
    })
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    ApiError::Internal(anyhow::anyhow!("panic: {}", text.unwrap_or("of no text"))).into_response()
}

/// Runs the API until `stop`; requests under way are answered first.
///
/// # Errors
/// When a part cannot be reached at the start, or the address is taken.
pub async fn serve(settings: Settings, meters: PrometheusHandle, stop: CancellationToken) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(settings.http.api).await.context("settings: http.api")?;
    let client = redis::Client::open(settings.redis.url.expose_secret()).context("settings: redis.url")?;
    let app = AppState { stop: stop.clone(), ..AppState::connect(settings, Arc::new(SystemClock)).await? };
    let sessions = tokio::spawn(app.sessions.clone().listen());
    let hub = tokio::spawn(app.hub.clone().listen(client));
    let service = router(app).merge(lectern_telemetry::http::metrics_router(meters));
    axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await?;
    sessions.abort();
    hub.abort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;
    use axum::body::Body;
    use http::Method;
    use sqlx::PgPool;
    use uuid::Uuid;

    /// What visitors may ask for; a new route is for who is signed in unless it is named here.
    const OPEN: &[&str] = &[
        "GET /badges/issuer",
        "GET /badges/keys",
        "GET /badges/keys/{key}",
        "GET /badges/status/{list}",
        "GET /categories",
        "GET /certificate-templates/{template}",
        "GET /certificates/{number}",
        "GET /certificates/{number}/picture",
        "GET /courses",
        "GET /courses/facets",
        "GET /courses/{id}",
        "GET /courses/{id}/related",
        "GET /courses/{id}/reviews",
        "GET /files/{ticket}",
        "GET /health/live",
        "GET /health/ready",
        "GET /school",
        "GET /school/pictures/{hash}",
        "GET /test-payments/{id}",
        "POST /auth/refresh",
        "POST /auth/register",
        "POST /auth/sign-in",
        "POST /auth/sign-out",
        "POST /badges/verify",
        "POST /payments/{provider}/events",
        "POST /test-payments/{id}/acts",
    ];

    fn routes() -> Vec<(Method, String)> {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap().clone();
        let of = |(path, item): (String, serde_json::Value)| {
            let methods = item.as_object().unwrap().keys().filter(|key| *key != "servers");
            let methods: Vec<_> = methods.map(|method| method.to_uppercase()).collect();
            methods.into_iter().map(move |method| (method.parse().unwrap(), path.clone()))
        };
        paths.into_iter().flat_map(of).collect()
    }

    #[sqlx::test(migrator = "lectern_db::MIGRATOR")]
    async fn every_route_but_the_open_ones_asks_to_sign_in(pool: PgPool) {
        let app = TestApp::new(pool).await;
        let mut open = Vec::new();
        for (method, path) in routes() {
            let name = format!("{method} {path}");
            let path = path.split('/').map(|part| match part {
                "{number}" => "1".to_owned(),
                part if part.starts_with('{') => Uuid::nil().to_string(),
                part => part.to_owned(),
            });
            let path = path.collect::<Vec<_>>().join("/");
            // Who watches the process has no account.
            if path.starts_with("/health/") {
                open.push(name);
                continue;
            }
            let json = [("content-type", "application/json")];
            let answer = app.guest().send(method, &path, &json, Body::from("{}")).await;
            // Refreshing without a cookie has this answer too.
            if answer.status != 401 || name.ends_with("/auth/refresh") {
                open.push(name);
            }
        }
        open.sort();
        assert_eq!(open, OPEN);
    }
}
