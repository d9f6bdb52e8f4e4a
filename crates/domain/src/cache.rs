//! What many ask for alike, kept for a minute at most in Redis; without Redis everything is made anew.
//!
//! Keys belong to a scope with a stamp. A value counts only under the stamp that stood when its making began, so what was
//! read before a change is never taken for what came after it, and forgetting a scope is one write. Values much asked for
//! stay in the process for some seconds as they are: then only the stamp is asked of Redis.

use redis::aio::ConnectionManager;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Life of a value in Redis: what changes without a word (a teacher's name) is seen after it.
const LIFE: Duration = Duration::from_secs(55);
/// Life of a value in the process, on top of that.
const LIFE_HERE: Duration = Duration::from_secs(5);
/// Of all values in the process, as bytes of JSON.
const MOST_HERE: u64 = 64 << 20;
/// Redis that has not answered by then costs more than it saves.
const PATIENCE: Duration = Duration::from_millis(150);
/// How long a Redis that failed is left alone, in milliseconds.
const REST_MS: u64 = 2000;
/// The stamp of a scope without one.
const NEVER_FORGOTTEN: &str = "-";
/// Larger values are not worth their way.
const MOST_BYTES: usize = 1 << 20;

/// The last value made of a key, and when its making began.
type Flight = Arc<Mutex<Option<(Instant, Arc<[u8]>)>>>;

/// A value in the process.
#[derive(Clone)]
struct Here {
    stamp: Arc<str>,
    value: Arc<dyn Any + Send + Sync>,
    bytes: u32,
}

/// Values by scope and key; cheap to clone.
#[derive(Clone)]
pub struct Cache {
    redis: ConnectionManager,
    prefix: Arc<str>,
    here: moka::future::Cache<String, Here>,
    flights: moka::future::Cache<String, Flight>,
    born: Instant,
    /// Milliseconds since `born` until which Redis is left alone.
    rests_until: Arc<AtomicU64>,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}

impl Cache {
    /// A cache whose keys begin with `prefix`.
    pub fn new(redis: ConnectionManager, prefix: &str) -> Self {
        Self {
            redis,
            prefix: prefix.into(),
            here: moka::future::Cache::builder()
                .max_capacity(MOST_HERE)
                .weigher(|_, here: &Here| here.bytes)
                .time_to_live(LIFE_HERE)
                .build(),
            // Of one burst; a value in it is used only by those who were waiting for it.
            flights: moka::future::Cache::builder().max_capacity(1000).time_to_idle(Duration::from_secs(5)).build(),
            born: Instant::now(),
            rests_until: Arc::default(),
        }
    }

    /// The value of `key` within `scope`, else what `make` gives. Of many who ask at once, one makes it for all.
    ///
    /// # Errors
    /// Those of `make`.
    pub async fn get<T, E>(
        &self,
        scope: &str,
        key: &impl Serialize,
        make: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let asked = Instant::now();
        let key = serde_json::to_vec(key).unwrap_or_default();
        let name = format!("{}:cache:{scope}:{}", self.prefix, hex::encode(&Sha256::digest(&key)[..16]));
        if let Some(here) = self.here.get(&name).await
            && self.stamp(scope).await.is_some_and(|stamp| *stamp == *here.stamp)
            && let Ok(value) = here.value.downcast()
        {
            return Ok(value);
        }
        let (mut stamp, kept) = self.read(scope, &name).await;
        if let Some(value) = self.keep_here(&name, stamp.as_deref(), kept.as_deref()).await {
            return Ok(value);
        }
        let flight = self.flights.get_with(name.clone(), async { Flight::default() }).await;
        let mut last = flight.lock().await;
        // Begun after this was asked: as fresh as if made for it.
        if let Some((begun, bytes)) = &*last
            && *begun >= asked
            && let Ok(value) = serde_json::from_slice(bytes)
        {
            return Ok(Arc::new(value));
        }
        if asked.elapsed() > Duration::from_millis(5) {
            // It waited: another may have made it, or it was forgotten meanwhile.
            let (now, kept) = self.read(scope, &name).await;
            if let Some(value) = self.keep_here(&name, now.as_deref(), kept.as_deref()).await {
                return Ok(value);
            }
            stamp = now;
        }
        let begun = Instant::now();
        let value = make.await?;
        let bytes: Arc<[u8]> = serde_json::to_vec(&value).unwrap_or_default().into();
        *last = Some((begun, bytes.clone()));
        drop(last);
        if let Some(stamp) = stamp
            && !bytes.is_empty()
            && bytes.len() <= MOST_BYTES
        {
            let kept = [stamp.as_bytes(), b"\n", &bytes].concat();
            let life = LIFE.as_secs();
            self.ask::<()>(redis::cmd("SET").arg(&name).arg(kept).arg("EX").arg(life)).await;
        }
        Ok(Arc::new(value))
    }

    /// What Redis kept, as a value, from now on in the process too.
    async fn keep_here<T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        name: &str,
        stamp: Option<&str>,
        kept: Option<&[u8]>,
    ) -> Option<Arc<T>> {
        let (stamp, kept) = (stamp?, kept?);
        let value: Arc<T> = Arc::new(serde_json::from_slice(kept).ok()?);
        let bytes = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        let here = Here { stamp: stamp.into(), value: value.clone(), bytes };
        self.here.insert(name.to_owned(), here).await;
        Some(value)
    }

    /// Makes everything kept in `scope` count no more. Without Redis that takes [`LIFE`] at most.
    pub async fn forget(&self, scope: &str) {
        let stamp = Uuid::new_v4().to_string();
        let name = format!("{}:cache:{scope}", self.prefix);
        // Longer than any value lives, so that a lost stamp brings nothing back.
        self.ask::<()>(redis::cmd("SET").arg(name).arg(stamp).arg("EX").arg(LIFE.as_secs() * 60)).await;
    }

    /// The scope's stamp, unless Redis is away.
    async fn stamp(&self, scope: &str) -> Option<String> {
        let scope = format!("{}:cache:{scope}", self.prefix);
        let read = self.ask::<Option<String>>(redis::cmd("GET").arg(scope)).await?;
        Some(read.unwrap_or_else(|| NEVER_FORGOTTEN.to_owned()))
    }

    /// The scope's stamp, unless Redis is away, and the value that counts under it.
    async fn read(&self, scope: &str, name: &str) -> (Option<String>, Option<Vec<u8>>) {
        let scope = format!("{}:cache:{scope}", self.prefix);
        let read = self.ask::<(Option<String>, Option<Vec<u8>>)>(redis::cmd("MGET").arg(scope).arg(name)).await;
        let Some((stamp, kept)) = read else { return (None, None) };
        let stamp = stamp.unwrap_or_else(|| NEVER_FORGOTTEN.to_owned());
        let kept = kept.and_then(|kept| {
            let rest = kept.strip_prefix(stamp.as_bytes())?.strip_prefix(b"\n")?;
            Some(rest.to_vec())
        });
        (Some(stamp), kept)
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Option<T> {
        let now = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX);
        if now < self.rests_until.load(Ordering::Relaxed) {
            return None;
        }
        let mut redis = self.redis.clone();
        match tokio::time::timeout(PATIENCE, command.query_async(&mut redis)).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => tracing::debug!(%error, "the cache is away"),
            Err(_) => tracing::debug!("the cache takes too long"),
        }
        self.rests_until.store(now + REST_MS, Ordering::Relaxed);
        None
    }
}
