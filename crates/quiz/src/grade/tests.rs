use super::*;
use crate::model::{AcceptedNumber, Essay, MatchItem, NumberRange, TextForm, TextRule};
use crate::samples::{self, choice, full_answer, question, short_text, single};
use proptest::prelude::*;

fn multiple(options: &[(&str, bool)]) -> Question {
    Question::new("?", QuestionBody::Multiple(choice(options)))
}

fn chose(ids: &[&str]) -> Answer {
    Answer::Multiple { options: ids.iter().map(|id| (*id).to_owned()).collect() }
}

fn chose_one(id: &str) -> Answer {
    Answer::Single { option: id.to_owned() }
}

fn text(text: &str) -> Answer {
    Answer::ShortText { text: text.to_owned() }
}

fn earned(question: &Question, answer: &Answer) -> (i32, GradeState) {
    let grade = grade(question, Some(answer));
    (grade.points.0, grade.state)
}

#[test]
fn wrong_options_take_back_what_right_ones_earn() {
    let q = multiple(&[("a", true), ("b", true), ("c", false), ("d", false), ("e", false)]);
    assert_eq!(earned(&q, &chose(&["b", "a"])), (100, GradeState::Right));
    assert_eq!(earned(&q, &chose(&["a"])), (50, GradeState::Partial));
    assert_eq!(earned(&q, &chose(&["a", "c"])), (0, GradeState::Wrong));
    assert_eq!(earned(&q, &chose(&["a", "b", "c"])), (50, GradeState::Partial));
    let few_wrong = multiple(&[("a", true), ("b", true), ("c", true), ("d", false)]);
    assert_eq!(earned(&few_wrong, &chose(&["a", "b", "c", "d"])), (0, GradeState::Wrong), "all of them never pays");
    assert_eq!(earned(&few_wrong, &chose(&["a"])), (33, GradeState::Partial));
    let whole = Question { credit: Credit::AllOrNothing, penalty: Points(20), ..q };
    assert_eq!(earned(&whole, &chose(&["a"])), (-20, GradeState::Wrong));
}

#[test]
fn shares_of_their_own() {
    let mut q = single(&[("a", true), ("b", false), ("c", false), ("d", false)]);
    q.penalty = Points(40);
    let QuestionBody::Single(body) = &mut q.body else { unreachable!() };
    body.options[1].share = Some(3333);
    body.options[2].share = Some(-2500);
    assert_eq!(earned(&q, &chose_one("a")), (100, GradeState::Right));
    assert_eq!(earned(&q, &chose_one("b")), (33, GradeState::Partial));
    assert_eq!(earned(&q, &chose_one("c")), (-25, GradeState::Wrong));
    assert_eq!(earned(&q, &chose_one("d")), (-40, GradeState::Wrong), "no share of its own: the penalty");
    q.penalty = Points(10);
    assert_eq!(earned(&q, &chose_one("c")), (-10, GradeState::Wrong), "never below the penalty");
    assert_eq!(grade(&q, Some(&chose_one("b"))).parts[1].verdict, Verdict::Partial);
}

#[test]
fn numbers_take_the_best_that_fits() {
    let near = |value, tolerance, share| AcceptedNumber {
        range: NumberRange::Near { value, tolerance },
        share,
        feedback: None,
    };
    let q = Question::new(
        "?",
        QuestionBody::Number(NumberBody { accepted: vec![near(0.2, 0.5, 5000), near(0.2, 0.1, FULL_SHARE)] }),
    );
    let number = |text: &str| Answer::Number { text: text.to_owned() };
    assert_eq!(earned(&q, &number("0,3")), (100, GradeState::Right), "0.2 + 0.1 is 0.30000000000000004");
    assert_eq!(earned(&q, &number("0.31")), (50, GradeState::Partial));
    assert_eq!(earned(&q, &number("0.8")), (0, GradeState::Wrong));
    assert_eq!(earned(&q, &number("три")), (0, GradeState::Wrong));
    assert_eq!(earned(&q, &number(" ")), (0, GradeState::Unanswered));
}

