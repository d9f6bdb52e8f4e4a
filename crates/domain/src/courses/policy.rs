//! Who may do what to a course. Default: no.

use super::model::{Course, CourseState};
use crate::accounts::{Actor, Role};

/// Owners while they are teachers, and admins.
pub fn may_edit(actor: &Actor, course: &Course) -> bool {
    match actor.role {
        Role::Admin => true,
        Role::Teacher => course.owner == actor.id,
        Role::Student => false,
    }
}

/// Published courses are everyone's to see; others only their editors'.
pub fn may_see(actor: Option<&Actor>, course: &Course) -> bool {
    course.deleted_at.is_none()
        && (course.state == CourseState::Published || actor.is_some_and(|actor| may_edit(actor, course)))
}
