//! Passwords: argon2id, off the async threads, a few at a time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// One hash takes 19 MiB and some 20 ms of a core: more at once only fills memory.
const AT_ONCE: usize = 4;

/// Passwords that everybody tries first, lower case.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "qwertyuiop",
    "qwerty123",
    "qwerty12",
    "11111111",
    "00000000",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno1",
    "letmein1",
    "welcome1",
    "administrator",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "qazwsxedc",
    "zaq12wsx",
    "asdfghjkl",
    "abcd1234",
    "abc12345",
    "йцукенгш",
    "йцукен123",
    "пароль123",
    "пароль12",
    "парольпароль",
    "passw0rd",
    "p@ssw0rd",
    "changeme",
    "87654321",
    "987654321",
    "qwertyui",
    "lectern1",
];

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Under 8 characters.
    TooShort,
    /// Over 128 characters.
    TooLong,
    /// On everybody's list, or one character over and over.
    TooCommon,
    /// Made of the person's own name or address.
    LikeYou,
}

impl PasswordProblem {
    /// Stable name the interface translates.
    pub fn slug(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::TooCommon => "too-common",
            Self::LikeYou => "like-your-name",
        }
    }
}

/// Says what is wrong with `password` for a person of this name and address, if anything is.
pub fn problem(password: &str, name: &str, email: &str) -> Option<PasswordProblem> {
    let length = password.chars().count();
    if length < 8 {
        return Some(PasswordProblem::TooShort);
    }
    if length > 128 {
        return Some(PasswordProblem::TooLong);
    }
    let lower = password.to_lowercase();
    let first = lower.chars().next();
    if COMMON.contains(&lower.as_str()) || lower.chars().all(|c| Some(c) == first) {
        return Some(PasswordProblem::TooCommon);
    }
    let (name, email) = (name.to_lowercase(), email.to_lowercase());
    let parts = name.split_whitespace().chain(email.split(['@', '.', '+', '-', '_']));
    // What is left without the name must still be a password.
    let own = parts.filter(|part| part.chars().count() >= 4 && lower.contains(part));
    let longest = own.map(|part| part.chars().count()).max().unwrap_or(0);
    (longest > 0 && length.saturating_sub(longest) < 6).then_some(PasswordProblem::LikeYou)
}

/// Hashes and verifies. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Verified for unknown addresses, so that they take the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Panics
    /// Never: the default parameters of argon2id are valid.
    pub fn new() -> Self {
        let nobody = Argon2::default().hash_password(&rand::random::<[u8; 16]>()).expect("valid parameters");
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), nobody: nobody.to_string().into() }
    }

    /// A PHC string with its own salt; `None` when hashing failed.
    pub async fn hash(&self, password: String) -> Option<String> {
        self.in_turn(move || Argon2::default().hash_password(password.as_bytes()).ok().map(|h| h.to_string())).await?
    }

    /// Whether `password` fits `hash`; for an unknown account (`None`) no, after the same time.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let fits = self
            .in_turn(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
            })
            .await;
        known && fits == Some(true)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_would_try_is_refused() {
        let of = |password: &str| problem(password, "Анна Петрова", "anna.petrova@example.org");
        assert_eq!(of("коротко"), Some(PasswordProblem::TooShort));
        assert_eq!(of("Password1"), Some(PasswordProblem::TooCommon));
        assert_eq!(of("zzzzzzzzzz"), Some(PasswordProblem::TooCommon));
        assert_eq!(of("петрова12"), Some(PasswordProblem::LikeYou));
        let long = "щ".repeat(129);
        assert_eq!(of(&long), Some(PasswordProblem::TooLong));
        assert_eq!(of("correct horse battery"), None);
        assert_eq!(of("петрова любит дождь"), None);
        assert_eq!(of(&"щб".repeat(64)), None);
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_fits() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await);
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await);
        assert!(!passwords.verify("correct horse".into(), None).await);
    }
}
