//! GIFT, reading and writing. Blocks are separated by blank lines; `\` escapes `~ = # { } :` and itself, `\n` is a line
//! end.

mod read;
mod write;

pub(super) use read::{category_topic, read};
pub(super) use write::{write, write_category};

/// The text before the first `mark` that is not escaped, and the text after it.
fn split_at_mark<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    find_mark(text, |rest| rest.starts_with(mark)).map(|at| (&text[..at], &text[at + mark.len()..]))
}

/// Where the first unescaped place is that `fits`.
fn find_mark(text: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        if escaped {
            escaped = false;
            return None;
        }
        escaped = c == '\\';
        (!escaped && fits(&text[at..])).then_some(at)
    })
}

/// What escapes stand for. `\*` stays for those who know stars.
fn unescape(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            done.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => done.push('\n'),
            Some(mark @ ('~' | '=' | '#' | '{' | '}' | ':' | '\\')) => done.push(mark),
            Some(other) => done.extend(['\\', other]),
            None => done.push('\\'),
        }
    }
    done
}

fn escape(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => done.push_str("\\n"),
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => done.extend(['\\', c]),
            _ => done.push(c),
        }
    }
    done
}
