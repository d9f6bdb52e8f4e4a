//! Ids of options and items that say nothing of the right answer: made from the text alone, neither from the place in
//! the list nor from what is right. The same text gets the same id again.

use std::collections::HashSet;

use crate::model::{GapFill, MatchItem, Question, QuestionBody};

/// An id for `text` that is not in `taken`, and takes it.
pub fn from_text(text: &str, taken: &mut HashSet<String>) -> String {
    (0_u32..)
        .map(|round| short(text, round))
        .find(|id| taken.insert(id.clone()))
        .expect("a list has fewer texts than there are ids")
}

/// Gives every option and item of `question` the id of its text; gaps keep theirs.
pub fn renew(question: &mut Question) {
    match &mut question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => {
            renew_each(choice.options.iter_mut().map(|o| (&mut o.id, o.text.as_str())));
        }
        QuestionBody::Matching(matching) => {
            let lefts = renew_items(&mut matching.lefts);
            let rights = renew_items(&mut matching.rights);
            for pair in &mut matching.pairs {
                replace(&mut pair.left, &lefts);
                replace(&mut pair.right, &rights);
            }
        }
        QuestionBody::Ordering(ordering) => {
            let renewed = renew_items(&mut ordering.items);
            ordering.order.iter_mut().for_each(|id| replace(id, &renewed));
        }
        QuestionBody::Gaps(gaps) => {
            for gap in &mut gaps.gaps {
                if let GapFill::Choice(choice) = &mut gap.fill {
                    renew_each(choice.options.iter_mut().map(|o| (&mut o.id, o.text.as_str())));
                }
            }
        }
        QuestionBody::TrueFalse(_) | QuestionBody::Number(_) | QuestionBody::ShortText(_) | QuestionBody::Essay(_) => {}
    }
}

fn renew_items(items: &mut [MatchItem]) -> Vec<(String, String)> {
    renew_each(items.iter_mut().map(|item| (&mut item.id, item.text.as_str())))
}

fn renew_each<'a>(items: impl Iterator<Item = (&'a mut String, &'a str)>) -> Vec<(String, String)> {
    let mut taken = HashSet::new();
    items
        .map(|(id, text)| {
            let new = from_text(text, &mut taken);
            (std::mem::replace(id, new.clone()), new)
        })
        .collect()
}

fn replace(id: &mut String, renewed: &[(String, String)]) {
    if let Some((_, new)) = renewed.iter().find(|(old, _)| old == id) {
        id.clone_from(new);
    }
}

/// Seven letters and digits of an FNV-1a hash.
fn short(text: &str, round: u32) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes().chain(round.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..7).map(|place| char::from(LETTERS[(hash >> (place * 5 + 8)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_text_same_id_and_twins_differ() {
        let mut taken = HashSet::new();
        let first = from_text("Москва", &mut taken);
        let twin = from_text("Москва", &mut taken);
        assert_ne!(first, twin);
        assert_eq!(first, from_text("Москва", &mut HashSet::new()));
        assert_eq!(first.len(), 7);
    }
}
