//! Certificates as Open Badges 3.0: a credential as a JWT (VC-JWT, Open Badges 3.0 §8.2) signed with the school's
//! Ed25519 key, and the list of those that are not in force any more (Bitstring Status List 1.0).

use super::model::{Certificate, PrintedLanguage};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use flate2::Compression;
use flate2::write::GzEncoder;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Certificates of one status list: the least that hides which one is asked about (Bitstring Status List 1.0, §6.1).
pub const LIST_LENGTH: i64 = 131_072;

/// The longest credential that is looked at, in bytes; ours have about 4 kB.
pub const LONGEST_CREDENTIAL: usize = 64 * 1024;

/// The school's key. Its public half has an address, so that anyone can verify what it has signed.
#[derive(Clone)]
pub struct BadgeKey {
    key: SigningKey,
    id: String,
}

impl std::fmt::Debug for BadgeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BadgeKey({})", self.id)
    }
}

impl BadgeKey {
    /// The key that belongs to the instance's secret: the same secret gives the same key.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn derive(secret: &SecretString) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("any length will do");
        mac.update(b"lectern open badges ed25519");
        let key = SigningKey::from_bytes(&mac.finalize().into_bytes().into());
        let id = key_id(key.verifying_key().as_bytes());
        Self { key, id }
    }

    /// Its thumbprint (RFC 7638).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half, raw.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// A compact JWT with this payload; `base` is the school's own address.
    fn sign(&self, base: &str, payload: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("{base}/api/v1/badges/keys/{}", self.id) });
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(payload.to_string()));
        let signature = self.key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

fn key_id(public: &[u8]) -> String {
    // The members in the order and form that RFC 7638 asks for.
    let thumb = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64.encode(public));
    BASE64.encode(Sha256::digest(thumb))
}

/// A public key as a JWK (RFC 8037).
pub fn jwk(public: &[u8]) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(public), "kid": key_id(public), "alg": "EdDSA", "use": "sig" })
}

/// The school as an issuer of badges.
pub fn issuer(base: &str, school: &str) -> Value {
    json!({ "id": format!("{base}/api/v1/badges/issuer"), "type": ["Profile"], "name": school, "url": base })
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn context() -> Value {
    json!(["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"])
}

/// The certificate as a signed credential. The same certificate gives the same bytes.
pub fn credential(key: &BadgeKey, base: &str, row: &Certificate) -> String {
    let id = format!("{base}/check/{}", row.number);
    let issuer = issuer(base, &row.school_name);
    let list = row.status_index / LIST_LENGTH;
    let list = format!("{base}/api/v1/badges/status/{list}");
    let place = (row.status_index % LIST_LENGTH).to_string();
    let payload = json!({
        "@context": context(),
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": row.course_title,
        "issuer": issuer,
        "validFrom": moment(row.issued_at),
        "credentialSubject": {
            "id": format!("urn:uuid:{}", row.account),
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": false,
                "identityHash": row.holder_name,
            }],
            "achievement": {
                "id": format!("{base}/courses/{}", row.course),
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": row.course_title,
                "description": said(row.language, Said::Description, 0),
                "criteria": { "narrative": said(row.language, Said::Criteria, 0) },
                "inLanguage": row.language.as_str(),
                "version": row.course_version.to_string(),
                "creator": issuer,
            },
        },
        "evidence": evidence(&id, row),
        "credentialStatus": {
            "id": format!("{list}#{place}"),
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": place,
            "statusListCredential": list,
        },
        "iss": issuer["id"],
        "sub": format!("urn:uuid:{}", row.account),
        "jti": id,
        "nbf": row.issued_at.timestamp(),
        "iat": row.issued_at.timestamp(),
    });
    key.sign(base, &payload)
}

fn evidence(id: &str, row: &Certificate) -> Vec<Value> {
    let one = |name, narrative| json!({ "id": id, "type": ["Evidence"], "name": name, "narrative": narrative });
    let watched = row
        .watched
        .map(|share| one(said(row.language, Said::Watched, 0), said(row.language, Said::WatchedShare, share)));
    let score = row.score.map(|score| one(said(row.language, Said::Test, 0), said(row.language, Said::Score, score)));
    watched.into_iter().chain(score).collect()
}

#[derive(Clone, Copy)]
enum Said {
    Description,
    Criteria,
    Watched,
    WatchedShare,
    Test,
    Score,
}

