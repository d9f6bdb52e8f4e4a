//! Whether a PDF would do something when it is opened.

use flate2::read::ZlibDecoder;
use std::io::Read;

/// What one compressed stream may grow to, and all of them together.
const MOST_OF_ONE: u64 = 16 << 20;
const MOST_OF_ALL: u64 = 256 << 20;

/// Streams that are looked at for a file inside the file.
const MOST_STREAMS: usize = 2000;

/// What was found in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing runs.
    Harmless,
    /// It names JavaScript or the start of a program (ISO 32000-1, 12.6.4.5 and 12.6.4.16).
    Scripts,
    /// Part of it cannot be looked into: encrypted, or compressed in a way we do not read.
    Closed,
}

/// Looks at every name of the file, within its compressed objects too.
pub fn inspect(file: &[u8]) -> Verdict {
    if acts(file) {
        return Verdict::Scripts;
    }
    let mut closed = names(file).any(|(name, _)| name == b"Encrypt");
    let mut left = MOST_OF_ALL;
    for start in streams(file) {
        let objects = is_object_stream(&file[..start]);
        let mut plain = Vec::new();
        let read = ZlibDecoder::new(&file[start..]).take(MOST_OF_ONE.min(left)).read_to_end(&mut plain);
        left -= plain.len() as u64;
        if acts(&plain) {
            return Verdict::Scripts;
        }
        closed |= objects && (read.is_err() || plain.len() as u64 >= MOST_OF_ONE.min(left.max(1)));
        closed |= left == 0;
    }
    if closed { Verdict::Closed } else { Verdict::Harmless }
}

/// The first stream, compressed or plain, whose bytes are `wanted`, of at most `longest` bytes: a file inside the file.
pub fn attached(file: &[u8], longest: usize, wanted: fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    streams(file).take(MOST_STREAMS).find_map(|start| {
        let rest = &file[start..];
        let mut plain = Vec::new();
        let read = ZlibDecoder::new(rest).take(longest as u64 + 1).read_to_end(&mut plain);
        if read.is_ok() && wanted(&plain) {
            return Some(plain);
        }
        let end = rest.windows(9).take(longest).position(|window| window == b"endstream")?;
        let plain = rest[..end].trim_ascii_end();
        wanted(plain).then(|| plain.to_vec())
    })
}

/// Where the bytes of streams begin.
fn streams(file: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"stream";
    let words = file.windows(WORD.len()).enumerate().filter(|(_, window)| *window == WORD).map(|(at, _)| at);
    words.filter_map(|at| {
        let ends = at >= 3 && file[..at].ends_with(b"end");
        let after = at + WORD.len();
        let newline = match file.get(after..)? {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        (!ends).then_some(after + newline)
    })
}

/// Whether the dictionary that ends here is one of a stream of objects. Dictionaries of those are short.
fn is_object_stream(before: &[u8]) -> bool {
    names(&before[before.len().saturating_sub(1024)..]).any(|(name, _)| name == b"ObjStm")
}

/// Whether a name asks for an action: one that stands alone or as the kind of an action, not as a part of an address.
fn acts(bytes: &[u8]) -> bool {
    let mut before: Option<(Vec<u8>, usize)> = None;
    for (name, at) in names(bytes) {
        if name == b"JavaScript" || name == b"Launch" {
            let alone = at == 0 || !is_regular(bytes[at - 1]);
            let kind = before.as_ref().is_some_and(|(name, end)| name == b"S" && *end == at);
            if alone || kind {
                return true;
            }
        }
        let end = at + 1 + written(&bytes[at + 1..]);
        before = Some((name, end));
    }
    false
}

/// Every name with the place of its slash; `#4A` is read as the letter it stands for.
fn names(bytes: &[u8]) -> impl Iterator<Item = (Vec<u8>, usize)> {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    slashes.map(|at| {
        let raw = &bytes[at + 1..];
        (decode(&raw[..written(raw)]), at)
    })
}

/// Length of the name that begins here, as written; longer ones than any that matters are cut.
fn written(raw: &[u8]) -> usize {
    raw.iter().take(64).take_while(|byte| is_regular(**byte)).count()
}

fn decode(raw: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut name = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, after @ ..] = rest {
        rest = after;
        let escaped = match after {
            [high, low, ..] if *first == b'#' => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        if escaped.is_some() {
            rest = &after[2..];
        }
        name.push(escaped.unwrap_or(*first));
    }
    name
}

/// Neither white space nor a delimiter (ISO 32000-1, 7.2.2).
fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn with_stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(content).unwrap();
        let mut file = format!("%PDF-1.5\n4 0 obj\n<<{dictionary}/Filter/FlateDecode>>\nstream\r\n").into_bytes();
        file.extend(packed.finish().unwrap());
        file.extend(b"\nendstream\nendobj\n");
        file
    }

    #[test]
    fn scripts_are_found_wherever_they_hide() {
        for plain in [
            "%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj",
            "%PDF-1.4\n<< /S /JavaScript /JS 5 0 R >>",
            "%PDF-1.4\n<< /S\n/J#61vaScript /JS 5 0 R >>",
            "%PDF-1.4\n<< /#53/Java#53cript >>",
            "%PDF-1.4\n<< /S 7 0 R >> 7 0 obj /JavaScript endobj",
            "%PDF-1.4\n<</Names<</JavaScript 5 0 R>>>>",
            "%PDF-1.4\n<< /A << /S /Launch /F (cmd.exe) >> >>",
        ] {
            assert_eq!(inspect(plain.as_bytes()), Verdict::Scripts, "{plain}");
        }
        let hidden = with_stream("/Type/ObjStm/N 1/First 4", b"5 0 <</S/JavaScript/JS(x)>>");
        assert_eq!(inspect(&hidden), Verdict::Scripts);
    }

    #[test]
    fn what_only_speaks_of_scripts_is_harmless() {
        for plain in [
            "%PDF-1.4\n<</URI(https://developer.mozilla.org/docs/Web/JavaScript)>>",
            "%PDF-1.4\n<</OpenAction[3 0 R/Fit]/Launcher 1/JavaScripts 2>>",
        ] {
            assert_eq!(inspect(plain.as_bytes()), Verdict::Harmless, "{plain}");
        }
        assert_eq!(inspect(&with_stream("", b"BT (JavaScript) Tj ET")), Verdict::Harmless);
        assert_eq!(inspect(&with_stream("/Type/ObjStm", b"5 0 <</Type/Page>>")), Verdict::Harmless);
    }

    #[test]
    fn what_cannot_be_looked_into_is_told() {
        assert_eq!(inspect(b"%PDF-1.6\ntrailer<</Encrypt 9 0 R>>"), Verdict::Closed);
        assert_eq!(inspect(b"%PDF-1.6\n<</Type/ObjStm/Filter/LZWDecode>>\nstream\nabc\nendstream"), Verdict::Closed);
        let bomb = with_stream("/Type/ObjStm", &vec![b' '; 20 << 20]);
        assert_eq!(inspect(&bomb), Verdict::Closed);
    }
}
