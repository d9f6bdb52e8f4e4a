use redis::aio::ConnectionManager;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(3600);
const LONGEST_WAIT_S: u64 = 60;
/// What a process remembers itself while Redis is away.
const KEPT: usize = 20_000;

/// Counts an attempt before it is made, so that a thousand at once are a thousand; a success takes it back.
/// Answers the milliseconds to wait, 0 when the attempt may go on.
const BEGIN: &str = r"
for i = 1, #KEYS do
  local left = redis.call('PTTL', KEYS[i] .. ':wait')
  if left > 0 then return left end
end
for i = 1, #KEYS do
  local count = redis.call('INCR', KEYS[i])
  if count == 1 then redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
  local over = count - tonumber(ARGV[1 + i])
  if over >= 0 then
    local wait = 60000
    if over < 6 then wait = 1000 * 2 ^ over end
    redis.call('SET', KEYS[i] .. ':wait', '1', 'PX', math.floor(wait))
  end
end
return 0";

/// How long to wait before the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("wait {retry_after_s} s")]
pub struct TooMany {
    /// Rounded up, at least 1.
    pub retry_after_s: u64,
}

/// Limits on guessing passwords, counted in Redis over all processes, or in this one while Redis is away.
#[derive(Clone)]
pub struct Limits {
    redis: ConnectionManager,
    prefix: Arc<str>,
    per_account: u32,
    per_address: u32,
    own: Arc<Mutex<HashMap<String, Count>>>,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

#[derive(Debug)]
struct Count {
    failures: u32,
    until: Instant,
    wait_until: Option<Instant>,
}

/// An attempt under way: a failure unless it is said to be a success.
#[derive(Debug)]
#[must_use]
pub struct Attempt {
    account: String,
    address: String,
}

impl Limits {
    /// Limits whose keys begin with `prefix`.
    pub fn new(redis: ConnectionManager, prefix: &str, per_account: u32, per_address: u32) -> Self {
        Self { redis, prefix: prefix.into(), per_account, per_address, own: Arc::default() }
    }

    /// Counts an attempt on the account of `email` from `address`.
    ///
    /// # Errors
    /// [`TooMany`] with the seconds to wait; the attempt is then not counted.
    pub async fn begin(&self, email: &str, address: IpAddr) -> Result<Attempt, TooMany> {
        let email = hex::encode(&Sha256::digest(email)[..16]);
        let attempt = Attempt {
            account: format!("{}:guess:account:{email}", self.prefix),
            address: format!("{}:guess:address:{address}", self.prefix),
        };
        let script = redis::Script::new(BEGIN);
        let mut redis = self.redis.clone();
        let answer: redis::RedisResult<u64> = script
            .key(&attempt.account)
            .key(&attempt.address)
            .arg(WINDOW.as_millis() as u64)
            .arg(self.per_account)
            .arg(self.per_address)
            .invoke_async(&mut redis)
            .await;
        let wait_ms = match answer {
            Ok(wait_ms) => wait_ms,
            Err(error) => {
                tracing::warn!(%error, "Redis is away: sign-ins are limited by this process alone");
                self.begin_here(&attempt)
            }
        };
        if wait_ms > 0 { Err(TooMany { retry_after_s: wait_ms.div_ceil(1000) }) } else { Ok(attempt) }
    }

    /// The attempt was the right one: the account's failures are forgotten, the address keeps those of others.
    pub async fn succeeded(&self, attempt: Attempt) {
        let mut redis = self.redis.clone();
        let wait = format!("{}:wait", attempt.account);
        let forgotten: redis::RedisResult<()> =
            redis::pipe().del(&attempt.account).del(wait).decr(&attempt.address, 1).query_async(&mut redis).await;
        if let Err(error) = forgotten {
            tracing::debug!(%error, "a success was not told to Redis");
        }
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.remove(&attempt.account);
        if let Some(count) = own.get_mut(&attempt.address) {
            count.failures = count.failures.saturating_sub(1);
        }
    }

    fn begin_here(&self, attempt: &Attempt) -> u64 {
        let now = Instant::now();
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if own.len() >= KEPT {
            own.retain(|_, count| count.until > now);
        }
        let keys = [(&attempt.account, self.per_account), (&attempt.address, self.per_address)];
        for (key, _) in keys {
            let left = own.get(key).and_then(|c| c.wait_until).and_then(|until| until.checked_duration_since(now));
            if let Some(left) = left.filter(|left| !left.is_zero()) {
                return u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1);
            }
        }
        for (key, limit) in keys {
            let fresh = || Count { failures: 0, until: now + WINDOW, wait_until: None };
            let count = own.entry(key.clone()).or_insert_with(fresh);
            if count.until <= now {
                *count = fresh();
            }
            count.failures += 1;
            if count.failures >= limit {
                let wait = LONGEST_WAIT_S.min(1_u64 << (count.failures - limit).min(6));
                count.wait_until = Some(now + Duration::from_secs(wait));
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits_without_redis() -> Limits {
        let client = redis::Client::open("redis://127.0.0.1:1").unwrap();
        let config = redis::aio::ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(Duration::from_millis(50)));
        Limits::new(ConnectionManager::new_lazy_with_config(client, config).unwrap(), "t", 3, 100)
    }

    #[tokio::test]
    async fn without_redis_a_process_counts_alone_and_stays_shut() {
        let limits = limits_without_redis();
        let address = [192, 0, 2, 1].into();
        for _ in 0..3 {
            let _failed = limits.begin("anna@example.org", address).await.unwrap();
        }
        assert_eq!(limits.begin("anna@example.org", address).await.unwrap_err().retry_after_s, 1);
        let other = limits.begin("boris@example.org", address).await.unwrap();
        limits.succeeded(other).await;
    }
}