/// The words of a credential, in its language.
fn said(language: PrintedLanguage, what: Said, percent: i16) -> String {
    let (ru, en) = match what {
        Said::Description => ("Курс пройден полностью".to_owned(), "The course was completed".to_owned()),
        Said::Criteria => (
            "Завершены все обязательные уроки и, если он есть, сдан итоговый тест.".to_owned(),
            "All required lessons are done and the final test, if there is one, is passed.".to_owned(),
        ),
        Said::Watched => ("Просмотр".to_owned(), "Watching".to_owned()),
        Said::WatchedShare => {
            (format!("Просмотрено {percent} % видео курса"), format!("{percent} % of the videos was watched"))
        }
        Said::Test => ("Итоговый тест".to_owned(), "Final test".to_owned()),
        Said::Score => (format!("Результат: {percent} %"), format!("Score: {percent} %")),
    };
    match language {
        PrintedLanguage::Ru => ru,
        PrintedLanguage::En => en,
    }
}

/// The list as a signed credential: bit `n` is set when the certificate at that place is not in force. `places` are
/// those.
pub fn status_list(key: &BadgeKey, base: &str, school: &str, list: i64, places: &[i64], now: DateTime<Utc>) -> String {
    let mut bits = vec![0_u8; usize::try_from(LIST_LENGTH / 8).unwrap_or_default()];
    for place in places.iter().filter_map(|place| usize::try_from(*place).ok()) {
        // The first is the leftmost bit.
        if let Some(byte) = bits.get_mut(place / 8) {
            *byte |= 0x80 >> (place % 8);
        }
    }
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    let zipped = zipped.write_all(&bits).and_then(|()| zipped.finish()).unwrap_or_default();
    let id = format!("{base}/api/v1/badges/status/{list}");
    let issuer = issuer(base, school);
    let payload = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer["id"],
        "validFrom": moment(now),
        "credentialSubject": {
            "id": format!("{id}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": format!("u{}", BASE64.encode(zipped)),
        },
        "iss": issuer["id"],
        "sub": format!("{id}#list"),
        "jti": id,
        "nbf": now.timestamp(),
        "iat": now.timestamp(),
    });
    key.sign(base, &payload)
}

/// What a signed credential says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The number of the certificate it is of.
    pub number: String,
    /// Whom it names.
    pub holder_name: String,
    /// What for.
    pub course_title: String,
}

/// What became of reading a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Signed by one of the keys.
    Ours(Claims),
    /// It has the form of a credential, but the signature does not fit: changed, or never ours.
    NotOurs,
    /// It is no credential at all.
    NotACredential,
}

/// Reads a compact JWT against the keys that the school has ever signed with. Nothing in it is believed before that;
/// the algorithm is EdDSA whatever it says.
pub fn read(token: &str, keys: &[Vec<u8>]) -> Read {
    let parts: Vec<_> = token.trim().split('.').collect();
    let [header, payload, signature] = parts[..] else { return Read::NotACredential };
    let json = |part: &str| serde_json::from_slice::<Value>(&BASE64.decode(part).ok()?).ok();
    let (Some(header_said), Some(said), Ok(signed)) = (json(header), json(payload), BASE64.decode(signature)) else {
        return Read::NotACredential;
    };
    let mut types = said["type"].as_array().into_iter().flatten();
    if !types.any(|kind| kind == "OpenBadgeCredential" || kind == "AchievementCredential") {
        return Read::NotACredential;
    }
    let signed = Signature::from_slice(&signed);
    let fits = |public: &Vec<u8>| {
        let key = <&[u8; 32]>::try_from(&public[..]).ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
        let text = format!("{header}.{payload}");
        matches!((key, &signed), (Some(key), Ok(signed)) if key.verify_strict(text.as_bytes(), signed).is_ok())
    };
    if header_said["alg"] != "EdDSA" || !keys.iter().any(fits) {
        return Read::NotOurs;
    }
    let subject = &said["credentialSubject"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Read::Ours(Claims {
        number: text(&said["id"]).rsplit('/').next().unwrap_or_default().to_owned(),
        holder_name: text(&subject["identifier"][0]["identityHash"]),
        course_title: text(&subject["achievement"]["name"]),
    })
}

/// Out of a dropped file the credential: the JWT itself, a JSON envelope around it, or what lies inside our PDF.
pub fn find_credential(file: &[u8]) -> Option<String> {
    if file.starts_with(b"%PDF") {
        return crate::files::attached(file, LONGEST_CREDENTIAL, looks_like_a_token)
            .and_then(|bytes| String::from_utf8(bytes).ok());
    }
    let text = std::str::from_utf8(file).ok()?.trim_start_matches('\u{feff}').trim();
    if text.len() > LONGEST_CREDENTIAL * 2 {
        return None;
    }
    if !text.starts_with('{') {
        return looks_like_a_token(text.as_bytes()).then(|| text.to_owned());
    }
    let envelope: Value = serde_json::from_str(text).ok()?;
    let token = envelope["id"].as_str()?.strip_prefix("data:application/vc+jwt,")?;
    looks_like_a_token(token.as_bytes()).then(|| token.to_owned())
}

/// The JWT in the envelope that Verifiable Credentials 2.0 (§4.13) has for it.
pub fn envelope(token: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": format!("data:application/vc+jwt,{token}"),
    })
}

