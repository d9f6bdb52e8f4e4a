use super::*;
use crate::model::{AcceptedNumber, Credit, Points, TextForm, TextRule};
use crate::samples::{choice, single};
use proptest::prelude::*;

fn codes(question: &Question) -> Vec<(String, String)> {
    validate(question).into_iter().map(|m| (m.path, m.code)).collect()
}

fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

#[test]
fn choices_have_a_right_answer_and_options_one_can_tell_apart() {
    assert_eq!(codes(&single(&[("a", true), ("b", false)])), []);
    assert_eq!(codes(&single(&[("a", false), ("b", false)])), one("body.options", "no_right_answer"));
    assert_eq!(codes(&single(&[("a", true)])), one("body.options", "too_few"));
    let twins = codes(&single(&[("a", true), ("a", false)]));
    assert_eq!(twins[0], ("body.options[1].id".to_owned(), "duplicate_id".to_owned()));
    assert_eq!(twins[1], ("body.options[1].text".to_owned(), "duplicate_text".to_owned()));
    let mut empty = choice(&[("a", true), ("b", false)]);
    empty.options[1].text = "  ".to_owned();
    assert_eq!(codes(&Question::new("?", QuestionBody::Single(empty))), one("body.options[1].text", "empty"));
}

#[test]
fn shares_add_up() {
    let shared = |shares: [Option<i32>; 3]| {
        let mut body = choice(&[("a", true), ("b", true), ("c", false)]);
        body.options.iter_mut().zip(shares).for_each(|(o, share)| o.share = share);
        codes(&Question::new("?", QuestionBody::Multiple(body)))
    };
    assert_eq!(shared([Some(6667), Some(3333), Some(-5000)]), []);
    assert_eq!(shared([Some(6667), Some(3332), None]), [], "a rounded third is a third");
    assert_eq!(shared([Some(6000), Some(3000), None]), one("body.options", "shares_do_not_add_up"));
    assert_eq!(shared([Some(6000), None, None]), one("body.options", "shares_incomplete"));
    assert_eq!(shared([Some(5000), Some(5000), Some(100)]), one("body.options[2].share", "share_contradicts_right"));
}

#[test]
fn the_question_itself() {
    let question = Question {
        prompt: "x".repeat(MAX_TEXT + 1),
        points: Points(-1),
        title: Some("a\u{0}b".to_owned()),
        credit: Credit::Partial,
        ..single(&[("a", true), ("b", false)])
    };
    let found = codes(&question);
    for expected in [("prompt", "too_long"), ("points", "out_of_range"), ("title", "control_character")] {
        assert!(found.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?} in {found:?}");
    }
    let arabic = Question { prompt: "سؤال 💡".repeat(1000), ..single(&[("a", true), ("b", false)]) };
    assert_eq!(codes(&arabic), []);
    let options: Vec<String> = (0..=MAX_OPTIONS).map(|n| format!("o{n}")).collect();
    let options: Vec<(&str, bool)> = options.iter().map(|o| (o.as_str(), true)).collect();
    assert_eq!(codes(&single(&options)), one("body.options", "too_many"));
}

#[test]
fn numbers_and_texts() {
    let number = |range| {
        let accepted = vec![AcceptedNumber { range, share: FULL_SHARE, feedback: None }];
        codes(&Question::new("?", QuestionBody::Number(NumberBody { accepted })))
    };
    assert_eq!(number(NumberRange::Near { value: 1.0, tolerance: 0.0 }), []);
    assert_eq!(
        number(NumberRange::Near { value: 1.0, tolerance: -0.1 }),
        one("body.accepted[0].range.tolerance", "out_of_range")
    );
    assert_eq!(
        number(NumberRange::Near { value: f64::NAN, tolerance: 0.0 }),
        one("body.accepted[0].range.value", "not_a_number")
    );
    assert_eq!(number(NumberRange::Between { low: 2.0, high: 1.0 }), one("body.accepted[0].range", "ends_reversed"));
    let form = |text: &str, share| TextForm { text: text.to_owned(), share, feedback: None };
    let forms = ShortText { forms: vec![form("Ёлка", 5000), form("елка ", 0)], compare: TextRule::default() };
    let found = codes(&Question::new("?", QuestionBody::ShortText(forms)));
    assert_eq!(found[0], ("body.forms[1].text".to_owned(), "duplicate_text".to_owned()));
    assert_eq!(found[1], ("body.forms".to_owned(), "no_right_answer".to_owned()));
}

#[test]
fn keys_fit_their_items() {
    let item = |id: &str| MatchItem { id: id.to_owned(), text: id.to_owned() };
    let order = |order: &[&str]| {
        let order = order.iter().map(|id| (*id).to_owned()).collect();
        codes(&Question::new("?", QuestionBody::Ordering(Ordering { items: vec![item("a"), item("b")], order })))
    };
    assert_eq!(order(&["b", "a"]), []);
    assert_eq!(order(&["b", "b"]), one("body.order", "order_does_not_fit"));
    let pair = |left: &str, right: &str| crate::model::MatchPair { left: left.to_owned(), right: right.to_owned() };
    let matching = |pairs| {
        let body = Matching { lefts: vec![item("a")], rights: vec![item("x"), item("y")], pairs };
        codes(&Question::new("?", QuestionBody::Matching(body)))
    };
    assert_eq!(matching(vec![pair("a", "y")]), []);
    assert_eq!(matching(vec![]), one("body.lefts[0]", "not_matched"));
    assert_eq!(matching(vec![pair("a", "z")]), one("body.pairs[0].right", "unknown_item"));
    assert_eq!(matching(vec![pair("a", "x"), pair("a", "y")]), one("body.pairs[1].left", "matched_twice"));
}

#[test]
fn gaps_and_markers_fit() {
    let gap =
        |id: &str| Gap { id: id.to_owned(), weight: 1, fill: GapFill::Choice(choice(&[("a", true), ("b", false)])) };
    let gaps = |text: &str, gaps| {
        codes(&Question::new("", QuestionBody::Gaps(crate::model::Gaps { text: text.to_owned(), gaps })))
    };
    assert_eq!(gaps("x [[1]] [[y]] z", vec![gap("1")]), []);
    assert_eq!(gaps("x [[1]] [[2]]", vec![gap("1")]), one("body.text", "marker_without_gap"));
    assert_eq!(gaps("x [[1]]", vec![gap("1"), gap("2")]), one("body.gaps[1]", "gap_without_marker"));
    assert_eq!(gaps("x [[1]] [[1]]", vec![gap("1")]), one("body.gaps[0]", "marker_twice"));
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn samples_are_valid_and_survive_json(question in crate::samples::question()) {
        prop_assert_eq!(validate(&question), []);
        let json = serde_json::to_string(&question).expect("serialises");
        prop_assert_eq!(serde_json::from_str::<Question>(&json).expect("parses"), question);
    }
}

#[test]
fn unknown_fields_are_refused() {
    let good = r#"{"prompt":"?","points":100,"body":{"kind":"true_false","right":true}}"#;
    assert!(serde_json::from_str::<Question>(good).is_ok());
    for bad in [
        r#"{"prompt":"?","points":100,"body":{"kind":"true_false","right":true,"rigth":1}}"#,
        r#"{"prompt":"?","points":100,"promt":"","body":{"kind":"true_false","right":true}}"#,
        r#"{"prompt":"?","points":1.5,"body":{"kind":"true_false","right":true}}"#,
        r#"{"prompt":"?","points":100,"body":{"kind":"unknown"}}"#,
    ] {
        assert!(serde_json::from_str::<Question>(bad).is_err(), "{bad}");
    }
}
