use crate::error::ApiError;
use anyhow::Context;
use lectern_db::FileId;
use redis::aio::ConnectionManager;
use std::sync::Arc;
use uuid::Uuid;

/// How long an address may wait to be used, in seconds.
const LIFE_S: u64 = 60;

/// Addresses that open one file once: a frame and a download cannot send a token of ours.
#[derive(Clone)]
pub struct Tickets {
    redis: ConnectionManager,
    prefix: Arc<str>,
}

impl Tickets {
    /// `prefix` begins every key.
    pub fn new(redis: ConnectionManager, prefix: &str) -> Self {
        Self { redis, prefix: prefix.into() }
    }

    fn key(&self, ticket: &str) -> String {
        format!("{}:file-ticket:{ticket}", self.prefix)
    }

    /// Makes one. Two random ids of 122 bits each cannot be guessed.
    pub async fn make(&self, file: FileId) -> Result<String, ApiError> {
        let ticket = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let set: redis::RedisResult<()> = redis::cmd("SET")
            .arg(self.key(&ticket))
            .arg(file.to_string())
            .arg("EX")
            .arg(LIFE_S)
            .query_async(&mut self.redis.clone())
            .await;
        set.context("a ticket could not be kept")?;
        Ok(ticket)
    }

    /// What it opens; it is used up.
    pub async fn take(&self, ticket: &str) -> Result<Option<FileId>, ApiError> {
        let kept: redis::RedisResult<Option<String>> =
            redis::cmd("GETDEL").arg(self.key(ticket)).query_async(&mut self.redis.clone()).await;
        Ok(kept.context("a ticket could not be read")?.and_then(|id| id.parse().ok()))
    }
}
