use serde::Serialize;

/// What a file that is no video was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// A PDF document.
    Pdf,
    /// Text of any kind, markup too.
    Text,
    /// A still picture.
    Picture,
    /// A ZIP, and so most office documents.
    Zip,
    /// A playlist: a list of addresses that a player would fetch.
    Playlist,
    /// Nothing at all.
    Empty,
    /// Something else.
    Unknown,
}

/// Judges a file by its first bytes (64 KiB are plenty): containers of video and sound pass, whatever their name. The
/// probe has the last word.
///
/// # Errors
/// What it was found to be.
pub fn sniff(head: &[u8]) -> Result<(), Found> {
    if head.is_empty() {
        return Err(Found::Empty);
    }
    if head.starts_with(b"%PDF") {
        return Err(Found::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Err(Found::Zip);
    }
    if is_picture(head) {
        return Err(Found::Picture);
    }
    if is_media(head) {
        return Ok(());
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lists: [&[u8]; 5] = [b"#EXTM3U", b"ffconcat version", b"<MPD", b"[playlist]", b"<SmoothStreamingMedia"];
    let begins_list = lists.iter().any(|mark| text.starts_with(mark));
    let xml_list = text.starts_with(b"<?xml") && text.windows(4).any(|w| w == b"<MPD");
    if begins_list || xml_list {
        return Err(Found::Playlist);
    }
    if is_text(head) { Err(Found::Text) } else { Err(Found::Unknown) }
}

fn at(head: &[u8], offset: usize, mark: &[u8]) -> bool {
    head.get(offset..).is_some_and(|rest| rest.starts_with(mark))
}

fn is_picture(head: &[u8]) -> bool {
    let marks: [&[u8]; 7] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0"];
    let still_brands: [&[u8]; 6] = [b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"];
    marks.iter().any(|mark| head.starts_with(mark))
        || (head.starts_with(b"RIFF") && at(head, 8, b"WEBP"))
        || (at(head, 4, b"ftyp") && still_brands.iter().any(|brand| at(head, 8, brand)))
}

fn is_media(head: &[u8]) -> bool {
    let marks: [&[u8]; 10] = [
        b"\x1a\x45\xdf\xa3",         // Matroska, WebM
        b"OggS",                     // Ogg
        b"FLV\x01",                  // Flash video
        b"\x30\x26\xb2\x75\x8e\x66", // ASF, WMV
        b"\0\0\x01\xba",             // MPEG program stream
        b"\0\0\x01\xb3",             // MPEG video
        b"ID3",                      // MP3 with tags
        b"fLaC",                     // FLAC
        b"\x06\x0e\x2b\x34",         // MXF
        b"caff",                     // Core Audio
    ];
    let boxes: [&[u8]; 7] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"];
    let riff = head.starts_with(b"RIFF") && (at(head, 8, b"AVI ") || at(head, 8, b"WAVE"));
    // Transport streams: a sync byte every 188, or 192 with time codes before it.
    let ts = at(head, 0, b"\x47") && at(head, 188, b"\x47") && at(head, 376, b"\x47");
    let m2ts = at(head, 4, b"\x47") && at(head, 196, b"\x47") && at(head, 388, b"\x47");
    // MPEG audio frames and ADTS: eleven sync bits and a layer or profile that exists.
    let frames =
        head.len() > 3 && head[0] == 0xff && head[1] & 0xe0 == 0xe0 && head[1] != 0xff && head[2] & 0xf0 != 0xf0;
    marks.iter().any(|mark| head.starts_with(mark))
        || boxes.iter().any(|kind| at(head, 4, kind))
        || riff
        || ts
        || m2ts
        || frames
}

/// UTF-8 without control characters; a letter cut off at the end is forgiven. UTF-16 by its mark.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
        Err(_) => return false,
    };
    !valid.is_empty() && !valid.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_judged_by_its_bytes_not_its_name() {
        let cases: [(&[u8], Result<(), Found>); 15] = [
            (b"", Err(Found::Empty)),
            (b"%PDF-1.7\n", Err(Found::Pdf)),
            (b"PK\x03\x04\x14\0", Err(Found::Zip)),
            (b"\x89PNG\r\n\x1a\n", Err(Found::Picture)),
            (b"\0\0\0\x1cftypavif", Err(Found::Picture)),
            (b"#EXTM3U\n#EXT-X-VERSION:3\nhttp://10.0.0.1/", Err(Found::Playlist)),
            (b"\xef\xbb\xbf<?xml version='1.0'?><MPD>", Err(Found::Playlist)),
            (b"ffconcat version 1.0\nfile /etc/passwd", Err(Found::Playlist)),
            ("Лекция первая".as_bytes(), Err(Found::Text)),
            (b"<html><script>", Err(Found::Text)),
            (b"\x7fELF\x02\x01\x01\0", Err(Found::Unknown)),
            (b"\0\0\0\x20ftypisom", Ok(())),
            (b"\x1a\x45\xdf\xa3\x01", Ok(())),
            (b"RIFF\0\0\0\0AVI LIST", Ok(())),
            (b"\xff\xfb\x90\x64", Ok(())),
        ];
        for (head, expected) in cases {
            assert_eq!(sniff(head), expected, "{:?}", String::from_utf8_lossy(head));
        }
        assert_eq!(sniff(&"я".as_bytes()[..1]), Err(Found::Unknown));
        let mut ts = vec![0_u8; 600];
        (ts[0], ts[188], ts[376]) = (0x47, 0x47, 0x47);
        assert_eq!(sniff(&ts), Ok(()));
    }
}
