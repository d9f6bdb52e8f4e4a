use crate::testing::TestApp;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

async fn video(app: &TestApp, owner: Uuid, state: &str) -> String {
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO videos (video_id, owner_id, file_name, size_bytes, original_key, state, failure, deadline_at, created_at,
                             updated_at)
         VALUES ($1, $2, 'lecture.mp4', 10, 'uploads/x', $3, CASE WHEN $3 = 'failed' THEN 'truncated' END,
                 now() + interval '1 hour', now(), now())",
        id,
        owner,
        state,
    )
    .execute(&app.state.pool)
    .await
    .unwrap();
    format!("/videos/{id}")
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_video_is_its_owner_s_and_the_admins(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let owner = app.teacher().await;
    let failed = video(&app, owner.id.0, "failed").await;
    for person in [app.student().await, app.teacher().await] {
        person.get(&failed).await.refused(404, "not-found");
        person.post(&format!("{failed}/retry"), json!(null)).await.refused(404, "not-found");
    }
    app.guest().get(&failed).await.refused(401, "signed-out");
    app.guest().post(&format!("{failed}/retry"), json!(null)).await.refused(401, "signed-out");
    assert_eq!(owner.get(&failed).await.ok(200)["failure"]["slug"], "truncated");
    app.admin().await.get(&failed).await.ok(200);
    owner.get(&format!("/videos/{}", Uuid::now_v7())).await.refused(404, "not-found");
    owner.get("/videos/1").await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_a_failed_video_is_tried_again_and_only_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let owner = app.teacher().await;
    let whole = video(&app, owner.id.0, "ready").await;
    owner.post(&format!("{whole}/retry"), json!(null)).await.refused(409, "not-failed");
    let failed = video(&app, owner.id.0, "failed").await;
    let again = owner.post(&format!("{failed}/retry"), json!(null)).await.ok(200);
    assert_eq!((&again["state"], &again["failure"]), (&json!("uploaded"), &json!(null)));
    owner.post(&format!("{failed}/retry"), json!(null)).await.refused(409, "not-failed");
    let jobs = sqlx::query_scalar!("SELECT kind FROM jobs").fetch_all(&app.state.pool).await.unwrap();
    assert_eq!(jobs, ["probe-video"]);
}
