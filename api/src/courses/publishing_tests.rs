//! What is edited is not what is seen, until it is published.

use crate::testing::{Person, TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

fn titles(view: &Value) -> Vec<String> {
    let sections = view["sections"].as_array().unwrap().iter();
    let lessons = sections.flat_map(|section| section["lessons"].as_array().unwrap());
    lessons.map(|lesson| text(&lesson["title"])).collect()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn learners_see_what_is_published_and_teachers_what_is_edited(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let (learn, lesson) = (format!("{}/learn", course.path), format!("/lessons/{}", course.lesson));
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!((&edit["version"], &edit["changes"]), (&json!(1), &json!(0)));
    teacher.patch(&lesson, json!({ "title": "New", "body": "New text" })).await.ok(200);
    let added = teacher.text_lesson(&course, "Added").await;
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!((&edit["changes"], &edit["lesson_count"]), (&json!(2), &json!(2)));
    let old = ["Read this".to_owned()];
    assert_eq!(titles(&student.get(&learn).await.ok(200)), old);
    assert_eq!(titles(&student.get(&format!("{learn}?preview=true")).await.ok(200)), old, "preview is for teachers");
    let page = student.get(&course.path).await.ok(200);
    assert_eq!((titles(&page), &page["lesson_count"]), (old.to_vec(), &json!(1)));
    assert_eq!(student.get(&lesson).await.ok(200)["title"], "Read this");
    student.get(&format!("/lessons/{added}")).await.refused(404, "not-found");
    assert_eq!(teacher.get(&lesson).await.ok(200)["title"], "Read this");
    assert_eq!(teacher.get(&format!("{lesson}?preview=true")).await.ok(200)["title"], "New");
    let preview = teacher.get(&format!("{learn}?preview=true")).await.ok(200);
    assert_eq!((titles(&preview), &preview["previewing"]), (vec!["New".to_owned(), "Added".to_owned()], &json!(true)));
    let edit = teacher.publish(&course).await;
    assert_eq!((&edit["version"], &edit["changes"]), (&json!(2), &json!(0)));
    assert_eq!(teacher.publish(&course).await["version"], 2, "publishing what is published is nothing");
    assert_eq!(titles(&student.get(&learn).await.ok(200)), ["New", "Added"]);
    // An edit that is undone by hand is none.
    teacher.patch(&lesson, json!({ "title": "Newer" })).await.ok(200);
    teacher.patch(&lesson, json!({ "title": "New" })).await.ok(200);
    assert_eq!(teacher.get(&format!("{}/edit", course.path)).await.ok(200)["changes"], 0);
    teacher.patch(&format!("/sections/{}", course.section), json!({ "title": "Renamed" })).await.ok(200);
    assert_eq!(teacher.get(&format!("{}/edit", course.path)).await.ok(200)["changes"], 1);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_a_published_course_says_of_itself_is_edited_apart_too(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = app.student().await;
    let change = json!({ "title": "Geometry", "tags": ["shapes"], "access_days": 30, "description": "*New*" });
    let edit = teacher.patch(&course.path, change).await.ok(200);
    assert_eq!((&edit["title"], &edit["access_days"], &edit["changes"]), (&json!("Geometry"), &json!(30), &json!(4)));
    assert_eq!(teacher.get("/teach/courses").await.ok(200)["items"][0]["title"], "Geometry");
    let page = student.get(&course.path).await.ok(200);
    assert_eq!((&page["title"], &page["description_html"]), (&json!("Algebra"), &json!("")));
    // A limit that is not published binds nobody.
    assert_eq!(student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201)["ends_at"], json!(null));
    let edit = teacher.patch(&course.path, json!({ "tags": [], "access_days": null })).await.ok(200);
    assert_eq!(edit["changes"], 2, "what was set back is no change");
    let edit = teacher.post(&format!("{}/discard", course.path), json!(null)).await.ok(200);
    assert_eq!((&edit["title"], &edit["changes"]), (&json!("Algebra"), &json!(0)));
    teacher.patch(&course.path, json!({ "title": "Geometry", "description": "*New*" })).await.ok(200);
    let edit = teacher.publish(&course).await;
    assert_eq!((&edit["version"], &edit["changes"]), (&json!(2), &json!(0)));
    let page = student.get(&course.path).await.ok(200);
    assert_eq!((&page["title"], text(&page["description_html"]).trim()), (&json!("Geometry"), "<p><em>New</em></p>"));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn another_order_is_one_change(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let more = [teacher.text_lesson(&course, "Two").await, teacher.text_lesson(&course, "Three").await];
    let edit = teacher.publish(&course).await;
    let order = json!([more[1], course.lesson, more[0]]);
    let order = json!({ "version": edit["outline_version"], "sections": [{ "id": course.section, "lessons": order }] });
    assert_eq!(teacher.put(&format!("{}/outline", course.path), order).await.ok(200)["changes"], 1);
    teacher.delete(&format!("/lessons/{}", more[0])).await.ok(200);
    assert_eq!(teacher.get(&format!("{}/edit", course.path)).await.ok(200)["changes"], 2);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_removed_lesson_stays_with_who_did_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let second = teacher.text_lesson(&course, "Two").await;
    teacher.publish(&course).await;
    let (did, did_not) = (app.student().await, app.student().await);
    for student in [&did, &did_not] {
        student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    }
    did.post(&format!("/lessons/{second}/complete"), json!(null)).await.ok(200);
    teacher.delete(&format!("/lessons/{second}")).await.ok(200);
    did_not.get(&format!("/lessons/{second}")).await.ok(200);
    teacher.publish(&course).await;
    did_not.get(&format!("/lessons/{second}")).await.refused(404, "not-found");
    assert_eq!(did.get(&format!("/lessons/{second}")).await.ok(200)["removed"], true);
    let learn = async |student: &Person| student.get(&format!("{}/learn", course.path)).await.ok(200);
    assert_eq!(titles(&learn(&did_not).await), ["Read this"]);
    let view = learn(&did).await;
    assert_eq!(titles(&view), ["Read this", "Two"]);
    assert_eq!(view["sections"][0]["lessons"][1]["state"], "removed");
    assert_eq!((&view["done_lessons"], &view["lesson_count"]), (&json!(0), &json!(1)));
    teacher.post(&format!("/lessons/{second}/restore"), json!(null)).await.ok(200);
    teacher.publish(&course).await;
    assert_eq!(did.get(&format!("/lessons/{second}")).await.ok(200)["removed"], false);
    did_not.get(&format!("/lessons/{second}")).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn discarding_goes_back_to_what_is_published(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let discard = format!("{}/discard", course.path);
    teacher.post(&discard, json!(null)).await.refused(409, "never-published");
    let second = teacher.text_lesson(&course, "Two").await;
    teacher.publish(&course).await;
    teacher.patch(&format!("/lessons/{second}"), json!({ "title": "Changed", "required": false })).await.ok(200);
    teacher.delete(&format!("/lessons/{}", course.lesson)).await.ok(200);
    let added = teacher.text_lesson(&course, "Added").await;
    teacher.post(&format!("{}/sections", course.path), json!({ "title": "Added" })).await.ok(201);
    app.teacher().await.post(&discard, json!(null)).await.refused(403, "not-yours");
    let edit = teacher.post(&discard, json!(null)).await.ok(200);
    assert_eq!((titles(&edit), &edit["changes"]), (vec!["Read this".to_owned(), "Two".to_owned()], &json!(0)));
    assert_eq!(edit["sections"].as_array().unwrap().len(), 1);
    assert_eq!(edit["sections"][0]["lessons"][1]["required"], true);
    teacher.post(&format!("/lessons/{added}/restore"), json!(null)).await.ok(200);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn an_archived_course_goes_on_for_its_students_alone(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let archive = format!("{}/archive", course.path);
    app.teacher().await.post(&archive, json!(null)).await.refused(403, "not-yours");
    student.post(&archive, json!(null)).await.refused(403, "not-yours");
    assert_eq!(teacher.post(&archive, json!(null)).await.ok(200)["state"], "archived");
    app.guest().get(&course.path).await.refused(404, "not-found");
    app.student().await.post(&format!("{}/enrol", course.path), json!(null)).await.refused(404, "not-found");
    student.get(&format!("{}/learn", course.path)).await.ok(200);
    student.get(&format!("/lessons/{}", course.lesson)).await.ok(200);
    teacher.post(&format!("{}/publish", course.path), json!(null)).await.refused(409, "archived");
    let unarchive = format!("{}/unarchive", course.path);
    assert_eq!(teacher.post(&unarchive, json!(null)).await.ok(200)["state"], "draft");
    teacher.publish(&course).await;
    assert_eq!(teacher.post(&unarchive, json!(null)).await.ok(200)["state"], "published", "it was not archived");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn each_kind_of_lesson_lacks_its_own_content(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let lessons = format!("/sections/{}/lessons", course.section);
    let mut ids = Vec::new();
    for kind in ["file", "link", "test"] {
        let edit = teacher.post(&lessons, json!({ "kind": kind, "title": kind })).await.ok(201);
        ids.push(text(&edit["sections"][0]["lessons"].as_array().unwrap().last().unwrap()["id"]));
    }
    let edit = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!(edit["problems"], json!(["lesson-without-file", "lesson-without-link", "lesson-without-questions"]));
    let link = format!("/lessons/{}", ids[1]);
    for bad in ["javascript:alert(1)", "example.org", "https://", "ftp://a.example", "https://a b", ""] {
        let refused = teacher.patch(&link, json!({ "link_url": bad })).await.refused(422, "bad-input");
        assert_eq!(refused["fields"]["link_url"], "not-an-address", "{bad}");
    }
    let edit = teacher.patch(&link, json!({ "link_url": "https://пример.рф/путь?a=1" })).await.ok(200);
    assert_eq!(edit["link_url"], "https://пример.рф/путь?a=1");
    for bad in [
        json!({ "completion_share": 0 }),
        json!({ "completion_share": 101 }),
        json!({ "opens_after_days": -1 }),
        json!({ "attachment_ids": vec![uuid::Uuid::now_v7(); 21] }),
    ] {
        teacher.patch(&link, bad).await.refused(422, "bad-input");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn settings_of_a_course_are_kept_and_bounded(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let change = json!({
        "ordered": true, "access_days": 30, "awards_certificate": false,
        "outcomes": [" Solve equations "], "tags": ["Algebra", "algebra ", "Школа"],
    });
    let edit = teacher.patch(&course.path, change).await.ok(200);
    assert_eq!(
        (&edit["ordered"], &edit["access_days"], &edit["awards_certificate"]),
        (&json!(true), &json!(30), &json!(false))
    );
    assert_eq!((&edit["outcomes"], &edit["tags"]), (&json!(["Solve equations"]), &json!(["algebra", "школа"])));
    let edit = teacher.patch(&course.path, json!({ "access_days": null })).await.ok(200);
    assert_eq!((&edit["access_days"], &edit["ordered"]), (&json!(null), &json!(true)));
    let page = teacher.get(&course.path).await.ok(200);
    assert_eq!((&page["tags"], &page["ordered"]), (&json!(["algebra", "школа"]), &json!(true)));
    for bad in [
        json!({ "access_days": 0 }),
        json!({ "access_days": 4000 }),
        json!({ "outcomes": vec!["x"; 13] }),
        json!({ "outcomes": [" "] }),
        json!({ "outcomes": ["x".repeat(201)] }),
        json!({ "tags": vec!["x"; 11] }),
        json!({ "tags": ["x".repeat(41)] }),
        json!({ "tags": ["a\nb"] }),
    ] {
        teacher.patch(&course.path, bad).await.refused(422, "bad-input");
    }
}
