//! What an address may look like: everything else does not exist.

/// What is asked for below a video's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked<'a> {
    /// `master.m3u8`
    Master,
    /// `<generation>/<rendition>.m3u8`
    Playlist { generation: i32, rendition: &'a str },
    /// `<generation>/<rendition>/<file>`, a segment or an init file.
    Segment { generation: i32, rendition: &'a str, file: &'a str },
    /// `poster.jpg`
    Poster,
}

/// Reads the path below a video's prefix.
pub(crate) fn below_video(path: &str) -> Option<Asked<'_>> {
    let mut parts = path.split('/');
    let asked = match (parts.next()?, parts.next(), parts.next()) {
        ("master.m3u8", None, None) => Asked::Master,
        ("poster.jpg", None, None) => Asked::Poster,
        (number, Some(playlist), None) => {
            let rendition = playlist.strip_suffix(".m3u8").filter(|name| is_rendition(name))?;
            Asked::Playlist { generation: generation(number)?, rendition }
        }
        (number, Some(rendition), Some(file)) if is_rendition(rendition) && is_segment(file) => {
            Asked::Segment { generation: generation(number)?, rendition, file }
        }
        (_, _, _) => return None,
    };
    parts.next().is_none().then_some(asked)
}

/// Whether `file` is `<sha-256>-<width>.jpg`.
pub(crate) fn is_picture(file: &str) -> bool {
    let Some((hash, width)) = file.strip_suffix(".jpg").and_then(|name| name.split_once('-')) else { return false };
    hash.len() == 64 && hash.bytes().all(is_hex) && ["320", "640", "1280"].contains(&width)
}

/// Digits without a leading zero: a generation has one spelling.
fn generation(text: &str) -> Option<i32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

fn is_rendition(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// `<chunk>-<n>-<prefix>.m4s` or `i-<hash>.mp4`.
fn is_segment(file: &str) -> bool {
    if let Some(hash) = file.strip_prefix("i-").and_then(|rest| rest.strip_suffix(".mp4")) {
        return (8..=64).contains(&hash.len()) && hash.bytes().all(is_hex);
    }
    let Some(name) = file.strip_suffix(".m4s") else { return false };
    let is_number = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_prefix = |part: &str| (1..=64).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut parts = name.split('-');
    matches!((parts.next(), parts.next(), parts.next(), parts.next()),
        (Some(chunk), Some(n), Some(prefix), None) if is_number(chunk) && is_number(n) && is_prefix(prefix))
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_playlists_name_is_found() {
        assert_eq!(below_video("master.m3u8"), Some(Asked::Master));
        assert_eq!(below_video("poster.jpg"), Some(Asked::Poster));
        assert_eq!(below_video("2/v360.m3u8"), Some(Asked::Playlist { generation: 2, rendition: "v360" }));
        for file in ["0-11-deadbeef.m4s", "i-0123456789abcdef.mp4"] {
            assert_eq!(
                below_video(&format!("1/copy/{file}")),
                Some(Asked::Segment { generation: 1, rendition: "copy", file })
            );
        }
        assert!(is_picture(&format!("{}-640.jpg", "ab".repeat(32))));
    }

    #[test]
    fn another_spelling_does_not_exist() {
        for path in [
            "",
            "/",
            "master.m3u8/",
            "/master.m3u8",
            "0/v360.m3u8",
            "01/v360.m3u8",
            "+1/v360.m3u8",
            "2/V360.m3u8",
            "2/../1/v360.m3u8",
            "2/v360/../audio.m3u8",
            "2/v360/",
            "2/v360/0-0-x.m4s/",
            "2/v360/0-0-x.m4s;a",
            "2/v360/0-0-x.m4s.",
            "2/v360/0-0.m4s",
            "2/v360/0-0-0-x.m4s",
            "2/v360/i-.mp4",
            "2/v360/i-0123456789abcdeg.mp4",
            "2/v360/index.bin",
            "2/v360/0-0-x.mp4",
            "2//v360.m3u8",
            "2/v360%2f0-0-x.m4s",
            "99999999999/v360.m3u8",
            "originals/x",
            "index-1.bin",
        ] {
            assert_eq!(below_video(path), None, "{path}");
        }
        for file in
            ["x.jpg", "../originals", &format!("{}-641.jpg", "ab".repeat(32)), &format!("{}-640.jpg", "AB".repeat(32))]
        {
            assert!(!is_picture(file), "{file}");
        }
    }
}
