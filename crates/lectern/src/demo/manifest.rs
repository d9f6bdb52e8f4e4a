//! `demo/school.toml`: who is in the demo school, what they teach and learn.

use anyhow::Context;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The whole school.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    pub admin: Person,
    pub teachers: Vec<Person>,
    pub courses: Vec<Course>,
    pub students: Vec<Student>,
    /// Where the files are that lessons name.
    #[serde(skip)]
    pub folder: PathBuf,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub email: String,
    pub name: String,
    pub language: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// E-mail of the owner.
    pub teacher: String,
    pub title: String,
    pub language: String,
    /// Slug.
    pub category: String,
    pub level: String,
    /// Drawn from the lengths of lessons when absent.
    pub cover: Option<PathBuf>,
    pub summary: String,
    pub description: String,
    pub sections: Vec<Section>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
    pub lessons: Vec<Lesson>,
}

#[derive(Debug, Deserialize)]
pub struct Lesson {
    pub title: String,
    #[serde(flatten)]
    pub content: Content,
}

/// A lesson has one of them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    Video(PathBuf),
    Text(PathBuf),
}

#[derive(Debug, Deserialize)]
pub struct Student {
    #[serde(flatten)]
    pub person: Person,
    pub enrolments: Vec<Enrolment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Title of the course.
    pub course: String,
    /// Titles of text lessons that are done.
    #[serde(default)]
    pub read: Vec<String>,
    pub watched: Option<Watched>,
}

/// How far the student has come in a lecture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// Title of the lesson.
    pub lesson: String,
    pub seconds: u64,
}

impl School {
    /// Reads `school.toml` in `folder`.
    ///
    /// # Errors
    /// When it cannot be read or understood.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join("school.toml");
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut school: Self = toml::from_str(&text).with_context(|| file.display().to_string())?;
        school.folder = folder.to_owned();
        Ok(school)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn school() -> School {
        School::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")).unwrap()
    }

    #[test]
    fn every_file_that_a_lesson_names_is_there() {
        let school = school();
        for course in &school.courses {
            let files = course.sections.iter().flat_map(|s| &s.lessons).map(|lesson| match &lesson.content {
                Content::Video(file) | Content::Text(file) => file,
            });
            for file in files.chain(&course.cover) {
                let bytes = std::fs::metadata(school.folder.join(file)).map_or(0, |found| found.len());
                assert!(bytes > 1000, "{} of “{}”", file.display(), course.title);
            }
        }
    }

    #[test]
    fn people_and_titles_that_are_named_exist_once() {
        let school = school();
        let teachers: HashSet<_> = school.teachers.iter().map(|teacher| teacher.email.as_str()).collect();
        let titles: HashSet<_> = school.courses.iter().map(|course| course.title.as_str()).collect();
        assert_eq!(titles.len(), school.courses.len(), "courses are found again by their title");
        for course in &school.courses {
            assert!(teachers.contains(course.teacher.as_str()), "{}", course.teacher);
            let sections: HashSet<_> = course.sections.iter().map(|section| &section.title).collect();
            assert_eq!(sections.len(), course.sections.len(), "sections of “{}”", course.title);
            for section in &course.sections {
                let lessons: HashSet<_> = section.lessons.iter().map(|lesson| &lesson.title).collect();
                assert_eq!(lessons.len(), section.lessons.len(), "lessons of “{}”", section.title);
            }
        }
        for enrolment in school.students.iter().flat_map(|student| &student.enrolments) {
            let course = school.courses.iter().find(|course| course.title == enrolment.course);
            let course = course.unwrap_or_else(|| panic!("{}", enrolment.course));
            let lessons: HashSet<_> =
                course.sections.iter().flat_map(|s| &s.lessons).map(|l| l.title.as_str()).collect();
            for title in enrolment.read.iter().chain(enrolment.watched.iter().map(|watched| &watched.lesson)) {
                assert!(lessons.contains(title.as_str()), "“{title}” in “{}”", course.title);
            }
        }
    }

    #[test]
    fn a_lesson_of_neither_kind_is_refused() {
        let error = toml::from_str::<Lesson>("title = \"Nothing\"").unwrap_err();
        assert!(error.message().contains("video") || error.message().contains("variant"), "{}", error.message());
    }
}
