use super::model::{InterfaceLanguage, Me, NewAccount, RequestState, Role, UpdateMe};
use super::password::{self, Passwords};
use super::{AccountError, sql};
use lectern_config::TeacherApproval;
use lectern_db::{AccountId, Clock, TeacherRequestId, violates};
use sqlx::{PgConnection, PgPool};

/// The address as it is kept: trimmed and lower case. `None` for what no mail server would take. ASCII only, so that
/// Rust and PostgreSQL agree on the case.
pub fn normal_email(text: &str) -> Option<String> {
    let email = text.trim().to_ascii_lowercase();
    let (local, domain) = email.rsplit_once('@')?;
    let local_ok = (1..=64).contains(&local.len()) && local.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
    let label_ok = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (email.len() <= 254 && local_ok && domain.contains('.') && domain.split('.').all(label_ok)).then_some(email)
}

/// Checks and hashes what registration was given, then writes the account. Hashing is over before `pool` is asked.
///
/// # Errors
/// [`AccountError::BadEmail`], [`AccountError::BadPassword`] or [`AccountError::EmailTaken`].
pub async fn create(
    pool: &PgPool,
    clock: &dyn Clock,
    passwords: &Passwords,
    new: NewAccount,
) -> Result<AccountId, AccountError> {
    let email = normal_email(&new.email).ok_or(AccountError::BadEmail)?;
    if let Some(problem) = password::problem(&new.password, &new.name, &email) {
        return Err(AccountError::BadPassword(problem));
    }
    let hash = passwords.hash(new.password).await.ok_or(AccountError::Hash)?;
    let id = AccountId::new(clock);
    let row = sql::NewRow {
        id,
        name: &new.name,
        email: &email,
        password_hash: &hash,
        language: new.language,
        role: new.role,
        now: clock.now(),
    };
    sql::insert(&mut *pool.acquire().await?, &row).await.map_err(|error| {
        if violates(&error, "accounts_email_unique") { AccountError::EmailTaken } else { error.into() }
    })?;
    Ok(id)
}

/// Makes an admin; what `lectern admin create` does.
///
/// # Errors
/// As [`create`].
pub async fn create_admin(
    pool: &PgPool,
    clock: &dyn Clock,
    email: &str,
    name: &str,
    password: &str,
    language: InterfaceLanguage,
) -> Result<AccountId, AccountError> {
    let new = NewAccount {
        name: name.to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
        language,
        role: Role::Admin,
    };
    create(pool, clock, &Passwords::new(), new).await
}

/// The account as its person sees it.
///
/// # Errors
/// [`AccountError::NotFound`] when it is gone.
pub async fn me(db: &mut PgConnection, id: AccountId) -> Result<Me, AccountError> {
    sql::me(db, id).await?.ok_or(AccountError::NotFound)
}

/// Changes what is given.
///
/// # Errors
/// [`AccountError::NotFound`] when the account is gone.
pub async fn update_me(pool: &PgPool, clock: &dyn Clock, id: AccountId, change: &UpdateMe) -> Result<Me, AccountError> {
    let mut tx = pool.begin().await?;
    sql::update(&mut tx, id, change, clock.now()).await?;
    let me = me(&mut tx, id).await?;
    tx.commit().await?;
    Ok(me)
}

/// Asks to become a teacher, or becomes one where the school lets everyone.
///
/// # Errors
/// [`AccountError::TeachesAlready`] for teachers and admins.
pub async fn ask_to_teach(
    pool: &PgPool,
    clock: &dyn Clock,
    approval: TeacherApproval,
    id: AccountId,
    note: &str,
) -> Result<Me, AccountError> {
    let mut tx = pool.begin().await?;
    if me(&mut tx, id).await?.role != Role::Student {
        return Err(AccountError::TeachesAlready);
    }
    let (request, now) = (TeacherRequestId::new(clock), clock.now());
    match approval {
        TeacherApproval::Admin => {
            sql::insert_request(&mut tx, request, id, note, RequestState::Waiting, now).await?;
        }
        TeacherApproval::AtOnce => {
            sql::insert_request(&mut tx, request, id, note, RequestState::Approved, now).await?;
            sql::set_role(&mut tx, id, Role::Teacher, now).await?;
        }
    }
    let me = me(&mut tx, id).await?;
    tx.commit().await?;
    Ok(me)
}

#[cfg(test)]
mod tests {
    use super::normal_email;

    #[test]
    fn addresses_are_kept_in_lower_case_and_nonsense_is_refused() {
        assert_eq!(normal_email(" Anna@Example.ORG "), Some("anna@example.org".into()));
        assert_eq!(normal_email("a+b@mail.example.org"), Some("a+b@mail.example.org".into()));
        for bad in [
            "",
            "anna",
            "anna@",
            "@example.org",
            "anna@example",
            "an na@example.org",
            "anna@exa\0mple.org",
            "анна@example.org",
            "a@b@example.org",
            "a@-b.org",
            "a@b..org",
            "🎓@example.org",
        ] {
            assert_eq!(normal_email(bad), None, "{bad}");
        }
    }
}
