use crate::testing::{CourseIds, Person, TestApp, text};
use lectern_domain::uploads::{sweep, sweep_strays};
use serde_json::{Value, json};
use sqlx::PgPool;

const PART: usize = 8 << 20;

/// What begins as an MP4 does.
fn video(size: usize) -> Vec<u8> {
    let mut bytes = vec![7; size];
    let head = b"\0\0\0\x20ftypisom";
    let len = head.len().min(size);
    bytes[..len].copy_from_slice(&head[..len]);
    bytes
}

fn wanted(lesson: &str, size: usize) -> Value {
    json!({
        "lesson_id": lesson, "file_name": "Лекция \"1\" %03d.mp4", "size_bytes": size, "modified_ms": 1_700_000_000_000_i64,
        "head_sha256": "a".repeat(64), "tail_sha256": "b".repeat(64),
    })
}

struct School {
    app: TestApp,
    teacher: Person,
    course: CourseIds,
    lesson: String,
}

impl School {
    async fn new(pool: PgPool, settings: &str) -> Self {
        let app = TestApp::with(pool, settings).await;
        let teacher = app.teacher().await;
        let course = teacher.course("Algebra").await;
        let lesson = teacher.video_lesson(&course).await;
        Self { app, teacher, course, lesson }
    }

    /// PUTs one part as a browser does, and answers its `ETag`.
    async fn put(&self, upload: &str, number: usize, bytes: Vec<u8>) -> String {
        let sign = format!("/uploads/{upload}/parts/{number}/sign");
        let signed = self.teacher.post(&sign, json!(null)).await.ok(200);
        let url = format!("{}{}", self.app.state.settings.store.endpoint, text(&signed["url"]));
        let answer = reqwest::Client::new().put(url).body(bytes).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.headers()["etag"].to_str().unwrap().to_owned()
    }

    /// Begins an upload and sends all of it.
    async fn send(&self, lesson: &str, bytes: &[u8]) -> (String, Value) {
        let upload = self.teacher.post("/uploads", wanted(lesson, bytes.len())).await.ok(201);
        let id = text(&upload["id"]);
        let mut parts = Vec::new();
        for (index, part) in bytes.chunks(PART).enumerate() {
            let etag = self.put(&id, index + 1, part.to_vec()).await;
            parts.push(json!({ "number": index + 1, "etag": etag }));
        }
        (id, json!({ "parts": parts }))
    }

