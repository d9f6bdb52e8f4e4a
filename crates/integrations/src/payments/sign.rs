//! Signed notices: `t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`, the scheme of Stripe
//! (<https://docs.stripe.com/webhooks#verify-manually>), used by the test provider too.

use super::ProviderError;
use ::http::HeaderMap;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// How far a signature's time may be from ours, in seconds; what Stripe's own libraries take.
pub const TOLERANCE_S: i64 = 300;
/// A rolled secret makes two; more than this is somebody trying.
const SIGNATURES_MAX: usize = 8;

fn mac(secret: &SecretString, time: i64, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes any key");
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// The header's value for `body` sent at `now`.
#[must_use]
pub fn sign(secret: &SecretString, now: DateTime<Utc>, body: &[u8]) -> String {
    let time = now.timestamp();
    format!("t={time},v1={}", hex::encode(mac(secret, time, body)))
}

/// Checks the one header `name` of a notice. Several `v1` are tried, because a rolled secret makes two signatures;
/// they are compared in constant time. Two headers or two times are refused: whoever reads them differently than we do
/// could be fooled.
///
/// # Errors
/// [`ProviderError::BadSignature`]; [`ProviderError::TooOld`] when it is right but more than five minutes from `now`.
pub fn check(
    headers: &HeaderMap,
    name: &str,
    secret: &SecretString,
    now: DateTime<Utc>,
    body: &[u8],
) -> Result<(), ProviderError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(ProviderError::BadSignature("it is not signed"))?;
    if values.next().is_some() {
        return Err(ProviderError::BadSignature("it is signed twice"));
    }
    let value = value.to_str().map_err(|_| ProviderError::BadSignature("the signature is not text"))?;
    let (mut time, mut signatures) = (None, Vec::new());
    for (key, value) in value.split(',').filter_map(|part| part.trim().split_once('=')) {
        match key {
            "t" if time.is_some() => return Err(ProviderError::BadSignature("it has two times")),
            "t" => time = value.parse::<i64>().ok(),
            "v1" => signatures.push(value),
            _ => {} // other versions, such as v0 of test clocks, are not ours to judge
        }
    }
    let time = time.ok_or(ProviderError::BadSignature("the signature has no time"))?;
    if signatures.is_empty() || signatures.len() > SIGNATURES_MAX {
        return Err(ProviderError::BadSignature("it has no signature we can check"));
    }
    let expected = mac(secret, time, body);
    let matches = signatures.into_iter().fold(Choice::from(0), |known, signature| {
        known | hex::decode(signature).map_or(Choice::from(0), |bytes| bytes.ct_eq(&expected))
    });
    if !bool::from(matches) {
        return Err(ProviderError::BadSignature("the signature is wrong"));
    }
    let age = now.timestamp().saturating_sub(time);
    if age.saturating_abs() > TOLERANCE_S {
        return Err(ProviderError::TooOld(age));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const NAME: &str = "stripe-signature";

    fn secret() -> SecretString {
        "whsec_test".into()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn checked(values: &[&str], at: DateTime<Utc>) -> Result<(), ProviderError> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(NAME, value.parse().unwrap());
        }
        check(&headers, NAME, &secret(), at, b"{}")
    }

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        // HMAC-SHA256("whsec_test", "1800000000.{}"), computed with openssl.
        assert_eq!(sign(&secret(), now(), b"{}"), KNOWN);
        assert!(checked(&[KNOWN], now()).is_ok());
    }

    const KNOWN: &str = "t=1800000000,v1=482e6337ac5272392d375c6fdc4d52a7e615dc2facedab0ffe155ddfd6a56e66";

    #[test]
    fn none_wrong_double_and_old_signatures_are_refused() {
        let good = sign(&secret(), now(), b"{}");
        let other = sign(&"whsec_other".into(), now(), b"{}");
        let other_body = sign(&secret(), now(), b"{ }");
        let bare = good.split_once("v1=").unwrap().1;
        for values in [
            vec![],
            vec![""],
            vec!["t=1800000000"],
            vec!["v1=00"],
            vec![bare],
            vec![other.as_str()],
            vec![other_body.as_str()],
            vec![good.as_str(), good.as_str()],
            vec![&good[..good.len() - 2]],
        ] {
            assert!(matches!(checked(&values, now()), Err(ProviderError::BadSignature(_))), "{values:?}");
        }
        for value in [format!("t=1,{good}"), format!("t=x,v1={bare}"), format!("t=1800000000,v0={bare}")] {
            assert!(matches!(checked(&[&value], now()), Err(ProviderError::BadSignature(_))), "{value}");
        }
        let many = format!("{good}{}", ",v1=00".repeat(8));
        assert!(matches!(checked(&[&many], now()), Err(ProviderError::BadSignature(_))));
    }

    #[test]
    fn one_right_signature_among_several_is_enough() {
        let good = sign(&secret(), now(), b"{}");
        let two = good.replace(",v1=", ",v1=00ff,v0=zz,v1=");
        assert!(checked(&[&two], now()).is_ok());
    }

    #[test]
    fn five_minutes_are_the_limit_both_ways() {
        let good = sign(&secret(), now(), b"{}");
        for (shift, fits) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (31_536_000, false)] {
            let result = checked(&[&good], now() + TimeDelta::seconds(shift));
            assert_eq!(result.is_ok(), fits, "{shift}");
            assert!(fits || matches!(result, Err(ProviderError::TooOld(age)) if age == shift));
        }
    }
}
