//! The one decision on who may open a lesson. Views, playback and its gate, files, tests and completion all ask it.

use super::sql;
use crate::accounts::Actor;
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{AccountId, Clock, CourseId, LessonId};
use sqlx::PgConnection;

/// What becomes of opening a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It may be opened.
    Open,
    /// For this person there is no such lesson.
    Hidden,
    /// The course must be joined first.
    NotEnrolled,
    /// Another lesson comes first.
    Locked {
        /// The first required lesson that is not done.
        until_lesson: LessonId,
    },
    /// Its time has not come.
    NotYet {
        /// When it opens.
        opens_at: DateTime<Utc>,
    },
    /// The access period of the course is over.
    Over {
        /// Since when.
        ended_at: DateTime<Utc>,
    },
}

/// Why a lesson is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Closed {
    /// [`Access::Hidden`].
    #[error("there is no such lesson")]
    Hidden,
    /// [`Access::NotEnrolled`].
    #[error("only people enrolled in the course may open this lesson")]
    NotEnrolled,
    /// [`Access::Locked`].
    #[error("another lesson comes first")]
    Locked(LessonId),
    /// [`Access::NotYet`].
    #[error("the lesson is not open yet")]
    NotYet(DateTime<Utc>),
    /// [`Access::Over`].
    #[error("access to the course has ended")]
    Over(DateTime<Utc>),
}

impl Access {
    /// # Errors
    /// Anything but [`Access::Open`].
    pub fn check(self) -> Result<(), Closed> {
        match self {
            Self::Open => Ok(()),
            Self::Hidden => Err(Closed::Hidden),
            Self::NotEnrolled => Err(Closed::NotEnrolled),
            Self::Locked { until_lesson } => Err(Closed::Locked(until_lesson)),
            Self::NotYet { opens_at } => Err(Closed::NotYet(opens_at)),
            Self::Over { ended_at } => Err(Closed::Over(ended_at)),
        }
    }
}

/// What one person's right to one lesson hangs on.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The lesson's course.
    pub course: CourseId,
    /// The course lies in the bin.
    pub gone: bool,
    /// Anyone may see the course.
    pub listed: bool,
    /// Its teachers have it in the editor.
    pub edited: bool,
    /// Learners have it.
    pub published: bool,
    /// Learners had it.
    pub removed: bool,
    /// The person teaches the course, or is an admin.
    pub staff: bool,
    /// Absent for who is not enrolled.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// The person has done it.
    pub done: bool,
    /// Anyone may open it.
    pub preview: bool,
    /// For everyone.
    pub opens_at: Option<DateTime<Utc>>,
    /// After enrolment.
    pub opens_after_days: Option<i32>,
    /// After enrolment.
    pub access_days: Option<i32>,
    /// In an ordered course: the first required lesson before this one that is not done.
    pub locked_by: Option<LessonId>,
}

impl Facts {
    /// The decision. Whoever has done a lesson keeps it, whatever was put before it since; a preview waits for its date
    /// alone.
    pub fn decide(&self, now: DateTime<Utc>) -> Access {
        if self.gone {
            return Access::Hidden;
        }
        if self.staff {
            return if self.edited || self.published || self.removed { Access::Open } else { Access::Hidden };
        }
        let Some(enrolled_at) = self.enrolled_at else { return self.decide_for_visitors(now) };
        let over = self.access_days.map(|days| later(enrolled_at, days)).filter(|end| *end <= now);
        if !self.published {
            return match over {
                _ if !(self.removed && self.done) => Access::Hidden,
                Some(ended_at) => Access::Over { ended_at },
                None => Access::Open,
            };
        }
        let after_enrolment = self.opens_after_days.filter(|_| !self.preview).map(|days| later(enrolled_at, days));
        let opens_at = self.opens_at.max(after_enrolment).filter(|at| *at > now);
        match (over, opens_at, self.locked_by) {
            (Some(ended_at), ..) if !self.preview => Access::Over { ended_at },
            _ if self.done => Access::Open,
            (_, Some(opens_at), _) => Access::NotYet { opens_at },
            (_, None, Some(until_lesson)) if !self.preview => Access::Locked { until_lesson },
            (_, None, _) => Access::Open,
        }
    }

    fn decide_for_visitors(&self, now: DateTime<Utc>) -> Access {
        if !(self.published && self.listed) {
            return Access::Hidden;
        }
        match self.opens_at.filter(|at| *at > now) {
            _ if !self.preview => Access::NotEnrolled,
            Some(opens_at) => Access::NotYet { opens_at },
            None => Access::Open,
        }
    }
}

fn later(from: DateTime<Utc>, days: i32) -> DateTime<Utc> {
    from + TimeDelta::days(i64::from(days))
}

/// What `account`'s right to the lesson hangs on; nothing when there never was such a lesson. Without an account: a
/// visitor's.
///
/// # Errors
/// When Postgres fails.
pub async fn facts(db: &mut PgConnection, account: Option<AccountId>, lesson: LessonId) -> sqlx::Result<Option<Facts>> {
    sql::facts(db, account, lesson).await
}

/// Whether `actor` may open the lesson now.
///
/// # Errors
/// When Postgres fails.
pub async fn access<'a>(
    db: &mut PgConnection,
    actor: impl Into<Option<&'a Actor>>,
    lesson: LessonId,
    clock: &dyn Clock,
) -> sqlx::Result<Access> {
    let account = actor.into().map(|actor| actor.id);
    let facts = facts(db, account, lesson).await?;
    Ok(facts.map_or(Access::Hidden, |facts| facts.decide(clock.now())))
}

/// In an ordered course, for each lesson in order the first required one before it that is not done. Pairs say whether
/// a lesson is required and whether it is done.
pub fn locks(lessons: impl IntoIterator<Item = (LessonId, bool, bool)>) -> Vec<Option<LessonId>> {
    let mut first = None;
    let lock = |(lesson, required, done): (LessonId, bool, bool)| {
        let before = first;
        if required && !done {
            first = first.or(Some(lesson));
        }
        before
    };
    lessons.into_iter().map(lock).collect()
}
