use crate::testing::{TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

/// Percent-encoded.
fn coded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn titles(part: &Value) -> Vec<String> {
    part["items"].as_array().unwrap().iter().map(|course| text(&course["title"])).collect()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_draft_is_there_for_its_teacher_and_admins_alone(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Secret").await;
    for person in [app.guest(), app.student().await, app.teacher().await] {
        person.get(&course.path).await.refused(404, "not-found");
        assert_eq!(titles(&person.get("/courses?q=secret").await.ok(200)), [""; 0]);
    }
    for person in [app.student().await, app.teacher().await] {
        person.get(&format!("{}/learn", course.path)).await.refused(404, "not-found");
        person.post(&format!("{}/enrol", course.path), json!(null)).await.refused(404, "not-found");
        person.delete(&format!("{}/enrol", course.path)).await.refused(404, "not-found");
    }
    for person in [&teacher, &app.admin().await] {
        assert_eq!(person.get(&course.path).await.ok(200)["can_edit"], true);
        assert_eq!(person.get(&format!("{}/learn", course.path)).await.ok(200)["can_edit"], true);
    }
    teacher.get("/courses/nonsense").await.refused(404, "not-found");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn search_knows_word_forms_of_both_languages_and_beginnings(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    teacher.published("Линейная алгебра для начинающих").await;
    teacher.published("Running systems").await;
    teacher.published("История искусств").await;
    let guest = app.guest();
    let find = async |words: &str| titles(&guest.get(&format!("/courses?sort=relevance&q={words}")).await.ok(200));
    assert_eq!(find(&coded("алгебры")).await, ["Линейная алгебра для начинающих"]);
    assert_eq!(find(&coded("лин")).await, ["Линейная алгебра для начинающих"]);
    assert_eq!(find("runs").await, ["Running systems"]);
    assert_eq!(find("nothing%20of%20the%20kind").await, [""; 0]);
    for odd in
        ["%00", "%26%20%7C%20!%20%3A*%20(", "'%22--", "%F0%9F%8E%93", &coded("مقدمة في الجبر"), &"z".repeat(10_000)]
    {
        guest.get(&format!("/courses?q={odd}")).await.ok(200);
        guest.get(&format!("/courses/facets?q={odd}")).await.ok(200);
    }
    guest.get("/courses?category=%00&language=%00&after=%00").await.ok(200);
    guest.get("/courses?sort=cheapest").await.refused(400, "bad-query");
    guest.get("/courses?level=genius").await.refused(400, "bad-query");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn every_order_is_paged_without_gaps_or_repeats(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    for n in 0..5 {
        let course = teacher.published(&format!("Algebra {n}")).await;
        if n % 2 == 0 {
            app.student().await.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
        }
    }
    let guest = app.guest();
    for query in [
        "sort=new",
        "sort=popular",
        "sort=rating",
        "sort=relevance&q=algebra",
        "sort=new&q=algebra",
        "sort=rating&q=algebra",
        "sort=popular&language=en",
    ] {
        let whole = titles(&guest.get(&format!("/courses?{query}&limit=100")).await.ok(200));
        assert_eq!(whole.len(), 5, "{query}");
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let part = guest.get(&format!("/courses?{query}&limit=2{after}")).await.ok(200);
            seen.extend(titles(&part));
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, whole, "{query}");
    }
    assert_eq!(titles(&guest.get("/courses").await.ok(200))[0], "Algebra 4", "newest first");
    let popular = guest.get("/courses?sort=popular").await.ok(200);
    assert_eq!(popular["items"][0]["student_count"], 1);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn filters_leave_what_their_counts_say(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let category = text(&teacher.get("/categories").await.ok(200)[1]["id"]);
    for (title, change) in [
        ("A", json!({ "category_id": category, "level": "beginner" })),
        ("B", json!({ "category_id": category, "language": "ru" })),
        ("C", json!({ "level": "advanced" })),
    ] {
        let course = teacher.published(title).await;
        teacher.patch(&course.path, change).await.ok(200);
        teacher.publish(&course).await;
    }
    teacher.course("Draft").await;
    let guest = app.guest();
    let facets = guest.get("/courses/facets?names=en").await.ok(200);
    assert_eq!(facets["categories"], json!([{ "slug": "programming", "name": "Programming", "count": 2 }]));
    let levels = json!([{ "level": "any", "count": 1 }, { "level": "beginner", "count": 1 }, { "level": "advanced", "count": 1 }]);
    assert_eq!(facets["levels"], levels);
    assert_eq!(facets["languages"], json!([{ "language": "en", "count": 2 }, { "language": "ru", "count": 1 }]));
    assert_eq!(titles(&guest.get("/courses?category=programming").await.ok(200)), ["B", "A"]);
    assert_eq!(titles(&guest.get("/courses?category=programming&level=beginner").await.ok(200)), ["A"]);
    assert_eq!(titles(&guest.get("/courses?language=ru").await.ok(200)), ["B"]);
    assert_eq!(titles(&guest.get("/courses?category=none").await.ok(200)), [""; 0]);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn enrolling_twice_is_once_and_leaving_keeps_what_was_done(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = app.teacher().await.published("Algebra").await;
    let student = app.student().await;
    let enrol = format!("{}/enrol", course.path);
    app.guest().post(&enrol, json!(null)).await.refused(401, "signed-out");
    student.delete(&enrol).await.refused(404, "not-found");
    let first = student.post(&enrol, json!(null)).await.ok(201);
    assert_eq!(student.post(&enrol, json!(null)).await.ok(200)["created_at"], first["created_at"]);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    let page = student.get(&course.path).await.ok(200);
    assert_eq!(
        (&page["student_count"], &page["enrolled"], &page["done_lessons"]),
        (&json!(1), &json!(true), &json!(1))
    );
    assert_eq!(page["sections"][0]["lessons"][0]["done"], true);
    student.delete(&enrol).await.ok(204);
    student.delete(&enrol).await.ok(204);
    let page = student.get(&course.path).await.ok(200);
    assert_eq!(
        (&page["student_count"], &page["enrolled"], &page["done_lessons"]),
        (&json!(0), &json!(false), &json!(null))
    );
    student.get(&format!("{}/learn", course.path)).await.refused(403, "not-enrolled");
    student.post(&enrol, json!(null)).await.ok(201);
    let learn = student.get(&format!("{}/learn", course.path)).await.ok(200);
    assert_eq!(
        (&learn["done_lessons"], &learn["lesson_count"], &learn["continue"]),
        (&json!(1), &json!(1), &json!(null))
    );
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn many_enrolling_at_once_are_counted_right(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let course = app.teacher().await.published("Algebra").await;
    let mut students = Vec::new();
    for _ in 0..8 {
        students.push(app.student().await);
    }
    let path = format!("{}/enrol", course.path);
    let all = students.iter().flat_map(|student| [student.post(&path, json!(null)), student.post(&path, json!(null))]);
    for answer in futures::future::join_all(all).await {
        assert!(answer.status.is_success(), "{}", answer.json);
    }
    assert_eq!(app.guest().get(&course.path).await.ok(200)["student_count"], 8);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn learning_goes_on_where_it_stopped(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.published("Algebra").await;
    let second = teacher.text_lesson(&course, "Two").await;
    let third = teacher.text_lesson(&course, "Three").await;
    teacher.publish(&course).await;
    let student = app.student().await;
    assert_eq!(
        student.get("/me/learning").await.ok(200),
        json!({ "archived_count": 0, "continue": null, "courses": [] })
    );
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    let goes_on = async || {
        let learn = student.get(&format!("{}/learn", course.path)).await.ok(200);
        let learning = student.get("/me/learning").await.ok(200);
        assert_eq!(learn["continue"]["lesson_id"], learning["courses"][0]["continue_lesson_id"]);
        assert_eq!(learning["continue"]["lesson_id"], learning["courses"][0]["continue_lesson_id"]);
        learn["continue"]["lesson_id"].as_str().map(str::to_owned)
    };
    assert_eq!(goes_on().await, Some(course.lesson.clone()), "the first at the start");
    student.get(&format!("/lessons/{third}")).await.ok(200);
    assert_eq!(goes_on().await, Some(third.clone()), "the last one opened");
    student.post(&format!("/lessons/{third}/complete"), json!(null)).await.ok(200);
    let learning = student.get("/me/learning").await.ok(200)["courses"][0].clone();
    assert_eq!((&learning["course"]["done_places"], &learning["continue_place"]), (&json!([2]), &json!(0)));
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    assert_eq!(goes_on().await, Some(second.clone()), "else the first not done");
    student.post(&format!("/lessons/{second}/complete"), json!(null)).await.ok(200);
    assert_eq!(goes_on().await, None);
    assert!(student.get("/me/learning").await.ok(200)["courses"][0]["completed_at"].is_string());
    // A course that has left the catalogue stays with who learns in it.
    teacher.post(&format!("{}/unpublish", course.path), json!(null)).await.ok(200);
    student.get(&format!("{}/learn", course.path)).await.ok(200);
    assert_eq!(student.get("/me/learning").await.ok(200)["courses"].as_array().unwrap().len(), 1);
}
