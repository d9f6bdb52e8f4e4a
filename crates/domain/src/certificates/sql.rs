use super::Number;
use super::model::{Certificate, CertificateOut, CertificateState, PrintedLanguage};
use crate::courses::CertificateTemplate;
use crate::school::SignedBy;
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CertificateId, CourseId, PageSize};
use sqlx::PgConnection;
use sqlx::types::Json;

/// Freezes what is known now of a completed course that awards a certificate; `None` where there is nothing to issue,
/// one was issued before, or the number is taken.
pub(super) async fn issue(
    db: &mut PgConnection,
    id: CertificateId,
    number: &Number,
    account: AccountId,
    course: CourseId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CertificateId>> {
    sqlx::query_scalar!(
        r#"WITH done AS (
               SELECT l.place, l.duration_ms, l.kind = 'video' AND l.duration_ms > 0 AS is_video,
                      LEAST(COALESCE(p.watched_ms, 0), l.duration_ms) AS watched_ms,
                      d.lesson_id IS NOT NULL AS done
               FROM published_lessons l
               LEFT JOIN lesson_progress p ON p.lesson_id = l.lesson_id AND p.account_id = $3
               LEFT JOIN lesson_completions d ON d.lesson_id = l.lesson_id AND d.account_id = $3
               WHERE l.course_id = $4 AND l.removed_at IS NULL),
           facts AS (
               SELECT COALESCE(jsonb_agg(jsonb_build_array(duration_ms,
                          CASE WHEN is_video THEN watched_ms * 100 / duration_ms WHEN done THEN 100 ELSE 0 END)
                          ORDER BY place), '[]') AS tape,
                      round(COALESCE(sum(duration_ms), 0) / 3600000.0)::int4 AS hours,
                      (sum(watched_ms) FILTER (WHERE is_video) * 100
                       / NULLIF(sum(duration_ms) FILTER (WHERE is_video), 0))::int2 AS watched
               FROM done),
           score AS (
               SELECT max(GREATEST(a.points, 0)::bigint * 100 / NULLIF(a.max_points, 0))::int2 AS percent
               FROM attempts a JOIN courses c ON c.final_test_id = a.lesson_id
               WHERE c.course_id = $4 AND a.account_id = $3 AND NOT a.trial AND a.state = 'graded')
           INSERT INTO certificates (certificate_id, number, account_id, course_id, course_version, holder_name,
                                     course_title, teacher_name, school_name, template, language, issued_at, issued_on,
                                     hours, score, watched, tape, logo_hash, signatures)
           SELECT $1, $2, e.account_id, e.course_id, COALESCE(e.completed_version, c.version), h.name, c.title, t.name,
                  s.name, c.certificate_template, CASE c.language WHEN 'ru' THEN 'ru' ELSE 'en' END, $5,
                  ($5::timestamptz AT TIME ZONE s.time_zone)::date, f.hours, CASE WHEN score.percent > 100 THEN 100 ELSE score.percent END, f.watched, f.tape,
                  s.logo_hash, s.signatures
           FROM enrolments e JOIN courses c USING (course_id) JOIN accounts h ON h.account_id = e.account_id
           JOIN accounts t ON t.account_id = c.owner_id CROSS JOIN school s CROSS JOIN facts f CROSS JOIN score
           WHERE e.account_id = $3 AND e.course_id = $4 AND e.completed_at IS NOT NULL AND c.awards_certificate
           ON CONFLICT DO NOTHING
           RETURNING certificate_id AS "id: CertificateId""#,
        id.0,
        number.as_str(),
        account.0,
        course.0,
        now,
    )
    .fetch_optional(db)
    .await
}

/// What a notice says of it.
pub(super) async fn number_and_title(db: &mut PgConnection, id: CertificateId) -> sqlx::Result<(String, String)> {
    let row = sqlx::query!("SELECT number, course_title FROM certificates WHERE certificate_id = $1", id.0)
        .fetch_one(db)
        .await?;
    Ok((row.number, row.course_title))
}

