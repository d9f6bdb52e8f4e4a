use crate::testing::{TestApp, text};
use axum::body::Body;
use http::Method;
use image::ImageFormat;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::io::Cursor;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_teachers_and_admins_make_courses(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = json!({ "title": "Алгебра 🎓", "language": "ru" });
    app.guest().post("/courses", course.clone()).await.refused(401, "signed-out");
    app.student().await.post("/courses", course.clone()).await.refused(403, "not-a-teacher");
    app.admin().await.post("/courses", course.clone()).await.ok(201);
    let made = app.teacher().await.post("/courses", course).await.ok(201);
    assert_eq!((&made["title"], &made["state"]), (&json!("Алгебра 🎓"), &json!("draft")));
    assert_eq!(made["problems"], json!(["no-summary", "no-lessons"]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_title_that_is_none_is_refused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    for title in ["", "   ", "a\nb", "a\0b", &"я".repeat(201)] {
        let problem =
            teacher.post("/courses", json!({ "title": title, "language": "ru" })).await.refused(422, "bad-input");
        assert!(problem["fields"]["title"].is_string(), "{problem}");
    }
    teacher.post("/courses", json!({ "title": "я".repeat(200), "language": "ru" })).await.ok(201);
    teacher.post("/courses", json!({ "title": "A", "language": "русский" })).await.refused(422, "bad-input");
    teacher.post("/courses", json!({ "language": "ru" })).await.refused(422, "bad-shape");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_title_of_any_letters_stays_whole_and_one_without_end_changes_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let title = "مقدمة في الجبر 👩‍🏫 и ещё";
    let course = teacher.published(title).await;
    let (section, lesson) = (format!("/sections/{}", course.section), format!("/lessons/{}", course.lesson));
    teacher.patch(&section, json!({ "title": title })).await.ok(200);
    teacher.patch(&lesson, json!({ "title": title })).await.ok(200);
    for path in [&course.path, &section, &lesson] {
        let endless = json!({ "title": "س".repeat(10_000) });
        let refused = teacher.patch(path, endless).await.refused(422, "bad-input");
        assert_eq!(refused["fields"], json!({ "title": "too-long" }), "{path}");
    }
    let new = json!({ "kind": "text", "title": "س".repeat(10_000) });
    let refused = teacher.post(&format!("{section}/lessons"), new).await.refused(422, "bad-input");
    assert_eq!(refused["fields"], json!({ "title": "too-long" }));
    teacher.publish(&course).await;
    let page = app.guest().get(&course.path).await.ok(200);
    let shown = &page["sections"][0];
    assert_eq!((&page["title"], &shown["title"]), (&json!(title), &json!(title)));
    assert_eq!((&shown["lessons"][0]["title"], &page["lesson_count"]), (&json!(title), &json!(1)));
}

/// Every route that changes or shows a course from within, asked by people who may not.
#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn nobody_else_gets_into_a_course(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let owner = app.teacher().await;
    let (draft, published) = (owner.course("Draft").await, owner.published("Published").await);
    let guest = app.guest();
    for (course, status, slug) in [(&draft, 404, "not-found"), (&published, 403, "not-yours")] {
        let path = &course.path;
        let outline = json!({ "version": 1, "sections": [] });
        let routes = [
            (Method::GET, format!("{path}/edit"), json!(null)),
            (Method::PATCH, path.clone(), json!({ "title": "Mine" })),
            (Method::DELETE, path.clone(), json!(null)),
            (Method::DELETE, format!("{path}/cover"), json!(null)),
            (Method::PUT, format!("{path}/outline"), outline),
            (Method::POST, format!("{path}/publish"), json!(null)),
            (Method::POST, format!("{path}/unpublish"), json!(null)),
            (Method::POST, format!("{path}/sections"), json!({ "title": "Mine" })),
            (Method::PATCH, format!("/sections/{}", course.section), json!({ "title": "Mine" })),
            (Method::DELETE, format!("/sections/{}", course.section), json!(null)),
            (Method::POST, format!("/sections/{}/restore", course.section), json!(null)),
            (Method::POST, format!("/sections/{}/lessons", course.section), json!({ "kind": "text", "title": "Mine" })),
            (Method::PATCH, format!("/lessons/{}", course.lesson), json!({ "title": "Mine" })),
            (Method::DELETE, format!("/lessons/{}", course.lesson), json!(null)),
            (Method::POST, format!("/lessons/{}/restore", course.lesson), json!(null)),
        ];
        for person in [app.student().await, app.teacher().await] {
            for (method, path, body) in &routes {
                person.json(method.clone(), path, body.clone()).await.refused(status, slug);
            }
            person.send(Method::PUT, &format!("{path}/cover"), &[], png(4, 4).into()).await.refused(status, slug);
            // Restoring is for what lies in a bin, which nobody else knows of.
            person.post(&format!("{path}/restore"), json!(null)).await.refused(404, "not-found");
        }
        for (method, path, body) in &routes {
            guest.json(method.clone(), path, body.clone()).await.refused(401, "signed-out");
        }
    }
    app.admin().await.patch(&draft.path, json!({ "title": "By an admin" })).await.ok(200);
    let same = owner.get(&format!("{}/edit", published.path)).await.ok(200);
    assert_eq!(same["title"], "Published");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_owner_who_teaches_no_more_changes_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let owner = app.teacher().await;
    let course = owner.course("Mine").await;
    app.admin().await.patch(&format!("/admin/accounts/{}", owner.id), json!({ "role": "student" })).await.ok(200);
    app.state.sessions.forget();
    owner.get(&format!("{}/edit", course.path)).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_not_named_stays_and_null_takes_the_category_off(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Before").await;
    let categories = teacher.get("/categories?names=en").await.ok(200);
    assert_eq!(categories[0]["name"], "Mathematics");
    assert_eq!(app.guest().get("/categories").await.ok(200)[0]["name"], "Математика");
    let category = &categories[0]["id"];
    let changed = json!({ "category_id": category, "level": "beginner", "description": "# <script>x</script>Plan" });
    let edit = teacher.patch(&course.path, changed).await.ok(200);
    assert_eq!(
        (&edit["title"], &edit["category_id"], &edit["level"]),
        (&json!("Before"), category, &json!("beginner"))
    );
    let edit = teacher.patch(&course.path, json!({ "title": "After" })).await.ok(200);
    assert_eq!((&edit["title"], &edit["category_id"]), (&json!("After"), category));
    assert_eq!(teacher.patch(&course.path, json!({ "category_id": null })).await.ok(200)["category_id"], json!(null));
    let page = teacher.get(&course.path).await.ok(200);
    assert_eq!(text(&page["description_html"]).trim(), "<h1>xPlan</h1>", "{page}");
    let unknown = json!({ "category_id": uuid::Uuid::now_v7() });
    let problem = teacher.patch(&course.path, unknown).await.refused(422, "bad-input");
    assert_eq!(problem["fields"]["category_id"], "no-such-category");
    teacher.patch(&course.path, json!({ "summary": "s".repeat(501) })).await.refused(422, "bad-input");
    teacher.patch(&course.path, json!({ "description": "a\0" })).await.refused(422, "bad-input");
    teacher.patch(&course.path, json!({ "level": "genius" })).await.refused(422, "bad-shape");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_course_is_published_when_nothing_is_missing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    teacher.video_lesson(&course).await;
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!(edit["problems"], json!(["lesson-without-video"]));
    let publish = format!("{}/publish", course.path);
    teacher.post(&publish, json!(null)).await.refused(409, "not-publishable");
    let lesson = text(&edit["sections"][0]["lessons"][1]["id"]);
    teacher.delete(&format!("/lessons/{lesson}")).await.ok(200);
    let published = teacher.post(&publish, json!(null)).await.ok(200);
    assert_eq!(published["state"], "published");
    assert_eq!(teacher.post(&publish, json!(null)).await.ok(200)["published_at"], published["published_at"]);
    app.guest().get(&course.path).await.ok(200);
    assert_eq!(teacher.post(&format!("{}/unpublish", course.path), json!(null)).await.ok(200)["state"], "draft");
    app.guest().get(&course.path).await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_deleted_course_lies_in_the_bin_and_comes_back_whole(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    teacher.delete(&course.path).await.refused(409, "has-students");
    teacher.post(&format!("{}/unpublish", course.path), json!(null)).await.ok(200);
    teacher.delete(&course.path).await.ok(204);
    teacher.get(&format!("{}/edit", course.path)).await.refused(404, "not-found");
    student.get(&format!("{}/learn", course.path)).await.refused(404, "not-found");
    student.get(&format!("/lessons/{}", course.lesson)).await.refused(404, "not-found");
    assert_eq!(teacher.get("/teach/bin").await.ok(200)["courses"][0]["id"], course.id);
    assert_eq!(teacher.get("/teach/courses").await.ok(200)["items"], json!([]));
    let back = teacher.post(&format!("{}/restore", course.path), json!(null)).await.ok(200);
    assert_eq!((&back["lesson_count"], &back["student_count"]), (&json!(1), &json!(1)));
    student.get(&format!("{}/learn", course.path)).await.ok(200);
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_cover_is_encoded_anew_in_three_widths(pool: PgPool) {
    let app = TestApp::with(pool, "uploads.max_picture_bytes = 100000").await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let path = format!("{}/cover", course.path);
    let put = async |bytes: Vec<u8>| teacher.send(Method::PUT, &path, &[], Body::from(bytes)).await;
    let edit = put(png(700, 400)).await.ok(200);
    for (size, width) in [("small", 320), ("medium", 640), ("large", 700)] {
        let url = text(&edit["cover"][size]);
        assert!(url.starts_with("/media/"), "{url}");
        let stored = app.state.store.get(url.trim_start_matches('/')).await.unwrap();
        assert_eq!(image::load_from_memory(&stored).unwrap().width(), width);
    }
    assert_eq!(put(png(700, 400)).await.ok(200)["cover"], edit["cover"], "the same picture twice is one");
    put(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec()).await.refused(415, "not-a-picture");
    put(b"%PDF-1.7 not a picture".to_vec()).await.refused(415, "not-a-picture");
    put(Vec::new()).await.refused(415, "not-a-picture");
    put(png(9000, 10)).await.refused(413, "picture-too-large");
    assert_eq!(put(vec![0; 100_001]).await.refused(413, "picture-too-large")["limit_bytes"], 100_000);
    assert_eq!(teacher.delete(&path).await.ok(200)["cover"], json!(null));
}

fn order_of(edit: &Value) -> Value {
    let sections = edit["sections"].as_array().unwrap().iter().map(|section| {
        let lessons: Vec<_> = section["lessons"].as_array().unwrap().iter().map(|l| l["id"].clone()).collect();
        json!({ "id": section["id"], "lessons": lessons })
    });
    json!({ "version": edit["outline_version"], "sections": sections.collect::<Vec<_>>() })
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn five_hundred_lessons_are_put_in_a_new_order_at_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Long").await;
    let course_id: uuid::Uuid = course.id.parse().unwrap();
    let section_id: uuid::Uuid = course.section.parse().unwrap();
    sqlx::query!(
        "INSERT INTO lessons (lesson_id, course_id, section_id, kind, title, position, created_at, updated_at)
         SELECT gen_random_uuid(), $1, $2, 'text', 'Lesson ' || n, n, now(), now() FROM generate_series(1, 499) n",
        course_id,
        section_id,
    )
    .execute(&app.state.pool)
    .await
    .unwrap();
    let edit = teacher.post(&format!("{}/sections", course.path), json!({ "title": "Two" })).await.ok(201);
    assert_eq!(edit["lesson_count"], 500);
    let mut order = order_of(&edit);
    // The second section comes first and takes every other lesson, backwards.
    let lessons = order["sections"][0]["lessons"].as_array().unwrap().clone();
    let (moved, stay): (Vec<_>, Vec<_>) = lessons.into_iter().enumerate().partition(|(n, _)| n % 2 == 0);
    let ids = |part: Vec<(usize, Value)>| part.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    let (first, second) = (order["sections"][1]["id"].clone(), order["sections"][0]["id"].clone());
    let mut moved = ids(moved);
    moved.reverse();
    order["sections"] = json!([{ "id": first, "lessons": moved }, { "id": second, "lessons": ids(stay) }]);
    let path = format!("{}/outline", course.path);
    let after = teacher.put(&path, order.clone()).await.ok(200);
    assert_eq!(order_of(&after)["sections"], order["sections"]);
    assert_eq!(order_of(&teacher.get(&format!("{}/edit", course.path)).await.ok(200)), order_of(&after));
    teacher.put(&path, order).await.refused(409, "outline-changed");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_order_names_each_section_and_lesson_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let (course, other) = (teacher.course("One").await, teacher.course("Other").await);
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    let version = &edit["outline_version"];
    let (section, lesson) = (&course.section, &course.lesson);
    for sections in [
        json!([]),
        json!([{ "id": section, "lessons": [] }]),
        json!([{ "id": section, "lessons": [lesson, lesson] }]),
        json!([{ "id": section, "lessons": [lesson] }, { "id": section, "lessons": [] }]),
        json!([{ "id": section, "lessons": [lesson, other.lesson] }]),
        json!([{ "id": other.section, "lessons": [lesson] }]),
    ] {
        let order = json!({ "version": version, "sections": sections });
        teacher.put(&format!("{}/outline", course.path), order).await.refused(422, "outline-mismatch");
    }
    let unchanged = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!(order_of(&unchanged), order_of(&edit));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_teacher_sees_their_own_courses_in_parts(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    app.teacher().await.course("Somebody else's").await;
    for n in 0..3 {
        teacher.course(&format!("Course {n}")).await;
    }
    let first = teacher.get("/teach/courses?limit=2").await.ok(200);
    let second = teacher.get(&format!("/teach/courses?limit=2&after={}", text(&first["next"]))).await.ok(200);
    let titles = |part: &Value| -> Vec<String> {
        part["items"].as_array().unwrap().iter().map(|course| text(&course["title"])).collect()
    };
    assert_eq!([titles(&first), titles(&second)].concat(), ["Course 2", "Course 1", "Course 0"]);
    assert_eq!(first["items"][0]["lesson_lengths_ms"], json!([0]));
    app.student().await.get("/teach/courses").await.refused(403, "not-a-teacher");
    app.student().await.get("/teach/bin").await.refused(403, "not-a-teacher");
    app.guest().get("/teach/bin").await.refused(401, "signed-out");
}
