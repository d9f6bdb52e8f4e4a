use sqlx::PgConnection;

pub(super) async fn name(db: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar!("SELECT name FROM school").fetch_one(db).await
}
