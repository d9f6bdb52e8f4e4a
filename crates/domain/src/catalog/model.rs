#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use crate::courses::{Cover, EnrolmentOut, Level, Price};
use crate::lessons::LessonKind;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CourseId, LessonId, PageSize, SectionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Order of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    #[default]
    New,
    Popular,
    /// Best rated first; what nobody has rated comes last.
    Rating,
    /// Best match first; newest first where nothing is searched for.
    Relevance,
    /// Cheapest first, what is free before all; a sale counts while it lasts.
    Price,
}

/// Whether a course costs anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PriceKind {
    Free,
    Paid,
}

/// The least rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum RatingMin {
    #[serde(rename = "4.5")]
    FourAndHalf,
    #[serde(rename = "4")]
    Four,
    #[serde(rename = "3.5")]
    ThreeAndHalf,
    #[serde(rename = "3")]
    Three,
}

impl RatingMin {
    /// All, the highest first.
    pub const ALL: [Self; 4] = [Self::FourAndHalf, Self::Four, Self::ThreeAndHalf, Self::Three];

    /// As the column `rating_step` counts.
    pub fn step(self) -> i16 {
        match self {
            Self::Three => 1,
            Self::ThreeAndHalf => 2,
            Self::Four => 3,
            Self::FourAndHalf => 4,
        }
    }
}

/// The greatest length, in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum HoursMax {
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "5")]
    Five,
    #[serde(rename = "10")]
    Ten,
    #[serde(rename = "20")]
    Twenty,
}

impl HoursMax {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Two, Self::Five, Self::Ten, Self::Twenty];

    /// As the column `length_step` counts.
    pub fn step(self) -> i16 {
        match self {
            Self::Two => 0,
            Self::Five => 1,
            Self::Ten => 2,
            Self::Twenty => 3,
        }
    }
}

/// What narrows the catalogue; all that are given hold at once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Filters {
    pub category: Option<String>,
    pub level: Option<Level>,
    pub language: Option<String>,
    pub tag: Option<String>,
    pub teacher: Option<AccountId>,
    pub rating_min: Option<RatingMin>,
    pub hours_max: Option<HoursMax>,
    pub certificate: Option<bool>,
    pub price: Option<PriceKind>,
}

