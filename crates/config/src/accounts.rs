use secrecy::SecretString;
use serde::Deserialize;

/// Who decides that an account may teach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TeacherApproval {
    /// An admin approves each request.
    #[default]
    Admin,
    /// Whoever asks is a teacher at once.
    AtOnce,
}

/// Who may register and teach.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    /// Who decides that an account may teach.
    pub teacher_approval: TeacherApproval,
}

/// Tokens and guessing limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Signs access, refresh and playback tokens, each under a key derived for it.
    pub secret: SecretString,
    /// Life of an access token, in seconds.
    #[serde(default = "access_ttl")]
    pub access_ttl_s: i64,
    /// Life of a sign-in without a visit, in seconds.
    #[serde(default = "refresh_ttl")]
    pub refresh_ttl_s: i64,
    /// How long the refresh token before the current one still gets the same successor, in seconds.
    #[serde(default = "refresh_grace")]
    pub refresh_grace_s: i64,
    /// Failed sign-ins per account and hour before answers are delayed.
    #[serde(default = "failures_per_account")]
    pub failures_per_account: u32,
    /// Failed sign-ins per client address and hour.
    #[serde(default = "failures_per_address")]
    pub failures_per_address: u32,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(default = "loopback")]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Whether cookies carry `Secure`; on wherever the school is served over https.
    #[serde(default)]
    pub secure_cookies: bool,
}

fn access_ttl() -> i64 {
    15 * 60
}
fn refresh_ttl() -> i64 {
    30 * 24 * 3600
}
fn refresh_grace() -> i64 {
    30
}
fn failures_per_account() -> u32 {
    10
}
fn failures_per_address() -> u32 {
    100
}
fn loopback() -> Vec<std::net::IpAddr> {
    vec![std::net::Ipv4Addr::LOCALHOST.into(), std::net::Ipv6Addr::LOCALHOST.into()]
}

/// Who may review a course.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewsConfig {
    /// Lessons to be done before, in percent of the course's.
    pub after_share_percent: u8,
}

impl Default for ReviewsConfig {
    fn default() -> Self {
        Self { after_share_percent: 20 }
    }
}
