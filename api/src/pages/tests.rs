use crate::testing::TestApp;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt;

async fn read(app: &TestApp, path: &str) -> (u16, String) {
    let request = http::Request::builder().uri(format!("/api/pages{path}")).body(axum::body::Body::empty()).unwrap();
    let answer = crate::router(app.state.clone()).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    (status, String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_head_says_what_the_course_is_and_lets_no_text_out(pool: PgPool) {
    let app = TestApp::with(pool, "http.public_url = \"https://school.test/\"").await;
    let teacher = app.teacher().await;
    let course = teacher.course("Rust </title><script>alert(1)</script> \"x\"").await;
    let change =
        json!({ "summary": "All & nothing </script>", "outcomes": ["Own things"], "tags": ["rust"], "language": "en" });
    teacher.patch(&course.path, change).await.ok(200);
    let path = format!("/head{}", course.path);
    assert_eq!(read(&app, &path).await.0, 404, "a draft is nobody's to read");
    teacher.publish(&course).await;
    let (status, head) = read(&app, &path).await;
    assert_eq!(status, 200);
    assert!(
        head.starts_with(
            "<title>Rust &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot; · Lectern</title>"
        ),
        "{head}"
    );
    assert!(
        head.contains(&format!("<link rel=\"canonical\" href=\"https://school.test{}\" />", course.path)),
        "{head}"
    );
    assert!(
        head.contains("<meta property=\"og:description\" content=\"All &amp; nothing &lt;/script&gt;\" />"),
        "{head}"
    );
    assert_eq!(head.matches("</script>").count(), 1, "{head}");
    let (_, data) = head.split_once("ld+json\">").unwrap();
    let data: Value = serde_json::from_str(data.strip_suffix("</script>").unwrap()).unwrap();
    assert_eq!(
        (&data["@type"], &data["teaches"], &data["aggregateRating"]),
        (&json!("Course"), &json!(["Own things"]), &json!(null))
    );
    assert_eq!(data["name"], "Rust </title><script>alert(1)</script> \"x\"");
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    student.put(&format!("{}/review", course.path), json!({ "stars": 4, "text": "" })).await.ok(201);
    let (_, head) = read(&app, &path).await;
    assert!(head.contains("\"ratingValue\":4.0") && head.contains("\"reviewCount\":1"), "{head}");
    assert_eq!(read(&app, "/head/courses/nonsense").await.0, 404);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_sitemap_lists_what_is_published(pool: PgPool) {
    let app = TestApp::with(pool, "http.public_url = \"https://school.test\"").await;
    let teacher = app.teacher().await;
    let (first, draft, second) =
        (teacher.published("A").await, teacher.course("B").await, teacher.published("C").await);
    let (_, index) = read(&app, "/sitemap.xml").await;
    let part = format!("/sitemaps/{}.xml", first.id);
    assert!(index.contains(&format!("<loc>https://school.test{part}</loc>")), "{index}");
    assert_eq!(index.matches("<sitemap>").count(), 1);
    let (status, list) = read(&app, &part).await;
    assert_eq!(status, 200);
    for course in [&first, &second] {
        assert!(list.contains(&format!("<loc>https://school.test{}</loc>", course.path)), "{list}");
    }
    assert!(!list.contains(&draft.id));
    assert_eq!(read(&app, "/sitemaps/x.xml").await.0, 404);
    assert!(read(&app, "/robots.txt").await.1.ends_with("Sitemap: https://school.test/sitemap.xml\n"));
}
