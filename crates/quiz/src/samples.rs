//! Questions for tests: by hand and by chance.

use std::collections::{BTreeMap, HashSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::answer::Answer;
use crate::ids;
use crate::model::*;

/// A single choice with the texts as ids.
pub fn single(options: &[(&str, bool)]) -> Question {
    Question::new("?", QuestionBody::Single(choice(options)))
}

/// Options with the texts as ids.
pub fn choice(options: &[(&str, bool)]) -> Choice {
    let option = |(text, right): &(&str, bool)| ChoiceOption {
        id: (*text).to_owned(),
        text: (*text).to_owned(),
        right: *right,
        share: None,
        feedback: None,
    };
    Choice { options: options.iter().map(option).collect() }
}

/// A short text with these forms.
pub fn short_text(forms: &[&str]) -> Question {
    let form = |text: &&str| TextForm { text: (*text).to_owned(), share: FULL_SHARE, feedback: None };
    let forms = forms.iter().map(form).collect();
    Question::new("?", QuestionBody::ShortText(ShortText { forms, compare: TextRule::default() }))
}

/// A text with everything that formats might trip over, without white space at its ends.
pub fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Zа-яА-ЯёЁ0-9]{1,8}",
        2 => "[ -~]{1,10}",
        1 => prop::sample::select(vec![
            "=", "~", "#", "{", "}", ":", "\\", "->", "%50%", "%", "::", "//", "$x^2$", "\\n", "&amp;", "<b>", "]]>", "<![CDATA[",
            "*", "{#", "A.", "ANSWER: A", "$CATEGORY: x", "[html]", "####", "[x]", "💡", "العربية", "\u{a0}", "[[",
        ]).prop_map(str::to_owned),
    ];
    vec(piece, 1..5)
        .prop_map(|pieces| pieces.join(" ").trim().to_owned())
        .prop_filter("not empty", |text| !text.is_empty())
}

/// Several lines of [`words`].
pub fn prose() -> impl Strategy<Value = String> {
    vec(words(), 1..4)
        .prop_flat_map(|lines| (Just(lines), prop::sample::select(vec!["\n", "\n\n", " "])))
        .prop_map(|(lines, by)| lines.join(by))
}

