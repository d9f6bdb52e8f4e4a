//! Drawing questions from a bank and shuffling, the same for the same seed, on every machine and in every version.

use std::collections::HashSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::model::{GapFill, Question, QuestionBody};

/// Where chance begins: an attempt, and in it a question.
#[derive(Debug, Clone, Copy)]
pub struct Seed([u8; 32]);

impl Seed {
    /// For an attempt as a whole.
    pub fn of_attempt(attempt: Uuid) -> Self {
        Self::of_question(attempt, Uuid::nil())
    }

    /// For one question of an attempt.
    pub fn of_question(attempt: Uuid, question: Uuid) -> Self {
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(attempt.as_bytes());
        seed[16..].copy_from_slice(question.as_bytes());
        Self(seed)
    }
}

/// A question of the bank, as far as drawing is concerned.
#[derive(Debug, Clone)]
pub struct BankEntry {
    /// Its id.
    pub id: Uuid,
    /// Its topic.
    pub topic: Option<String>,
}

/// How many questions to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawRule {
    /// From this topic and those below it; absent: from the whole bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// How many.
    pub count: u32,
}

/// The bank has fewer questions than a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule} asks for {wanted} questions, the bank has {found} left for it")]
pub struct TooFew {
    /// Which rule, counted from 0.
    pub rule: usize,
    /// How many it asks for.
    pub wanted: u32,
    /// How many there are.
    pub found: u32,
}

/// Draws questions by `rules`, none twice, in the order of the rules. The order of `bank` does not matter.
///
/// # Errors
/// [`TooFew`] when a rule cannot be met; whenever the rules can be met together, they are.
pub fn draw(bank: &[BankEntry], rules: &[DrawRule], seed: Seed) -> Result<Vec<Uuid>, TooFew> {
    let mut shuffled: Vec<&BankEntry> = bank.iter().collect();
    shuffled.sort_by_key(|entry| entry.id);
    shuffled.dedup_by_key(|entry| entry.id);
    shuffle(&mut shuffled, seed);
    // Topics are a tree: served from the leaves up, a wide rule never takes what only a narrow one can use.
    let depth = |rule: &DrawRule| rule.topic.as_ref().map_or(0, |topic| 1 + topic.matches('/').count());
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by_key(|n| std::cmp::Reverse(depth(&rules[*n])));
    let mut taken = HashSet::new();
    let mut drawn = vec![Vec::new(); rules.len()];
    for n in order {
        let wanted = rules[n].count;
        let fits = shuffled
            .iter()
            .filter(|e| !taken.contains(&e.id) && is_under(e.topic.as_deref(), rules[n].topic.as_deref()));
        let ids: Vec<Uuid> = fits.take(wanted as usize).map(|e| e.id).collect();
        if ids.len() < wanted as usize {
            return Err(TooFew { rule: n, wanted, found: ids.len() as u32 });
        }
        taken.extend(ids.iter().copied());
        drawn[n] = ids;
    }
    Ok(drawn.concat())
}

fn is_under(topic: Option<&str>, above: Option<&str>) -> bool {
    let Some(above) = above else { return true };
    topic.and_then(|topic| topic.strip_prefix(above)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A question in the order a student gets it, kept with the attempt. Only such a question can be shown to students,
/// because the teacher's order of items may give the answer away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Arranged(Question);

impl Arranged {
    /// The question with its answers, for grading.
    pub fn question(&self) -> &Question {
        &self.0
    }

    /// The question with its answers.
    pub fn into_question(self) -> Question {
        self.0
    }
}

/// Orders what a student chooses from. Items to match and to order are shuffled always, options when `options` says so.
/// Ids stay, so answers and grades do not depend on it; nor does the new order depend on what is right.
pub fn arrange(mut question: Question, seed: Seed, options: bool) -> Arranged {
    match &mut question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) if options => shuffle(&mut choice.options, seed),
        QuestionBody::Matching(matching) => {
            shuffle(&mut matching.rights, seed);
            if options {
                shuffle(&mut matching.lefts, seed.next());
            }
        }
        QuestionBody::Ordering(ordering) => shuffle(&mut ordering.items, seed),
        QuestionBody::Gaps(gaps) if options => {
            let mut seed = seed;
            for gap in &mut gaps.gaps {
                if let GapFill::Choice(choice) = &mut gap.fill {
                    shuffle(&mut choice.options, seed);
                    seed = seed.next();
                }
            }
        }
        _ => {}
    }
    Arranged(question)
}

impl Seed {
    /// Another one that follows from this.
    fn next(mut self) -> Self {
        for byte in &mut self.0 {
            *byte = byte.wrapping_add(0x9d);
        }
        self
    }
}

