//! The school's side of credentials: its keys, its status lists, and the check of a file.

use super::badges::{self, BadgeKey, LIST_LENGTH, Read};
use super::model::{Certificate, Checked};
use super::{service, sql};
use crate::accounts::Actor;
use crate::school;
use lectern_db::Clock;
use lectern_store::keys;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use utoipa::ToSchema;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileVerdict {
    /// The credential in it was signed by this school; `checked` says whether it is in force.
    Ours,
    /// It has a credential, but this school has not signed it so: it was changed, or is of another school.
    NotOurs,
    /// There is no credential in it.
    NoCredential,
}

/// What the check of a file says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerifiedFile {
    /// What it is.
    pub verdict: FileVerdict,
    /// Of a PDF, whether it is to the last byte the one that was issued; null for other files.
    pub as_issued: Option<bool>,
    /// What is known of the certificate now.
    pub checked: Option<Checked>,
}

/// The certificate as a signed credential; its key is published from then on.
///
/// # Errors
/// When Postgres fails.
pub async fn credential(
    pool: &PgPool,
    clock: &dyn Clock,
    key: &BadgeKey,
    base: &str,
    row: &Certificate,
) -> sqlx::Result<String> {
    sql::know_key(&mut *pool.acquire().await?, key.id(), &key.public(), clock.now()).await?;
    Ok(badges::credential(key, base, row))
}

/// Every key that the school has signed with, and the one it signs with now.
///
/// # Errors
/// When Postgres fails.
pub async fn public_keys(pool: &PgPool, key: &BadgeKey) -> sqlx::Result<Vec<Vec<u8>>> {
    let mut known = sql::keys(&mut *pool.acquire().await?).await?;
    let now = key.public().to_vec();
    if !known.contains(&now) {
        known.push(now);
    }
    Ok(known)
}

/// The status list of this number, signed; `None` for one that has no certificates yet.
///
/// # Errors
/// When Postgres fails.
pub async fn status_list(
    pool: &PgPool,
    clock: &dyn Clock,
    key: &BadgeKey,
    base: &str,
    list: i64,
) -> sqlx::Result<Option<String>> {
    let Some(first) = list.checked_mul(LIST_LENGTH).filter(|first| *first >= 0) else { return Ok(None) };
    let mut db = pool.acquire().await?;
    // The first list is there from the first day.
    if list > 0 && !sql::has_status(&mut db, first).await? {
        return Ok(None);
    }
    let places: Vec<_> = sql::not_in_force(&mut db, first, first.saturating_add(LIST_LENGTH))
        .await?
        .into_iter()
        .map(|index| index - first)
        .collect();
    let school = school::name(&mut db).await?;
    Ok(Some(badges::status_list(key, base, &school, list, &places, clock.now())))
}

/// Checks a file that somebody has: the signature of the credential in it, then what the school knows of it now.
///
/// # Errors
/// When Postgres fails.
pub async fn verify_file(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: Option<&Actor>,
    key: &BadgeKey,
    file: Vec<u8>,
) -> sqlx::Result<VerifiedFile> {
    let nothing = VerifiedFile { verdict: FileVerdict::NoCredential, as_issued: None, checked: None };
    let looked = tokio::task::spawn_blocking(move || {
        let hash = file.starts_with(b"%PDF").then(|| hex::encode(Sha256::digest(&file)));
        (badges::find_credential(&file), hash)
    });
    let Ok((Some(token), hash)) = looked.await else { return Ok(nothing) };
    let claims = match badges::read(&token, &public_keys(pool, key).await?) {
        Read::Ours(claims) => claims,
        Read::NotOurs => return Ok(VerifiedFile { verdict: FileVerdict::NotOurs, ..nothing }),
        Read::NotACredential => return Ok(nothing),
    };
    let checked = service::check(pool, clock, actor, &claims.number).await?;
    let as_issued = match hash {
        Some(hash) => {
            let key = keys::certificate(&hash);
            Some(sql::is_pdf_of(&mut *pool.acquire().await?, &checked.number, &key).await?)
        }
        None => None,
    };
    Ok(VerifiedFile { verdict: FileVerdict::Ours, as_issued, checked: Some(checked) })
}
