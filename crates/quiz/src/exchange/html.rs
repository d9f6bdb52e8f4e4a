//! HTML of other systems to Markdown: paragraphs, emphasis, lists, code, links, pictures with an address, formulas.
//! What Markdown has no form for loses its form and keeps its words; scripts and styles lose both.

/// `html` in Markdown.
pub(super) fn to_markdown(html: &str) -> String {
    let mut out = Writer::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.text(&rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        if !is_tag {
            out.text("<");
            rest = &rest[1..];
            continue;
        }
        let Some(end) = tag_end(rest) else { break }; // no tag any more, only a text that looks like one
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name = name(tag);
        if !matches!(name.as_str(), "script" | "style") {
            out.tag(&name, tag);
        } else if !tag.starts_with('/') {
            rest = skip_to_close(rest, &name);
        }
    }
    out.text(rest);
    tidy(&out.done)
}

/// What follows from the closing tag on.
fn skip_to_close<'a>(text: &'a str, name: &str) -> &'a str {
    let is_close =
        |at: usize| text.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    text.match_indices("</").find(|(at, _)| is_close(*at)).map_or("", |(at, _)| &text[at..])
}

/// Plain text in Markdown: what would be markup is escaped, formulas stay.
pub(super) fn plain_to_markdown(text: &str) -> String {
    escape(text)
}

/// Whether text of an unnamed format is HTML.
pub(super) fn looks_like_html(text: &str) -> bool {
    let tags = [
        "p", "br", "b", "i", "strong", "em", "div", "span", "ul", "ol", "li", "img", "sub", "sup", "code", "pre", "a",
        "table",
    ];
    text.match_indices('<').any(|(at, _)| tags.contains(&name(&text[at + 1..]).as_str()))
}

#[derive(Default)]
struct Writer {
    done: String,
    links: Vec<String>,
    numbered: Vec<Option<u32>>,
    pre: bool,
    code: bool,
}

impl Writer {
    fn text(&mut self, raw: &str) {
        let text = entities(raw);
        if self.pre || self.code {
            self.done.push_str(&text);
            return;
        }
        let starts = text.starts_with(|c: char| c.is_ascii_whitespace());
        let ends = text.ends_with(|c: char| c.is_ascii_whitespace());
        let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if starts && !self.done.ends_with(char::is_whitespace) {
            self.done.push(' ');
        }
        self.done.push_str(&escape(&words));
        if ends && !words.is_empty() {
            self.done.push(' ');
        }
    }

    fn tag(&mut self, name: &str, tag: &str) {
        let open = !tag.starts_with('/');
        match name {
            "p" | "div" | "table" | "blockquote" => self.done.push_str("\n\n"),
            "tr" => self.done.push('\n'),
            "td" | "th" => self.done.push(' '),
            "br" => self.done.push_str("  \n"),
            "b" | "strong" => self.done.push_str("**"),
            "i" | "em" => self.done.push('*'),
            "code" if !self.pre => {
                self.code = open;
                self.done.push('`');
            }
            "pre" => {
                self.pre = open;
                self.done.push_str("\n```\n");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.done.push_str(if open { "\n\n### " } else { "\n\n" }),
            "sub" => self.done.push_str(if open { "$_{" } else { "}$" }),
            "sup" => self.done.push_str(if open { "$^{" } else { "}$" }),
            "ul" | "ol" if open => self.numbered.push((name == "ol").then_some(0)),
            "ul" | "ol" => {
                self.numbered.pop();
                self.done.push_str("\n\n");
            }
            "li" if open => match self.numbered.last_mut() {
                Some(Some(number)) => {
                    *number += 1;
                    self.done.push_str(&format!("\n{number}. "));
                }
                _ => self.done.push_str("\n- "),
            },
            "a" if open => {
                let address = attribute(tag, "href").filter(|a| is_public(a)).unwrap_or_default();
                if !address.is_empty() {
                    self.done.push('[');
                }
                self.links.push(address);
            }
            "a" => {
                if let Some(address) = self.links.pop().filter(|a| !a.is_empty()) {
                    self.done.push_str(&format!("]({address})"));
                }
            }
            "img" => {
                let alt = attribute(tag, "alt").unwrap_or_default();
                match attribute(tag, "src").filter(|src| is_public(src)) {
                    Some(src) => self.done.push_str(&format!("![{}]({src})", escape(&alt))),
                    None => self.done.push_str(&escape(&alt)),
                }
            }
            _ => {}
        }
    }
}

fn is_public(address: &str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://"))
        && !address.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'))
}

/// Where a tag ends; `>` inside quotes does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn name(tag: &str) -> String {
    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.match_indices(name).map(|(at, _)| tag.split_at(at)).find(|(before, after)| {
        before.ends_with(char::is_whitespace) && after[name.len()..].trim_start().starts_with('=')
    })?;
    let value = after[name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(char::is_whitespace).next()?,
    };
    Some(entities(value))
}

