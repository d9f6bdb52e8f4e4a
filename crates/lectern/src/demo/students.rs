//! What the demo students have learned so far.

use super::client::{Client, Refusal};
use super::manifest::{Enrolment, Watched};
use anyhow::Context;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The API believes at most three seconds of watching in a second of time.
const PLAY: Duration = Duration::from_secs(8);
const BELIEVED: u64 = 3;
/// How long a lecture may take to become playable.
const PATIENCE: Duration = Duration::from_secs(600);

#[derive(Debug, Deserialize)]
struct Learn {
    sections: Vec<Section>,
}

#[derive(Debug, Deserialize)]
struct Section {
    lessons: Vec<Lesson>,
}

#[derive(Debug, Deserialize)]
struct Lesson {
    id: String,
    title: String,
    done: bool,
    position_ms: u64,
}

#[derive(Debug, Deserialize)]
struct Playback {
    session_id: String,
}

/// Enrols the student in `course`, reads and watches what the manifest says.
pub async fn learn(student: &Client, course: &str, enrolment: &Enrolment) -> anyhow::Result<()> {
    student.post::<Value>(&format!("/courses/{course}/enrol")).await?;
    for title in &enrolment.read {
        let lesson = find(student, course, title).await?;
        if !lesson.done {
            student.post::<Value>(&format!("/lessons/{}/complete", lesson.id)).await?;
        }
    }
    if let Some(watched) = &enrolment.watched {
        watch(student, course, watched).await?;
    }
    Ok(())
}

async fn find(student: &Client, course: &str, title: &str) -> anyhow::Result<Lesson> {
    let learn: Learn = student.get(&format!("/courses/{course}/learn")).await?;
    let lesson = learn.sections.into_iter().flat_map(|section| section.lessons).find(|lesson| lesson.title == title);
    lesson.with_context(|| format!("the lesson “{title}” is not in its course"))
}

async fn watch(student: &Client, course: &str, watched: &Watched) -> anyhow::Result<()> {
    let lesson = find(student, course, &watched.lesson).await?;
    let goal = watched.seconds * 1000;
    let mut position = lesson.position_ms;
    if position >= goal {
        return Ok(());
    }
    let session = open(student, &lesson.id).await?;
    let path = format!("/playback/{}", session.session_id);
    while position < goal {
        tokio::time::sleep(PLAY).await;
        let to = goal.min(position + BELIEVED * u64::try_from(PLAY.as_millis())?);
        let report = json!({ "position_ms": to, "watched": [[position, to]], "paused": to == goal });
        student.send::<Value>(Method::POST, &format!("{path}/report"), &report).await?;
        position = to;
    }
    student.delete(&path).await?;
    Ok(())
}

/// Opens the lesson as soon as the first of it can be watched.
async fn open(student: &Client, lesson: &str) -> Result<Playback, Refusal> {
    let until = Instant::now() + PATIENCE;
    loop {
        match student.send(Method::POST, &format!("/lessons/{lesson}/playback"), &json!({ "player": "own" })).await {
            Err(refusal) if refusal.is("not-playable") && Instant::now() < until => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            other => return other,
        }
    }
}