/// Whether there is something to issue that was not.
pub(super) async fn is_due(db: &mut PgConnection, account: AccountId, course: CourseId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM enrolments e JOIN courses c USING (course_id)
               WHERE e.account_id = $1 AND e.course_id = $2 AND e.completed_at IS NOT NULL AND c.awards_certificate
                 AND NOT EXISTS (SELECT FROM certificates x
                                 WHERE x.account_id = $1 AND x.course_id = $2 AND x.replaces IS NULL)) AS "due!""#,
        account.0,
        course.0,
    )
    .fetch_one(db)
    .await
}

/// Completed courses whose certificate is missing: they began to award one later.
pub(super) async fn due(db: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<(AccountId, CourseId)>> {
    let rows = sqlx::query!(
        r#"SELECT e.account_id AS "account: AccountId", e.course_id AS "course: CourseId"
           FROM enrolments e JOIN courses c USING (course_id)
           WHERE e.completed_at IS NOT NULL AND e.completed_at < now() - interval '1 minute' AND c.awards_certificate
             AND NOT EXISTS (SELECT FROM certificates x WHERE x.account_id = e.account_id AND x.course_id = e.course_id
                             AND x.replaces IS NULL)
           LIMIT $1"#,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account, row.course)).collect())
}

/// The certificate of this number, locked when it is to be changed.
pub(super) async fn find(db: &mut PgConnection, number: &Number, lock: bool) -> sqlx::Result<Option<Certificate>> {
    if lock {
        sqlx::query!("SELECT 1 AS \"one!\" FROM certificates WHERE number = $1 FOR UPDATE", number.as_str())
            .fetch_optional(&mut *db)
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT x.certificate_id AS "id: CertificateId", x.number, x.account_id AS "account: AccountId",
                  x.course_id AS "course: CourseId", x.course_version, x.holder_name, x.course_title, x.teacher_name,
                  x.school_name, x.template AS "template: CertificateTemplate", x.language AS "language: PrintedLanguage",
                  x.issued_at, x.issued_on, x.hours, x.score, x.watched, x.tape AS "tape: Json<Vec<(i64, u8)>>",
                  x.logo_hash, x.signatures AS "signatures: Json<Vec<SignedBy>>", x.state AS "state: CertificateState",
                  x.reason, x.changed_at, x.replaces AS "replaces: CertificateId", n.number AS "replaced_by?",
                  x.status_index, x.pdf_key, c.owner_id AS "course_owner: AccountId"
           FROM certificates x JOIN courses c USING (course_id) LEFT JOIN certificates n ON n.replaces = x.certificate_id
           WHERE x.number = $1"#,
        number.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Certificate {
        id: row.id,
        number: row.number,
        account: row.account,
        course: row.course,
        course_version: row.course_version,
        holder_name: row.holder_name,
        course_title: row.course_title,
        teacher_name: row.teacher_name,
        school_name: row.school_name,
        template: row.template,
        language: row.language,
        issued_at: row.issued_at,
        issued_on: row.issued_on,
        hours: row.hours,
        score: row.score,
        watched: row.watched,
        tape: row.tape.0,
        logo_hash: row.logo_hash,
        signatures: row.signatures.0,
        state: row.state,
        reason: row.reason,
        changed_at: row.changed_at,
        replaces: row.replaces,
        replaced_by: row.replaced_by,
        status_index: row.status_index,
        pdf_key: row.pdf_key,
        course_owner: row.course_owner,
    }))
}

/// Of a person, or of a course; newest first.
pub(super) async fn list(
    db: &mut PgConnection,
    account: Option<AccountId>,
    course: Option<CourseId>,
    before: Option<CertificateId>,
    size: PageSize,
) -> sqlx::Result<Vec<CertificateOut>> {
    sqlx::query_as!(
        CertificateOut,
        r#"SELECT x.certificate_id AS "id: CertificateId", x.number, x.course_id AS "course_id: CourseId", x.course_version,
                  x.holder_name, x.course_title, x.template AS "template: CertificateTemplate",
                  x.language AS "language: PrintedLanguage", x.issued_at, x.hours, x.score, x.watched,
                  x.state AS "state: CertificateState", x.reason, n.number AS "replaced_by?"
           FROM certificates x LEFT JOIN certificates n ON n.replaces = x.certificate_id
           WHERE ($1::uuid IS NULL OR x.account_id = $1) AND ($2::uuid IS NULL OR x.course_id = $2)
             AND ($3::uuid IS NULL OR x.certificate_id < $3)
           ORDER BY x.certificate_id DESC LIMIT $4"#,
        account.map(|id| id.0),
        course.map(|id| id.0),
        before.map(|id| id.0),
        size.probe(),
    )
    .fetch_all(db)
    .await
}

/// How many stand before this one in its chain of corrections.
pub(super) async fn corrections(db: &mut PgConnection, id: CertificateId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"WITH RECURSIVE chain AS (
               SELECT certificate_id, replaces FROM certificates WHERE certificate_id = $1
               UNION ALL
               SELECT x.certificate_id, x.replaces FROM certificates x JOIN chain ON x.certificate_id = chain.replaces)
           SELECT count(*) - 1 AS "n!" FROM chain"#,
        id.0,
    )
    .fetch_one(db)
    .await
}

