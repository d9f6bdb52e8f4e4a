use crate::testing::{TestApp, text};
use axum::body::Body;
use http::Method;
use serde_json::json;
use sqlx::PgPool;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_changes_is_seen_at_once_and_what_is_kept_is_not_read_again(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let guest = app.guest();
    let title = async || text(&guest.get("/courses").await.ok(200)["items"][0]["title"]);
    let page = async || text(&guest.get(&course.path).await.ok(200)["title"]);
    assert_eq!((title().await, page().await), ("Algebra".to_owned(), "Algebra".to_owned()));
    // Behind the API's back: the kept answers stand.
    sqlx::query!("UPDATE courses SET title = 'Behind'").execute(&app.state.pool).await.unwrap();
    assert_eq!((title().await, page().await), ("Algebra".to_owned(), "Algebra".to_owned()));
    teacher.patch(&course.path, json!({ "title": "Geometry" })).await.ok(200);
    teacher.publish(&course).await;
    assert_eq!((title().await, page().await), ("Geometry".to_owned(), "Geometry".to_owned()));
    // One's own progress is never another's.
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    assert_eq!(student.get("/courses").await.ok(200)["items"][0]["enrolled"], true);
    assert_eq!(guest.get("/courses").await.ok(200)["items"][0]["enrolled"], false);
    assert_eq!(guest.get(&course.path).await.ok(200)["student_count"], 1, "the page counts at once");
    teacher.post(&format!("{}/unpublish", course.path), json!(null)).await.ok(200);
    assert_eq!(guest.get("/courses").await.ok(200)["items"], json!([]));
    guest.get(&course.path).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_answer_that_still_holds_is_not_sent_again(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let guest = app.guest();
    for path in [
        "/courses".to_owned(),
        "/courses/facets".to_owned(),
        course.path.clone(),
        format!("{}/related", course.path),
        format!("{}/reviews", course.path),
    ] {
        let first = guest.get(&path).await;
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(first.headers["cache-control"], "public, no-cache", "{path}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let again = guest.send(Method::GET, &path, &[("if-none-match", &known)], Body::empty()).await;
            assert_eq!((again.status.as_u16(), &again.json), (304, &json!(null)), "{path} {known}");
            assert_eq!(again.headers["etag"].to_str().unwrap(), tag);
        }
        let other = guest.send(Method::GET, &path, &[("if-none-match", "\"other\"")], Body::empty()).await;
        assert_eq!(other.status, 200, "{path}");
    }
    let before = guest.get(&course.path).await.headers["etag"].clone();
    teacher.patch(&course.path, json!({ "title": "Geometry" })).await.ok(200);
    teacher.publish(&course).await;
    let now =
        guest.send(Method::GET, &course.path, &[("if-none-match", before.to_str().unwrap())], Body::empty()).await;
    assert_eq!(now.ok(200)["title"], "Geometry");
    assert_eq!(teacher.get("/courses").await.headers["cache-control"], "private, no-cache");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn of_many_who_ask_at_once_few_make_the_answer(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let made = AtomicUsize::new(0);
    let ask = async || {
        let make = async {
            made.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok::<_, sqlx::Error>(7)
        };
        *app.state.cache.get("test", &"key", make).await.unwrap()
    };
    let all = futures::future::join_all((0..50).map(|_| ask())).await;
    assert_eq!((all.len(), all.iter().sum::<i32>()), (50, 350));
    assert_eq!(made.load(Ordering::Relaxed), 1);
    assert_eq!(ask().await, 7);
    assert_eq!(made.load(Ordering::Relaxed), 1);
    app.state.cache.forget("test").await;
    ask().await;
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn without_redis_everything_is_answered(pool: PgPool) {
    // A Redis of this test alone, which then goes.
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("redis.sock");
    let mut server = tokio::process::Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--unixsocket"])
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let client = redis::Client::open(format!("unix://{}", socket.display())).unwrap();
    let redis = loop {
        match redis::aio::ConnectionManager::new(client.clone()).await {
            Ok(redis) => break redis,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    let mut app = TestApp::new(pool).await;
    app.replace_cache(lectern_domain::cache::Cache::new(redis, "test"));
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let guest = app.guest();
    guest.get("/courses").await.ok(200);
    server.kill().await.unwrap();
    let begun = std::time::Instant::now();
    for _ in 0..5 {
        assert_eq!(guest.get("/courses").await.ok(200)["items"][0]["title"], "Algebra");
        guest.get("/courses/facets").await.ok(200);
        guest.get(&course.path).await.ok(200);
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    teacher.patch(&course.path, json!({ "title": "Geometry" })).await.ok(200);
    teacher.publish(&course).await;
    assert_eq!(guest.get("/courses").await.ok(200)["items"][0]["title"], "Geometry");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_kept_outline_is_never_an_old_one(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let seen = async || {
        let view = student.get(&format!("{}/learn", course.path)).await.ok(200);
        view["sections"][0]["lessons"][0].clone()
    };
    let run = async |sql: &'static str| sqlx::query(sql).execute(&app.state.pool).await.unwrap();
    assert_eq!((&seen().await["title"], &seen().await["kind"]), (&json!("Read this"), &json!("text")));
    teacher.patch(&format!("/lessons/{}", course.lesson), json!({ "title": "Anew" })).await.ok(200);
    assert_eq!(seen().await["title"], "Read this", "not before it is published");
    teacher.publish(&course).await;
    assert_eq!(seen().await["title"], "Anew");
    run("WITH video AS (
             INSERT INTO videos (video_id, owner_id, file_name, size_bytes, original_key, state, deadline_at, created_at, updated_at)
             SELECT gen_random_uuid(), owner_id, 'a.mp4', 1, 'originals/a', 'ready', now(), now(), now() FROM courses
             RETURNING video_id)
         UPDATE published_lessons SET kind = 'video', duration_ms = 75000, video_id = (SELECT video_id FROM video)")
    .await;
    assert_eq!((&seen().await["duration_ms"], &seen().await["playable"]), (&json!(75000), &json!(false)));
    run("INSERT INTO generations (video_id, number, kind, plan, state, created_at)
         SELECT video_id, 1, 'copy', '{}', 'growing', now() FROM videos")
    .await;
    run("UPDATE generations SET published_at = now()").await;
    assert_eq!(seen().await["playable"], true);
    run("UPDATE generations SET state = 'removed'").await;
    assert_eq!(seen().await["playable"], false);
    run("UPDATE published_sections SET title = 'Another'").await;
    let view = student.get(&format!("{}/learn", course.path)).await.ok(200);
    assert_eq!(view["sections"][0]["title"], "Another");
}
