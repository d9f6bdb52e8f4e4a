use super::single;
use crate::testing::{Answer, Person, TestApp, text};
use axum::body::Body;
use http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

async fn import(teacher: &Person, bank: &str, query: &str, file: impl Into<Body>) -> Answer {
    teacher.send(Method::POST, &format!("{bank}/import{query}"), &[], file.into()).await
}

const GIFT: &str =
    "$CATEGORY: Столицы\n\n::Первый:: Столица России? {=Москва ~Казань}\n\nСломан {=}{\n\nДважды два? {#4}\n";

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_file_gives_what_can_be_taken_and_names_the_rest(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Geography").await;
    let bank = format!("{}/questions", course.path);
    let got = import(&teacher, &bank, "?format=gift", GIFT).await.ok(200);
    let taken = got["taken"].as_array().unwrap();
    assert_eq!(taken[0]["question"]["prompt"], "Столица России?", "{got}");
    assert_eq!(taken[0]["question"]["topic"], "Столицы");
    let problems = got["problems"].as_array().unwrap();
    assert!(!problems.is_empty() && problems.iter().all(|problem| problem["line"].as_u64() > Some(0)), "{got}");
    assert_eq!(teacher.get(&bank).await.ok(200)["items"].as_array().unwrap().len(), taken.len());
    let aiken = "Capital of France?\nA. Paris\nB. Lyon\nANSWER: A\n";
    let got = import(&teacher, &bank, "", aiken).await.ok(200);
    assert_eq!(got["taken"][0]["question"]["body"]["kind"], "single", "told by its content");
    // «Столица?» in windows-1251.
    let cp1251: &[u8] = b"\xd1\xf2\xee\xeb\xe8\xf6\xe0? {=\xcc\xee\xf1\xea\xe2\xe0 ~\xd2\xf3\xeb\xe0}";
    let got = import(&teacher, &bank, "", cp1251).await.ok(200);
    assert_eq!(got["taken"][0]["question"]["prompt"], "Столица?");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_file_that_cannot_be_read_changes_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Geography").await;
    let bank = format!("{}/questions", course.path);
    let moodle = "?format=moodle";
    import(&teacher, &bank, moodle, "<quiz><question>").await.refused(422, "broken-xml");
    import(&teacher, &bank, "", "<html></html>").await.refused(422, "not-a-quiz");
    let bomb = "<!DOCTYPE q [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><quiz>&b;</quiz>";
    import(&teacher, &bank, moodle, bomb).await.refused(422, "xml-document-type");
    import(&teacher, &bank, "?format=gift", vec![0_u8, 1, 2, 255, 0, 3, 0, 0]).await.refused(415, "file-not-text");
    import(&teacher, &bank, "", vec![b'a'; 2 * 1024 * 1024 + 1]).await.refused(413, "file-too-large");
    import(&teacher, &bank, "?format=word", "x").await.refused(400, "bad-query");
    assert_eq!(teacher.get(&bank).await.ok(200)["items"], json!([]));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_is_written_is_read_back(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let course = teacher.course("Geography").await;
    let bank = format!("{}/questions", course.path);
    for prompt in ["First?", "Second?"] {
        teacher.post(&bank, single(prompt)).await.ok(201);
    }
    for format in ["gift", "moodle"] {
        let file = teacher.get(&format!("{bank}/export?format={format}")).await.ok(200);
        assert_eq!((&file["question_count"], &file["losses"]), (&json!(2), &json!([])), "{format}: {file}");
        let copy = teacher.course(format).await;
        let copies = format!("{}/questions", copy.path);
        let got = import(&teacher, &copies, "", text(&file["text"])).await.ok(200);
        let prompts: Vec<&Value> = got["taken"].as_array().unwrap().iter().map(|q| &q["question"]["prompt"]).collect();
        assert_eq!(prompts, ["First?", "Second?"], "{format}");
    }
    let aiken = teacher.get(&format!("{bank}/export?format=aiken")).await.ok(200);
    let lost = |n: usize, key: &str| aiken["losses"][n][key].clone();
    assert_eq!((lost(0, "number"), lost(0, "title"), lost(0, "left_out")), (json!(1), json!("First?"), json!(false)));
    assert_eq!((lost(1, "number"), lost(1, "fields")), (json!(2), json!(["body.feedback"])), "{}", aiken["losses"]);
    let mut long = single("x");
    long["prompt"] = json!("Ж".repeat(500));
    long["body"] = json!({ "kind": "essay", "max_chars": 1000 });
    let long = teacher.post(&bank, long).await.ok(201);
    let aiken = teacher.get(&format!("{bank}/export?format=aiken")).await.ok(200);
    let last = &aiken["losses"][2];
    assert_eq!((&last["question_id"], &last["left_out"], &last["fields"]), (&long["id"], &json!(true), &json!([])));
    assert_eq!(text(&last["title"]), "Ж".repeat(120));
}