/// What the catalogue is asked for.
#[derive(Debug)]
pub struct ListQuery {
    pub words: Option<String>,
    pub filters: Filters,
    pub sort: Sort,
    pub after: Option<String>,
    pub size: PageSize,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CardCategory {
    pub slug: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Teacher {
    pub id: AccountId,
    pub name: String,
}

/// A course in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CourseCard {
    pub id: CourseId,
    pub title: String,
    pub summary: String,
    pub category: Option<CardCategory>,
    pub level: Level,
    pub language: String,
    pub cover: Option<Cover>,
    /// Lengths of the first 60 lessons, in order; 0 for text.
    pub lesson_lengths_ms: Vec<i64>,
    pub lesson_count: i32,
    pub duration_ms: i64,
    pub student_count: i32,
    pub teacher: Teacher,
    pub published_at: Option<DateTime<Utc>>,
    /// Stars on average, a few of four assumed before any came; null without reviews.
    pub rating: Option<f64>,
    pub review_count: i32,
    pub tags: Vec<String>,
    pub awards_certificate: bool,
    /// What it costs now; null: it is free.
    pub price: Option<Price>,
    /// The title with found words in `<mark>`; null where none are.
    pub title_html: Option<String>,
    /// What of the summary or the description was found, likewise.
    pub snippet_html: Option<String>,
    pub enrolled: bool,
    /// Lessons the viewer has done; null when not enrolled.
    pub done_lessons: Option<i64>,
    /// Which of `lesson_lengths_ms` the viewer has done, from 0; null when not enrolled.
    pub done_places: Option<Vec<i32>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CategoryCount {
    pub slug: String,
    pub name: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LevelCount {
    pub level: Level,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LanguageCount {
    pub language: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TagCount {
    pub tag: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TeacherCount {
    pub id: AccountId,
    pub name: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RatingCount {
    pub rating_min: RatingMin,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HoursCount {
    pub hours_max: HoursMax,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PriceCount {
    pub price: PriceKind,
    pub count: i64,
}

/// How many of the found courses each filter would leave beside the others that are chosen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Facets {
    /// Found under all filters.
    pub total: i64,
    pub categories: Vec<CategoryCount>,
    pub levels: Vec<LevelCount>,
    pub languages: Vec<LanguageCount>,
    /// The most frequent.
    pub tags: Vec<TagCount>,
    /// Those of most courses.
    pub teachers: Vec<TeacherCount>,
    pub ratings: Vec<RatingCount>,
    pub lengths: Vec<HoursCount>,
    /// Those that award a certificate.
    pub certificate: i64,
    /// Free ones, then those that cost money.
    pub prices: Vec<PriceCount>,
}

/// Why courses stand beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RelatedBy {
    /// The same people took both.
    Together,
    /// They are of the same category.
    Topic,
}

/// Courses to go on with.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Related {
    pub by: RelatedBy,
    pub courses: Vec<CourseCard>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PageLesson {
    pub id: LessonId,
    pub kind: LessonKind,
    pub title: String,
    pub duration_ms: i64,
    /// Null when not enrolled.
    pub done: Option<bool>,
    /// How much of what completes it is done, 0 to 100; null when not enrolled.
    pub percent: Option<i32>,
    pub required: bool,
    /// Whether anyone may open it without enrolling.
    pub preview: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PageSection {
    pub id: SectionId,
    pub title: String,
    pub lessons: Vec<PageLesson>,
}

/// A course's own page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CoursePage {
    #[serde(flatten)]
    pub card: CourseCard,
    pub description_html: String,
    /// What one will learn.
    pub outcomes: Vec<String>,
    /// Required lessons one after another.
    pub ordered: bool,
    /// Days of access after enrolment; null: without end.
    pub access_days: Option<i32>,
    pub sections: Vec<PageSection>,
    /// How much of what the course requires the viewer has done, 0 to 100; null when not enrolled.
    pub percent: Option<i32>,
    /// When anything of it changed last.
    pub updated_at: DateTime<Utc>,
    /// Reviews of one star to five.
    pub star_counts: Vec<i32>,
    /// Of all enrolled, in percent; null while they are too few to say.
    pub completed_percent: Option<i32>,
    /// Of the teacher, all published.
    pub teacher_courses: i64,
    pub teacher_students: i64,
    pub enrolment: Option<EnrolmentOut>,
    pub can_edit: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LearnCourse {
    pub id: CourseId,
    pub title: String,
    pub cover: Option<Cover>,
    pub teacher: Teacher,
}

/// Whether a learner may open a lesson now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LessonState {
    Open,
    /// A required lesson before it is not done.
    Locked,
    /// It opens at `opens_at`.
    NotYet,
    /// It has left the course; who did it may read it still.
    Removed,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LearnLesson {
    pub id: LessonId,
    pub kind: LessonKind,
    pub title: String,
    pub duration_ms: i64,
    pub done: bool,
    pub position_ms: i64,
    pub watched_ms: i64,
    /// How much of what completes it is done, 0 to 100.
    pub percent: i32,
    /// Whether there is something to open: of a video, once something of it is made.
    pub playable: bool,
    pub required: bool,
    pub preview: bool,
    pub state: LessonState,
    /// When a lesson that is not open yet opens for this person.
    pub opens_at: Option<DateTime<Utc>>,
    /// What comes first when it is locked.
    pub until_lesson_id: Option<LessonId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LearnSection {
    pub id: SectionId,
    pub title: String,
    pub lessons: Vec<LearnLesson>,
}

/// Where to go on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Continue {
    pub lesson_id: LessonId,
    pub position_ms: i64,
}

/// A course as its learner, or its previewing teacher, goes through it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LearnView {
    pub course: LearnCourse,
    pub sections: Vec<LearnSection>,
    /// Null when everything is done.
    #[serde(rename = "continue")]
    pub go_on: Option<Continue>,
    pub done_lessons: i64,
    pub lesson_count: i64,
    /// How much of what the course requires is done, 0 to 100.
    pub percent: i32,
    pub can_edit: bool,
    /// Required lessons one after another.
    pub ordered: bool,
    pub awards_certificate: bool,
    pub final_test_id: Option<LessonId>,
    /// Of what is published.
    pub version: i32,
    /// Whether this is the edited course rather than the published one.
    pub previewing: bool,
    pub completed_at: Option<DateTime<Utc>>,
    /// When access ends; null where it does not, and for who teaches the course.
    pub ends_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContinueCourse {
    pub course_id: CourseId,
    pub course_title: String,
    pub lesson_id: LessonId,
    pub lesson_title: String,
    pub position_ms: i64,
    pub duration_ms: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LearningCourse {
    pub course: CourseCard,
    pub done_lessons: i64,
    pub lesson_count: i64,
    /// How much of what the course requires is done, 0 to 100.
    pub percent: i32,
    pub last_seen_at: DateTime<Utc>,
    pub completed_at: Option<DateTime<Utc>>,
    /// Since when it lies in the archive of the cabinet.
    pub archived_at: Option<DateTime<Utc>>,
    /// When access ends; null where it does not.
    pub ends_at: Option<DateTime<Utc>>,
    /// When a completed course leaves the cabinet for its archive.
    pub leaves_at: Option<DateTime<Utc>>,
    /// Null when everything is done.
    pub continue_lesson_id: Option<LessonId>,
    /// Its place in the course, from 0.
    pub continue_place: Option<i32>,
}

/// A learner's own courses, last seen first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Learning {
    #[serde(rename = "continue")]
    pub go_on: Option<ContinueCourse>,
    pub courses: Vec<LearningCourse>,
    /// How many courses lie in the archive.
    pub archived_count: i64,
}
