//! Markdown to safe HTML, once, when it is written.

use std::borrow::Cow;

/// Renders Markdown and lets through only what text needs: no scripts, styles, frames, forms, or foreign pictures.
///
/// Formulas between dollars become `<span class="math" data-tex="…">` (of two dollars with the class `math-display`
/// too), which the page draws; code keeps the class of its language, `language-…`.
pub fn render(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.math_dollars = true;
    let html = comrak::markdown_to_html(markdown, &options);
    let html = formulas(&html);
    let mut safe = ammonia::Builder::default();
    // A picture from elsewhere tells its server who reads the lesson; ours lie under /media/.
    safe.url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener noreferrer nofollow"))
        .add_tag_attributes("span", ["class", "data-tex"])
        .add_tag_attributes("code", ["class"])
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") if !value.starts_with("/media/") => None,
            ("span", "class") if !matches!(value, "math" | "math math-display") => None,
            ("code", "class") if !is_language(value) => None,
            _ => Some(value.into()),
        });
    safe.clean(&html).to_string()
}

/// The renderer's own marks; nobody can write them, for HTML within Markdown is left out.
const MARKS: [(&str, &str); 2] = [
    ("<span data-math-style=\"inline\">", "<span class=\"math\" data-tex=\""),
    ("<span data-math-style=\"display\">", "<span class=\"math math-display\" data-tex=\""),
];

fn formulas(html: &str) -> Cow<'_, str> {
    let mut html = Cow::Borrowed(html);
    for (mark, opening) in MARKS {
        if !html.contains(mark) {
            continue;
        }
        let mut parts = html.split(mark);
        let mut made = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // What stands between is escaped already: fit for an attribute too.
            let (tex, rest) = part.split_once("</span>").unwrap_or((part, ""));
            for piece in [opening, tex, "\">", tex, "</span>", rest] {
                made.push_str(piece);
            }
        }
        html = Cow::Owned(made);
    }
    html
}

/// `language-` and a short name: what highlighters read.
fn is_language(class: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '_' | '.');
    class.strip_prefix("language-").is_some_and(|name| name.len() <= 30 && name.chars().all(fits))
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

    #[test]
    fn formulas_and_languages_of_code_are_kept_for_the_page() {
        let html = render("Let $a < b_1 * c_2 * d$ and\n\n$$\\sum_{i=1}^n \"x\"$$\n\n```rust\nlet a = 1;\n```");
        assert!(html.contains("<span class=\"math\" data-tex=\"a &lt; b_1 * c_2 * d\">"), "{html}");
        assert!(html.contains("<span class=\"math math-display\" data-tex=\"\\sum_{i=1}^n &quot;x&quot;\">"), "{html}");
        assert!(html.contains("<code class=\"language-rust\">"), "{html}");
        assert_eq!(render("It costs $5 today, $6 tomorrow."), "<p>It costs $5 today, $6 tomorrow.</p>\n");
    }

    #[test]
    fn formulas_and_code_smuggle_nothing_in() {
        let html = render(
            "$\" onmouseover=alert(1) x=\"$ $</span><script>alert(1)</script>$ <span class=\"modal\" data-math-style=\"inline\">x</span>\n\n\
             ```a\"onclick=b\nx\n```\n\n~~~ rust fixed-overlay\nx\n~~~",
        );
        for word in ["<script", "modal", "onclick=", "fixed-overlay"] {
            assert!(!html.contains(word), "{word} in {html}");
        }
        assert!(!html.contains(" onmouseover=alert(1) x=\"\""), "{html}");
    }
}
