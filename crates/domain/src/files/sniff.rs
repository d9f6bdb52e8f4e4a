//! What a file is, by its first bytes.

use super::model::Shown;

/// As much of a file as is looked at.
pub const HEAD: usize = 4096;

/// Content type and how the page may show it. What could run in a page, SVG and HTML above all, is nothing but bytes.
pub fn sniff(head: &[u8]) -> (&'static str, Shown) {
    let at = |offset: usize, mark: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(mark));
    let riff = |kind: &[u8]| at(0, b"RIFF") && at(8, kind);
    // Readers take what has its mark within the first 1024 bytes for a PDF.
    let pdf = head.windows(5).take(1024).any(|window| window == b"%PDF-");
    match () {
        () if pdf => ("application/pdf", Shown::Pdf),
        () if at(0, b"\xff\xd8\xff") => ("image/jpeg", Shown::Picture),
        () if at(0, b"\x89PNG\r\n\x1a\n") => ("image/png", Shown::Picture),
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => ("image/gif", Shown::Picture),
        () if riff(b"WEBP") => ("image/webp", Shown::Picture),
        () if at(0, b"PK\x03\x04") => ("application/zip", Shown::None),
        () => ("application/octet-stream", Shown::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pdf_and_pictures_are_shown() {
        let cases: [(&[u8], &str, Shown); 8] = [
            (b"%PDF-1.7\n", "application/pdf", Shown::Pdf),
            (b"\n\n%PDF-1.4", "application/pdf", Shown::Pdf),
            (b"\x89PNG\r\n\x1a\n\0", "image/png", Shown::Picture),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", Shown::Picture),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "application/octet-stream", Shown::None),
            (b"<!doctype html><script>", "application/octet-stream", Shown::None),
            (b"PK\x03\x04", "application/zip", Shown::None),
            (b"", "application/octet-stream", Shown::None),
        ];
        for (head, content_type, shown) in cases {
            assert_eq!(sniff(head), (content_type, shown), "{:?}", String::from_utf8_lossy(head));
        }
    }
}
