use super::{Kind, Notice, NotificationOut};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, Clock, NotificationId, PageSize};
use sqlx::PgConnection;

pub(super) async fn insert(
    db: &mut PgConnection,
    clock: &dyn Clock,
    kind: Kind,
    notices: Vec<(AccountId, Notice<'_>)>,
) -> sqlx::Result<()> {
    let ids: Vec<_> = notices.iter().map(|_| NotificationId::new(clock).0).collect();
    let accounts: Vec<_> = notices.iter().map(|(account, _)| account.0).collect();
    let subjects: Vec<_> = notices.iter().map(|(_, notice)| notice.subject.to_owned()).collect();
    let params: Vec<_> = notices.iter().map(|(_, notice)| notice.params.clone()).collect();
    let links: Vec<Option<String>> = notices.into_iter().map(|(_, notice)| notice.link).collect();
    sqlx::query!(
        "INSERT INTO notifications (notification_id, account_id, kind, subject, params, link, created_at)
         SELECT i.id, i.account_id, $6, i.subject, i.params, i.link, $7
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[]) AS i(id, account_id, subject, params, link)
         ON CONFLICT (account_id, kind, subject) DO NOTHING",
        &ids,
        &accounts,
        &subjects,
        &params,
        &links as &[Option<String>],
        kind.as_str(),
        clock.now(),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn list(
    db: &mut PgConnection,
    account: AccountId,
    before: Option<NotificationId>,
    size: PageSize,
) -> sqlx::Result<Vec<NotificationOut>> {
    sqlx::query_as!(
        NotificationOut,
        r#"SELECT notification_id AS "id: NotificationId", kind AS "kind: Kind", params, link, created_at, read_at
           FROM notifications
           WHERE account_id = $1 AND ($2::uuid IS NULL OR notification_id < $2)
           ORDER BY notification_id DESC LIMIT $3"#,
        account.0,
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn unread(db: &mut PgConnection, account: AccountId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (
               SELECT FROM notifications WHERE account_id = $1 AND read_at IS NULL LIMIT 100) AS the_unread"#,
        account.0,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn read(
    db: &mut PgConnection,
    account: AccountId,
    last: Option<NotificationId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE notifications SET read_at = $3
         WHERE account_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR notification_id <= $2)",
        account.0,
        last.map(|id| id.0),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
