use super::*;
use lectern_db::JobId;
use serde::Deserialize;
use sqlx::PgPool;

#[derive(Debug, Serialize, Deserialize)]
struct Count {
    n: i32,
    owner: Option<Uuid>,
}

impl Job for Count {
    const KIND: &'static str = "count";
    const QUEUE: Queue = Queue::Quick;
    const MAX_FAILURES: i32 = 2;
    fn owner(&self) -> Option<Uuid> {
        self.owner
    }
    fn priority(&self) -> i32 {
        self.n
    }
}

async fn put_one(pool: &PgPool, n: i32, owner: Option<Uuid>) -> JobId {
    put(&mut pool.acquire().await.unwrap(), &Count { n, owner }).await.unwrap().unwrap()
}

async fn lose_lease(pool: &PgPool, job: JobId) {
    sqlx::query!("UPDATE jobs SET lease_until = now() - interval '1 second' WHERE job_id = $1", job.0)
        .execute(pool)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_job_is_claimed_once_and_its_message_may_come_twice(pool: PgPool) {
    let id = put_one(&pool, 7, None).await;
    let row = claim(&pool, id, "one").await.unwrap().unwrap();
    assert_eq!(row.typed::<Count>().unwrap().payload.n, 7);
    assert!(claim(&pool, id, "two").await.unwrap().is_none(), "it runs");
    row.lease.finish(&pool).await.unwrap();
    assert!(claim(&pool, id, "two").await.unwrap().is_none(), "it is done");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_lost_lease_moves_the_job_on_and_fences_the_first_holder(pool: PgPool) {
    let id = put_one(&pool, 1, None).await;
    let first = claim(&pool, id, "one").await.unwrap().unwrap().lease;
    assert!(sweep(&pool).await.unwrap().is_empty(), "the lease is fresh");
    lose_lease(&pool, id).await;
    assert_eq!(sweep(&pool).await.unwrap(), [Lost { job: id, kind: "count".to_owned(), waits: true }]);
    let second = claim(&pool, id, "two").await.unwrap().unwrap().lease;
    assert_ne!(first.prefix(), second.prefix());
    for stale in [
        first.renew(&pool).await,
        first.progress(&pool, 5).await,
        first.finish(&pool).await,
        first.hand_back(&pool).await,
    ] {
        assert!(matches!(stale, Err(FencedError::Lost(_))), "{stale:?}");
    }
    let mut tx = pool.begin().await.unwrap();
    assert!(matches!(first.fence(&mut tx).await, Err(FencedError::Lost(_))));
    second.fence(&mut tx).await.unwrap();
    drop(tx);
    second.renew(&pool).await.unwrap();
    lose_lease(&pool, id).await;
    assert!(!sweep(&pool).await.unwrap()[0].waits, "the second loss was its last chance");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn failures_back_off_and_end_and_hand_backs_are_free(pool: PgPool) {
    let id = put_one(&pool, 1, None).await;
    claim(&pool, id, "w").await.unwrap().unwrap().lease.hand_back(&pool).await.unwrap();
    let lease = claim(&pool, id, "w").await.unwrap().unwrap().lease;
    let mut db = pool.acquire().await.unwrap();
    assert!(!lease.fail(&mut db, "no luck", false).await.unwrap());
    assert!(claim(&pool, id, "w").await.unwrap().is_none(), "not due before its back-off");
    sqlx::query!("UPDATE jobs SET run_at = now()").execute(&pool).await.unwrap();
    let row = claim(&pool, id, "w").await.unwrap().unwrap();
    assert_eq!((row.lease.attempt, row.failures), (3, 1));
    assert!(row.lease.fail(&mut db, "again", false).await.unwrap(), "two failures are its limit");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn owners_take_turns_and_urgent_jobs_go_first(pool: PgPool) {
    let (many, few) = (Some(Uuid::now_v7()), Some(Uuid::now_v7()));
    let mut of_many = Vec::new();
    for n in [3, 1, 2] {
        of_many.push(put_one(&pool, n, many).await);
    }
    let of_few = put_one(&pool, 9, few).await;
    let mut db = pool.acquire().await.unwrap();
    let order = take_due(&mut db, Queue::Quick, 3).await.unwrap();
    assert_eq!(order, [of_many[1], of_few, of_many[2]]);
    assert_eq!(load(&mut db, Queue::Quick).await.unwrap(), Load { running: 0, sent: 3, due: 1 });
    assert_eq!(unsend(&mut db, Some(&order[..1])).await.unwrap(), 1);
    assert_eq!(unsend(&mut db, None).await.unwrap(), 2);
    assert_eq!(load(&mut db, Queue::Quick).await.unwrap().due, 4);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn cancelled_work_stops(pool: PgPool) {
    let id = put_one(&pool, 1, None).await;
    let lease = claim(&pool, id, "w").await.unwrap().unwrap().lease;
    let subject = Uuid::now_v7();
    sqlx::query!("UPDATE jobs SET subject_id = $1", subject).execute(&pool).await.unwrap();
    assert_eq!(cancel_subject(&mut pool.acquire().await.unwrap(), subject).await.unwrap(), 1);
    assert!(lease.renew(&pool).await.is_err());
}
