//! Sends ids of due rows through Redis: one process at a time does, elected by an advisory lock.

use crate::state::WorkerState;
use crate::transport::{Transport, lane_slots};
use lectern_queue::Queue;
use redis::AsyncCommands;
use sqlx::PgConnection;
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Any number that nothing else locks.
const LOCK: i64 = 0x6c65_6374_6572_6e01;
/// How often it looks without being woken.
const EVERY: Duration = Duration::from_secs(1);
/// A worker that has not been heard of for so long has no slots.
const WORKER_GONE_S: u64 = 15;

/// Says that this process has slots; forgotten when it stops saying so.
pub async fn beat(app: WorkerState) {
    let (key, mut redis) = (format!("{}:workers", app.redis_prefix()), app.redis.0.clone());
    while !app.stop.is_cancelled() {
        let value = format!("{}:{}", unix_s(), app.slots.total());
        if let Err(error) = redis.hset::<_, _, _, ()>(&key, &*app.name, value).await {
            tracing::debug!(%error, "Redis did not hear of this worker");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(3)) => {}
            () = app.stop.cancelled() => {}
        }
    }
    let _: Result<(), _> = redis.hdel(&key, &*app.name).await;
}

/// Dispatches whenever it is this process's turn, until it stops.
pub async fn run(app: WorkerState, mut transport: Transport) {
    while !app.stop.is_cancelled() {
        if let Err(error) = turn(&app, &mut transport).await {
            tracing::warn!(%error, "dispatching broke off");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.stop.cancelled() => {}
        }
    }
}

async fn turn(app: &WorkerState, transport: &mut Transport) -> anyhow::Result<()> {
    // The lock lives and dies with this connection, and so does the right to dispatch: it makes the queries too.
    let mut db = app.pool.acquire().await?.detach();
    let mine = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "mine!""#, LOCK).fetch_one(&mut db).await?;
    if !mine {
        return Ok(());
    }
    tracing::info!(worker = %app.name, "this worker dispatches");
    let mut wake = PgListener::connect_with(&app.pool).await?;
    wake.listen("lectern_jobs").await?;
    while !app.stop.is_cancelled() {
        if let Err(error) = round(app, &mut db, transport).await {
            match error.downcast::<sqlx::Error>() {
                Ok(db_error) => return Err(db_error.into()),
                Err(error) => tracing::warn!(%error, "Redis did not take messages"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.stop.cancelled() => {}
            heard = wake.recv() => {
                heard?;
                // What else has come in the meantime is one round with it.
                while let Ok(Some(_)) = tokio::time::timeout(Duration::from_millis(5), wake.try_recv()).await.unwrap_or(Ok(None)) {}
            }
        }
    }
    Ok(())
}

async fn round(app: &WorkerState, db: &mut PgConnection, transport: &mut Transport) -> anyhow::Result<()> {
    let mut redis = app.redis.0.clone();
    // The mark goes with everything else when Redis is emptied or starts anew: then every message is lost.
    let fresh: bool = redis.set_nx(format!("{}:filled", app.redis_prefix()), 1).await?;
    if fresh {
        let lost = lectern_queue::unsend(db, None).await?;
        tracing::info!(lost, "Redis was empty: what waits is sent again");
    }
    let slots = all_slots(app, &mut redis).await?;
    for queue in Queue::ALL {
        let load = lectern_queue::load(db, queue).await?;
        metrics::gauge!("lectern_jobs_due", "queue" => queue.as_str()).set((load.due + load.sent) as f64);
        let free = i64::try_from(slots.iter().map(|s| lane_slots(queue, *s)).sum::<usize>())? - load.running;
        let room = (2 * free).max(1) - load.sent;
        if load.due == 0 || room <= 0 {
            continue;
        }
        let ids = lectern_queue::take_due(db, queue, room).await?;
        if let Err(error) = transport.send(queue, &ids).await {
            lectern_queue::unsend(db, Some(&ids)).await?;
            return Err(error);
        }
    }
    Ok(())
}

/// Slots of every worker that was heard of lately, this one's at least.
async fn all_slots(app: &WorkerState, redis: &mut redis::aio::ConnectionManager) -> anyhow::Result<Vec<usize>> {
    let key = format!("{}:workers", app.redis_prefix());
    let all: HashMap<String, String> = redis.hgetall(&key).await?;
    let mut slots = vec![app.slots.total()];
    for (name, value) in all {
        let (at, count) = value.split_once(':').unwrap_or(("0", "0"));
        if at.parse::<u64>().unwrap_or(0) + WORKER_GONE_S < unix_s() {
            let _: () = redis.hdel(&key, &name).await?;
        } else if *name != *app.name {
            slots.push(count.parse().unwrap_or(0));
        }
    }
    Ok(slots)
}

fn unix_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}
