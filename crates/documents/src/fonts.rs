use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// PT Serif and PT Sans are the voices; DejaVu Sans has the letters that they lack.
const FILES: [&[u8]; 5] = [
    include_bytes!("../fonts/PTSerif-Regular.ttf"),
    include_bytes!("../fonts/PTSerif-Bold.ttf"),
    include_bytes!("../fonts/PTSans-Regular.ttf"),
    include_bytes!("../fonts/PTSans-Bold.ttf"),
    include_bytes!("../fonts/DejaVuSans.ttf"),
];

pub struct Fonts {
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
}

pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// The text in letters that some font has: PDF/A allows no others. Emoji are left out, other letters become U+FFFD.
pub fn printable(text: &str) -> String {
    let has = |letter: char| FONTS.fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)));
    let mut printed = String::with_capacity(text.len());
    for letter in text.chars() {
        match u32::from(letter) {
            // Controls, joiners and marks of emoji, private use.
            0..0x20 | 0x7f..0xa0 | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff => {
                if letter.is_whitespace() {
                    printed.push(' ');
                }
            }
            0xe000..=0xf8ff | 0x1f000..=0x1faff | 0xe0000.. => {}
            _ if has(letter) => printed.push(letter),
            _ => printed.push('\u{fffd}'),
        }
    }
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn only_letters_that_can_be_set_remain() {
        assert_eq!(printable("Дарья 🎓 Смирнова\u{0}"), "Дарья Смирнова");
        assert_eq!(printable("مريم"), "مريم");
        assert_eq!(printable("漢"), "\u{fffd}");
        assert_eq!(printable("a\nb\u{202e}c"), "a bc");
        assert_eq!(printable("👩\u{200d}🚀"), "");
    }
}
