use super::limits::Limits;
use super::{AuthError, TokenKeys, sql};
use crate::accounts::password::Passwords;
use crate::accounts::{self, Me, NewAccount, Role, normal_email};
use chrono::{DateTime, TimeDelta, Utc};
use lectern_config::AuthConfig;
use lectern_db::{AccountId, Clock, SessionId};
use sqlx::{PgConnection, PgPool};
use std::net::IpAddr;

/// Where a sign-in comes from.
#[derive(Debug, Clone)]
pub struct Device {
    /// The client's address as trusted proxies tell it.
    pub address: IpAddr,
    /// As the browser names itself, cut to 300 characters.
    pub user_agent: String,
}

/// A session that has just begun or gone on.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For the `Authorization` header.
    pub access_token: String,
    /// Life of the access token, in seconds.
    pub expires_in_s: i64,
    /// For the cookie.
    pub refresh_token: String,
    /// Whose.
    pub account: Me,
}

/// What signing in stands on.
#[derive(Debug, Clone)]
pub struct Auth {
    /// Derived keys.
    pub keys: TokenKeys,
    /// Hashing, a few at a time.
    pub passwords: Passwords,
    /// Limits on guessing.
    pub limits: Limits,
    refresh_ttl: TimeDelta,
    grace: TimeDelta,
}

impl Auth {
    /// From the settings.
    pub fn new(config: &AuthConfig, limits: Limits) -> Self {
        Self {
            keys: TokenKeys::new(config),
            passwords: Passwords::new(),
            limits,
            refresh_ttl: TimeDelta::seconds(config.refresh_ttl_s),
            grace: TimeDelta::seconds(config.refresh_grace_s),
        }
    }

    /// Makes an account and signs it in.
    ///
    /// # Errors
    /// [`AuthError::Account`] with what is wrong; [`AuthError::TooMany`] for an address that tries too much.
    pub async fn register(
        &self,
        pool: &PgPool,
        clock: &dyn Clock,
        new: NewAccount,
        device: &Device,
    ) -> Result<SignedIn, AuthError> {
        // Refused addresses tell who has an account: guessing them is limited as passwords are.
        let attempt = self.limits.begin(&format!("register {}", new.email), device.address).await?;
        let role = new.role;
        let account = accounts::create(pool, clock, &self.passwords, new).await?;
        self.limits.succeeded(attempt).await;
        self.begin_session(pool, clock, account, role, device).await
    }

    /// Signs in by password.
    ///
    /// # Errors
    /// [`AuthError::WrongCredentials`], [`AuthError::Blocked`] or [`AuthError::TooMany`].
    pub async fn sign_in(
        &self,
        pool: &PgPool,
        clock: &dyn Clock,
        email: &str,
        password: String,
        device: &Device,
    ) -> Result<SignedIn, AuthError> {
        let email = normal_email(email).unwrap_or_default();
        let attempt = self.limits.begin(&email, device.address).await?;
        let known = accounts::sql::credentials(&mut *pool.acquire().await?, &email).await?;
        let hash = known.as_ref().map(|known| known.password_hash.clone());
        let fits = self.passwords.verify(password, hash).await;
        let Some(known) = known.filter(|_| fits) else { return Err(AuthError::WrongCredentials) };
        self.limits.succeeded(attempt).await;
        if known.blocked_at.is_some() {
            return Err(AuthError::Blocked);
        }
        self.begin_session(pool, clock, known.id, known.role, device).await
    }

    async fn begin_session(
        &self,
        pool: &PgPool,
        clock: &dyn Clock,
        account: AccountId,
        role: Role,
        device: &Device,
    ) -> Result<SignedIn, AuthError> {
        let (session, now) = (SessionId::new(clock), clock.now());
        let mut tx = pool.begin().await?;
        let new = sql::NewSession {
            id: session,
            account,
            token_hash: &self.keys.refresh_hash(session, 0),
            device,
            now,
            expires_at: now + self.refresh_ttl,
        };
        sql::insert(&mut tx, &new).await?;
        let me = accounts::me(&mut tx, account).await?;
        tx.commit().await?;
        Ok(self.signed_in(session, 0, role, me, now))
    }

    fn signed_in(&self, session: SessionId, counter: i32, role: Role, account: Me, now: DateTime<Utc>) -> SignedIn {
        SignedIn {
            access_token: self.keys.access(account.id, session, role, now),
            expires_in_s: self.keys.access_ttl_s(),
            refresh_token: self.keys.refresh(session, counter),
            account,
        }
    }

    /// Goes on with a session. The newest token, while it is younger than the grace, and the one before it within the
    /// grace both get the newest: tabs and reloads race, and requests overtake one another. Any older one is a copy in
    /// someone else's hands and ends the family.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] when the session is over.
    pub async fn refresh(&self, pool: &PgPool, clock: &dyn Clock, token: &str) -> Result<SignedIn, AuthError> {
        let token = self.keys.read_refresh(token).ok_or(AuthError::SignedOut)?;
        let now = clock.now();
        let mut tx = pool.begin().await?;
        let family = sql::family(&mut tx, token.session, now).await?.ok_or(AuthError::SignedOut)?;
        let known = family.token_hash == self.keys.refresh_hash(token.session, family.counter);
        if family.over || !known || token.counter > family.counter {
            return Err(AuthError::SignedOut);
        }
        let in_grace = now < family.grace_until;
        let behind = family.counter - token.counter;
        let counter = match behind {
            0 if !in_grace => {
                let next = family.counter + 1;
                let hash = self.keys.refresh_hash(token.session, next);
                sql::rotate(&mut tx, token.session, &hash, now, now + self.grace, now + self.refresh_ttl).await?;
                next
            }
            0 => family.counter,
            1 if in_grace => family.counter,
            _ => {
                sql::revoke(&mut tx, token.session, now).await?;
                accounts::sql::notify_sessions(&mut tx, family.account).await?;
                tx.commit().await?;
                tracing::warn!(account.id = %family.account, "an old refresh token was used again: its session is ended");
                return Err(AuthError::SignedOut);
            }
        };
        let me = accounts::me(&mut tx, family.account).await?;
        tx.commit().await?;
        Ok(self.signed_in(token.session, counter, family.role, me, now))
    }

    /// Ends the session of a refresh token; a token that is none ends nothing.
    ///
    /// # Errors
    /// When Postgres fails.
    pub async fn sign_out(&self, pool: &PgPool, clock: &dyn Clock, token: &str) -> Result<(), AuthError> {
        let Some(token) = self.keys.read_refresh(token) else { return Ok(()) };
        let mut tx = pool.begin().await?;
        if let Some(family) = sql::family(&mut tx, token.session, clock.now()).await? {
            sql::revoke(&mut tx, token.session, clock.now()).await?;
            accounts::sql::notify_sessions(&mut tx, family.account).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Ends all sessions of an account, within the transaction that blocks it.
///
/// # Errors
/// When Postgres fails.
pub async fn end_sessions(db: &mut PgConnection, clock: &dyn Clock, account: AccountId) -> sqlx::Result<()> {
    sql::revoke_all(db, account, clock.now()).await?;
    accounts::sql::notify_sessions(db, account).await
}