/// Puts `items` into an order that depends on `seed` and their number alone (Fisher–Yates).
pub fn shuffle<T>(items: &mut [T], seed: Seed) {
    let mut rng = ChaCha8Rng::from_seed(seed.0);
    for last in (1..items.len()).rev() {
        items.swap(last, below(&mut rng, last as u64 + 1) as usize);
    }
}

/// A number below `end`, all equally likely: what would favour the small ones is drawn again.
fn below(rng: &mut ChaCha8Rng, end: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % end;
    loop {
        let drawn = rng.next_u64();
        if drawn < fair {
            return drawn % end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::question;
    use proptest::prelude::*;

    fn bank(topics: &[(&str, u32)]) -> Vec<BankEntry> {
        let entries = topics.iter().flat_map(|(topic, count)| (0..*count).map(move |_| Some((*topic).to_owned())));
        entries.enumerate().map(|(n, topic)| BankEntry { id: Uuid::from_u128(n as u128 + 1), topic }).collect()
    }

    fn rule(topic: &str, count: u32) -> DrawRule {
        DrawRule { topic: (!topic.is_empty()).then(|| topic.to_owned()), count }
    }

    #[test]
    fn narrow_rules_get_what_only_they_can_use() {
        let bank = bank(&[("a", 1), ("a/b", 2), ("ab", 5)]);
        for n in 0..50 {
            let seed = Seed::of_attempt(Uuid::from_u128(n));
            let drawn = draw(&bank, &[rule("a", 1), rule("a/b", 2)], seed).expect("enough");
            assert_eq!(drawn[0], Uuid::from_u128(1), "the only one of `a` that is not needed for `a/b`");
        }
        let error = draw(&bank, &[rule("a", 4)], Seed::of_attempt(Uuid::nil())).expect_err("`ab` is not below `a`");
        assert_eq!(error, TooFew { rule: 0, wanted: 4, found: 3 });
    }

    #[test]
    fn the_order_of_a_seed_never_changes() {
        let mut items: Vec<u32> = (0..8).collect();
        shuffle(&mut items, Seed::of_attempt(Uuid::from_u128(7)));
        assert_eq!(items, FROZEN, "the same attempt is drawn the same in every version");
    }

    const FROZEN: [u32; 8] = [6, 3, 5, 2, 1, 0, 7, 4];

    #[test]
    fn the_order_that_is_asked_for_is_shuffled_even_when_options_are_not() {
        let item = |id: &str| crate::model::MatchItem { id: id.to_owned(), text: id.to_owned() };
        let items = ["a", "b", "c", "d"].map(item).to_vec();
        let order = items.iter().map(|i| i.id.clone()).collect();
        let ordering = crate::model::Ordering { items: items.clone(), order };
        let question = Question::new("?", QuestionBody::Ordering(ordering));
        let orders: HashSet<Vec<String>> = (0..40)
            .map(|n| {
                let arranged = arrange(question.clone(), Seed::of_attempt(Uuid::from_u128(n)), false).into_question();
                let QuestionBody::Ordering(body) = arranged.body else { unreachable!() };
                body.items.into_iter().map(|i| i.id).collect()
            })
            .collect();
        assert!(orders.len() > 10, "{orders:?}");
        let single = crate::samples::single(&[("a", true), ("b", false), ("c", false)]);
        let seed = Seed::of_attempt(Uuid::from_u128(3));
        assert_eq!(arrange(single.clone(), seed, false).question(), &single);
    }

    #[test]
    fn every_order_is_about_as_likely() {
        let mut seen = std::collections::HashMap::<[u8; 3], u32>::new();
        for n in 0..6000 {
            let mut items = [0, 1, 2];
            shuffle(&mut items, Seed::of_attempt(Uuid::from_u128(n)));
            *seen.entry(items).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1150).contains(count)), "{seen:?}");
    }

    proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn draws_depend_on_the_seed_alone(seed: u128, count in 0_u32..8, turn in 0_usize..8) {
            let bank = bank(&[("a", 3), ("a/b", 2), ("c", 3)]);
            let mut turned = bank.clone();
            turned.rotate_left(turn);
            let seed = Seed::of_attempt(Uuid::from_u128(seed));
            let drawn = draw(&bank, &[rule("", count)], seed).expect("enough");
            prop_assert_eq!(&drawn, &draw(&turned, &[rule("", count)], seed).expect("enough"));
            prop_assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), count as usize);
        }

        #[test]
        fn arranging_only_moves(original in question(), seed: u128) {
            let seed = Seed::of_attempt(Uuid::from_u128(seed));
            let arranged = arrange(original.clone(), seed, true);
            prop_assert_eq!(&arranged, &arrange(original.clone(), seed, true));
            prop_assert!(crate::validate(arranged.question()).is_empty());
            let full = crate::samples::full_answer(&original);
            prop_assert_eq!(crate::grade(arranged.question(), Some(&full)).points, crate::grade(&original, Some(&full)).points);
        }
    }
}
