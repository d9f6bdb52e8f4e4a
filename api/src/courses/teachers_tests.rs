use crate::quizzes::tests::single;
use crate::testing::{TestApp, text};
use http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn rights_are_given_by_the_owner_and_end_where_they_end(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (owner, editor, grader) = (app.teacher().await, app.teacher().await, app.teacher().await);
    let course = owner.course("Algebra").await;
    let teachers = format!("{}/teachers", course.path);
    editor.get(&format!("{}/edit", course.path)).await.refused(404, "not-found");
    owner.post(&teachers, json!({ "email": editor.email.to_uppercase(), "rights": "edit" })).await.ok(201);
    let all = owner.post(&teachers, json!({ "email": grader.email, "rights": "grade" })).await.ok(201);
    assert_eq!(all.as_array().unwrap().len(), 2);
    // An editor changes and publishes, and no more.
    assert_eq!(editor.get(&format!("{}/edit", course.path)).await.ok(200)["rights"], "edit");
    editor.patch(&format!("/lessons/{}", course.lesson), json!({ "title": "By the editor" })).await.ok(200);
    editor.publish(&course).await;
    // A grader looks.
    grader.get(&format!("{}/learn", course.path)).await.ok(200);
    grader.get(&format!("/lessons/{}", course.lesson)).await.ok(200);
    for (method, path, body) in [
        (Method::GET, format!("{}/edit", course.path), json!(null)),
        (Method::PATCH, course.path.clone(), json!({ "title": "Mine" })),
        (Method::PATCH, format!("/lessons/{}", course.lesson), json!({ "title": "Mine" })),
        (Method::POST, format!("{}/publish", course.path), json!(null)),
        (Method::POST, format!("{}/discard", course.path), json!(null)),
        (Method::POST, format!("{}/duplicate", course.path), json!(null)),
    ] {
        grader.json(method, &path, body).await.refused(403, "not-yours");
    }
    for person in [&editor, &grader, &app.teacher().await, &app.student().await] {
        for (method, path, body) in [
            (Method::DELETE, course.path.clone(), json!(null)),
            (Method::POST, format!("{}/archive", course.path), json!(null)),
            (Method::POST, format!("{}/unarchive", course.path), json!(null)),
            (Method::GET, teachers.clone(), json!(null)),
            (Method::POST, teachers.clone(), json!({ "email": person.email, "rights": "edit" })),
            (Method::DELETE, format!("{teachers}/{}", owner.id), json!(null)),
        ] {
            person.json(method, &path, body).await.refused(403, "not-yours");
        }
    }
    let mine = |page: Value| page["items"].as_array().unwrap().iter().map(|c| text(&c["rights"])).collect::<Vec<_>>();
    assert_eq!(mine(owner.get("/teach/courses").await.ok(200)), ["own"]);
    assert_eq!(mine(editor.get("/teach/courses").await.ok(200)), ["edit"]);
    assert_eq!(mine(grader.get("/teach/courses").await.ok(200)), ["grade"]);
    // Taken away, and given up.
    owner.delete(&format!("{teachers}/{}", editor.id)).await.ok(204);
    grader.delete(&format!("{teachers}/{}", grader.id)).await.ok(204);
    editor.patch(&course.path, json!({ "title": "Mine" })).await.refused(403, "not-yours");
    grader.get(&format!("/lessons/{}", course.lesson)).await.refused(403, "not-enrolled");
    assert_eq!(app.admin().await.get(&teachers).await.ok(200), json!([]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn only_another_teacher_can_be_let_in(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (owner, student) = (app.teacher().await, app.student().await);
    let course = owner.course("Algebra").await;
    let teachers = format!("{}/teachers", course.path);
    for email in [&student.email, &owner.email, "nobody@example.org"] {
        let refused =
            owner.post(&teachers, json!({ "email": email, "rights": "edit" })).await.refused(422, "bad-input");
        assert_eq!(refused["fields"]["email"], "no-such-teacher");
    }
    owner.post(&teachers, json!({ "email": "x", "rights": "edit" })).await.refused(422, "bad-input");
    owner.post(&teachers, json!({ "email": "a@example.org", "rights": "own" })).await.refused(422, "bad-shape");
    app.guest().get(&teachers).await.refused(401, "signed-out");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_folder_becomes_sections_and_lessons_all_or_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Algebra").await;
    let import = format!("{}/outline/import", course.path);
    let lessons = json!([{ "kind": "video", "title": "Лекция 1" }, { "kind": "file", "title": "Конспект" }]);
    let sections = json!([{ "title": "Неделя 1", "lessons": lessons }, { "title": "Неделя 2", "lessons": [] }]);
    let edit = teacher.post(&import, json!({ "sections": sections })).await.ok(201);
    let made: Vec<_> = edit["sections"].as_array().unwrap().iter().map(|s| text(&s["title"])).collect();
    assert_eq!(made, ["One", "Неделя 1", "Неделя 2"]);
    assert_eq!(edit["sections"][1]["lessons"][0]["kind"], "video");
    assert_eq!(edit["sections"][1]["lessons"][1]["title"], "Конспект");
    let bad = json!({ "sections": [{ "title": "A", "lessons": [] }, { "title": " ", "lessons": [] }] });
    teacher.post(&import, bad).await.refused(422, "bad-input");
    let many: Vec<_> = (0..198).map(|n| json!({ "title": format!("S{n}"), "lessons": [] })).collect();
    teacher.post(&import, json!({ "sections": many })).await.refused(409, "too-many-lessons");
    let same = teacher.get(&format!("{}/edit", course.path)).await.ok(200);
    assert_eq!(same["sections"].as_array().unwrap().len(), 3);
    for person in [app.student().await, app.teacher().await] {
        person.post(&import, json!({ "sections": sections })).await.refused(404, "not-found");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_duplicate_is_a_draft_of_ones_own_with_everything_in_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let path = format!("{}/files", course.path);
    let file = teacher.send(Method::POST, &path, &[("x-file-name", "a.bin")], "a".into()).await.ok(201);
    let lesson = format!("/sections/{}/lessons", course.section);
    let edit = teacher.post(&lesson, json!({ "kind": "test", "title": "Final" })).await.ok(201);
    let test = edit["sections"][0]["lessons"][1]["id"].clone();
    teacher.patch(&course.path, json!({ "final_test_id": test, "tags": ["a"], "ordered": true })).await.ok(200);
    let mut question = single("Which?");
    question["anchor"] = json!({ "lesson": course.lesson, "second": 5.0 });
    let question = teacher.post(&format!("{}/questions", course.path), question).await.ok(201);
    teacher.post(&format!("{}/questions", course.path), single("Drawn?")).await.ok(201);
    let items = json!([{ "kind": "question", "question_id": question["id"] }, { "kind": "draw", "count": 1 }]);
    let quiz = json!({ "settings": { "pass_percent": 70 }, "items": items });
    teacher.put(&format!("/lessons/{}/quiz", text(&test)), quiz).await.ok(200);
    let rules = json!({ "attachment_ids": [file["id"]], "preview": true, "opens_after_days": 3 });
    teacher.patch(&format!("/lessons/{}", course.lesson), rules).await.ok(200);
    let copy = teacher.post(&format!("{}/duplicate", course.path), json!(null)).await.ok(201);
    assert_eq!((&copy["title"], &copy["state"], &copy["version"]), (&json!("Algebra (2)"), &json!("draft"), &json!(0)));
    assert_eq!((&copy["tags"], &copy["ordered"], &copy["problems"]), (&json!(["a"]), &json!(true), &json!([])));
    let lessons = &copy["sections"][0]["lessons"];
    assert_eq!(copy["final_test_id"], lessons[1]["id"]);
    assert_ne!(lessons[0]["id"], course.lesson);
    let quiz = teacher.get(&format!("/lessons/{}/quiz/edit", text(&lessons[1]["id"]))).await.ok(200);
    assert_eq!((&quiz["settings"]["pass_percent"], quiz["items"].as_array().unwrap().len()), (&json!(70), 2));
    assert_ne!(quiz["items"][0]["question_id"], question["id"], "the bank is the copy's own");
    assert_eq!(quiz["questions"][0]["question"]["anchor"]["lesson"], lessons[0]["id"], "moments move along");
    assert_eq!((&lessons[0]["body"], &lessons[0]["preview"]), (&json!("Some *text*."), &json!(true)));
    assert_eq!(lessons[0]["opens_after_days"], 3);
    let attached = &lessons[0]["attachments"][0];
    assert_eq!(attached["name"], "a.bin");
    assert_ne!(attached["id"], file["id"], "it is the copy's own");
    let id = (text(&lessons[0]["id"]), text(&attached["id"]));
    let at = teacher.get(&format!("/lessons/{}/files/{}", id.0, id.1)).await.ok(200);
    assert_eq!(app.guest().get(text(&at["url"]).strip_prefix("/api/v1").unwrap()).await.status, 200);
    app.student().await.post(&format!("{}/duplicate", course.path), json!(null)).await.refused(403, "not-yours");
}
