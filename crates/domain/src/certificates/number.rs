use chrono::{DateTime, Datelike, Utc};
use rand::Rng;
use std::fmt;
use std::str::FromStr;

/// Crockford's letters: none looks like another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A certificate's number as people type it: `LC-2026-7KQF-3XNP`, the year and seven random letters with one to check
/// them. 34 billion a year cannot be tried through.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

impl Number {
    /// A new one.
    pub fn draw(at: DateTime<Utc>) -> Self {
        let mut random = rand::rng();
        let letters: Vec<usize> = (0..7).map(|_| random.random_range(0..LETTERS.len())).collect();
        Self::of(at.year(), &letters)
    }

    fn of(year: i32, letters: &[usize]) -> Self {
        let mut all = letters.to_vec();
        all.push(check(year, letters));
        let text: String = all.into_iter().map(|place| char::from(LETTERS[place])).collect();
        Self(format!("LC-{year:04}-{}-{}", &text[..4], &text[4..]))
    }

    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Luhn's sum over 32 letters: finds every single wrong letter and nearly all swaps of neighbours.
fn check(year: i32, letters: &[usize]) -> usize {
    let year = usize::try_from(year).unwrap_or_default();
    let digits = [year / 1000 % 10, year / 100 % 10, year / 10 % 10, year % 10];
    let sum: usize = digits
        .iter()
        .chain(letters)
        .rev()
        .enumerate()
        .map(|(place, value)| {
            let value = if place % 2 == 0 { value * 2 } else { *value };
            value / 32 + value % 32
        })
        .sum();
    (32 - sum % 32) % 32
}

/// Not a number of ours: misread or mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the number of a certificate")]
pub struct NotANumber;

/// Takes small letters, Cyrillic ones that look the same, O for 0, I and L for 1, and any spaces or dashes.
impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let plain: String = text.chars().take(60).filter(|c| c.is_alphanumeric()).map(latin).collect();
        let body = plain.strip_prefix("LC").or_else(|| plain.strip_prefix("1C")).unwrap_or(&plain);
        if body.len() != 12 || !body.is_ascii() {
            return Err(NotANumber);
        }
        let (year, letters) = body.split_at(4);
        let year: i32 = year.parse().map_err(|_| NotANumber)?;
        let place = |letter: u8| LETTERS.iter().position(|known| *known == letter).ok_or(NotANumber);
        let letters = letters.bytes().map(place).collect::<Result<Vec<_>, _>>()?;
        let number = Self::of(year, &letters[..7]);
        if check(year, &letters[..7]) == letters[7] { Ok(number) } else { Err(NotANumber) }
    }
}

fn latin(letter: char) -> char {
    match letter.to_uppercase().next().unwrap_or(letter) {
        'О' | 'O' => '0',
        'I' | 'L' => '1',
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Number {
        Number::of(2026, &[7, 19, 23, 15, 3, 29, 21])
    }

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        let number = some();
        let text = number.to_string();
        assert_eq!(text.len(), "LC-2026-7KQF-3XNP".len());
        for typed in
            [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('K', "к"), text[3..].into()]
        {
            assert_eq!(typed.parse::<Number>(), Ok(number.clone()), "{typed}");
        }
        let drawn = Number::draw(DateTime::from_timestamp(1_792_000_000, 0).unwrap());
        assert_eq!(drawn.to_string().parse(), Ok(drawn));
    }

    #[test]
    fn each_wrong_letter_is_found() {
        let text = some().to_string();
        for (place, letter) in text.char_indices().skip(3).filter(|(_, c)| *c != '-') {
            for other in LETTERS.iter().map(|c| char::from(*c)).filter(|other| *other != letter) {
                let mut wrong = text.clone();
                wrong.replace_range(place..=place, &other.to_string());
                assert_eq!(wrong.parse::<Number>(), Err(NotANumber), "{wrong}");
            }
        }
        for none in ["", "LC-2026", "LC-2026-UUUU-UUUU", "🎓🎓🎓🎓🎓🎓🎓🎓🎓🎓🎓🎓", &"1".repeat(10_000)]
        {
            assert_eq!(none.parse::<Number>(), Err(NotANumber));
        }
    }
}
