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

use crate::steps::Steps;
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
        "amber", "birch", "candle", "chalk", "cloud", "copper", "delta", "ember", "fern", "flint", "forest", "garden",
        "harbor", "hazel", "island", "juniper", "lamp", "lemon", "maple", "meadow", "ocean", "olive", "orbit", "paper",
        "pencil", "pine", "planet", "river", "silver", "slate", "tulip", "willow",
    ];
    let word = || WORDS[rand::random_range(0..WORDS.len())];
    format!("{}-{}-{}-{:04}", word(), word(), word(), rand::random_range(0..10_000))
}

impl Demo<'_> {
    /// Shows the accounts and builds the school, or what is missing of it. Quick when it is complete.
    ///
    /// # Errors
    /// When a part of it cannot be made; the next call goes on there.
    pub async fn open(&self, settings: &Settings, steps: Steps) -> anyhow::Result<()> {
        if settings.production {
            bail!("it has accounts whose password is printed: not for production");
        }
        let school = School::load(self.folder)?;
        let db = lectern_db::connect(&settings.database, "demo").await?;
        let outcome = match is_complete(&db).await? {
            true => {
                self.show(&school);
                Ok(())
            }
            false => self.build(&school, &db, steps).await,
        };
        db.close().await;
        outcome
    }

    async fn build(&self, school: &School, db: &PgPool, steps: Steps) -> anyhow::Result<()> {
        let visitor = Client::visitor(self.base)?;
        let teachers = self.register(school, db, &visitor).await.context("accounts")?;
        self.show(school);

        // Everything is sent before anything is waited for, so that the worker looks at one lecture while the next one comes.
        let mut courses = HashMap::new();
        for course in &school.courses {
            let teacher =
                teachers.get(course.teacher.as_str()).context("school.toml names a teacher who is not in it")?;
            let id = courses::make(teacher, school, course).await.with_context(|| format!("“{}”", course.title))?;
            courses.insert(course.title.as_str(), (teacher, id));
        }
        steps.done("demo school: lectures are sent");
        for course in &school.courses {
            let (teacher, id) = &courses[course.title.as_str()];
            courses::publish(teacher, id).await.with_context(|| format!("“{}”", course.title))?;
            steps.done(&format!("demo school: “{}” is open", course.title));
        }
        for student in &school.students {
            let hand = people::register(&visitor, &student.person, self.password).await?;
            for enrolment in &student.enrolments {
                let (_, course) =
                    courses.get(enrolment.course.as_str()).context("school.toml names a course that is not in it")?;
                students::learn(&hand, course, enrolment).await.with_context(|| student.person.email.clone())?;
            }
        }
        mark_complete(db).await?;
        steps.done("demo school: complete; lectures that are still being encoded can be watched already");
        Ok(())
    }

    /// Registers everybody, students too, so that they can sign in at once. Gives the hands of the teachers.
    async fn register<'a>(
        &self,
        school: &'a School,
        db: &PgPool,
        visitor: &Client,
    ) -> anyhow::Result<HashMap<&'a str, Client>> {
        people::create_admin(db, &school.admin, self.password).await?;
        let admin = people::sign_in(visitor, &school.admin, self.password).await?;
        let mut teachers = HashMap::new();
        for person in &school.teachers {
            let teacher = people::register_teacher(visitor, &admin, person, self.password).await?;
            teachers.insert(person.email.as_str(), teacher);
        }
        for student in &school.students {
            people::register(visitor, &student.person, self.password).await?;
        }
        Ok(teachers)
    }

    fn show(&self, school: &School) {
        println!("\n  Demo school, password of all: {}", self.password);
        let teachers = school.teachers.iter().map(|person| ("teacher", &person.email));
        let students = school.students.iter().map(|student| ("student", &student.person.email));
        for (role, email) in students.chain(teachers).chain([("admin", &school.admin.email)]) {
            println!("    {role:<8} {email}");
        }
        println!();
    }
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
    async fn a_complete_school_is_marked_for_good(db: PgPool) {
        assert!(!is_complete(&db).await.unwrap());
        mark_complete(&db).await.unwrap();
        assert!(is_complete(&db).await.unwrap());
    }

    #[tokio::test]
    async fn production_gets_no_demo_accounts() {
        let settings = Settings::from_toml(
            r#"
            production = true
            database.url = "postgres://127.0.0.1:9/nobody"
            redis.url = "redis://127.0.0.1:9"
            store = { endpoint = "http://127.0.0.1:9", bucket = "lectern", access_key = "a", secret_key = "b" }
            http.public_url = "https://school.test"
            auth.secret = "0123456789abcdef0123456789abcdef"
            mail = { smtp = "smtp://127.0.0.1:9", from = "school@school.test" }
            "#,
        )
        .unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        let demo = Demo { base: "http://127.0.0.1:9", folder: &folder, password: "p" };
        let error = demo.open(&settings, Steps::begin()).await.unwrap_err();
        assert!(error.to_string().contains("not for production"), "{error}");
    }
}