#[test]
fn texts_follow_their_rule() {
    let mut q = short_text(&["Чёрный квадрат"]);
    assert_eq!(earned(&q, &text("  черный   КВАДРАТ ")).1, GradeState::Right);
    let QuestionBody::ShortText(body) = &mut q.body else { unreachable!() };
    body.compare = TextRule { case_sensitive: true, strict_yo: true };
    body.forms.push(TextForm { text: "Квадрат".to_owned(), share: 2500, feedback: None });
    assert_eq!(earned(&q, &text("черный квадрат")).1, GradeState::Wrong);
    assert_eq!(earned(&q, &text("Чёрный квадрат")).1, GradeState::Right);
    assert_eq!(earned(&q, &text("Квадрат")), (25, GradeState::Partial));
}

#[test]
fn order_is_measured_by_pairs() {
    let item = |id: &str| MatchItem { id: id.to_owned(), text: id.to_owned() };
    let order = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let body = Ordering { items: ["d", "b", "a", "c"].map(item).to_vec(), order: order(&["a", "b", "c", "d"]) };
    let q = Question::new("?", QuestionBody::Ordering(body));
    let put = |ids: &[&str]| Answer::Ordering { order: order(ids) };
    assert_eq!(earned(&q, &put(&["a", "b", "c", "d"])), (100, GradeState::Right));
    assert_eq!(earned(&q, &put(&["b", "a", "c", "d"])), (67, GradeState::Partial), "five pairs of six right");
    assert_eq!(earned(&q, &put(&["d", "c", "b", "a"])), (0, GradeState::Wrong));
    assert_eq!(earned(&q, &put(&["a", "b"])), (17, GradeState::Partial), "one pair of six");
}

#[test]
fn gaps_count_by_weight() {
    let gap = |id: &str, weight| crate::model::Gap {
        id: id.to_owned(),
        weight,
        fill: GapFill::Text(ShortText {
            forms: vec![TextForm { text: id.to_owned(), share: FULL_SHARE, feedback: None }],
            compare: TextRule::default(),
        }),
    };
    let body = Gaps { text: "[[1]] [[2]]".to_owned(), gaps: vec![gap("1", 1), gap("2", 3)] };
    let q = Question::new("", QuestionBody::Gaps(body));
    let fill = |gaps: &[(&str, &str)]| Answer::Gaps {
        gaps: gaps.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect(),
    };
    assert_eq!(earned(&q, &fill(&[("2", "2")])), (75, GradeState::Partial));
    let both = grade(&q, Some(&fill(&[("1", "x"), ("2", "")])));
    assert_eq!(both.parts.iter().map(|p| p.verdict).collect::<Vec<_>>(), [Verdict::Wrong, Verdict::Missed]);
}

#[test]
fn essays_wait_for_a_person() {
    let q = Question::new("?", QuestionBody::Essay(Essay { guide: None, max_chars: 100 }));
    let essay = Answer::Essay { text: "Очерк".to_owned() };
    assert_eq!(earned(&q, &essay), (0, GradeState::AwaitingTeacher));
    assert_eq!(by_teacher(&q, Points(70)).state, GradeState::Partial);
    assert_eq!(by_teacher(&q, Points(170)).points, Points(100));
    assert_eq!(by_teacher(&q, Points(-70)).points, Points(0));
}

#[test]
fn pass_marks_are_exact() {
    assert!(passes(Points(200), Points(300), 66));
    assert!(!passes(Points(200), Points(300), 67));
    assert!(passes(Points(0), Points(0), 100));
}

