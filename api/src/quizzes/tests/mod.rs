use crate::testing::{CourseIds, Person, TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;

mod after;
mod bank;
mod drafts;
mod files;
mod moment_of_submit;
mod moments;
mod taking;

/// "Which of these?", one point, `a` is right.
pub fn single(prompt: &str) -> Value {
    json!({ "prompt": prompt, "points": 100, "body": { "kind": "single", "options": [
        { "id": "a", "text": "Right", "right": true, "feedback": "Well done" }, { "id": "b", "text": "Wrong", "right": false }
    ] } })
}

pub fn essay(prompt: &str) -> Value {
    json!({ "prompt": prompt, "points": 200, "body": { "kind": "essay", "max_chars": 1000 } })
}

pub fn choose(option: &str) -> Value {
    json!({ "kind": "single", "option": option })
}

/// A published course with a test and who takes part in it.
pub struct Test {
    pub app: TestApp,
    pub teacher: Person,
    pub student: Person,
    pub course: CourseIds,
    pub lesson: String,
    pub questions: Vec<String>,
}

impl Test {
    /// Asks these questions in this order.
    pub async fn asking(pool: PgPool, questions: &[Value], settings: Value) -> Self {
        let app = TestApp::new(pool).await;
        let teacher = app.teacher().await;
        let course = teacher.published("Algebra").await;
        let lesson = test_lesson(&teacher, &course).await;
        let mut ids = Vec::new();
        for question in questions {
            let made = teacher.post(&format!("{}/questions", course.path), question.clone()).await.ok(201);
            ids.push(text(&made["id"]));
        }
        let items: Vec<Value> = ids.iter().map(|id| json!({ "kind": "question", "question_id": id })).collect();
        let quiz = json!({ "settings": settings, "items": items });
        teacher.put(&format!("/lessons/{lesson}/quiz"), quiz).await.ok(200);
        teacher.post(&format!("{}/publish", course.path), json!(null)).await.ok(200);
        let student = enrolled(&app, &course).await;
        Self { app, teacher, student, course, lesson, questions: ids }
    }

    pub fn path(&self, below: &str) -> String {
        format!("/lessons/{}/{below}", self.lesson)
    }

    /// The path of a new attempt of the student.
    pub async fn begin(&self) -> String {
        let attempt = self.student.post(&self.path("attempts"), json!(null)).await.ok(201);
        format!("/attempts/{}", text(&attempt["id"]))
    }

    /// A whole attempt with one answer a question, handed in; its path and result.
    pub async fn take(&self, who: &Person, answers: &[Value]) -> (String, Value) {
        let attempt = who.post(&self.path("attempts"), json!(null)).await.ok(201);
        let path = format!("/attempts/{}", text(&attempt["id"]));
        for (index, answer) in answers.iter().enumerate() {
            who.put(&format!("{path}/answers/{index}"), json!({ "seq": index + 1, "answer": answer })).await.ok(200);
        }
        let result = who.post(&format!("{path}/submit"), json!(null)).await.ok(200);
        (path, result)
    }
}

pub async fn enrolled(app: &TestApp, course: &CourseIds) -> Person {
    let student = app.student().await;
    student.post(&format!("{}/enrol", course.path), json!(null)).await.ok(201);
    student
}

pub async fn test_lesson(teacher: &Person, course: &CourseIds) -> String {
    let lesson = json!({ "kind": "test", "title": "Check yourself" });
    let edit = teacher.post(&format!("/sections/{}/lessons", course.section), lesson).await.ok(201);
    text(edit["sections"][0]["lessons"].as_array().unwrap().last().unwrap().get("id").unwrap())
}
