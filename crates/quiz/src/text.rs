//! How what people type is compared and read.

use unicode_normalization::UnicodeNormalization;

use crate::model::TextRule;

/// `text` as it is compared: composed letters (NFC), no white space at the ends, one space inside, and by `rule` small
/// letters and е for ё.
pub fn normal(text: &str, rule: TextRule) -> String {
    let composed: String = text.nfc().filter(|c| !is_invisible(*c)).collect();
    let mut words = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if !rule.case_sensitive {
        // Small letters may decompose again ("İ"), so they are composed once more.
        words = words.to_lowercase().nfc().collect();
    }
    if !rule.strict_yo {
        words = words.replace('ё', "е").replace('Ё', "Е");
    }
    words
}

/// The number a student typed: `3.14`, `3,14`, `−2`, `1 000`, `6.02e23`. None when it is none.
pub fn number(text: &str) -> Option<f64> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            ',' => '.',
            '−' | '–' | '‐' => '-',
            other => other,
        })
        .collect();
    if !compact.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E')) {
        return None; // `parse` would also take "inf" and "nan"
    }
    compact.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Characters that show nothing and come along when text is copied.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_as_a_teacher_would() {
        let lax = TextRule::default();
        assert_eq!(normal("  Ёжик\u{a0}\n в тумане ", lax), "ежик в тумане");
        assert_eq!(normal("и\u{306}од", lax), normal("йод", lax));
        assert_ne!(
            normal("ёлка", TextRule { strict_yo: true, ..lax }),
            normal("елка", TextRule { strict_yo: true, ..lax })
        );
        assert_eq!(normal("е\u{308}лка", TextRule { strict_yo: true, ..lax }), "ёлка");
        assert_ne!(
            normal("Na", TextRule { case_sensitive: true, ..lax }),
            normal("NA", TextRule { case_sensitive: true, ..lax })
        );
    }

    #[test]
    fn reads_numbers_of_both_languages() {
        for (text, expected) in
            [("3,25", 3.25), ("−2", -2.0), (" 1 000 ", 1000.0), ("6.02e23", 6.02e23), (".5", 0.5), ("+7", 7.0)]
        {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "inf", "NaN", "1.2.3", "12 шт", "1e999", "1,000.5", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