/// Right and wrong ids of a choice.
fn sides(choice: &Choice) -> (Vec<String>, Vec<String>) {
    let (right, wrong): (Vec<_>, Vec<_>) = choice.options.iter().partition(|o| o.right);
    (right.into_iter().map(|o| o.id.clone()).collect(), wrong.into_iter().map(|o| o.id.clone()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_full_answer_gets_all_and_blank_nothing(q in question()) {
        let full = grade(&q, Some(&full_answer(&q)));
        if matches!(q.body, QuestionBody::Essay(_)) {
            prop_assert_eq!(full.state, GradeState::AwaitingTeacher);
        } else {
            prop_assert_eq!((full.points, full.state), (q.points, GradeState::Right));
        }
        let blank = grade(&q, None);
        prop_assert_eq!((blank.points, blank.state), (Points(0), GradeState::Unanswered));
    }

    /// An answer to one question, given to another, is never worth more than allowed and never panics.
    #[test]
    fn always_between_the_ends(q in question(), other in question(), word in samples::words(), picks in prop::collection::vec(any::<prop::sample::Index>(), 1..5)) {
        let picked = |ids: &[&str]| picks.iter().map(|p| ids[p.index(ids.len())].to_owned()).collect::<Vec<_>>();
        let own = match &q.body {
            QuestionBody::Single(c) => chose_one(&picked(&c.options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>())[0]),
            QuestionBody::Multiple(c) => {
                let mut options = picked(&c.options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>());
                options.sort();
                options.dedup();
                Answer::Multiple { options }
            }
            QuestionBody::Ordering(o) => {
                let mut order = picked(&o.items.iter().map(|o| o.id.as_str()).collect::<Vec<_>>());
                order.sort();
                order.dedup();
                Answer::Ordering { order }
            }
            QuestionBody::Gaps(g) => Answer::Gaps { gaps: g.gaps.iter().map(|g| (g.id.clone(), word.clone())).collect() },
            QuestionBody::Number(_) => Answer::Number { text: word },
            _ => text(&word),
        };
        for answer in [own, full_answer(&other)] {
            let grade = grade(&q, Some(&answer));
            prop_assert!(grade.points <= q.points && grade.points.0 >= -q.penalty.0, "{:?}", grade);
            prop_assert_eq!(grade.state == GradeState::Right, grade.points == q.points && grade.state != GradeState::AwaitingTeacher);
        }
    }

    /// One more right option never costs, one more wrong option never earns; the order does not matter.
    #[test]
    fn choosing_better_never_costs(q in question().prop_filter("multiple", |q| matches!(q.body, QuestionBody::Multiple(_))), mask: u64, turn in 0_usize..6) {
        let QuestionBody::Multiple(choice) = &q.body else { unreachable!() };
        let (right, wrong) = sides(choice);
        let all: Vec<_> = right.iter().chain(&wrong).cloned().collect();
        let mut options: Vec<_> = all.iter().enumerate().filter(|(n, _)| mask >> n & 1 == 1).map(|(_, id)| id.clone()).collect();
        prop_assume!(!options.is_empty());
        let before = grade(&q, Some(&Answer::Multiple { options: options.clone() }));
        for id in &all {
            if options.contains(id) { continue }
            let mut more = options.clone();
            more.push(id.clone());
            let after = grade(&q, Some(&Answer::Multiple { options: more }));
            if right.contains(id) { prop_assert!(after.points >= before.points) } else { prop_assert!(after.points <= before.points) }
        }
        let turn = turn % options.len();
        options.rotate_left(turn);
        prop_assert_eq!(grade(&q, Some(&Answer::Multiple { options })), before);
    }

    #[test]
    fn the_order_of_the_options_does_not_matter(q in question(), other in question(), seed: u128) {
        let seed = crate::draw::Seed::of_attempt(uuid::Uuid::from_u128(seed));
        let arranged = crate::draw::arrange(q.clone(), seed, true).into_question();
        for answer in [full_answer(&q), full_answer(&other)] {
            let (one, two) = (grade(&q, Some(&answer)), grade(&arranged, Some(&answer)));
            prop_assert_eq!((one.points, one.state), (two.points, two.state));
        }
    }
}
