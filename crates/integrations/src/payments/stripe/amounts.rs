//! Stripe's minor units, which are not everywhere those of ISO 4217
//! (<https://docs.stripe.com/currencies#zero-decimal>).

use super::super::ProviderError;
use lectern_money::{Currency, Money};

/// Digits after the point as Stripe counts them.
fn digits(currency: Currency) -> u32 {
    match currency.code() {
        // Without minor units in ISO 4217, with two digits at Stripe, which must be 00.
        "ISK" | "UGX" => 2,
        // The other way round.
        "MGA" => 0,
        _ => currency.exponent(),
    }
}

/// The number for Stripe.
pub(super) fn to_stripe(money: Money) -> Result<i64, ProviderError> {
    let refused = |words: &str| ProviderError::Refused { code: "amount".into(), words: words.into() };
    if !money.is_positive() {
        return Err(refused("there is nothing to pay"));
    }
    let (ours, theirs) = (money.currency.exponent(), digits(money.currency));
    let amount = if theirs >= ours {
        money.minor.checked_mul(10_i64.pow(theirs - ours)).ok_or_else(|| refused("the amount is too large"))?
    } else {
        let unit = 10_i64.pow(ours - theirs);
        if money.minor % unit != 0 {
            return Err(refused("the amount has digits the currency cannot be paid in"));
        }
        money.minor / unit
    };
    // Currencies of three digits are paid in tens of their smallest unit.
    if theirs == 3 && amount % 10 != 0 {
        return Err(refused("the last digit must be 0 in this currency"));
    }
    Ok(amount)
}

/// Stripe's number in our units.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Result<Money, ProviderError> {
    let currency: Currency = currency.parse().map_err(ProviderError::malformed)?;
    let (ours, theirs) = (currency.exponent(), digits(currency));
    let minor = if ours >= theirs {
        amount.checked_mul(10_i64.pow(ours - theirs))
    } else {
        let unit = 10_i64.pow(theirs - ours);
        (amount % unit == 0).then_some(amount / unit)
    };
    let minor = minor.ok_or_else(|| ProviderError::malformed(format!("{amount} of {currency} cannot be")))?;
    Ok(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_stripe_and_come_back() {
        for (code, minor, theirs) in
            [("RUB", 12_345, 12_345), ("JPY", 500, 500), ("UGX", 500, 50_000), ("MGA", 500, 5), ("KWD", 1_230, 1_230)]
        {
            let money = Money::new(minor, code.parse().unwrap());
            assert_eq!(to_stripe(money).unwrap(), theirs, "{code}");
            assert_eq!(from_stripe(theirs, &code.to_lowercase()).unwrap(), money, "{code}");
        }
    }

    #[test]
    fn amounts_that_cannot_be_paid_are_refused() {
        for (code, minor) in [("KWD", 1_231), ("MGA", 501), ("RUB", 0), ("RUB", -1), ("UGX", i64::MAX)] {
            let money = Money::new(minor, code.parse().unwrap());
            assert!(matches!(to_stripe(money), Err(ProviderError::Refused { .. })), "{money:?}");
        }
        assert!(from_stripe(50_001, "ugx").is_err() && from_stripe(1, "xxx").is_err());
    }
}
