//! Who may do what to a certificate. Default: no; anyone may check it.

use super::model::{Certificate, CertificateState};
use crate::accounts::{Actor, Role};

/// How often holders correct their name by themselves: enough for mistakes, too few to hand certificates around.
pub const REISSUES: i64 = 3;

/// Who may have the PDF and the credential.
pub fn may_download(actor: &Actor, certificate: &Certificate) -> bool {
    actor.is_admin() || certificate.account == actor.id
}

/// The school takes back: admins, and who owns the course while they teach.
pub fn may_revoke(actor: &Actor, certificate: &Certificate) -> bool {
    actor.is_admin() || (actor.role == Role::Teacher && certificate.course_owner == actor.id)
}

/// Holders get what is in force with the name of their account; admins also replace what was revoked.
pub fn may_reissue(actor: &Actor, certificate: &Certificate) -> bool {
    match certificate.state {
        CertificateState::Valid => actor.is_admin() || certificate.account == actor.id,
        CertificateState::Revoked => actor.is_admin() && certificate.replaced_by.is_none(),
        CertificateState::Withdrawn => false,
    }
}
