//! Currencies of ISO 4217.

use crate::MoneyError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Active codes of ISO 4217 with two digits after the point.
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
/// Active codes without digits after the point.
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Active codes with three digits after the point.
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A currency: its three capital letters and how many digits stand after the point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

impl Currency {
    /// Russian rouble.
    pub const RUB: Self = Self { code: *b"RUB", exponent: 2 };
    /// United States dollar.
    pub const USD: Self = Self { code: *b"USD", exponent: 2 };
    /// Euro.
    pub const EUR: Self = Self { code: *b"EUR", exponent: 2 };
    /// Tenge.
    pub const KZT: Self = Self { code: *b"KZT", exponent: 2 };
    /// Belarusian rouble.
    pub const BYN: Self = Self { code: *b"BYN", exponent: 2 };
    /// Yen: it has no minor unit.
    pub const JPY: Self = Self { code: *b"JPY", exponent: 0 };

    /// Three capital letters, such as `RUB`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).expect("codes are ASCII")
    }

    /// Digits after the point: 2 for most, 0 for the yen, 3 for the dinars.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        u32::from(self.exponent)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    /// Takes the code in any case; providers write `rub` and `RUB`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let unknown = || MoneyError::UnknownCurrency(text.chars().take(8).collect());
        let code: [u8; 3] = text.to_ascii_uppercase().into_bytes().try_into().map_err(|_| unknown())?;
        let listed = |list: &str| list.split(' ').any(|known| known.as_bytes() == code);
        let exponent = [(TWO_DIGITS, 2), (NO_DIGITS, 0), (THREE_DIGITS, 3)]
            .into_iter()
            .find_map(|(list, exponent)| listed(list).then_some(exponent))
            .ok_or_else(unknown)?;
        Ok(Self { code, exponent })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_with_their_digits() {
        for (code, digits) in [("RUB", 2), ("kzt", 2), ("Jpy", 0), ("KWD", 3), ("BYN", 2), ("KRW", 0)] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!((currency.code(), currency.exponent()), (code.to_uppercase().as_str(), digits));
        }
        for named in [Currency::RUB, Currency::USD, Currency::EUR, Currency::KZT, Currency::BYN, Currency::JPY] {
            assert_eq!(named.code().parse(), Ok(named));
        }
    }

    #[test]
    fn what_is_no_currency_is_refused() {
        for text in ["", "RU", "RUBL", "XYZ", "₽", "R B", "RUR", "   "] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Currency>("\"XXX\"").is_err());
        assert_eq!(serde_json::to_string(&Currency::RUB).unwrap(), "\"RUB\"");
    }
}
