use crate::testing::{Person, TestApp, text};
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::Method;
use http_body_util::BodyExt;
use lectern_db::{CourseId, SystemClock};
use lectern_domain::certificates;
use serde_json::{Value, json};
use sqlx::PgPool;

/// The number of a new certificate of `student`.
async fn certified(app: &TestApp, teacher: &Person, student: &Person) -> String {
    let course = teacher.published("How music works").await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student.post(&format!("/lessons/{}/complete", course.lesson), json!(null)).await.ok(200);
    let id: CourseId = course.id.parse().unwrap();
    certificates::issue(&app.state.pool, &SystemClock, student.id, id).await.unwrap();
    text(&student.get("/me/certificates").await.ok(200)["items"][0]["number"])
}

async fn file(person: &Person, path: &str) -> Vec<u8> {
    let answer = person.open(path).await;
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    answer.into_body().collect().await.unwrap().to_bytes().into()
}

async fn open(app: &TestApp, path: &str) -> Vec<u8> {
    file(&app.guest(), path).await
}

async fn verify(person: &Person, bytes: impl Into<Body>) -> Value {
    person.send(Method::POST, "/badges/verify", &[], bytes.into()).await.ok(200)
}

fn payload(token: &[u8]) -> Value {
    let token = std::str::from_utf8(token).unwrap();
    serde_json::from_slice(&BASE64.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_credential_verifies_in_every_form_without_an_account(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let number = certified(&app, &teacher, &student).await;
    let path = format!("/certificates/{number}");
    let pdf = file(&student, &format!("{path}/pdf")).await;
    for (form, as_issued) in [("badge.jwt", json!(null)), ("badge.json", json!(null)), ("pdf", json!(true))] {
        let said = verify(&app.guest(), file(&student, &format!("{path}/{form}")).await).await;
        assert_eq!((&said["verdict"], &said["as_issued"]), (&json!("ours"), &as_issued), "{form}");
        assert_eq!((&said["checked"]["state"], &said["checked"]["number"]), (&json!("valid"), &json!(number)));
    }
    // The same paper with something added carries the credential still, but is not what was issued.
    let said = verify(&app.guest(), [&pdf[..], b"\n% more"].concat()).await;
    assert_eq!((&said["verdict"], &said["as_issued"]), (&json!("ours"), &json!(false)));
    let said = payload(&file(&student, &format!("{path}/badge.jwt")).await);
    assert_eq!(said["credentialSubject"]["achievement"]["name"], "How music works");
    assert_eq!(
        (&said["iss"], &said["jti"], &said["sub"]),
        (&said["issuer"]["id"], &said["id"], &said["credentialSubject"]["id"])
    );
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_was_changed_or_is_no_credential_is_told_so(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let number = certified(&app, &teacher, &student).await;
    let token = String::from_utf8(file(&student, &format!("/certificates/{number}/badge.jwt")).await).unwrap();
    let [head, body, tail]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let forged = String::from_utf8(BASE64.decode(body).unwrap()).unwrap().replace("How music works", "Brain surgery");
    let forged = format!("{head}.{}.{tail}", BASE64.encode(forged));
    assert_eq!(
        verify(&app.guest(), forged).await,
        json!({ "verdict": "not-ours", "as_issued": null, "checked": null })
    );
    for none in [&b""[..], b"hello", b"%PDF-1.7", b"{}", b"\xff\xfe\x00", b"PK\x03\x04"] {
        assert_eq!(verify(&app.guest(), none.to_vec()).await["verdict"], "no-credential");
    }
    let huge = vec![b'e'; 10 * 1024 * 1024 + 1];
    app.guest().send(Method::POST, "/badges/verify", &[], huge.into()).await.refused(413, "file-too-large");
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_status_list_follows_revoking(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let number = certified(&app, &teacher, &student).await;
    let token = file(&student, &format!("/certificates/{number}/badge.jwt")).await;
    let before = payload(&open(&app, "/badges/status/0").await);
    let status = payload(&token)["credentialStatus"].clone();
    assert_eq!((&status["statusListCredential"], &status["type"]), (&before["id"], &json!("BitstringStatusListEntry")));
    teacher.post(&format!("/certificates/{number}/revoke"), json!({ "reason": "Not their own" })).await.ok(200);
    let after = payload(&open(&app, "/badges/status/0").await);
    assert_ne!(before["credentialSubject"]["encodedList"], after["credentialSubject"]["encodedList"]);
    let said = verify(&app.guest(), token).await;
    assert_eq!((&said["verdict"], &said["checked"]["state"]), (&json!("ours"), &json!("revoked")));
    for list in ["1", "-1", "9223372036854775807", "x"] {
        app.guest().get(&format!("/badges/status/{list}")).await.refused(404, "not-found");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn keys_are_public_and_stay_so_after_a_change(pool: PgPool) {
    let app = TestApp::with(pool.clone(), "http.public_url = \"https://school.test/\"").await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let number = certified(&app, &teacher, &student).await;
    let token = file(&student, &format!("/certificates/{number}/badge.jwt")).await;
    let head = std::str::from_utf8(&token).unwrap().split('.').next().unwrap();
    let head: Value = serde_json::from_slice(&BASE64.decode(head).unwrap()).unwrap();
    let kid = text(&head["kid"]);
    let path = kid.strip_prefix("https://school.test/api/v1").unwrap();
    let key = app.guest().get(path).await.ok(200);
    assert_eq!((&key["crv"], &key["d"]), (&json!("Ed25519"), &json!(null)), "the public half alone");
    assert_eq!(app.guest().get("/badges/issuer").await.ok(200)["id"], "https://school.test/api/v1/badges/issuer");
    app.guest().get("/badges/keys/nothing").await.refused(404, "not-found");
    // Another secret, another key: what was signed before verifies still.
    let next = certificates::badges::BadgeKey::derive(&"another secret".to_owned().into());
    let said = certificates::verify_file(&pool, &SystemClock, None, &next, token).await.unwrap();
    assert_eq!(said.verdict, certificates::FileVerdict::Ours);
    assert_eq!(certificates::public_keys(&pool, &next).await.unwrap().len(), 2);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn the_credential_is_for_its_holder_and_admins(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (teacher, student) = (app.teacher().await, app.student().await);
    let number = certified(&app, &teacher, &student).await;
    for form in ["badge.jwt", "badge.json"] {
        let path = format!("/certificates/{number}/{form}");
        app.guest().get(&path).await.refused(401, "signed-out");
        for other in [&teacher, &app.student().await] {
            other.get(&path).await.refused(403, "not-your-certificate");
        }
        assert_eq!(file(&app.admin().await, &path).await, file(&student, &path).await);
        student.get(&format!("/certificates/LC-2026-AAAA-AAAA/{form}")).await.refused(404, "not-found");
    }
}
