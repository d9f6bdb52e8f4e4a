//! Markdown to safe HTML, once, when it is written.

/// Renders Markdown and lets through only what text needs: no scripts, styles, frames, forms, or foreign pictures.
pub fn render(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    let html = comrak::markdown_to_html(markdown, &options);
    let mut safe = ammonia::Builder::default();
    // A picture from elsewhere tells its server who reads the lesson; ours lie under /media/.
    safe.url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") if !value.starts_with("/media/") => None,
            _ => Some(value.into()),
        });
    safe.clean(&html).to_string()
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn text_keeps_its_shape_and_loses_what_could_harm() {
        let html = render("# Лекция\n\n*важно* [ссылка](https://example.org)\n\n|a|b|\n|-|-|\n|1|2|");
        assert!(html.contains("<h1>") && html.contains("<em>важно</em>") && html.contains("<table>"), "{html}");
        assert!(html.contains("nofollow"), "{html}");
        let bad = render(
            "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://evil.example/p.png)\n\
             <iframe src=\"https://evil.example\"></iframe><p style=\"position:fixed\">a</p>",
        );
        for word in ["script", "onerror", "javascript", "iframe", "style", "evil.example"] {
            assert!(!bad.contains(word), "{word} in {bad}");
        }
    }
}