/// Texts that differ however they are compared.
fn distinct(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<String>> {
    vec(words(), count).prop_map(|texts| {
        let mut seen = HashSet::new();
        let lax = TextRule::default();
        texts
            .into_iter()
            .enumerate()
            .map(|(n, text)| if seen.insert(crate::text::normal(&text, lax)) { text } else { format!("{text} no{n}") })
            .collect()
    })
}

fn options(single: bool) -> impl Strategy<Value = Choice> {
    (distinct(2..7), vec((any::<bool>(), option::weighted(0.3, words())), 7), 0_usize..2, any::<bool>()).prop_map(
        move |(texts, extras, first_right, with_shares)| {
            let mut options: Vec<ChoiceOption> = texts
                .into_iter()
                .zip(extras)
                .map(|(text, (right, feedback))| ChoiceOption {
                    id: String::new(),
                    text,
                    right: right && !single,
                    share: None,
                    feedback,
                })
                .collect();
            options[first_right].right = true;
            if with_shares && single {
                options[1 - first_right].share = Some(2500);
            } else if with_shares {
                let right = options.iter().filter(|o| o.right).count() as i32;
                for (n, option) in options.iter_mut().enumerate() {
                    option.share = Some(if option.right { FULL_SHARE / right } else { -500 * (n as i32 + 1) });
                }
            }
            Choice { options }
        },
    )
}

fn number() -> impl Strategy<Value = NumberBody> {
    let range = prop_oneof![
        (any::<i32>(), 0..1000_u32)
            .prop_map(|(n, t)| NumberRange::Near { value: f64::from(n) / 1000.0, tolerance: f64::from(t) / 1000.0 }),
        (-1000..1000_i32, 0..1000_i32)
            .prop_map(|(low, d)| NumberRange::Between { low: low.into(), high: (low + d).into() }),
    ];
    (vec((range, 0..=100_i32, option::weighted(0.3, words())), 1..4)).prop_map(|all| {
        let mut accepted: Vec<_> = all
            .into_iter()
            .map(|(range, percent, feedback)| AcceptedNumber { range, share: percent * 100, feedback })
            .collect();
        accepted[0].share = FULL_SHARE;
        NumberBody { accepted }
    })
}

fn forms() -> impl Strategy<Value = ShortText> {
    (distinct(1..4), vec((0..=100_i32, option::weighted(0.3, words())), 4), any::<bool>(), any::<bool>()).prop_map(
        |(texts, extras, case_sensitive, strict_yo)| {
            let mut forms: Vec<_> = texts
                .into_iter()
                .zip(extras)
                .map(|(text, (percent, feedback))| TextForm { text, share: percent * 100, feedback })
                .collect();
            forms[0].share = FULL_SHARE;
            ShortText { forms, compare: TextRule { case_sensitive, strict_yo } }
        },
    )
}

fn items(texts: Vec<String>) -> Vec<MatchItem> {
    texts.into_iter().enumerate().map(|(n, text)| MatchItem { id: format!("{n}"), text }).collect()
}

fn matching() -> impl Strategy<Value = Matching> {
    (distinct(1..5), distinct(2..6), vec(any::<prop::sample::Index>(), 5)).prop_map(|(lefts, rights, key)| {
        let (lefts, rights) = (items(lefts), items(rights));
        let pair = |(left, at): (&MatchItem, prop::sample::Index)| MatchPair {
            left: left.id.clone(),
            right: at.get(&rights).id.clone(),
        };
        let pairs = lefts.iter().zip(key).map(pair).collect();
        Matching { lefts, rights, pairs }
    })
}

fn gaps() -> impl Strategy<Value = Gaps> {
    let fill = prop_oneof![
        forms().prop_map(GapFill::Text),
        number().prop_map(GapFill::Number),
        options(true).prop_map(GapFill::Choice),
    ];
    (vec((fill, 1..5_u32, prose()), 1..4), prose()).prop_map(|(all, end)| {
        let mut text = String::new();
        let mut gaps = Vec::new();
        for (n, (fill, weight, before)) in all.into_iter().enumerate() {
            let id = (n + 1).to_string();
            text.push_str(&format!("{before} [[{id}]] "));
            gaps.push(Gap { id, weight, fill });
        }
        text.push_str(&end);
        Gaps { text, gaps }
    })
}

/// Any body, with ids made of the texts.
pub fn body() -> impl Strategy<Value = QuestionBody> {
    prop_oneof![
        options(true).prop_map(QuestionBody::Single),
        options(false).prop_map(QuestionBody::Multiple),
        (any::<bool>(), option::of(words()), option::of(words())).prop_map(|(right, feedback_true, feedback_false)| {
            QuestionBody::TrueFalse(TrueFalse { right, feedback_true, feedback_false })
        }),
        number().prop_map(QuestionBody::Number),
        forms().prop_map(QuestionBody::ShortText),
        matching().prop_map(QuestionBody::Matching),
        distinct(2..6).prop_map(|texts| {
            let items = items(texts);
            let order = items.iter().map(|i| i.id.clone()).collect();
            QuestionBody::Ordering(Ordering { items, order })
        }),
        gaps().prop_map(QuestionBody::Gaps),
        option::of(prose()).prop_map(|guide| QuestionBody::Essay(Essay { guide, max_chars: 20_000 })),
    ]
}

/// Any question without mistakes.
pub fn question() -> impl Strategy<Value = Question> {
    (
        body(),
        prose(),
        1..1000_i32,
        0..=100_i32,
        any::<bool>(),
        option::of(prose()),
        option::of(words()),
        vec(words(), 0..3),
    )
        .prop_map(|(body, prompt, points, penalty, partial, explanation, title, tags)| {
            let mut question = Question {
                title,
                points: Points(points),
                penalty: Points(points * penalty / 100),
                credit: if partial { Credit::Partial } else { Credit::AllOrNothing },
                explanation,
                tags,
                ..Question::new(prompt, body)
            };
            ids::renew(&mut question);
            question
        })
}

/// The full right answer; for essays any.
pub fn full_answer(question: &Question) -> Answer {
    let right = |choice: &Choice| choice.options.iter().filter(|o| o.right).map(|o| o.id.clone()).collect::<Vec<_>>();
    let number = |body: &NumberBody| {
        let full = body.accepted.iter().find(|a| a.share == FULL_SHARE).expect("valid");
        let (low, high) = full.range.ends();
        format!("{}", low + (high - low) / 2.0)
    };
    let text = |body: &ShortText| body.forms.iter().find(|f| f.share == FULL_SHARE).expect("valid").text.clone();
    match &question.body {
        QuestionBody::Single(choice) => Answer::Single { option: right(choice).remove(0) },
        QuestionBody::Multiple(choice) => Answer::Multiple { options: right(choice) },
        QuestionBody::TrueFalse(body) => Answer::TrueFalse { value: body.right },
        QuestionBody::Number(body) => Answer::Number { text: number(body) },
        QuestionBody::ShortText(body) => Answer::ShortText { text: text(body) },
        QuestionBody::Matching(body) => {
            Answer::Matching { pairs: body.pairs.iter().map(|p| (p.left.clone(), p.right.clone())).collect() }
        }
        QuestionBody::Ordering(body) => Answer::Ordering { order: body.order.clone() },
        QuestionBody::Gaps(body) => {
            let fill = |gap: &Gap| match &gap.fill {
                GapFill::Text(fill) => text(fill),
                GapFill::Number(fill) => number(fill),
                GapFill::Choice(fill) => right(fill).remove(0),
            };
            let gaps: BTreeMap<_, _> = body.gaps.iter().map(|gap| (gap.id.clone(), fill(gap))).collect();
            Answer::Gaps { gaps }
        }
        QuestionBody::Essay(_) => Answer::Essay { text: "text".to_owned() },
    }
}
