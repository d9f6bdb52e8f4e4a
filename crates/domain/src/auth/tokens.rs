use crate::accounts::Role;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lectern_config::AuthConfig;
use lectern_db::{AccountId, SessionId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const ISSUER: &str = "lectern";
const AUDIENCE: &str = "lectern-api";

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The account.
    pub sub: AccountId,
    /// The session.
    pub sid: SessionId,
    /// For the interface; rights are asked of the database.
    pub role: Role,
    /// Seconds since 1970.
    pub exp: i64,
    /// Who made it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
}

/// Keys derived from the one secret, each for one use.
#[derive(Clone)]
pub struct TokenKeys {
    signing: EncodingKey,
    checking: DecodingKey,
    refresh: [u8; 32],
    access_ttl_s: i64,
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKeys")
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A refresh token taken apart; only [`TokenKeys::read_refresh`] makes one, so its signature was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// The family.
    pub session: SessionId,
    /// Which of the family.
    pub counter: i32,
}

impl TokenKeys {
    /// Derives the keys.
    pub fn new(config: &AuthConfig) -> Self {
        let secret = config.secret.expose_secret().as_bytes();
        let access = mac(secret, &[b"lectern access token v1"]);
        Self {
            signing: EncodingKey::from_secret(&access),
            checking: DecodingKey::from_secret(&access),
            refresh: mac(secret, &[b"lectern refresh token v1"]),
            access_ttl_s: config.access_ttl_s,
        }
    }

    /// Life of an access token, in seconds.
    pub fn access_ttl_s(&self) -> i64 {
        self.access_ttl_s
    }

    /// An access token from now on.
    ///
    /// # Panics
    /// Never: the claims are plain JSON and the key fits the algorithm.
    pub fn access(&self, account: AccountId, session: SessionId, role: Role, now: DateTime<Utc>) -> String {
        let claims = Claims {
            sub: account,
            sid: session,
            role,
            exp: now.timestamp() + self.access_ttl_s,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).expect("plain claims, fitting key")
    }

    /// What a token says, if we made it and it is not over at `now`.
    pub fn read_access(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Compared below with our own clock, without leeway.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checking, &rules).ok()?.claims;
        (claims.exp > now.timestamp()).then_some(claims)
    }

    /// Token number `counter` of a family.
    pub fn refresh(&self, session: SessionId, counter: i32) -> String {
        let tag = mac(&self.refresh, &[session.0.as_bytes(), &counter.to_be_bytes()]);
        format!("{}.{counter}.{}", session.0.simple(), URL_SAFE_NO_PAD.encode(tag))
    }

    /// Takes a token apart, if we made it.
    pub fn read_refresh(&self, token: &str) -> Option<RefreshToken> {
        let mut parts = token.split('.');
        let (session, counter) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let real = self.refresh(session, counter);
        bool::from(real.as_bytes().ct_eq(token.as_bytes())).then_some(RefreshToken { session, counter })
    }

    /// What is stored of a token.
    pub fn refresh_hash(&self, session: SessionId, counter: i32) -> Vec<u8> {
        Sha256::digest(self.refresh(session, counter)).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn keys(secret: &str) -> TokenKeys {
        let config = serde_json::json!({ "secret": secret });
        TokenKeys::new(&serde_json::from_value(config).unwrap())
    }

    #[test]
    fn an_access_token_is_ours_whole_and_in_time() {
        let (keys, now) = (keys("a secret"), Utc::now());
        let (account, session) = (AccountId(uuid::Uuid::from_u128(1)), SessionId(uuid::Uuid::from_u128(2)));
        let token = keys.access(account, session, Role::Teacher, now);
        let claims = keys.read_access(&token, now).unwrap();
        assert_eq!((claims.sub, claims.sid, claims.role), (account, session, Role::Teacher));
        assert!(keys.read_access(&token, now + TimeDelta::seconds(keys.access_ttl_s())).is_none());
        assert!(super::tests::keys("another").read_access(&token, now).is_none());
        let mut altered = token.clone().into_bytes();
        let middle = token.find('.').unwrap() + 5;
        altered[middle] = if altered[middle] == b'A' { b'B' } else { b'A' };
        assert!(keys.read_access(std::str::from_utf8(&altered).unwrap(), now).is_none());
        let (_, rest) = token.split_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
        assert!(keys.read_access(&format!("{none}.{rest}"), now).is_none());
    }

    #[test]
    fn a_refresh_token_can_be_derived_but_not_made_up() {
        let keys = keys("a secret");
        let session = SessionId(uuid::Uuid::from_u128(7));
        let token = keys.refresh(session, 3);
        assert_eq!(token, keys.refresh(session, 3));
        assert_eq!(keys.read_refresh(&token), Some(RefreshToken { session, counter: 3 }));
        assert_eq!(keys.read_refresh(&token.replacen(".3.", ".4.", 1)), None);
        assert_eq!(keys.read_refresh("nonsense"), None);
    }
}
