//! Who may do what to a course. Default: no.

use super::model::{Course, CourseRights, CourseState, TeacherRights};
use crate::accounts::{Actor, Role};

/// How `actor` stands to the course: owners and those they gave rights, while they are teachers, and admins.
pub fn rights(actor: &Actor, course: &Course) -> Option<CourseRights> {
    match actor.role {
        Role::Admin => Some(CourseRights::Own),
        Role::Teacher if course.owner == actor.id => Some(CourseRights::Own),
        Role::Teacher => course.rights.map(|given| match given {
            TeacherRights::Edit => CourseRights::Edit,
            TeacherRights::Grade => CourseRights::Grade,
        }),
        Role::Student => None,
    }
}

/// Who may delete and archive it and choose its teachers.
pub fn may_own(actor: &Actor, course: &Course) -> bool {
    rights(actor, course) == Some(CourseRights::Own)
}

/// Who may change and publish it.
pub fn may_edit(actor: &Actor, course: &Course) -> bool {
    matches!(rights(actor, course), Some(CourseRights::Own | CourseRights::Edit))
}

/// Who may see its students and grade their tests.
pub fn may_grade(actor: &Actor, course: &Course) -> bool {
    rights(actor, course).is_some()
}

/// Published courses are everyone's to see; others only their teachers'.
pub fn may_see(actor: Option<&Actor>, course: &Course) -> bool {
    course.deleted_at.is_none()
        && (course.state == CourseState::Published || actor.is_some_and(|actor| may_grade(actor, course)))
}
