//! Sections and lessons: their order, their text, what of them is published, and who has completed them.
//!
//! Owns `sections`, `lessons`, `published_sections`, `published_lessons` and `lesson_completions`. Positions are kept
//! within the course for sections and within the section for lessons. Teachers edit; learners see the published copy.
//! Who may open a lesson is asked in one place, [`access`].

mod access;
#[cfg(test)]
mod access_tests;
mod complete;
mod copies;
mod edit;
mod model;
mod outline;
mod publish;
mod published_sql;
mod sql;

pub use access::{Access, Closed, Facts, access, facts, locks};
pub use complete::{CourseCompleted, complete, complete_read, edited, open_file, view};
pub use copies::{duplicate, import_outline};
pub use edit::{
    add_lesson, add_section, delete_lesson, delete_section, kept_lesson_for_edit, lesson_course, lesson_for_edit,
    rename_section, restore_lesson, restore_section, section_course, set_video, set_video_duration, update_lesson,
};
pub use model::{
    CourseEdit, Lesson, LessonEdit, LessonError, LessonKind, LessonView, NewSection, SectionEdit, UpdateLesson,
};
pub use outline::{NewOrder, course_edit, lesson_edit, reorder};
pub use publish::{discard, publish};
