//! Sections and lessons: their order, their text, and who has completed them.
//!
//! Owns `sections`, `lessons` and `lesson_completions`. Positions are kept within the course for sections and within
//! the section for lessons. Who may watch or read is asked in one place, [`is_open`].

mod complete;
mod edit;
mod model;
mod outline;
mod sql;

pub use complete::{complete, complete_text, is_open, view};
pub use edit::{
    add_lesson, add_section, delete_lesson, delete_section, lesson_course, lesson_for_edit, rename_section,
    restore_lesson, restore_section, section_course, set_video, set_video_duration, update_lesson,
};
pub use model::{CourseEdit, Lesson, LessonEdit, LessonError, LessonKind, LessonView, SectionEdit};
pub use outline::{NewOrder, course_edit, lesson_edit, publish_problems, reorder};
