use super::sql;
use lectern_db::VideoId;
use lectern_media::playlists::{Generation, View};
use moka::Expiry;
use moka::future::Cache;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows of what grows are at most so old; shared by all viewers.
const GROWING: Duration = Duration::from_secs(1);
/// A complete generation changes no more but by being removed.
const COMPLETE: Duration = Duration::from_secs(10);
/// Text kept at most, in bytes.
const KEPT_BYTES: u64 = 64 << 20;

/// What of a video is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The newest published generation.
    pub number: i32,
    /// The lecture's length, once probed.
    pub duration_ms: Option<i64>,
    /// How much of the whole work on it is done.
    pub percent: i16,
    /// Where its still lies in the store.
    pub poster_key: Option<String>,
}

/// A generation's playlists.
#[derive(Debug, PartialEq, Eq)]
pub struct Published {
    /// Path segment of addresses.
    pub number: i32,
    /// Whether it is all there.
    pub complete: bool,
    /// How much of it can be watched.
    pub ready_ms: i64,
    /// The multivariant playlist; absent while nothing can be watched.
    pub master: Option<Arc<str>>,
    /// The others, by rendition.
    pub media: BTreeMap<String, Arc<str>>,
}

impl Published {
    fn render(generation: &Generation) -> Self {
        let view = View::new(generation);
        let names = generation.renditions.iter().map(|r| &r.name);
        Self {
            number: generation.number,
            complete: generation.complete,
            ready_ms: i64::try_from(view.ready_us() / 1000).unwrap_or(i64::MAX),
            master: view.master().map(Into::into),
            media: names.filter_map(|name| Some((name.clone(), view.media(name)?.into()))).collect(),
        }
    }

    fn bytes(&self) -> usize {
        200 + self.master.as_ref().map_or(0, |m| m.len()) + self.media.values().map(|m| m.len()).sum::<usize>()
    }
}

/// Reads what is published, no row twice within a second, however many watch.
#[derive(Debug, Clone)]
pub struct Screen {
    pool: PgPool,
    heads: Cache<VideoId, Option<Head>>,
    generations: Cache<(VideoId, i32), Option<Arc<Published>>>,
}

struct Age;

impl<K> Expiry<K, Option<Arc<Published>>> for Age {
    fn expire_after_create(&self, _: &K, value: &Option<Arc<Published>>, _: Instant) -> Option<Duration> {
        Some(if value.as_ref().is_some_and(|p| p.complete) { COMPLETE } else { GROWING })
    }
}

impl Screen {
    /// With nothing read yet.
    pub fn new(pool: PgPool) -> Self {
        let weigh = |_: &_, value: &Option<Arc<Published>>| {
            u32::try_from(value.as_ref().map_or(100, |p| p.bytes())).unwrap_or(u32::MAX)
        };
        Self {
            pool,
            heads: Cache::builder().max_capacity(100_000).time_to_live(GROWING).build(),
            generations: Cache::builder().max_capacity(KEPT_BYTES).weigher(weigh).expire_after(Age).build(),
        }
    }

    /// The newest published generation of `video`.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn newest(&self, video: VideoId) -> sqlx::Result<Option<Arc<Published>>> {
        match self.head(video).await? {
            Some(head) => self.generation(video, head.number).await,
            None => Ok(None),
        }
    }

    /// One published generation of `video` that is not removed.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn generation(&self, video: VideoId, number: i32) -> sqlx::Result<Option<Arc<Published>>> {
        let read = async {
            let mut db = self.pool.acquire().await?;
            Ok(sql::generation(&mut db, video, number).await?.map(|g| Arc::new(Published::render(&g))))
        };
        self.generations.try_get_with((video, number), read).await.map_err(unshare)
    }

    /// What of `video` is shown now; nothing while nothing is published.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn head(&self, video: VideoId) -> sqlx::Result<Option<Head>> {
        let read = async {
            let mut db = self.pool.acquire().await?;
            sql::head(&mut db, video).await
        };
        self.heads.try_get_with(video, read).await.map_err(unshare)
    }
}

/// The error of a read that several waited for.
pub(super) fn unshare(error: Arc<sqlx::Error>) -> sqlx::Error {
    Arc::try_unwrap(error).unwrap_or_else(|shared| sqlx::Error::Protocol(shared.to_string()))
}
