//! Found words in a text, marked for a page.

/// What PostgreSQL is told to put around found words: letters of nobody's writing, taken out of texts before.
pub(super) const OPEN: char = '\u{E000}';
pub(super) const CLOSE: char = '\u{E001}';
/// Stands for `<` on its way: PostgreSQL drops what looks like a tag.
pub(super) const LESS: char = '\u{E002}';

/// The text as HTML: all of it escaped, found words in `<mark>`. `None` where nothing was found.
pub(super) fn marked(text: &str) -> Option<String> {
    let mut html = String::with_capacity(text.len() + 32);
    let (mut open, mut any) = (false, false);
    for letter in text.chars() {
        match letter {
            OPEN if !open => {
                html.push_str("<mark>");
                (open, any) = (true, true);
            }
            CLOSE if open => {
                html.push_str("</mark>");
                open = false;
            }
            OPEN | CLOSE => {}
            '<' | LESS => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
    if open {
        html.push_str("</mark>");
    }
    any.then_some(html)
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn only_marks_of_ours_become_tags() {
        let found = "\u{E000}Rust\u{E001} & \u{E002}b> \"x\" \u{E001}\u{E000}C\u{E000}";
        let html = "<mark>Rust</mark> &amp; &lt;b&gt; &quot;x&quot; <mark>C</mark>";
        assert_eq!(marked(found).as_deref(), Some(html));
        assert_eq!(marked("<script>"), None);
    }
}
