//! What a course costs at a moment, and what a coupon takes off.

use crate::amount::ratio;
use crate::{BasisPoints, Money, MoneyError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A price as its owner set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What it costs when nothing else holds.
    pub list: Money,
    /// A lower price for a while.
    pub sale: Option<Sale>,
}

/// A lower price in the currency of the list price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Minor units of the list price's currency.
    pub minor: i64,
    /// First moment it holds; always has, when absent.
    pub from: Option<DateTime<Utc>>,
    /// First moment it no longer holds; for ever, when absent.
    pub until: Option<DateTime<Utc>>,
}

/// What a buyer is shown and pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// To pay now.
    pub price: Money,
    /// The list price, when the offer is below it: shown struck through.
    pub instead_of: Option<Money>,
    /// When a sale price ends, if it does.
    pub until: Option<DateTime<Utc>>,
}

impl Price {
    /// The price at `now`. A sale price that is not below the list price is no sale and does not count.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>) -> Offer {
        let sale = self.sale.filter(|sale| {
            (0..self.list.minor).contains(&sale.minor)
                && sale.from.is_none_or(|from| from <= now)
                && sale.until.is_none_or(|until| now < until)
        });
        match sale {
            Some(sale) => Offer {
                price: Money::new(sale.minor, self.list.currency),
                instead_of: Some(self.list),
                until: sale.until,
            },
            None => Offer { price: self.list, instead_of: None, until: None },
        }
    }
}

/// What a coupon takes off a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Discount {
    /// A part of the price.
    Percent(BasisPoints),
    /// An amount, for prices in its currency only.
    Fixed(Money),
}

impl Discount {
    /// How much of `price` it takes off: never more than the price, never less than nothing. A part is rounded
    /// towards zero.
    ///
    /// # Errors
    /// [`MoneyError::OtherCurrency`] when an amount is of another currency than the price.
    pub fn off(self, price: Money) -> Result<Money, MoneyError> {
        let off = match self {
            Self::Percent(part) => ratio(price.minor, part.get(), 10_000),
            Self::Fixed(amount) => {
                price.same(amount)?;
                amount.minor
            }
        };
        Ok(Money::new(off.clamp(0, price.minor.max(0)), price.currency))
    }

    /// What is left of `price`.
    ///
    /// # Errors
    /// As [`Discount::off`].
    pub fn apply(self, price: Money) -> Result<Money, MoneyError> {
        price.minus(self.off(price)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn day(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, day, 0, 0, 0).unwrap()
    }

    fn rub(minor: i64) -> Money {
        Money::new(minor, Currency::RUB)
    }

    #[test]
    fn a_sale_holds_from_its_first_moment_to_before_its_last() {
        let sale = Sale { minor: 700, from: Some(day(10)), until: Some(day(20)) };
        let price = Price { list: rub(1_000), sale: Some(sale) };
        for (now, pays) in [(day(9), 1_000), (day(10), 700), (day(19), 700), (day(20), 1_000)] {
            assert_eq!(price.at(now).price, rub(pays), "{now}");
        }
        assert_eq!(price.at(day(15)).instead_of, Some(rub(1_000)));
        assert_eq!(price.at(day(15)).until, Some(day(20)));
        assert_eq!(price.at(day(25)).instead_of, None);
    }

    #[test]
    fn a_sale_that_is_not_cheaper_does_not_count() {
        for minor in [1_000, 1_500, -1] {
            let price = Price { list: rub(1_000), sale: Some(Sale { minor, from: None, until: None }) };
            assert_eq!(price.at(day(1)), Offer { price: rub(1_000), instead_of: None, until: None });
        }
        let free = Price { list: rub(1_000), sale: Some(Sale { minor: 0, from: None, until: None }) };
        assert_eq!(free.at(day(1)).price, rub(0));
    }

    #[test]
    fn a_coupon_takes_off_what_it_says() {
        let percent = |percent| Discount::Percent(BasisPoints::percent(percent).unwrap());
        assert_eq!(percent(15).apply(rub(1_001)), Ok(rub(851))); // 150.15 off, rounded down
        assert_eq!(percent(100).apply(rub(1_001)), Ok(rub(0)));
        assert_eq!(Discount::Fixed(rub(300)).apply(rub(1_000)), Ok(rub(700)));
        assert_eq!(Discount::Fixed(rub(5_000)).apply(rub(1_000)), Ok(rub(0)));
        assert_eq!(Discount::Fixed(rub(-5)).apply(rub(1_000)), Ok(rub(1_000)));
        let dollars = Discount::Fixed(Money::new(1, Currency::USD));
        assert!(matches!(dollars.apply(rub(1_000)), Err(MoneyError::OtherCurrency { .. })));
    }

    proptest! {
        #[test]
        fn a_coupon_never_makes_a_price_negative_or_higher(price in 0i64.., points in 0i64..=10_000, fixed in any::<i64>()) {
            for discount in [Discount::Percent(BasisPoints::new(points).unwrap()), Discount::Fixed(rub(fixed))] {
                if let Ok(left) = discount.apply(rub(price)) {
                    prop_assert!((0..=price).contains(&left.minor));
                }
            }
        }
    }
}
