//! Courses of the demo school, made as a teacher makes them. What an earlier run made is found by its title.

use super::client::{Client, Refusal};
use super::manifest::{Content, Course, Lesson, School};
use super::upload;
use anyhow::Context;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a lecture may take to become fit for publishing.
const PATIENCE: Duration = Duration::from_secs(600);

#[derive(Debug, Deserialize)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    title: String,
}

#[derive(Debug, Deserialize)]
struct Edit {
    id: String,
    state: String,
    summary: String,
    cover: Option<Value>,
    category_id: Option<String>,
    sections: Vec<EditSection>,
}

#[derive(Debug, Deserialize)]
struct EditSection {
    id: String,
    title: String,
    lessons: Vec<EditLesson>,
}

#[derive(Debug, Deserialize)]
struct EditLesson {
    id: String,
    title: String,
    body: String,
    video: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Category {
    id: String,
    slug: String,
}

/// Makes `course`, or what is missing of it, and sends its lectures. Tells the id.
pub async fn make(teacher: &Client, school: &School, course: &Course) -> anyhow::Result<String> {
    let id = match find(teacher, &course.title).await? {
        Some(id) => id,
        None => {
            let create = json!({ "title": course.title, "language": course.language });
            teacher.send::<Edit>(Method::POST, "/courses", &create).await?.id
        }
    };
    let mut edit: Edit = teacher.get(&format!("/courses/{id}/edit")).await?;
    if edit.state == "published" {
        return Ok(id);
    }
    if edit.summary.is_empty() || edit.category_id.is_none() {
        describe(teacher, &id, course).await?;
    }
    if let Some(cover) = course.cover.as_ref().filter(|_| edit.cover.is_none()) {
        let file = school.folder.join(cover);
        let picture = std::fs::read(&file).with_context(|| file.display().to_string())?;
        teacher.put_bytes::<Value>(&format!("/courses/{id}/cover"), picture).await?;
    }
    for section in &course.sections {
        if !edit.sections.iter().any(|found| found.title == section.title) {
            edit = teacher
                .send(Method::POST, &format!("/courses/{id}/sections"), &json!({ "title": section.title }))
                .await?;
        }
        for lesson in &section.lessons {
            edit = make_lesson(teacher, school, edit, &section.title, lesson).await?;
        }
    }
    Ok(id)
}

/// Publishes the course as soon as it may be.
pub async fn publish(teacher: &Client, id: &str) -> anyhow::Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        match teacher.post::<Edit>(&format!("/courses/{id}/publish")).await {
            Ok(_) => return Ok(()),
            // A lecture is still being looked at.
            Err(refusal) if refusal.is("not-publishable") && Instant::now() < until => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

async fn find(teacher: &Client, title: &str) -> Result<Option<String>, Refusal> {
    let mut page = "/teach/courses".to_owned();
    loop {
        let found: Page<Named> = teacher.get(&page).await?;
        if let Some(course) = found.items.into_iter().find(|course| course.title == title) {
            return Ok(Some(course.id));
        }
        match found.next {
            Some(next) => page = format!("/teach/courses?after={next}"),
            None => return Ok(None),
        }
    }
}

async fn describe(teacher: &Client, id: &str, course: &Course) -> anyhow::Result<()> {
    let categories: Vec<Category> = teacher.get("/categories").await?;
    let category = categories.into_iter().find(|category| category.slug == course.category);
    let category = category.with_context(|| format!("there is no category `{}`", course.category))?;
    let update = json!({
        "summary": course.summary, "description": course.description, "category_id": category.id, "level": course.level,
    });
    teacher.send::<Value>(Method::PATCH, &format!("/courses/{id}"), &update).await?;
    Ok(())
}

async fn make_lesson(
    teacher: &Client,
    school: &School,
    mut edit: Edit,
    section: &str,
    lesson: &Lesson,
) -> anyhow::Result<Edit> {
    let kind = match lesson.content {
        Content::Video(_) => "video",
        Content::Text(_) => "text",
    };
    if edit.lesson(section, &lesson.title).is_none() {
        let section =
            edit.sections.iter().find(|found| found.title == section).context("a section that was made is gone")?;
        let create = json!({ "kind": kind, "title": lesson.title });
        edit = teacher.send(Method::POST, &format!("/sections/{}/lessons", section.id), &create).await?;
    }
    let made = edit.lesson(section, &lesson.title).context("a lesson that was made is gone")?;
    match &lesson.content {
        Content::Text(file) if made.body.is_empty() => {
            let file = school.folder.join(file);
            let body = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            teacher.send::<Value>(Method::PATCH, &format!("/lessons/{}", made.id), &json!({ "body": body })).await?;
        }
        Content::Video(file) if made.video.is_none() => {
            upload::send(teacher, &made.id, &school.folder.join(file)).await?;
            tracing::info!(lesson = lesson.title, "sent a lecture of the demo school");
        }
        Content::Text(_) | Content::Video(_) => {}
    }
    Ok(edit)
}

impl Edit {
    fn lesson(&self, section: &str, title: &str) -> Option<&EditLesson> {
        self.sections.iter().find(|found| found.title == section)?.lessons.iter().find(|lesson| lesson.title == title)
    }
}
