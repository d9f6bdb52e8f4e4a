//! Bytes of unknown encoding to text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::ImportError;

/// The text of a file: by its byte order mark, else UTF-16 if every other byte is zero, else UTF-8 if it is valid, else
/// what an XML declaration says, else windows-1251. Line ends become `\n`.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (guess(bytes), bytes),
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}');
    if broken || !text.chars().all(is_text) {
        return Err(ImportError::NotText);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).take(100).filter(|b| **b == 0).count();
    // Cyrillic UTF-16 has few zero bytes, but spaces, line ends and marks of the format have them, all on one side.
    match (zeros(0), zeros(1)) {
        (0, 1..) => return UTF_16LE,
        (1.., 0) => return UTF_16BE,
        _ => {}
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    declared(bytes).filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1251)
}

/// The encoding in `<?xml ... encoding="..."?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let (declaration, _) = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Столица России? {=Москва ~Тверь}\n";

    fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn the_same_text_in_every_encoding() {
        let (cyrillic, _, _) = WINDOWS_1251.encode(TEXT);
        let with_mark = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for (name, bytes) in [
            ("utf-8", TEXT.as_bytes().to_vec()),
            ("utf-8 with a mark", with_mark(b"\xef\xbb\xbf", TEXT.as_bytes())),
            ("utf-16le with a mark", with_mark(b"\xff\xfe", &utf_16(TEXT, u16::to_le_bytes))),
            ("utf-16be with a mark", with_mark(b"\xfe\xff", &utf_16(TEXT, u16::to_be_bytes))),
            ("utf-16le", utf_16(TEXT, u16::to_le_bytes)),
            ("utf-16be", utf_16(TEXT, u16::to_be_bytes)),
            ("windows-1251", cyrillic.into_owned()),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(TEXT), "{name}");
        }
    }

    #[test]
    fn xml_may_say_its_encoding() {
        let text = "<?xml version='1.0' encoding='koi8-r'?><a>Да</a>";
        let (bytes, _, _) = encoding_rs::KOI8_R.encode(text);
        assert_eq!(decode(&bytes).as_deref(), Ok(text));
    }

    #[test]
    fn a_picture_is_no_text() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), Err(ImportError::NotText));
        assert_eq!(decode("a\u{0}b".as_bytes()), Err(ImportError::NotText));
        assert_eq!(decode(b"one\r\ntwo\rthree").as_deref(), Ok("one\ntwo\nthree"));
    }
}