    async fn jobs(&self) -> i64 {
        sqlx::query_scalar!("SELECT count(*) AS \"n!\" FROM jobs").fetch_one(&self.app.state.pool).await.unwrap()
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_file_of_two_parts_becomes_the_lesson_s_video_once(pool: PgPool) {
    let school = School::new(pool, "").await;
    let (id, parts) = school.send(&school.lesson, &video(PART + 5)).await;
    let detail = school.teacher.get(&format!("/uploads/{id}")).await.ok(200);
    assert_eq!((&detail["upload"]["sent_bytes"], &detail["upload"]["part_count"]), (&json!(PART + 5), &json!(2)));
    let edit = school.teacher.get(&format!("{}/edit", school.course.path)).await.ok(200);
    assert_eq!(edit["sections"][0]["lessons"][1]["upload"]["sent_bytes"], json!(PART + 5));
    let complete = format!("/uploads/{id}/complete");
    let both =
        tokio::join!(school.teacher.post(&complete, parts.clone()), school.teacher.post(&complete, parts.clone()));
    let (first, second) = (both.0.ok(200), both.1.ok(200));
    assert_eq!(first["id"], second["id"], "completed twice at once is one video");
    assert_eq!(school.teacher.post(&complete, parts).await.ok(200)["id"], first["id"]);
    assert_eq!((&first["state"], &first["size_bytes"]), (&json!("uploaded"), &json!(PART + 5)));
    assert_eq!(school.jobs().await, 1);
    let edit = school.teacher.get(&format!("{}/edit", school.course.path)).await.ok(200);
    let lesson = &edit["sections"][0]["lessons"][1];
    assert_eq!((&lesson["video"]["id"], &lesson["upload"]), (&first["id"], &json!(null)));
    // Cancelling what is a video already leaves the video.
    school.teacher.delete(&format!("/uploads/{id}")).await.ok(204);
    assert_eq!(school.teacher.get(&format!("/uploads/{id}")).await.ok(200)["upload"]["state"], "completed");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_lesson_back_from_the_bin_has_the_file_that_arrived_meanwhile(pool: PgPool) {
    let school = School::new(pool, "").await;
    let (id, parts) = school.send(&school.lesson, &video(100)).await;
    let lesson = format!("/lessons/{}", school.lesson);
    school.teacher.delete(&lesson).await.ok(200);
    let video = school.teacher.post(&format!("/uploads/{id}/complete"), parts).await.ok(200);
    let edit = school.teacher.post(&format!("{lesson}/restore"), json!(null)).await.ok(200);
    assert_eq!(edit["sections"][0]["lessons"][1]["video"]["id"], video["id"]);
    // What lies in the bin takes no new file.
    school.teacher.delete(&lesson).await.ok(200);
    school.teacher.post("/uploads", wanted(&school.lesson, 100)).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_same_file_goes_on_and_another_is_refused_by_name(pool: PgPool) {
    let school = School::new(pool, "").await;
    let new = wanted(&school.lesson, PART + 5);
    let first = school.teacher.post("/uploads", new.clone()).await.ok(201);
    school.put(&text(&first["id"]), 1, video(PART)).await;
    let again = school.teacher.post("/uploads", new.clone()).await.ok(200);
    assert_eq!((&again["id"], &again["sent_bytes"]), (&first["id"], &json!(PART)));
    for (field, value) in [
        ("file_name", json!("other.mp4")),
        ("size_bytes", json!(PART)),
        ("modified_ms", json!(1)),
        ("head_sha256", json!("c".repeat(64))),
        ("tail_sha256", json!("c".repeat(64))),
    ] {
        let mut other = new.clone();
        other[field] = value;
        let problem = school.teacher.post("/uploads", other).await.refused(409, "another-upload-open");
        assert_eq!((&problem["upload"]["id"], &problem["upload"]["file_name"]), (&first["id"], &new["file_name"]));
    }
    let listed = school.teacher.get(&format!("/uploads?course={}", school.course.id)).await.ok(200);
    assert_eq!((&listed[0]["id"], &listed[0]["sent_bytes"]), (&first["id"], &json!(PART)));
    assert_eq!(school.teacher.get(&format!("/uploads?course={}", uuid::Uuid::now_v7())).await.ok(200), json!([]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn two_tabs_beginning_at_once_share_one_upload(pool: PgPool) {
    let school = School::new(pool, "").await;
    let new = wanted(&school.lesson, 100);
    let all = (0..4).map(|_| school.teacher.post("/uploads", new.clone()));
    let mut ids = Vec::new();
    for answer in futures::future::join_all(all).await {
        assert!(answer.status.is_success(), "{}", answer.json);
        ids.push(text(&answer.json["id"]));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let left = school.app.state.store.list_multipart_uploads("uploads/").await.unwrap();
    assert_eq!(left.len(), 1, "nothing is left behind in the store");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_missing_wrong_or_out_of_order_is_said(pool: PgPool) {
    let school = School::new(pool, "").await;
    let bytes = video(2 * PART + 5);
    let upload = school.teacher.post("/uploads", wanted(&school.lesson, bytes.len())).await.ok(201);
    let id = text(&upload["id"]);
    let complete = format!("/uploads/{id}/complete");
    let first = school.put(&id, 1, bytes[..PART].to_vec()).await;
    let third = school.put(&id, 3, bytes[..6].to_vec()).await;
    let part = |number: u32, etag: &str| json!({ "number": number, "etag": etag });
    let given = json!({ "parts": [part(1, &first), part(3, &third)] });
    let problem = school.teacher.post(&complete, given).await.refused(409, "parts-missing");
    assert_eq!(problem["numbers"], json!([2, 3]), "one is absent, one of a wrong length");
    let second = school.put(&id, 2, bytes[PART..2 * PART].to_vec()).await;
    let third = school.put(&id, 3, bytes[2 * PART..].to_vec()).await;
    let order = json!({ "parts": [part(2, &second), part(1, &first), part(3, &third)] });
    school.teacher.post(&complete, order).await.refused(422, "wrong-parts");
    let twice = json!({ "parts": [part(1, &first), part(1, &first), part(2, &second), part(3, &third)] });
    school.teacher.post(&complete, twice).await.refused(422, "wrong-parts");
    let unknown = json!({ "parts": [part(1, &first), part(2, &second), part(3, &third), part(4, &third)] });
    school.teacher.post(&complete, unknown).await.refused(422, "wrong-parts");
    let mixed = json!({ "parts": [part(1, &first), part(2, &third), part(3, &third)] });
    assert_eq!(school.teacher.post(&complete, mixed).await.refused(409, "parts-missing")["numbers"], json!([2]));
    school.teacher.post(&complete, json!({ "parts": "all" })).await.refused(422, "bad-shape");
    school.teacher.post(&complete, json!({ "parts": [part(0, "x")] })).await.refused(422, "bad-input");
    for number in ["0", "4", "4294967295"] {
        school
            .teacher
            .post(&format!("/uploads/{id}/parts/{number}/sign"), json!(null))
            .await
            .refused(404, "no-such-part");
    }
    school.teacher.post(&format!("/uploads/{id}/parts/-1/sign"), json!(null)).await.refused(404, "not-found");
    let right = json!({ "parts": [part(1, &first), part(2, &second), part(3, &third)] });
    school.teacher.post(&complete, right).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_no_video_is_named_and_nothing_of_it_stays(pool: PgPool) {
    let school = School::new(pool, "").await;
    for (bytes, found) in [
        (&b"%PDF-1.7 a paper"[..], "pdf"),
        (b"PK\x03\x04 an archive", "zip"),
        (b"\x89PNG\r\n\x1a\n a picture", "picture"),
        (b"#EXTM3U\nfile:///etc/passwd", "playlist"),
        (b"just text", "text"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "unknown"),
    ] {
        let (id, parts) = school.send(&school.lesson, bytes).await;
        let complete = format!("/uploads/{id}/complete");
        let problem = school.teacher.post(&complete, parts.clone()).await.refused(415, "not-a-video");
        assert_eq!(problem["found"], found);
        school.teacher.post(&complete, parts).await.refused(409, "upload-over");
        school.teacher.post(&format!("/uploads/{id}/parts/1/sign"), json!(null)).await.refused(409, "upload-over");
        assert!(school.app.state.store.head(&format!("uploads/{id}")).await.unwrap().is_none());
    }
    let empty = school.teacher.post("/uploads", wanted(&school.lesson, 0)).await.refused(415, "not-a-video");
    assert_eq!(empty["found"], "empty");
    assert_eq!(school.jobs().await, 0);
    // The lesson is free for a real one.
    let (id, parts) = school.send(&school.lesson, &video(100)).await;
    school.teacher.post(&format!("/uploads/{id}/complete"), parts).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn limits_are_told_before_a_byte_is_sent(pool: PgPool) {
    let school = School::new(pool, "uploads.max_size_bytes = 1000\nuploads.max_open = 1").await;
    let too_large = school.teacher.post("/uploads", wanted(&school.lesson, 1001)).await.refused(413, "file-too-large");
    assert_eq!(too_large["limit_bytes"], 1000);
    school.teacher.post("/uploads", wanted(&school.course.lesson, 10)).await.refused(409, "not-a-video-lesson");
    school.teacher.post("/uploads", wanted(&uuid::Uuid::now_v7().to_string(), 10)).await.refused(404, "not-found");
    school.teacher.post("/uploads", wanted(&school.lesson, 10)).await.ok(201);
    let second = school.teacher.video_lesson(&school.course).await;
    school.teacher.post("/uploads", wanted(&second, 10)).await.refused(409, "too-many-uploads");
    for (field, value) in [
        ("file_name", json!("a\nb.mp4")),
        ("file_name", json!("../../etc/passwd")),
        ("file_name", json!("")),
        ("file_name", json!("я".repeat(256))),
        ("size_bytes", json!(-1)),
        ("head_sha256", json!("A".repeat(64))),
        ("tail_sha256", json!("b".repeat(63))),
    ] {
        let mut bad = wanted(&second, 10);
        bad[field] = value;
        let problem = school.teacher.post("/uploads", bad).await.refused(422, "bad-input");
        assert!(problem["fields"][field].is_string(), "{problem}");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_full_disk_is_told_before_a_byte_is_sent(pool: PgPool) {
    let folder = std::env::temp_dir();
    let settings = format!("uploads.free_space_of = {folder:?}\nuploads.keep_free_bytes = 4611686018427387904");
    let school = School::new(pool, &settings).await;
    school.teacher.post("/uploads", wanted(&school.lesson, 10)).await.refused(507, "no-space");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_upload_is_its_owner_s_alone(pool: PgPool) {
    let school = School::new(pool, "").await;
    let (id, parts) = school.send(&school.lesson, &video(100)).await;
    let path = format!("/uploads/{id}");
    let guest = school.app.guest();
    let others = [school.app.student().await, school.app.teacher().await, school.app.admin().await];
    for person in &others {
        person.get(&path).await.refused(404, "not-found");
        person.post(&format!("{path}/parts/1/sign"), json!(null)).await.refused(404, "not-found");
        person.post(&format!("{path}/complete"), parts.clone()).await.refused(404, "not-found");
        person.delete(&path).await.refused(404, "not-found");
        assert_eq!(person.get("/uploads").await.ok(200), json!([]));
    }
    for person in &others[..2] {
        person.post("/uploads", wanted(&school.lesson, 100)).await.refused(404, "not-found");
    }
    guest.get("/uploads").await.refused(401, "signed-out");
    guest.post("/uploads", wanted(&school.lesson, 100)).await.refused(401, "signed-out");
    guest.get(&path).await.refused(401, "signed-out");
    guest.post(&format!("{path}/parts/1/sign"), json!(null)).await.refused(401, "signed-out");
    guest.post(&format!("{path}/complete"), parts.clone()).await.refused(401, "signed-out");
    guest.delete(&path).await.refused(401, "signed-out");
    school.teacher.post(&format!("{path}/complete"), parts).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn cancelling_drops_the_parts_and_twice_is_once(pool: PgPool) {
    let school = School::new(pool, "").await;
    let (id, _) = school.send(&school.lesson, &video(100)).await;
    school.teacher.delete(&format!("/uploads/{id}")).await.ok(204);
    school.teacher.delete(&format!("/uploads/{id}")).await.ok(204);
    assert_eq!(school.teacher.get("/uploads").await.ok(200), json!([]));
    assert!(school.app.state.store.list_multipart_uploads("uploads/").await.unwrap().is_empty());
    school.teacher.post("/uploads", wanted(&school.lesson, 100)).await.ok(201);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_uploads_nobody_touches_are_swept(pool: PgPool) {
    let school = School::new(pool, "").await;
    let (old, _) = school.send(&school.lesson, &video(100)).await;
    school.app.wait(6 * 24 * 3600);
    let state = &school.app.state;
    let swept = sweep(&state.pool, &state.store, &*state.clock, &state.settings.uploads).await.unwrap();
    assert_eq!(swept, 0);
    school.app.wait(24 * 3600 + 1);
    let swept = sweep(&state.pool, &state.store, &*state.clock, &state.settings.uploads).await.unwrap();
    assert_eq!(swept, 1);
    let left =
        sqlx::query_scalar!("SELECT state FROM uploads WHERE upload_id = $1", old.parse::<uuid::Uuid>().unwrap());
    assert_eq!(left.fetch_one(&state.pool).await.unwrap(), "aborted");
    assert!(state.store.list_multipart_uploads("uploads/").await.unwrap().is_empty());
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_only_the_store_knows_of_is_swept_and_nothing_else(pool: PgPool) {
    let school = School::new(pool, "").await;
    school.send(&school.lesson, &video(100)).await;
    let state = &school.app.state;
    let stray = state.store.create_multipart("videos/half-stored", "video/mp4").await.unwrap();
    let swept = || sweep_strays(&state.pool, &state.store, &*state.clock, &state.settings.uploads);
    school.app.wait(6 * 24 * 3600);
    assert_eq!(swept().await.unwrap(), 0, "it may still be at work");
    school.app.wait(24 * 3600 + 1);
    assert_eq!(swept().await.unwrap(), 1);
    let left = state.store.list_multipart_uploads("").await.unwrap();
    assert_eq!(left.len(), 1, "the open upload stays");
    assert_ne!(left[0].upload_id, stray);
}
