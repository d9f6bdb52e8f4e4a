//! Amounts and their arithmetic.

use crate::Currency;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an amount cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a code of ISO 4217.
    #[error("{0:?} is not a known currency")]
    UnknownCurrency(String),
    /// Roubles were added to euros.
    #[error("{left} and {right} cannot be put together")]
    OtherCurrency {
        /// What the amount is in.
        left: Currency,
        /// What the other is in.
        right: Currency,
    },
    /// Does not fit 64 bits.
    #[error("the amount is too large")]
    TooLarge,
    /// Not a decimal number, or with more digits than the currency has.
    #[error("{0:?} is not an amount of this currency")]
    NotAnAmount(String),
    /// A share is 0 to 10 000 basis points.
    #[error("{0} basis points are not a share")]
    NotAShare(i64),
    /// A list of weights that divides nothing.
    #[error("there is nobody to share with")]
    NoShares,
}

/// A part of a whole in hundredths of a per cent: 0 to 10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const WHOLE: Self = Self(10_000);

    /// A share of `points` hundredths of a per cent.
    ///
    /// # Errors
    /// [`MoneyError::NotAShare`] outside 0 to 10 000.
    pub fn new(points: i64) -> Result<Self, MoneyError> {
        match u16::try_from(points) {
            Ok(points) if points <= 10_000 => Ok(Self(points)),
            _ => Err(MoneyError::NotAShare(points)),
        }
    }

    /// A share in whole per cents.
    ///
    /// # Errors
    /// [`MoneyError::NotAShare`] above 100.
    pub fn percent(percent: u8) -> Result<Self, MoneyError> {
        Self::new(i64::from(percent) * 100)
    }

    /// The number, 0 to 10 000.
    #[must_use]
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }
}

impl TryFrom<i64> for BasisPoints {
    type Error = MoneyError;
    fn try_from(points: i64) -> Result<Self, MoneyError> {
        Self::new(points)
    }
}

impl From<BasisPoints> for i64 {
    fn from(share: BasisPoints) -> Self {
        share.get()
    }
}

/// An amount of one currency in its minor units: kopecks, cents, whole yens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be negative.
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing of `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::OtherCurrency`], [`MoneyError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Ok(Self::new(self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::OtherCurrency`], [`MoneyError::TooLarge`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Ok(Self::new(self.minor.checked_sub(other.minor).ok_or(MoneyError::TooLarge)?, self.currency))
    }

    pub(crate) fn same(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::OtherCurrency { left: self.currency, right: other.currency })
    }

    /// `share` of it and the rest; together exactly the whole. The share is rounded towards zero, so that whoever
    /// gives the share never gives more than agreed.
    #[must_use]
    pub fn split(self, share: BasisPoints) -> (Self, Self) {
        let part = ratio(self.minor, share.get(), 10_000);
        (Self::new(part, self.currency), Self::new(self.minor - part, self.currency))
    }

    /// Divides it by `weights`; the parts sum to the whole exactly. Units that are left over go one each to the
    /// parts that lost most by rounding, the earlier first.
    ///
    /// # Errors
    /// [`MoneyError::NoShares`] when the weights are none or all zero.
    pub fn allocate(self, weights: &[u32]) -> Result<Vec<Self>, MoneyError> {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if total == 0 {
            return Err(MoneyError::NoShares);
        }
        let whole = i128::from(self.minor);
        let mut parts: Vec<i128> = weights.iter().map(|weight| whole * i128::from(*weight) / total).collect();
        let left = whole - parts.iter().sum::<i128>();
        let mut by_loss: Vec<usize> = (0..weights.len()).collect();
        by_loss.sort_by_key(|at| std::cmp::Reverse((whole * i128::from(weights[*at]) % total).abs()));
        for at in by_loss.into_iter().take(usize::try_from(left.abs()).unwrap_or(0)) {
            parts[at] += left.signum();
        }
        let part = |minor| Self::new(i64::try_from(minor).expect("a part is no larger than the whole"), self.currency);
        Ok(parts.into_iter().map(part).collect())
    }

    /// The tax of `rate` that a price with tax already contains, to the nearest minor unit, halves away from zero.
    #[must_use]
    pub fn included_tax(self, rate: BasisPoints) -> Self {
        let (numerator, denominator) =
            (i128::from(self.minor) * i128::from(rate.get()), i128::from(10_000 + rate.get()));
        let half = numerator.signum() * denominator / 2;
        let tax = i64::try_from((numerator + half) / denominator).expect("a tax is smaller than the price");
        Self::new(tax, self.currency)
    }

    /// The number alone with all its digits: `100.00`, `-0.05`, `100` for yens. What providers write.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let digits = self.currency.exponent() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let units = format!("{:0width$}", self.minor.unsigned_abs(), width = digits + 1);
        let (whole, fraction) = units.split_at(units.len() - digits);
        if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Reads `100`, `100.5`, `100.50` or `-3.10`. No other signs, spaces, commas or exponents; digits the currency
    /// does not have are refused, not rounded.
    ///
    /// # Errors
    /// [`MoneyError::NotAnAmount`], [`MoneyError::TooLarge`].
    pub fn from_decimal(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::NotAnAmount(text.chars().take(32).collect());
        let digits = currency.exponent() as usize;
        let (negative, number) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(wrong()),
            None => (number, ""),
        };
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) || fraction.len() > digits {
            return Err(wrong());
        }
        let minor: i64 = format!("{whole}{fraction:0<digits$}").parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }
}