/// Entities to characters; an unknown one stays as it is.
pub(super) fn entities(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        done.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity =
            rest[1..].bytes().take(11).position(|b| b == b';').and_then(|end| Some((entity(&rest[1..=end])?, end + 2)));
        match entity {
            Some((c, length)) => {
                done.push(c);
                rest = &rest[length..];
            }
            None => {
                done.push('&');
                rest = &rest[1..];
            }
        }
    }
    done + rest
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || *c == '\n');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "minus" => '−',
        "times" => '×',
        "middot" => '·',
        "deg" => '°',
        "plusmn" => '±',
        "le" => '≤',
        "ge" => '≥',
        "ne" => '≠',
        "rarr" => '→',
        "larr" => '←',
        "infin" => '∞',
        "alpha" => 'α',
        "beta" => 'β',
        "gamma" => 'γ',
        "pi" => 'π',
        _ => return None,
    })
}

/// Escapes what Markdown would take for markup, outside of formulas; `\(x\)` and `\[x\]` become `$x$` and `$$x$$`.
fn escape(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    // A mark that is not closed once is not looked for again.
    let mut marks = vec![("\\(", "\\)", "$"), ("\\[", "\\]", "$$"), ("$$", "$$", "$$")];
    while !rest.is_empty() {
        let mut formula = None;
        if let Some(at) = marks.iter().position(|(open, _, _)| rest.starts_with(open)) {
            let (open, close, mark) = marks[at];
            match rest[open.len()..].split_once(close) {
                Some((body, after)) => formula = Some((format!("{mark}{}{mark}", body.trim()), after)),
                None => {
                    marks.swap_remove(at);
                }
            }
        }
        if let Some((formula, after)) = formula {
            done.push_str(&formula);
            rest = after;
            continue;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        let starts_line = done.is_empty() || done.ends_with('\n');
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '$')
            || (starts_line && matches!(c, '#' | '>' | '-' | '+'))
        {
            done.push('\\');
        }
        done.push(c);
        rest = chars.as_str();
    }
    done
}

/// At most one empty line, none at the ends.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let blank = line.trim().is_empty();
        if !(blank && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(if blank { "" } else { line });
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_teachers_write_becomes_markdown() {
        for (html, markdown) in [
            ("<p>One &amp; <b>two</b></p>\n<p>three&nbsp;<em>four</em></p>", "One & **two**\n\nthree\u{a0}*four*"),
            ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("H<sub>2</sub>O", "H$_{2}$O"),
            ("\\(x_1 * y_2\\) and 2*2_2", "$x_1 * y_2$ and 2\\*2\\_2"),
            ("$$\\frac{a_1}{b}$$", "$$\\frac{a_1}{b}$$"),
            ("if a < b and c > d", "if a \\< b and c > d"),
            ("<script>alert('<b>')</script>safe", "safe"),
            ("<a href=\"https://x.org/a\">x</a> <a href='javascript:alert(1)'>y</a>", "[x](https://x.org/a) y"),
            ("<img alt=\"cat\" src='@@PLUGINFILE@@/cat.png'>", "cat"),
            ("<img src=\"https://x.org/c.png\" alt=\"a>b\">", "![a>b](https://x.org/c.png)"),
            ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
            ("one<br>two<!-- <p> -->", "one  \ntwo"),
            ("<", "\\<"),
            ("<b", "\\<b"),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
        assert!(
            looks_like_html("<p>x")
                && looks_like_html("a<br/>ъ")
                && !looks_like_html("a<б и <")
                && !looks_like_html("<бъъъъъъъъ")
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(html in "[<>/a-b&;#x\"'=я$\\\\() ]{0,60}") {
            to_markdown(&html);
            looks_like_html(&html);
        }
    }
}
