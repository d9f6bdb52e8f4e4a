//! VAT of a course's price, in the codes of Russian fiscal receipts (54-FZ).

use crate::{BasisPoints, Money};
use serde::{Deserialize, Serialize};

/// A rate of VAT by its code in a fiscal receipt, 1 to 12
/// (<https://yookassa.ru/developers/54fz/parameters-values>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct VatCode(u8);

/// A number that is no code of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a VAT code: 1 to 12")]
pub struct UnknownVatCode(pub u8);

impl VatCode {
    /// The seller pays no VAT.
    pub const NONE: Self = Self(1);

    /// The code's number, 1 to 12.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }

    /// The rate; absent when the seller pays no VAT, which a receipt tells apart from a rate of zero. The computed
    /// rates (10/110 and so on) are the same part of a price as the plain ones.
    #[must_use]
    pub fn rate(self) -> Option<BasisPoints> {
        let percent = match self.0 {
            3 | 5 => 10,
            4 | 6 => 20,
            7 | 9 => 5,
            8 | 10 => 7,
            11 | 12 => 22,
            2 => 0,
            _ => return None,
        };
        BasisPoints::percent(percent).ok()
    }

    /// The tax inside `price`; absent when there is none to speak of.
    #[must_use]
    pub fn tax_in(self, price: Money) -> Option<Money> {
        self.rate().map(|rate| price.included_tax(rate))
    }
}

impl TryFrom<u8> for VatCode {
    type Error = UnknownVatCode;
    fn try_from(code: u8) -> Result<Self, UnknownVatCode> {
        if (1..=12).contains(&code) { Ok(Self(code)) } else { Err(UnknownVatCode(code)) }
    }
}

impl From<VatCode> for u8 {
    fn from(code: VatCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_rate_of_zero_is_not_the_absence_of_tax() {
        let price = Money::new(12_200, Currency::RUB);
        let tax = |code: u8| VatCode::try_from(code).unwrap().tax_in(price).map(|tax| tax.minor);
        assert_eq!(tax(1), None);
        assert_eq!(tax(2), Some(0));
        assert_eq!(tax(11), Some(2_200));
        assert_eq!(tax(12), Some(2_200));
        assert!((1..=12).all(|code| VatCode::try_from(code).is_ok()));
        assert!(VatCode::try_from(0).is_err() && VatCode::try_from(13).is_err());
    }
}