/// `amount` · `numerator` / `denominator`, rounded towards zero. The ratio must not exceed one.
pub(crate) fn ratio(amount: i64, numerator: i64, denominator: i64) -> i64 {
    if denominator == 0 {
        return 0;
    }
    let exact = i128::from(amount) * i128::from(numerator) / i128::from(denominator);
    i64::try_from(exact).expect("a part is no larger than the whole")
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_written_with_all_digits_of_the_currency() {
        let kwd: Currency = "KWD".parse().unwrap();
        for (minor, currency, text) in [
            (10_000, Currency::RUB, "100.00"),
            (5, Currency::RUB, "0.05"),
            (-5, Currency::RUB, "-0.05"),
            (0, Currency::EUR, "0.00"),
            (100, Currency::JPY, "100"),
            (1_234, kwd, "1.234"),
            (i64::MAX, Currency::USD, "92233720368547758.07"),
        ] {
            assert_eq!(Money::new(minor, currency).to_decimal(), text);
        }
        assert_eq!(Money::new(-1_250, Currency::BYN).to_string(), "-12.50 BYN");
    }

    #[test]
    fn decimals_that_are_no_amounts_are_refused() {
        for text in
            ["", "-", ".5", "1.", "1,50", "1.005", "1e3", "+1", " 1", "1 ", "--1", "1.-5", "٣", "NaN", "1_0", "0x1"]
        {
            assert!(matches!(Money::from_decimal(text, Currency::RUB), Err(MoneyError::NotAnAmount(_))), "{text:?}");
        }
        assert!(Money::from_decimal("1.0", Currency::JPY).is_err());
        assert_eq!(Money::from_decimal("99999999999999999999", Currency::RUB), Err(MoneyError::TooLarge));
        assert_eq!(Money::from_decimal("7.5", Currency::RUB), Ok(Money::new(750, Currency::RUB)));
    }

    #[test]
    fn currencies_are_not_mixed_and_sums_do_not_wrap() {
        let (rub, usd) = (Money::new(1, Currency::RUB), Money::new(1, Currency::USD));
        assert!(matches!(rub.plus(usd), Err(MoneyError::OtherCurrency { .. })));
        assert!(matches!(rub.minus(usd), Err(MoneyError::OtherCurrency { .. })));
        assert_eq!(Money::new(i64::MAX, Currency::RUB).plus(rub), Err(MoneyError::TooLarge));
        assert_eq!(Money::new(i64::MIN, Currency::RUB).minus(rub), Err(MoneyError::TooLarge));
    }

    #[test]
    fn shares_outside_the_whole_are_refused() {
        assert!(
            BasisPoints::new(-1).is_err() && BasisPoints::new(10_001).is_err() && BasisPoints::percent(101).is_err()
        );
        assert!(serde_json::from_str::<BasisPoints>("70000").is_err());
        assert_eq!(serde_json::from_str::<BasisPoints>("7000").unwrap(), BasisPoints::percent(70).unwrap());
    }

    #[test]
    fn tax_inside_a_price_is_rounded_to_the_nearest_unit() {
        let tax =
            |minor, points| Money::new(minor, Currency::RUB).included_tax(BasisPoints::new(points).unwrap()).minor;
        assert_eq!(tax(12_000, 2_000), 2_000);
        assert_eq!(tax(10_000, 2_200), 1_803); // 1803.27…
        assert_eq!(tax(999, 500), 48); // 47.57…
        assert_eq!(tax(-12_000, 2_000), -2_000);
        assert_eq!(tax(0, 2_000), 0);
    }

    #[test]
    fn leftover_units_go_to_those_who_lost_most() {
        let parts = |minor, weights: &[u32]| -> Vec<i64> {
            Money::new(minor, Currency::RUB).allocate(weights).unwrap().iter().map(|part| part.minor).collect()
        };
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(5, &[3, 7]), [2, 3]);
        assert_eq!(parts(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(parts(7, &[0, 5]), [0, 7]);
        assert_eq!(Money::new(1, Currency::RUB).allocate(&[0, 0]), Err(MoneyError::NoShares));
        assert_eq!(Money::new(1, Currency::RUB).allocate(&[]), Err(MoneyError::NoShares));
    }

    proptest! {
        #[test]
        fn a_decimal_is_read_back_as_it_was(minor in any::<i64>().prop_filter("its absolute value fits", |m| *m != i64::MIN), code in prop::sample::select(vec!["RUB", "JPY", "KWD"])) {
            let money = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(Money::from_decimal(&money.to_decimal(), money.currency), Ok(money));
        }

        #[test]
        fn parts_always_sum_to_the_whole(minor in any::<i64>(), points in 0i64..=10_000, weights in prop::collection::vec(0u32..=10_000, 1..8)) {
            let money = Money::new(minor, Currency::EUR);
            let (part, rest) = money.split(BasisPoints::new(points).unwrap());
            prop_assert_eq!(part.plus(rest), Ok(money));
            prop_assert!(part.minor.unsigned_abs() <= minor.unsigned_abs());
            if let Ok(parts) = money.allocate(&weights) {
                prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(minor));
            }
        }

        #[test]
        fn reading_any_text_never_panics(text in ".{0,40}") {
            let _ = Money::from_decimal(&text, Currency::RUB);
            let _ = text.parse::<Currency>();
        }
    }
}
