use secrecy::SecretString;
use serde::Deserialize;

/// PostgreSQL.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://user:password@host/database`, or with `?host=/socket/folder&port=54329`.
    pub url: SecretString,
    /// Connections a process keeps at most.
    #[serde(default = "ten")]
    pub max_connections: u32,
}

/// Redis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisConfig {
    /// `redis://:password@host:port` or `redis+unix:///path/redis.sock`.
    pub url: SecretString,
}

/// Where originals, segments and pictures are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// Where our processes reach the store.
    pub endpoint: String,
    /// The store's region name.
    #[serde(default = "region")]
    pub region: String,
    /// Created at start in local mode; must exist otherwise.
    pub bucket: String,
    /// Key id.
    pub access_key: String,
    /// Key secret.
    pub secret_key: SecretString,
    /// The host that part addresses are signed for: the edge sets exactly this `Host` when it passes a part on. The
    /// endpoint's own when absent.
    #[serde(default)]
    pub upload_host: Option<String>,
    /// The store's own public address, where browsers reach it directly; parts pass the edge when absent.
    #[serde(default)]
    pub public_endpoint: Option<String>,
    /// How long a signed part address is valid, in seconds.
    #[serde(default = "upload_ttl")]
    pub upload_ttl_s: u64,
}

fn ten() -> u32 {
    10
}
fn region() -> String {
    "garage".to_owned()
}
fn upload_ttl() -> u64 {
    15 * 60
}
