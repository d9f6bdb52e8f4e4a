//! Amounts and dates as people write them.

use super::Language;
use chrono::{DateTime, Datelike, Utc};
use lectern_money::{BasisPoints, Money};

/// A space that does not break a line.
const NBSP: char = '\u{a0}';

/// `1 490,00 ₽` in Russian, `$49.00` or `RUB 1,490.00` in English.
pub(super) fn money(money: Money, language: Language) -> String {
    let decimal = money.to_decimal();
    let (sign, number) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |number| ("−", number));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, part)| (whole, Some(part)));
    let (group, point) = match language {
        Language::Ru => (NBSP, ','),
        Language::En => (',', '.'),
    };
    let mut text = sign.to_owned();
    let symbol = symbol(money.currency.code());
    if language == Language::En {
        text.push_str(symbol.unwrap_or(money.currency.code()));
        if symbol.is_none() {
            text.push(NBSP);
        }
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(point);
        text.push_str(fraction);
    }
    if language == Language::Ru {
        text.push(NBSP);
        text.push_str(match money.currency.code() {
            "RUB" => "₽",
            "KZT" => "₸",
            code => symbol.unwrap_or(code),
        });
    }
    text
}

/// Signs that mean one currency to readers of English.
fn symbol(code: &str) -> Option<&'static str> {
    Some(match code {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        _ => return None,
    })
}

/// `21 ноября 2026`, `21 November 2026`; the day in UTC.
pub(super) fn date(at: DateTime<Utc>, language: Language) -> String {
    const RU: [&str; 12] = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = at.month0() as usize;
    let name = match language {
        Language::Ru => RU[month],
        Language::En => EN[month],
    };
    format!("{}{NBSP}{name} {}", at.day(), at.year())
}

/// `22 %`, `22%`.
pub(super) fn percent(rate: BasisPoints, language: Language) -> String {
    let (whole, rest) = (rate.get() / 100, rate.get() % 100);
    let number = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") };
    match language {
        Language::Ru => format!("{}{NBSP}%", number.replace('.', ",")),
        Language::En => format!("{number}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_in_each_language() {
        for (minor, code, ru, en) in [
            (149_000, "RUB", "1 490,00 ₽", "RUB 1,490.00"),
            (4_900, "USD", "49,00 $", "$49.00"),
            (123_456_789, "EUR", "1 234 567,89 €", "€1,234,567.89"),
            (-5, "BYN", "−0,05 BYN", "−BYN 0.05"),
            (1_000, "JPY", "1 000 ¥", "¥1,000"),
            (99_900, "KZT", "999,00 ₸", "KZT 999.00"),
        ] {
            let amount = Money::new(minor, code.parse().unwrap());
            assert_eq!(money(amount, Language::Ru).replace(NBSP, " "), ru);
            assert_eq!(money(amount, Language::En).replace(NBSP, " "), en);
        }
    }

    #[test]
    fn dates_and_rates_are_written_as_in_each_language() {
        let at = DateTime::from_timestamp(1_795_262_400, 0).unwrap();
        assert_eq!(date(at, Language::Ru).replace(NBSP, " "), "21 ноября 2026");
        assert_eq!(date(at, Language::En).replace(NBSP, " "), "21 November 2026");
        assert_eq!(percent(BasisPoints::new(2_200).unwrap(), Language::Ru).replace(NBSP, " "), "22 %");
        assert_eq!(percent(BasisPoints::new(1_667).unwrap(), Language::En), "16.67%");
    }
}
