//! apalis on Redis carries ids of job rows, nothing else: its retries, attempts and priorities are not ours.

use crate::handle;
use crate::state::WorkerState;
use apalis::prelude::*;
use apalis_core::backend::Vacuum;
use apalis_redis::{Config, RedisStorage};
use lectern_db::JobId;
use lectern_queue::Queue;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// How often an idle lane looks for messages.
const POLL: Duration = Duration::from_millis(200);

/// Jobs at once of one lane in a worker with `slots` media slots.
pub fn lane_slots(queue: Queue, slots: usize) -> usize {
    match queue {
        // One more than may run at once: the first picture that runs on top of a full house.
        Queue::First => slots + 1,
        Queue::Encode => slots,
        Queue::Background => 2,
        Queue::Quick => 4,
        Queue::Mail => 2,
    }
}

fn storage(app: &WorkerState, queue: Queue) -> RedisStorage<Uuid> {
    let config = Config::default()
        .queue(format!("{}:{}", app.redis_prefix(), queue.as_str()))
        .heartbeat_interval(Duration::from_secs(3))
        .missed_heartbeats(3)
        .batch_size(1)
        .lock_tasks(false)
        .emit_events(false);
    RedisStorage::new(app.redis.0.clone()).with_config(config)
}

/// The sending end.
#[derive(Debug)]
pub struct Transport(HashMap<Queue, RedisStorage<Uuid>>);

impl Transport {
    /// All lanes.
    pub fn new(app: &WorkerState) -> Self {
        Self(Queue::ALL.into_iter().map(|queue| (queue, storage(app, queue))).collect())
    }

    /// Sends ids of job rows.
    ///
    /// # Errors
    /// When Redis does not take them.
    pub async fn send(&mut self, queue: Queue, ids: &[JobId]) -> anyhow::Result<()> {
        let Some(lane) = self.0.get_mut(&queue) else { return Ok(()) };
        for id in ids {
            lane.push(id.0).await?;
        }
        Ok(())
    }

    /// Removes what apalis keeps of messages that were taken: it never does by itself.
    ///
    /// # Errors
    /// When Redis does not answer.
    pub async fn vacuum(&mut self) -> anyhow::Result<()> {
        for lane in self.0.values_mut() {
            lane.vacuum().await?;
        }
        Ok(())
    }
}

/// Takes messages until the process stops. A lane that loses Redis starts again; handlers do not end with it.
///
/// # Errors
/// When a lane ends for good.
pub async fn run(app: WorkerState) -> anyhow::Result<()> {
    let mut monitor = Monitor::new();
    for queue in Queue::ALL {
        let app = app.clone();
        monitor = monitor.register(move |run| {
            let (app, name) = (app.clone(), format!("{}-{}-{run}", app.name, queue.as_str()));
            let slots = lane_slots(queue, app.slots.total());
            WorkerBuilder::new(name)
                .backend(PollWith::new(storage(&app, queue), IntervalStrategy::new(POLL)))
                .concurrency(slots)
                .build(move |id: Uuid| {
                    let app = app.clone();
                    async move {
                        // A task of its own: when the lane dies with Redis, the work goes on and its lease holds.
                        let work = app.running.spawn({
                            let app = app.clone();
                            async move { handle::handle(&app, queue, JobId(id)).await }
                        });
                        if work.await.is_err() {
                            tracing::error!(job.id = %id, "a handler broke off");
                        }
                        Ok::<(), BoxDynError>(())
                    }
                })
        });
    }
    let stop = app.stop.clone();
    monitor
        .shutdown_timeout(Duration::from_secs(20))
        .should_restart(|_, error| {
            tracing::warn!(%error, "a lane starts again");
            true
        })
        .run_with_signal(async move {
            stop.cancelled().await;
            Ok(())
        })
        .await?;
    Ok(())
}
