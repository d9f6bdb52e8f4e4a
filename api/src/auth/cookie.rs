use crate::state::AppState;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Cookies do not tell ports apart: the instance's name does.
fn name(app: &AppState) -> String {
    format!("lectern_refresh_{}", app.settings.instance)
}

/// The refresh token a request brings.
pub fn read(app: &AppState, headers: &HeaderMap) -> Option<String> {
    let name = name(app);
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

/// Keeps `token` in the browser, for the routes of this slice alone.
pub fn set(app: &AppState, token: &str) -> [(HeaderName, HeaderValue); 1] {
    write(app, token, app.settings.auth.refresh_ttl_s)
}

/// Removes it.
pub fn clear(app: &AppState) -> [(HeaderName, HeaderValue); 1] {
    write(app, "", 0)
}

fn write(app: &AppState, token: &str, ttl_s: i64) -> [(HeaderName, HeaderValue); 1] {
    let secure = if app.settings.auth.secure_cookies { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/api/v1/auth; HttpOnly; SameSite=Lax; Max-Age={ttl_s}{secure}", name(app));
    [(SET_COOKIE, HeaderValue::from_str(&text).expect("tokens and instance names are plain ASCII"))]
}
