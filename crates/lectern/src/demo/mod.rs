//! The demo school: accounts, courses with real lectures, and students who have begun.
//!
//! It is built by a plain client of the school's own API, so everything in it went through upload, worker and playback like
//! anybody's. It may be stopped at any moment and goes on at the next start: accounts are found by e-mail, courses, sections
//! and lessons by title, parts of an upload by number. When all is there a mark is left, and later starts ask for it only: a
//! demo course that somebody deleted does not come back.

mod client;
mod courses;
mod manifest;
mod people;
mod students;
mod upload;

use anyhow::{Context, bail};
use client::Client;
use lectern_config::Settings;
use manifest::School;
use sqlx::PgPool;
use std::collections::HashMap;
use std::path::Path;
use uuid::{Uuid, uuid};

/// What the mark in the audit log is about.
const MARK: Uuid = uuid!("019aa000-0000-7000-8000-00000000de30");

/// What the demo school is built from, and where.
#[derive(Debug, Clone)]
pub struct Demo<'a> {
    /// Where the school is opened, such as `http://127.0.0.1:8080`.
    pub base: &'a str,
    /// The folder with `school.toml`.
    pub folder: &'a Path,
    /// Of every demo account: see [`new_password`].
    pub password: &'a str,
}

/// A password that is easy to type and known to this instance only: the school may be open to other machines.
pub fn new_password() -> String {
    const WORDS: [&str; 32] = [
        "amber", "birch", "candle", "chalk", "cloud", "copper", "delta", "ember", "fern", "flint", "forest", "garden", "harbor",
        "hazel", "island", "juniper", "lamp", "lemon", "maple", "meadow", "ocean", "olive", "orbit", "paper", "pencil", "pine",
        "planet", "river", "silver", "slate", "tulip", "willow",
    ];
    let word = || WORDS[rand::random_range(0..WORDS.len())];
    format!("{}-{}-{}-{:04}", word(), word(), word(), rand::random_range(0..10_000))
}

/// The accounts, to be shown to whoever started the school: what they are and their e-mail.
///
/// # Errors
/// When `school.toml` cannot be read.
pub fn accounts(folder: &Path) -> anyhow::Result<Vec<(&'static str, String)>> {
    let school = School::load(folder)?;
    let teachers = school.teachers.into_iter().map(|person| ("teacher", person.email));
    let students = school.students.into_iter().map(|student| ("student", student.person.email));
    Ok(teachers.chain(students).chain([("admin", school.admin.email)]).collect())
}

/// Builds the demo school, or what is missing of it; says what was done. Quick when it is complete.
///
/// # Errors
/// When a part of it cannot be made; the next call goes on there.
pub async fn seed(demo: &Demo<'_>, settings: &Settings, db: &PgPool, say: impl Fn(&str)) -> anyhow::Result<()> {
    if settings.production {
        bail!("a demo school has accounts with printed passwords: it is not for production");
    }
    if is_complete(db).await? {
        return Ok(());
    }
    let school = School::load(demo.folder)?;
    let visitor = Client::visitor(demo.base)?;
    let hands = register(demo, &school, db, &visitor).await.context("accounts of the demo school")?;
    say("demo school: accounts are there");

    // Everything is sent before anything is waited for, so that the worker looks at one lecture while the next one comes.
    let mut courses = HashMap::new();
    for course in &school.courses {
        let teacher = hands.get(course.teacher.as_str()).context("school.toml names a teacher who is not in it")?;
        let id = courses::make(teacher, &school, course).await.with_context(|| format!("demo course “{}”", course.title))?;
        courses.insert(course.title.as_str(), (teacher, id));
    }
    say("demo school: lectures are sent");
    for course in &school.courses {
        let (teacher, id) = &courses[course.title.as_str()];
        courses::publish(teacher, id).await.with_context(|| format!("demo course “{}”", course.title))?;
        say(&format!("demo school: “{}” is open", course.title));
    }
    for student in &school.students {
        let hand = people::register(&visitor, &student.person, demo.password).await?;
        for enrolment in &student.enrolments {
            let (_, course) = courses.get(enrolment.course.as_str()).context("school.toml names a course that is not in it")?;
            students::learn(&hand, course, enrolment).await.with_context(|| student.person.email.clone())?;
        }
    }
    mark_complete(db).await?;
    say("demo school: complete; lectures that are still being encoded can be watched already");
    Ok(())
}

/// Accounts of everybody who acts before there is a course to enrol in; students too, so that they can sign in at once.
async fn register<'a>(
    demo: &Demo<'_>,
    school: &'a School,
    db: &PgPool,
    visitor: &Client,
) -> anyhow::Result<HashMap<&'a str, Client>> {
    people::create_admin(db, &school.admin, demo.password).await?;
    let admin = people::sign_in(visitor, &school.admin, demo.password).await?;
    let mut teachers = HashMap::new();
    for person in &school.teachers {
        let teacher = people::register_teacher(visitor, &admin, person, demo.password).await?;
        teachers.insert(person.email.as_str(), teacher);
    }
    for student in &school.students {
        people::register(visitor, &student.person, demo.password).await?;
    }
    Ok(teachers)
}

async fn is_complete(db: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM audit_log WHERE object_kind = 'demo' AND object_id = $1) AS "complete!""#,
        MARK
    )
    .fetch_one(db)
    .await
}

async fn mark_complete(db: &PgPool) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO audit_log (audit_id, action, object_kind, object_id, created_at) VALUES ($1, 'demo-complete', 'demo', $2, now())",
        Uuid::now_v7(),
        MARK
    )
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_each_instance_has_another() {
        let (one, other) = (new_password(), new_password());
        assert!(one.len() >= 12, "{one}");
        assert_ne!(one, other);
    }

    #[sqlx::test(migrator = "lectern_db::MIGRATOR")]
    async fn a_complete_school_is_not_built_again(db: PgPool) {
        let settings = settings(false);
        mark_complete(&db).await.unwrap();
        // Nothing listens there and nothing is there to read: whatever it tried would fail.
        let demo = Demo { base: "http://127.0.0.1:9", folder: Path::new("/nonexistent"), password: "p" };
        seed(&demo, &settings, &db, |_| panic!("it said something")).await.unwrap();
    }

    #[sqlx::test(migrator = "lectern_db::MIGRATOR")]
    async fn production_gets_no_demo_accounts(db: PgPool) {
        let demo = Demo { base: "http://127.0.0.1:9", folder: Path::new("/nonexistent"), password: "p" };
        let error = seed(&demo, &settings(true), &db, |_| ()).await.unwrap_err();
        assert!(error.to_string().contains("not for production"), "{error}");
    }

    fn settings(production: bool) -> Settings {
        let text = r#"
            database.url = "postgres://localhost/lectern"
            redis.url = "redis://localhost"
            store = { endpoint = "http://localhost:9000", bucket = "lectern", access_key = "a", secret_key = "b" }
            http.public_url = "https://school.test"
            auth.secret = "0123456789abcdef0123456789abcdef"
        "#;
        Settings::from_toml(&format!("production = {production}\n{text}")).unwrap()
    }
}
