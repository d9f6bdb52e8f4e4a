//! What people find and learn: search, course pages, their own courses. Reads from all slices, owns no table.

mod cards;
mod cursor;
mod learn;
mod model;
mod page;

pub use cards::{facets, list};
pub use learn::{learn, learning};
pub use model::{
    CardCategory, CategoryCount, Continue, ContinueCourse, CourseCard, CoursePage, Facets, LanguageCount, LearnCourse,
    LearnLesson, LearnSection, LearnView, Learning, LearningCourse, LessonState, LevelCount, ListQuery, PageLesson,
    PageSection, Sort, Teacher,
};
pub use page::course_page;