/// The name the holder's account has now.
pub(super) async fn account_name(db: &mut PgConnection, account: AccountId) -> sqlx::Result<String> {
    sqlx::query_scalar!("SELECT name FROM accounts WHERE account_id = $1", account.0).fetch_one(db).await
}

pub(super) struct InForce {
    pub id: CertificateId,
    pub number: String,
    pub course_title: String,
}

/// The person's certificates of the course that are valid.
pub(super) async fn in_force(
    db: &mut PgConnection,
    account: AccountId,
    course: CourseId,
) -> sqlx::Result<Vec<InForce>> {
    sqlx::query_as!(
        InForce,
        r#"SELECT certificate_id AS "id: CertificateId", number, course_title FROM certificates
           WHERE account_id = $1 AND course_id = $2 AND state = 'valid' FOR UPDATE"#,
        account.0,
        course.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn set_state(
    db: &mut PgConnection,
    id: CertificateId,
    state: CertificateState,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let name = match state {
        CertificateState::Valid => "valid",
        CertificateState::Revoked => "revoked",
        CertificateState::Withdrawn => "withdrawn",
    };
    sqlx::query!(
        "UPDATE certificates SET state = $2, reason = $3, changed_at = $4 WHERE certificate_id = $1",
        id.0,
        name,
        reason,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A copy with another name; what was earned stays as it was. False when the number is taken.
pub(super) async fn insert_corrected(
    db: &mut PgConnection,
    id: CertificateId,
    number: &Number,
    of: CertificateId,
    holder_name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO certificates (certificate_id, number, account_id, course_id, course_version, holder_name,
                                   course_title, teacher_name, school_name, template, language, issued_at, issued_on,
                                   hours, score, watched, tape, logo_hash, signatures, replaces)
         SELECT $1, $2, account_id, course_id, course_version, $4, course_title, teacher_name, school_name, template,
                language, $5, ($5::timestamptz AT TIME ZONE (SELECT time_zone FROM school))::date, hours, score, watched,
                tape, logo_hash, signatures, certificate_id
         FROM certificates WHERE certificate_id = $3
         ON CONFLICT (number) DO NOTHING",
        id.0,
        number.as_str(),
        of.0,
        holder_name,
        now,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub(super) async fn set_pdf(db: &mut PgConnection, id: CertificateId, key: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE certificates SET pdf_key = $2 WHERE certificate_id = $1", id.0, key).execute(db).await?;
    Ok(())
}

/// Publishes the key from now on.
pub(super) async fn know_key(db: &mut PgConnection, id: &str, public: &[u8], now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO signing_keys (key_id, public_key, created_at) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING",
        id,
        public,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn keys(db: &mut PgConnection) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!("SELECT public_key FROM signing_keys ORDER BY created_at").fetch_all(db).await
}

pub(super) async fn has_status(db: &mut PgConnection, from: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM certificates WHERE status_index >= $1) AS "has!""#, from)
        .fetch_one(db)
        .await
}

/// Places in the status lists, of a half-open range, whose certificates are revoked or withdrawn.
pub(super) async fn not_in_force(db: &mut PgConnection, from: i64, to: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        "SELECT status_index FROM certificates WHERE state <> 'valid' AND status_index >= $1 AND status_index < $2",
        from,
        to,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn is_pdf_of(db: &mut PgConnection, number: &str, key: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM certificates WHERE number = $1 AND pdf_key = $2) AS "is!""#,
        number,
        key,
    )
    .fetch_one(db)
    .await
}
