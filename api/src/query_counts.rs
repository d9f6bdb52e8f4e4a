//! A page asks the database as often for twenty rows as for two.

use crate::quizzes::tests::{essay, single, test_lesson};
use crate::testing::{CourseIds, Person, TestApp, text};
use http_body_util::BodyExt;
use lectern_db::{CourseId, SystemClock};
use lectern_domain::{catalog, certificates};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use uuid::Uuid;

/// Counts the statements that sqlx tells of. The tests run on one thread, and so do the queries of their requests.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl Statements {
    fn take(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A course with everything that lists show, some rows of each.
struct School {
    teacher: Person,
    student: Person,
    admin: Person,
    course: CourseIds,
    quiz: String,
    video: String,
    questions: Vec<String>,
    rows: usize,
}

impl School {
    async fn new(app: &TestApp) -> Self {
        let (teacher, student, admin) = (app.teacher().await, app.student().await, app.admin().await);
        let course = teacher.course("Course of all").await;
        let quiz = test_lesson(&teacher, &course).await;
        let video = teacher.video_lesson(&course).await;
        sqlx::query!(
            "WITH film AS (INSERT INTO videos (video_id, owner_id, file_name, size_bytes, original_key, state, deadline_at,
                                               created_at, updated_at)
                           VALUES (gen_random_uuid(), $2, 'film.mp4', 1, 'film', 'ready', now(), now(), now())
                           RETURNING video_id)
             UPDATE lessons SET video_id = film.video_id FROM film WHERE lesson_id = $1",
            video.parse::<Uuid>().unwrap(),
            teacher.id.0,
        )
        .execute(&app.state.pool)
        .await
        .unwrap();
        let first = teacher.post(&format!("{}/questions", course.path), essay("Why?")).await.ok(201);
        let questions = vec![text(&first["id"])];
        Self { teacher, student, admin, course, quiz, video, questions, rows: 0 }
    }

    /// Until there are so many of everything.
    async fn fill(&mut self, app: &TestApp, rows: usize) {
        let (teacher, student, course) = (self.teacher.clone(), self.student.clone(), self.course.clone());
        for n in self.rows..rows {
            teacher.text_lesson(&course, &format!("Lesson {n}")).await;
            let mut question = single(&format!("Question {n}?"));
            question["topic"] = json!(format!("Topic {n}"));
            let question = teacher.post(&format!("{}/questions", course.path), question).await.ok(201);
            self.questions.push(text(&question["id"]));
        }
        let items: Vec<Value> =
            self.questions.iter().map(|id| json!({ "kind": "question", "question_id": id })).collect();
        let saved = json!({ "settings": {}, "items": items });
        teacher.put(&format!("/lessons/{}/quiz", self.quiz), saved).await.ok(200);
        let moments: Vec<Value> =
            self.questions.iter().zip(1..).map(|(id, at)| json!({ "second": at, "question_id": id })).collect();
        teacher.put(&format!("/lessons/{}/moments", self.video), json!({ "moments": moments })).await.ok(200);
        teacher.publish(&course).await;
        student.post(&format!("{}/enrol", course.path), json!(null)).await;
        for n in self.rows..rows {
            let own = teacher.published(&format!("Course {n}")).await;
            let person = app.student().await;
            for who in [&person, &student] {
                who.post(&format!("{}/enrol", course.path), json!(null)).await;
                who.post(&format!("{}/enrol", own.path), json!(null)).await.ok(201);
                let attempt = who.post(&format!("/lessons/{}/attempts", self.quiz), json!(null)).await.ok(201);
                let attempt = format!("/attempts/{}", text(&attempt["id"]));
                let words = json!({ "seq": 1, "answer": { "kind": "essay", "text": "Because." } });
                who.put(&format!("{attempt}/answers/0"), words).await.ok(200);
                who.post(&format!("{attempt}/submit"), json!(null)).await.ok(200);
            }
            student.post(&format!("/lessons/{}/complete", own.lesson), json!(null)).await.ok(200);
            let done: CourseId = own.id.parse().unwrap();
            certificates::issue(&app.state.pool, &SystemClock, student.id, done).await.unwrap();
            let other = app.teacher().await;
            let rights = json!({ "email": other.email, "rights": "edit" });
            teacher.post(&format!("{}/teachers", course.path), rights).await.ok(201);
            self.write_and_ask(app, &person, &own).await;
        }
        catalog::count_related(&app.state.pool).await.unwrap();
        self.rows = rows;
    }

    /// Reviews of the one course and of the student's, a report of each, a request to teach, and a course in the bin.
    async fn write_and_ask(&self, app: &TestApp, person: &Person, own: &CourseIds) {
        let courses = [&self.course, own].map(|course| course.id.parse::<Uuid>().unwrap());
        sqlx::query!(
            "WITH written AS (
                 INSERT INTO reviews (review_id, course_id, account_id, stars, body, created_at, updated_at)
                 SELECT gen_random_uuid(), course, $1, 4, 'Clear and calm.', now(), now() FROM unnest($2::uuid[]) AS course
                 RETURNING review_id),
             reported AS (
                 INSERT INTO review_reports (review_id, account_id, reason, created_at)
                 SELECT review_id, $3, 'spam', now() FROM written),
             binned AS (
                 INSERT INTO courses (course_id, owner_id, title, created_at, updated_at, deleted_at)
                 VALUES (gen_random_uuid(), $4, 'Binned', now(), now(), now()))
             INSERT INTO teacher_requests (teacher_request_id, account_id, note, state, created_at)
             VALUES (gen_random_uuid(), $1, 'I teach.', 'waiting', now())",
            person.id.0,
            &courses,
            self.student.id.0,
            self.teacher.id.0,
        )
        .execute(&app.state.pool)
        .await
        .unwrap();
    }

    /// All lists, and who asks for them. A new service has kept nothing of what another one read.
    async fn asked(&self, pool: &PgPool, statements: &Statements) -> Vec<(String, usize, usize)> {
        let app = TestApp::new(pool.clone()).await;
        let (course, quiz, video) = (&self.course.path, &self.quiz, &self.video);
        let lists = [
            (
                &self.student,
                vec![
                    "/courses".to_owned(),
                    "/courses?q=course&sort=relevance".to_owned(),
                    course.clone(),
                    format!("{course}/learn"),
                    format!("{course}/reviews"),
                    format!("{course}/related"),
                    format!("/lessons/{quiz}/quiz"),
                    format!("/lessons/{video}/moments"),
                    "/me/learning".to_owned(),
                    "/me/certificates".to_owned(),
                    "/me/notifications".to_owned(),
                ],
            ),
            (
                &self.teacher,
                vec![
                    "/teach/courses".to_owned(),
                    "/teach/bin".to_owned(),
                    format!("{course}/edit"),
                    format!("{course}/learn?preview=true"),
                    format!("{course}/teachers"),
                    format!("{course}/students"),
                    format!("{course}/students.csv"),
                    format!("{course}/students/{}", self.student.id),
                    format!("{course}/failing-questions"),
                    format!("{course}/questions"),
                    format!("{course}/questions/topics"),
                    format!("{course}/questions/export?format=gift"),
                    format!("/lessons/{quiz}/quiz/edit"),
                    format!("/lessons/{quiz}/grading"),
                    format!("/lessons/{quiz}/quiz/statistics"),
                    format!("/lessons/{quiz}/quiz/results.csv"),
                    format!("/lessons/{video}/moments/edit"),
                ],
            ),
            (
                &self.admin,
                vec!["/admin/accounts".to_owned(), "/admin/reviews".to_owned(), "/admin/teacher-requests".to_owned()],
            ),
        ];
        let mut counted = Vec::new();
        for (who, paths) in lists {
            let who = app.again(who);
            who.get("/me").await.ok(200);
            for path in paths {
                statements.take();
                let answer = who.open(&path).await;
                assert_eq!(answer.status(), 200, "{path}");
                let bytes = answer.into_body().collect().await.unwrap().to_bytes();
                counted.push((path, statements.take(), bytes.len()));
            }
        }
        counted
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn no_list_asks_more_for_more_rows(pool: PgPool) {
    let statements = Statements::default();
    let _counting = tracing::subscriber::set_default(statements.clone());
    sqlx::query("SELECT 1").execute(&pool).await.unwrap();
    sqlx::query("SELECT 2").execute(&pool).await.unwrap();
    assert_eq!(statements.take(), 2, "what is counted");
    let app = TestApp::new(pool.clone()).await;
    let mut school = School::new(&app).await;
    school.fill(&app, 2).await;
    let few = school.asked(&pool, &statements).await;
    school.fill(&app, 20).await;
    let many = school.asked(&pool, &statements).await;
    // What belongs to connections, not to rows, comes at its own time; eighteen more rows would bring eighteen.
    let grown: Vec<_> = few.iter().zip(&many).filter(|((_, few, _), (_, many, _))| *many > few + 3).collect();
    assert!(grown.is_empty(), "these ask more for more: {grown:#?}");
    for ((path, count, two), (_, _, twenty)) in few.iter().zip(&many) {
        assert!(*count > 0 && two < twenty, "{path}: {count} statements, {two} and {twenty} bytes");
    }
}
