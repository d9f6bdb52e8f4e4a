use crate::testing::{Answer, CourseIds, Person, TestApp, text};
use axum::body::Body;
use http::Method;
use lectern_domain::files;
use serde_json::{Value, json};
use sqlx::PgPool;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>";

async fn send(teacher: &Person, course: &CourseIds, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("{}/files", course.path);
    teacher.send(Method::POST, &path, &[("x-file-name", name)], Body::from(bytes.to_vec())).await
}

async fn url(person: &Person, lesson: &str, file: &Value) -> Answer {
    person.get(&format!("/lessons/{lesson}/files/{}", text(file))).await
}

/// The answer of a path that [`url`] gave.
async fn fetch(app: &TestApp, at: &Value) -> Answer {
    app.guest().get(text(&at["url"]).strip_prefix("/api/v1").unwrap()).await
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_file_is_judged_by_its_bytes_and_kept(pool: PgPool) {
    let app = TestApp::with(pool, "uploads.max_file_bytes = 100000").await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let pdf = send(&teacher, &course, "%D0%9B%D0%B5%D0%BA%D1%86%D0%B8%D1%8F.pdf", PDF).await.ok(201);
    assert_eq!((&pdf["name"], &pdf["shown"]), (&json!("Лекция.pdf"), &json!("pdf")));
    assert_eq!((&pdf["content_type"], &pdf["size_bytes"]), (&json!("application/pdf"), &json!(PDF.len())));
    let svg = send(&teacher, &course, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").await.ok(201);
    assert_eq!((&svg["shown"], &svg["content_type"]), (&json!("none"), &json!("application/octet-stream")));
    let scripts = b"%PDF-1.4\n<</S/JavaScript/JS(app.alert\\(1\\))>>";
    send(&teacher, &course, "a.pdf", scripts).await.refused(422, "pdf-with-scripts");
    send(&teacher, &course, "a.pdf", b"").await.refused(422, "empty-file");
    send(&teacher, &course, "%FF.pdf", PDF).await.refused(422, "bad-input");
    let refused = send(&teacher, &course, "a.bin", &[1; 100_001]).await.refused(413, "file-too-large");
    assert_eq!(refused["limit_bytes"], 100_000);
    let kept = sqlx::query_scalar!("SELECT count(*) AS \"n!\" FROM files").fetch_one(&app.state.pool).await.unwrap();
    assert_eq!(kept, 2, "what is refused leaves nothing");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_course_has_so_much_room_for_files(pool: PgPool) {
    let app = TestApp::with(pool, "uploads.max_course_files_bytes = 1500").await;
    let teacher = app.teacher().await;
    let (course, other) = (teacher.course("Algebra").await, teacher.course("Geometry").await);
    let send_bytes = async |course: &CourseIds, bytes: usize| {
        let path = format!("{}/files", course.path);
        teacher.send(Method::POST, &path, &[("x-file-name", "a.bin")], vec![7; bytes].into()).await
    };
    send_bytes(&course, 1000).await.ok(201);
    let problem = send_bytes(&course, 501).await.refused(413, "course-files-full");
    assert_eq!(problem["limit_bytes"], 1500);
    send_bytes(&course, 500).await.ok(201);
    send_bytes(&other, 1500).await.ok(201);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_no_lesson_names_for_a_month_goes_with_its_bytes(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let mut ids = Vec::new();
    for name in ["named", "binned", "lost", "young"] {
        let path = format!("{}/files", course.path);
        let file = teacher.send(Method::POST, &path, &[("x-file-name", name)], name.into()).await.ok(201);
        ids.push(text(&file["id"]));
    }
    teacher.patch(&format!("/lessons/{}", course.lesson), json!({ "attachment_ids": [ids[0]] })).await.ok(200);
    let binned = teacher.text_lesson(&course, "Two").await;
    teacher.patch(&format!("/lessons/{binned}"), json!({ "attachment_ids": [ids[1]] })).await.ok(200);
    teacher.delete(&format!("/lessons/{binned}")).await.ok(200);
    let copy = teacher.post(&format!("{}/duplicate", course.path), json!(null)).await.ok(201);
    let pool = &app.state.pool;
    let old = "UPDATE files SET created_at = now() - interval '31 days' WHERE name <> 'young' AND course_id = $1";
    let course_id: uuid::Uuid = course.path.rsplit('/').next().unwrap().parse().unwrap();
    sqlx::query(old).bind(course_id).execute(pool).await.unwrap();
    let key: String = sqlx::query_scalar("SELECT store_key FROM files WHERE name = 'lost' AND course_id = $1")
        .bind(course_id)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(files::sweep(pool, &app.clock).await.unwrap(), 1);
    assert_eq!(files::sweep(pool, &app.clock).await.unwrap(), 0);
    // The copy of the course still names the same bytes.
    files::remove_bytes(pool, &app.state.store, &key).await.unwrap();
    assert!(app.state.store.head(&key).await.unwrap().is_some());
    sqlx::query("DELETE FROM files WHERE name = 'lost'").execute(pool).await.unwrap();
    for _ in 0..2 {
        files::remove_bytes(pool, &app.state.store, &key).await.unwrap();
        assert!(app.state.store.head(&key).await.unwrap().is_none());
    }
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM files WHERE course_id = $1")
        .bind(course_id)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!((left, copy["state"].as_str()), (3, Some("draft")));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_its_teachers_add_files_and_pictures_to_a_course(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let (draft, published) = (teacher.course("Draft").await, teacher.published("Published").await);
    for (course, status, slug) in [(&draft, 404, "not-found"), (&published, 403, "not-yours")] {
        for person in [app.student().await, app.teacher().await] {
            send(&person, course, "a.pdf", PDF).await.refused(status, slug);
            let path = format!("{}/pictures", course.path);
            person.send(Method::POST, &path, &[], Body::from("x")).await.refused(status, slug);
        }
        send(&app.guest(), course, "a.pdf", PDF).await.refused(401, "signed-out");
        send(&app.admin().await, course, "a.pdf", PDF).await.ok(201);
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_picture_in_a_text_is_encoded_anew_and_public(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let path = format!("{}/pictures", course.path);
    let at = teacher.send(Method::POST, &path, &[], png.into_inner().into()).await.ok(201);
    let url = text(&at["url"]);
    app.state.store.get(url.strip_prefix('/').unwrap()).await.unwrap();
    let body = json!({ "body": format!("![graph]({url})") });
    teacher.patch(&format!("/lessons/{}", course.lesson), body).await.ok(200);
    let view = teacher.get(&format!("/lessons/{}", course.lesson)).await.ok(200);
    assert!(text(&view["body_html"]).contains(&format!("src=\"{url}\"")), "{view}");
    let svg = Body::from("<svg xmlns='http://www.w3.org/2000/svg'/>");
    teacher.send(Method::POST, &path, &[], svg).await.refused(415, "not-a-picture");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_lesson_names_files_of_its_own_course_alone(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let (course, other) = (teacher.course("One").await, teacher.course("Other").await);
    let (own, second) =
        (send(&teacher, &course, "a.pdf", PDF).await.ok(201), send(&teacher, &course, "b.bin", b"b").await);
    let (second, foreign) = (second.ok(201), send(&teacher, &other, "c.pdf", PDF).await.ok(201));
    let lesson = format!("/lessons/{}", course.lesson);
    let ids = json!([second["id"], own["id"], second["id"]]);
    let edit = teacher.patch(&lesson, json!({ "file_id": own["id"], "attachment_ids": ids })).await.ok(200);
    assert_eq!((&edit["file"], &edit["attachments"]), (&own, &json!([second, own])), "in order, each once");
    for (field, value) in [("file_id", foreign["id"].clone()), ("attachment_ids", json!([own["id"], foreign["id"]]))] {
        let refused = teacher.patch(&lesson, json!({ field: value })).await.refused(422, "bad-input");
        assert_eq!(refused["fields"][field], "no-such-file");
    }
    let edit = teacher.patch(&lesson, json!({ "file_id": null, "attachment_ids": [] })).await.ok(200);
    assert_eq!((&edit["file"], &edit["attachments"]), (&json!(null), &json!([])));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_file_opens_once_for_who_may_open_its_lesson(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let (pdf, bin) =
        (send(&teacher, &course, "%D0%AF.pdf", PDF).await.ok(201), send(&teacher, &course, "b", b"b").await);
    let bin = bin.ok(201);
    let lesson = format!("/lessons/{}", course.lesson);
    let change = json!({ "file_id": pdf["id"], "attachment_ids": [bin["id"]] });
    teacher.patch(&lesson, change).await.ok(200);
    teacher.publish(&course).await;
    let student = app.student().await;
    url(&student, &course.lesson, &pdf["id"]).await.refused(403, "not-enrolled");
    url(&app.guest(), &course.lesson, &pdf["id"]).await.refused(401, "signed-out");
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let at = url(&student, &course.lesson, &pdf["id"]).await.ok(200);
    let given = fetch(&app, &at).await;
    assert_eq!((given.status.as_u16(), &given.headers["content-type"]), (200, &"application/pdf".parse().unwrap()));
    assert_eq!(given.headers["content-disposition"], "inline; filename*=UTF-8''%D0%AF.pdf");
    assert_eq!(given.headers["x-content-type-options"], "nosniff");
    fetch(&app, &at).await.refused(404, "not-found");
    let at = url(&student, &course.lesson, &bin["id"]).await.ok(200);
    assert_eq!(fetch(&app, &at).await.headers["content-disposition"], "attachment; filename*=UTF-8''b");
    let at = json!({ "url": format!("{}?download=true", text(&url(&student, &course.lesson, &pdf["id"]).await.ok(200)["url"])) });
    assert_eq!(fetch(&app, &at).await.headers["content-disposition"], "attachment; filename*=UTF-8''%D0%AF.pdf");
    // A file of the course that the lesson does not name, and what was published when it is edited.
    let stray = send(&teacher, &course, "stray", b"x").await.ok(201);
    url(&student, &course.lesson, &stray["id"]).await.refused(404, "not-found");
    teacher.patch(&lesson, json!({ "file_id": stray["id"], "preview": true })).await.ok(200);
    url(&student, &course.lesson, &stray["id"]).await.refused(404, "not-found");
    teacher.get(&format!("{lesson}/files/{}?preview=true", text(&stray["id"]))).await.ok(200);
    teacher.publish(&course).await;
    url(&app.guest(), &course.lesson, &stray["id"]).await.ok(200);
    fetch(&app, &json!({ "url": "/api/v1/files/guessed" })).await.refused(404, "not-found");
}
