use super::*;
use crate::draw::{Seed, arrange};
use crate::grade::{Verdict, grade};
use crate::samples::{choice, full_answer, question, short_text, single};
use proptest::prelude::*;
use uuid::Uuid;

/// The same question with everything changed that a student must not see.
fn other_key(mut question: Question) -> Question {
    fn turn(choice: &mut Choice) {
        for option in &mut choice.options {
            option.right = !option.right;
            option.share = Some(-1);
            option.feedback = Some("secret".to_owned());
        }
    }
    fn texts(body: &mut ShortText) {
        body.forms.truncate(1);
        body.forms[0].text = "secret".to_owned();
        body.compare.case_sensitive = !body.compare.case_sensitive;
    }
    fn numbers(body: &mut NumberBody) {
        body.accepted.truncate(1);
        body.accepted[0].range = NumberRange::Near { value: 424_242.0, tolerance: 0.0 };
    }
    match &mut question.body {
        QuestionBody::Single(choice) | QuestionBody::Multiple(choice) => turn(choice),
        QuestionBody::TrueFalse(body) => body.right = !body.right,
        QuestionBody::Number(body) => numbers(body),
        QuestionBody::ShortText(body) => texts(body),
        QuestionBody::Matching(body) => body.pairs.iter_mut().for_each(|p| p.right.clone_from(&body.rights[0].id)),
        QuestionBody::Ordering(body) => body.order.reverse(),
        QuestionBody::Gaps(body) => body.gaps.iter_mut().for_each(|gap| {
            gap.weight += 1;
            match &mut gap.fill {
                GapFill::Text(fill) => texts(fill),
                GapFill::Number(fill) => numbers(fill),
                GapFill::Choice(fill) => turn(fill),
            }
        }),
        QuestionBody::Essay(body) => body.guide = Some("secret".to_owned()),
    }
    question.explanation = Some("secret".to_owned());
    question.title = Some("secret".to_owned());
    question.tags = vec!["secret".to_owned()];
    question.topic = Some("secret".to_owned());
    question.anchor = Some(Anchor { lesson: Uuid::from_u128(5), second: 5.0 });
    question
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_student_view_does_not_depend_on_the_key(question in question(), seed: u128, shuffled: bool) {
        let seed = Seed::of_attempt(Uuid::from_u128(seed));
        let changed = other_key(question.clone());
        prop_assert_ne!(&question, &changed);
        let json = |q: Question| serde_json::to_string(&student(&arrange(q, seed, shuffled))).expect("serialises");
        prop_assert_eq!(json(question), json(changed));
    }

    /// Without the right answers a review tells no more than whether the own answer was right.
    #[test]
    fn marks_do_not_tell_the_key(question in question(), seed: u128) {
        let seed = Seed::of_attempt(Uuid::from_u128(seed));
        let arranged = arrange(question.clone(), seed, true);
        let answer = full_answer(&question);
        let graded = grade(&question, Some(&answer));
        for shown in [Disclosure::Score, Disclosure::Marks] {
            let review = reviewed(&arranged, Some(&answer), &graded, shown);
            prop_assert!(review.solution.is_none() && review.explanation.is_none() && review.feedback.is_empty());
            prop_assert!(review.parts.iter().all(|p| p.verdict != Verdict::Missed));
            prop_assert_eq!(review.points.is_some(), shown == Disclosure::Marks);
        }
    }
}

#[test]
fn all_is_shown_when_the_policy_allows() {
    let mut question = single(&[("a", true), ("b", false)]);
    let QuestionBody::Single(body) = &mut question.body else { unreachable!() };
    body.options[1].feedback = Some("no".to_owned());
    question.explanation = Some("because".to_owned());
    question.anchor = Some(Anchor { lesson: Uuid::from_u128(5), second: 760.0 });
    let arranged = arrange(question.clone(), Seed::of_attempt(Uuid::nil()), false);
    let answer = Answer::Single { option: "b".to_owned() };
    let graded = grade(&question, Some(&answer));
    let review = reviewed(&arranged, Some(&answer), &graded, Disclosure::Answers);
    assert_eq!(review.solution, Some(Solution::Options { options: vec!["a".to_owned()] }));
    assert_eq!(review.feedback.get("b").map(String::as_str), Some("no"));
    assert_eq!(review.explanation.as_deref(), Some("because"));
    assert_eq!(review.watch_again.map(|a| a.second), Some(760.0));
    assert_eq!(review.parts.len(), 2, "the missed one too");
    let marks = reviewed(&arranged, Some(&answer), &graded, Disclosure::Marks);
    assert_eq!(marks.parts.len(), 1);
    assert_eq!(marks.watch_again.map(|a| a.second), Some(760.0));
    let score = reviewed(&arranged, Some(&answer), &graded, Disclosure::Score);
    assert!(score.parts.is_empty() && score.state.is_none() && score.watch_again.is_none());
    let right = grade(&question, Some(&Answer::Single { option: "a".to_owned() }));
    assert_eq!(reviewed(&arranged, None, &right, Disclosure::Answers).watch_again, None);
}

#[test]
fn solutions_list_what_earns_all() {
    let mut question = short_text(&["кот", "кошка"]);
    let QuestionBody::ShortText(body) = &mut question.body else { unreachable!() };
    body.forms[1].share = 5000;
    assert_eq!(solution(&question), Some(Solution::Text { forms: vec!["кот".to_owned()] }));
    let many = Question::new("?", QuestionBody::Multiple(choice(&[("a", true), ("b", true), ("c", false)])));
    assert_eq!(solution(&many), Some(Solution::Options { options: vec!["a".to_owned(), "b".to_owned()] }));
}
