//! What people find and learn: search, course pages, their own courses. Reads from all slices, owns no table.

mod cards;
mod cursor;
mod facets;
mod highlight;
mod learn;
mod model;
mod outline;
mod page;
mod related;
mod search;
mod sitemap;

pub use cards::list;
pub use facets::facets;
pub use learn::{learn, learning};
pub use model::{
    CardCategory, CategoryCount, Continue, ContinueCourse, CourseCard, CoursePage, Facets, Filters, HoursCount,
    HoursMax, LanguageCount, LearnCourse, LearnLesson, LearnSection, LearnView, Learning, LearningCourse, LessonState,
    LevelCount, ListQuery, PageLesson, PageSection, PriceCount, PriceKind, RatingCount, RatingMin, Related, RelatedBy,
    Sort, TagCount, Teacher, TeacherCount,
};
pub use outline::Outlines;
pub use page::{course_page, school_name};
pub use related::{count_related, related};
pub use sitemap::{Listed, sitemap_part, sitemap_parts};

use crate::cache::Cache;
use lectern_db::CourseId;

/// Lists and counts, in the cache.
const SCOPE: &str = "catalogue";

/// One course's page, in the cache.
fn scope_of(course: CourseId) -> String {
    format!("course:{course}")
}

/// Forgets what was kept of lists and of the course's page: something in it has changed that everyone sees.
pub async fn forget(cache: &Cache, course: CourseId) {
    cache.forget(SCOPE).await;
    cache.forget(&scope_of(course)).await;
}

/// Forgets the course's page alone. Lists learn of it within a minute: people come and go all the time.
pub async fn forget_page(cache: &Cache, course: CourseId) {
    cache.forget(&scope_of(course)).await;
}
