use std::collections::BTreeMap;
use std::ops::Bound;

/// One page of a listing.
#[derive(Debug)]
pub(super) struct Page<'a, V> {
    pub items: Vec<(&'a str, &'a V)>,
    /// What keys have in common up to the delimiter.
    pub prefixes: Vec<String>,
    /// Where the next page begins: after this key, or after all keys with this prefix.
    pub next: Option<String>,
}

/// Which keys are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Query<'a> {
    pub prefix: &'a str,
    /// Keys with the same beginning up to this are told once, by that beginning.
    pub delimiter: Option<&'a str>,
    /// Only what comes after this key or common prefix.
    pub after: Option<&'a str>,
    pub limit: usize,
}

/// Walks `all` from where the page begins; what is skipped by a delimiter is not touched.
pub(super) fn page<'a, V>(all: &'a BTreeMap<String, V>, query: &Query<'_>) -> Page<'a, V> {
    let Query { prefix, delimiter, after, limit } = *query;
    let delimiter = delimiter.filter(|delimiter| !delimiter.is_empty());
    let mut page = Page { items: Vec::new(), prefixes: Vec::new(), next: None };
    let mut from = Bound::Included(prefix.to_owned());
    if let Some(after) = after.filter(|after| *after >= prefix) {
        // A page that ended with a common prefix goes on after everything it stands for.
        let whole = delimiter.is_some_and(|delimiter| common(after, prefix, delimiter) == Some(after));
        from = match whole.then(|| past(after)) {
            Some(Some(next)) => Bound::Included(next),
            Some(None) => return page,
            None => Bound::Excluded(after.to_owned()),
        };
    }
    let mut last = None;
    'seek: loop {
        for (key, value) in all.range::<String, _>((from, Bound::Unbounded)) {
            if !key.starts_with(prefix) {
                break 'seek;
            }
            if page.items.len() + page.prefixes.len() == limit {
                page.next = last;
                break 'seek;
            }
            if let Some(shared) = delimiter.and_then(|delimiter| common(key, prefix, delimiter)) {
                last = Some(shared.to_owned());
                page.prefixes.push(shared.to_owned());
                match past(shared) {
                    Some(next) => from = Bound::Included(next),
                    None => break 'seek,
                }
                continue 'seek;
            }
            last = Some(key.clone());
            page.items.push((key, value));
        }
        break;
    }
    page
}

/// `key` up to and with the first delimiter after the prefix.
fn common<'k>(key: &'k str, prefix: &str, delimiter: &str) -> Option<&'k str> {
    let rest = key.strip_prefix(prefix)?;
    rest.find(delimiter).map(|at| &key[..prefix.len() + at + delimiter.len()])
}

/// The least string greater than every string that begins with `prefix`.
fn past(prefix: &str) -> Option<String> {
    let mut next = prefix.to_owned();
    while let Some(last) = next.pop() {
        let raised = match u32::from(last) {
            // Between these lie the surrogates, which are no characters.
            0xD7FF => Some('\u{E000}'),
            code => char::from_u32(code + 1),
        };
        if let Some(raised) = raised {
            next.push(raised);
            return Some(next);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(list: &[&str]) -> BTreeMap<String, ()> {
        list.iter().map(|key| ((*key).to_owned(), ())).collect()
    }

    /// All pages of `limit`, as `key` or `prefix*`.
    fn walk(all: &BTreeMap<String, ()>, prefix: &str, delimiter: Option<&str>, limit: usize) -> Vec<String> {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = page(all, &Query { prefix, delimiter, after: after.as_deref(), limit });
            assert!(page.items.len() + page.prefixes.len() <= limit);
            let mut both: Vec<_> = page.items.iter().map(|(key, ())| (*key).to_owned()).collect();
            both.extend(page.prefixes.iter().map(|prefix| format!("{prefix}*")));
            both.sort();
            seen.extend(both);
            after = page.next;
            if after.is_none() {
                return seen;
            }
        }
    }

    #[test]
    fn pages_of_any_length_tell_everything_once_in_order() {
        let all = keys(&["a", "a/b", "a/b/c", "a/c", "a//d", "b", "b/\u{10FFFF}", "b/\u{10FFFF}/x", "ä", "ä/ö"]);
        for limit in 1..12 {
            assert_eq!(walk(&all, "", None, limit), all.keys().cloned().collect::<Vec<_>>());
            assert_eq!(walk(&all, "", Some("/"), limit), ["a", "a/*", "b", "b/*", "ä", "ä/*"], "{limit}");
            assert_eq!(walk(&all, "a/", Some("/"), limit), ["a//*", "a/b", "a/b/*", "a/c"], "{limit}");
            assert_eq!(walk(&all, "a/b", None, limit), ["a/b", "a/b/c"]);
            assert!(walk(&all, "c", None, limit).is_empty());
        }
    }

    #[test]
    fn past_steps_over_what_is_no_character() {
        assert_eq!(past("a\u{D7FF}").as_deref(), Some("a\u{E000}"));
        assert_eq!(past("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(past("\u{10FFFF}"), None);
    }
}
