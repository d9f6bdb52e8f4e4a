use super::model::{School, SchoolError, SchoolOut, SchoolPicture, Signature, UpdateSchool};
use super::{picture, sql};
use crate::accounts::{Actor, Audit, write_audit};
use crate::pictures::PictureError;
use lectern_db::Clock;
use lectern_store::{Store, keys};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeSet;
use uuid::Uuid;

fn only_admin(actor: &Actor) -> Result<(), SchoolError> {
    if actor.is_admin() { Ok(()) } else { Err(SchoolError::NotAdmin) }
}

fn whole(row: sql::Row) -> School {
    let signature = |signed: super::SignedBy| Signature {
        name: signed.name,
        role: signed.role,
        picture: signed.picture.map(SchoolPicture::of),
    };
    School {
        name: row.name,
        time_zone: row.time_zone,
        archive_after_months: row.archive_after_months,
        certificates_after_refund: row.certificates_after_refund,
        logo: row.logo_hash.map(SchoolPicture::of),
        signatures: row.signatures.0.into_iter().map(signature).collect(),
        updated_at: row.updated_at,
    }
}

/// What the school is called.
///
/// # Errors
/// When Postgres fails.
pub async fn name(db: &mut PgConnection) -> sqlx::Result<String> {
    sql::name(db).await
}

/// Whether a refund takes the course's certificate with it.
///
/// # Errors
/// When Postgres fails.
pub async fn withdraws_after_refund(db: &mut PgConnection) -> sqlx::Result<bool> {
    Ok(sql::find(db, false).await?.certificates_after_refund == super::AfterRefund::Withdraw)
}

/// What anyone may know.
///
/// # Errors
/// When Postgres fails.
pub async fn shown(pool: &PgPool) -> sqlx::Result<SchoolOut> {
    let School { name, logo, .. } = whole(sql::find(&mut *pool.acquire().await?, false).await?);
    Ok(SchoolOut { name, logo })
}

/// Everything, for admins.
///
/// # Errors
/// [`SchoolError::NotAdmin`].
pub async fn all(pool: &PgPool, actor: &Actor) -> Result<School, SchoolError> {
    only_admin(actor)?;
    Ok(whole(sql::find(&mut *pool.acquire().await?, false).await?))
}

/// Changes what is given. What is issued already stays as it was printed.
///
/// # Errors
/// [`SchoolError::NotAdmin`], [`SchoolError::NoTimeZone`] or [`SchoolError::NoPicture`].
pub async fn update(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    change: &UpdateSchool,
) -> Result<School, SchoolError> {
    only_admin(actor)?;
    let mut tx = pool.begin().await?;
    let before = whole(sql::find(&mut tx, true).await?);
    if let Some(zone) = &change.time_zone
        && !sql::is_time_zone(&mut tx, zone).await?
    {
        return Err(SchoolError::NoTimeZone);
    }
    let signed = change.signatures.iter().flatten().filter_map(|signature| signature.picture.clone());
    let asked: BTreeSet<String> = signed.chain(change.logo.iter().flatten().cloned()).collect();
    let asked: Vec<_> = asked.into_iter().collect();
    if sql::known_pictures(&mut tx, &asked).await? != i64::try_from(asked.len()).unwrap_or(i64::MAX) {
        return Err(SchoolError::NoPicture);
    }
    sql::update(&mut tx, change, clock.now()).await?;
    let after = whole(sql::find(&mut tx, false).await?);
    let act = Audit {
        action: "school-updated",
        object_kind: "school",
        // There is one.
        object: Uuid::nil(),
        before: json!(before),
        after: json!(after),
    };
    write_audit(&mut tx, clock, actor, act).await?;
    tx.commit().await?;
    Ok(after)
}

/// Keeps a logo or a signature, to be chosen by its hash.
///
/// # Errors
/// [`SchoolError::NotAdmin`]; [`SchoolError::Picture`] for what is none.
pub async fn add_picture(
    pool: &PgPool,
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    bytes: Vec<u8>,
) -> Result<SchoolPicture, SchoolError> {
    only_admin(actor)?;
    let prepared = tokio::task::spawn_blocking(move || picture::prepare(&bytes))
        .await
        .map_err(|_| SchoolError::Picture(PictureError::NotAPicture))??;
    store.put(&keys::school_picture(&prepared.hash), prepared.png, "image/png").await.map_err(PictureError::from)?;
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let (width, height) = (side(prepared.width), side(prepared.height));
    sql::add_picture(&mut *pool.acquire().await?, &prepared.hash, width, height, clock.now()).await?;
    Ok(SchoolPicture::of(prepared.hash))
}