fn looks_like_a_token(bytes: &[u8]) -> bool {
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    bytes.starts_with(b"eyJ")
        && bytes.len() <= LONGEST_CREDENTIAL
        && bytes.trim_ascii().iter().all(letters)
        && bytes.iter().filter(|byte| **byte == b'.').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read as _;

    const BASE: &str = "https://school.test";

    fn key(secret: &str) -> BadgeKey {
        BadgeKey::derive(&secret.to_owned().into())
    }

    fn token(key: &BadgeKey) -> String {
        let payload = json!({
            "id": format!("{BASE}/check/LC-2026-7KQF-3XNP"),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "credentialSubject": { "identifier": [{ "identityHash": "Мария" }], "achievement": { "name": "Музыка" } },
        });
        key.sign(BASE, &payload)
    }

    #[test]
    fn only_what_one_of_the_keys_signed_is_believed() {
        let (ours, theirs) = (key("a"), key("b"));
        let keys = [theirs.public().to_vec(), ours.public().to_vec()];
        let good = token(&ours);
        let Read::Ours(claims) = read(&good, &keys) else { panic!("it is ours") };
        assert_eq!((claims.number.as_str(), claims.holder_name.as_str()), ("LC-2026-7KQF-3XNP", "Мария"));
        assert_eq!(read(&good, &keys[..1]), Read::NotOurs, "another's key");
        let [header, payload, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
        let said = String::from_utf8(BASE64.decode(payload).unwrap()).unwrap().replace("Мария", "Марфа");
        let changed = format!("{header}.{}.{signature}", BASE64.encode(said));
        assert_eq!(read(&changed, &keys), Read::NotOurs, "a changed name");
        let none = BASE64.encode(r#"{"alg":"none"}"#);
        assert_eq!(read(&format!("{none}.{payload}."), &keys), Read::NotOurs, "no algorithm");
        for other in ["", "a.b.c", "..", &ours.sign(BASE, &json!({ "type": ["VerifiableCredential"] }))] {
            assert_eq!(read(other, &keys), Read::NotACredential, "{other}");
        }
    }

    #[test]
    fn a_credential_is_found_in_each_kind_of_file() {
        let token = token(&key("a"));
        let json = envelope(&token).to_string();
        for file in [token.clone(), format!("\u{feff}{token}\n"), json] {
            assert_eq!(find_credential(file.as_bytes()), Some(token.clone()));
        }
        let plain = format!("%PDF-1.7\n1 0 obj <<>> stream\n{token}\nendstream endobj");
        assert_eq!(find_credential(plain.as_bytes()), Some(token));
        for file in [&b"%PDF-1.7 nothing"[..], b"{", b"{\"id\": 1}", b"\xff\xfe", b"", b"eyJ"] {
            assert_eq!(find_credential(file), None);
        }
        assert_eq!(find_credential(&[b'e'; 1 << 20]), None);
    }

    #[test]
    fn a_status_list_has_one_bit_for_each_certificate() {
        let list = status_list(&key("a"), BASE, "School", 0, &[0, 9, LIST_LENGTH], DateTime::UNIX_EPOCH);
        let payload: Value = serde_json::from_slice(&BASE64.decode(list.split('.').nth(1).unwrap()).unwrap()).unwrap();
        let encoded = payload["credentialSubject"]["encodedList"].as_str().unwrap();
        let mut bits = Vec::new();
        GzDecoder::new(&BASE64.decode(&encoded[1..]).unwrap()[..]).read_to_end(&mut bits).unwrap();
        assert_eq!((bits.len(), bits[0], bits[1], bits[2..].iter().all(|byte| *byte == 0)), (16_384, 0x80, 0x40, true));
    }

    #[test]
    fn a_key_has_the_thumbprint_of_rfc_8037() {
        let public = BASE64.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        assert_eq!(jwk(&public)["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
