use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use lectern_db::{PlaybackSessionId, VideoId};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use uuid::Uuid;

/// Video, session, expiry in seconds.
const FIELDS: usize = 16 + 16 + 8;
/// With the HMAC-SHA256 over them. A multiple of three: base64 needs no padding and has one spelling only.
const WHOLE: usize = FIELDS + 32;

/// What a token says, once its signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The only video it is good for.
    pub video: VideoId,
    /// The row that decides.
    pub session: PlaybackSessionId,
    /// To the second.
    pub expires_at: DateTime<Utc>,
}

/// Signs and opens the tokens that stand in addresses.
#[derive(Clone)]
pub struct TokenKey(Hmac<Sha256>);

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey")
    }
}

impl TokenKey {
    /// A key of its own, derived from the school's secret.
    pub fn derive(secret: &SecretString) -> Self {
        let mut root = mac(secret.expose_secret().as_bytes());
        root.update(b"lectern playback token 1");
        Self(mac(&root.finalize().into_bytes()))
    }

    /// The token of `grant`: equal grants have equal tokens. 96 characters of `[A-Za-z0-9_-]`.
    pub fn sign(&self, grant: &Grant) -> String {
        let mut bytes = Vec::with_capacity(WHOLE);
        bytes.extend_from_slice(grant.video.0.as_bytes());
        bytes.extend_from_slice(grant.session.0.as_bytes());
        bytes.extend_from_slice(&grant.expires_at.timestamp().to_be_bytes());
        let mut signer = self.0.clone();
        signer.update(&bytes);
        bytes.extend_from_slice(&signer.finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What `token` says, or nothing when its signature does not hold. Whether it is over is the caller's question.
    pub fn open(&self, token: &str) -> Option<Grant> {
        let bytes: [u8; WHOLE] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (fields, signature) = bytes.split_at(FIELDS);
        let mut signer = self.0.clone();
        signer.update(fields);
        signer.verify_slice(signature).ok()?;
        let expires_s = i64::from_be_bytes(fields[32..].try_into().ok()?);
        Some(Grant {
            video: VideoId(Uuid::from_slice(&fields[..16]).ok()?),
            session: PlaybackSessionId(Uuid::from_slice(&fields[16..32]).ok()?),
            expires_at: DateTime::from_timestamp(expires_s, 0)?,
        })
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lectern_db::{Clock, SystemClock};

    fn grant() -> Grant {
        let expires_at = DateTime::from_timestamp(SystemClock.now().timestamp(), 0).unwrap();
        Grant { video: VideoId::new(&SystemClock), session: PlaybackSessionId::new(&SystemClock), expires_at }
    }

    #[test]
    fn a_token_says_what_was_signed_in_characters_of_an_address() {
        let (key, grant) = (TokenKey::derive(&"secret".into()), grant());
        let token = key.sign(&grant);
        assert_eq!(key.open(&token), Some(grant));
        assert_eq!(key.sign(&grant), token);
        assert!(token.len() == 96 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)), "{token}");
    }

    #[test]
    fn an_altered_cut_padded_or_foreign_token_says_nothing() {
        let (key, grant) = (TokenKey::derive(&"secret".into()), grant());
        let token = key.sign(&grant);
        for at in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(key.open(std::str::from_utf8(&altered).unwrap()), None, "character {at}");
        }
        for other in [&token[..95], &format!("{token}A"), &format!("{token}=="), ""] {
            assert_eq!(key.open(other), None, "{other}");
        }
        assert_eq!(TokenKey::derive(&"another".into()).open(&token), None);
    }
}
