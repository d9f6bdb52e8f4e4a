use super::model::{AfterRefund, SignedBy, UpdateSchool};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

pub(super) struct Row {
    pub name: String,
    pub time_zone: String,
    pub archive_after_months: i32,
    pub certificates_after_refund: AfterRefund,
    pub logo_hash: Option<String>,
    pub signatures: Json<Vec<SignedBy>>,
    pub updated_at: DateTime<Utc>,
}

pub(super) async fn name(db: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar!("SELECT name FROM school").fetch_one(db).await
}

pub(super) async fn find(db: &mut PgConnection, lock: bool) -> sqlx::Result<Row> {
    if lock {
        sqlx::query!("SELECT 1 AS \"one!\" FROM school FOR UPDATE").fetch_one(&mut *db).await?;
    }
    sqlx::query_as!(
        Row,
        r#"SELECT name, time_zone, archive_after_months,
                  certificates_after_refund AS "certificates_after_refund: AfterRefund", logo_hash, signatures AS "signatures: Json<Vec<SignedBy>>",
                  updated_at
           FROM school"#,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn is_time_zone(db: &mut PgConnection, name: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1) AS "is!""#, name)
        .fetch_one(db)
        .await
}

/// How many of these pictures are known, each once.
pub(super) async fn known_pictures(db: &mut PgConnection, hashes: &[String]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "n!" FROM school_pictures WHERE picture_hash = ANY($1)"#, hashes)
        .fetch_one(db)
        .await
}

pub(super) async fn update(db: &mut PgConnection, change: &UpdateSchool, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE school SET name = COALESCE($1, name), time_zone = COALESCE($2, time_zone),
                archive_after_months = COALESCE($3, archive_after_months),
                logo_hash = CASE WHEN $4 THEN $5 ELSE logo_hash END, signatures = COALESCE($6, signatures),
                updated_at = $7, certificates_after_refund = COALESCE($8, certificates_after_refund)",
        change.name,
        change.time_zone,
        change.archive_after_months,
        change.logo.is_some(),
        change.logo.clone().flatten(),
        change.signatures.as_ref().map(Json) as Option<Json<&Vec<SignedBy>>>,
        now,
        change.certificates_after_refund.map(AfterRefund::as_str),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn add_picture(
    db: &mut PgConnection,
    hash: &str,
    width: i32,
    height: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO school_pictures (picture_hash, width, height, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (picture_hash) DO NOTHING",
        hash,
        width,
        height,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
