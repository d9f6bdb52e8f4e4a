use super::*;
use crate::model::*;
use crate::samples;
use proptest::prelude::*;

mod foreign;

const FORMATS: [ExchangeFormat; 3] = [ExchangeFormat::Gift, ExchangeFormat::MoodleXml, ExchangeFormat::Aiken];

fn texts(body: &mut QuestionBody, change: impl Fn(&mut ShortText)) {
    match body {
        QuestionBody::ShortText(body) => change(body),
        QuestionBody::Gaps(gaps) => gaps.gaps.iter_mut().for_each(|gap| {
            if let GapFill::Text(fill) = &mut gap.fill {
                change(fill);
            }
        }),
        _ => {}
    }
}

/// A question without what `format` has no place for; none if it has no form for the kind.
fn carryable(format: ExchangeFormat, mut question: Question) -> Option<Question> {
    question.credit = Credit::Partial;
    question.penalty = Points(0);
    build::allow_costs(&mut question);
    texts(&mut question.body, |body| body.compare.strict_yo = false);
    if matches!(question.body, QuestionBody::Gaps(_)) {
        question.prompt.clear();
    }
    if format != ExchangeFormat::MoodleXml {
        question.points = Points::ONE;
        build::allow_costs(&mut question);
        texts(&mut question.body, |body| body.compare.case_sensitive = false);
    }
    match (format, &mut question.body) {
        (ExchangeFormat::MoodleXml, QuestionBody::Gaps(gaps))
            if gaps.text.match_indices('{').any(|(at, _)| cloze::head(&gaps.text[at + 1..]).is_some()) =>
        {
            return None;
        }
        (ExchangeFormat::MoodleXml, _) => {}
        (ExchangeFormat::Gift, QuestionBody::Ordering(_)) => return None,
        (ExchangeFormat::Gift, QuestionBody::Gaps(gaps)) => {
            gaps.gaps.truncate(1);
            gaps.gaps[0].weight = 1;
            let (before, _) = gaps.text.split_once("[[1]]")?;
            gaps.text = format!("{before}[[1]] end");
            if matches!(&gaps.gaps[0].fill, GapFill::Text(body) if body.forms.iter().all(|f| f.text.contains("->"))) {
                return None;
            }
        }
        (ExchangeFormat::Gift, QuestionBody::Matching(body)) if body.lefts.iter().any(|i| i.text.contains("->")) => {
            return None;
        }
        (ExchangeFormat::Gift, QuestionBody::ShortText(body)) if body.forms.iter().all(|f| f.text.contains("->")) => {
            return None;
        }
        (ExchangeFormat::Gift, QuestionBody::Essay(body)) => body.guide = None,
        (ExchangeFormat::Gift, _) => {}
        (ExchangeFormat::Aiken, QuestionBody::Single(choice)) => {
            for (n, option) in choice.options.iter_mut().enumerate() {
                (option.share, option.feedback, option.right) = (None, None, n == 0);
            }
            let kept = Question::new(question.prompt.replace('\n', " "), question.body);
            return (!kept.prompt.contains("ANSWER")).then_some(kept);
        }
        (ExchangeFormat::Aiken, _) => return None,
    }
    Some(question)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_a_format_can_carry_comes_back_the_same(questions in prop::collection::vec(samples::question(), 1..5), topic in samples::words()) {
        for format in FORMATS {
            let mut questions: Vec<_> = questions.iter().cloned().filter_map(|q| carryable(format, q)).collect();
            if format != ExchangeFormat::Aiken {
                questions.iter_mut().skip(1).for_each(|q| q.topic = Some(format!("{topic}/1")));
            }
            let file = export(format, &questions);
            prop_assert_eq!(&file.losses, &Vec::new(), "{}", file.text);
            let back = import(format, file.text.as_bytes()).expect("reads what it wrote");
            prop_assert_eq!(&back.problems, &Vec::new(), "{}", file.text);
            prop_assert_eq!(back.questions.len(), questions.len(), "{}", file.text);
            for (question, back) in questions.iter().zip(&back.questions) {
                prop_assert_eq!(loss::canonical(question), loss::canonical(back));
            }
        }
    }

    /// Whatever is lost is said, and the file holds what was not left out.
    #[test]
    fn nothing_is_lost_in_silence(questions in prop::collection::vec(samples::question(), 1..5)) {
        for format in FORMATS {
            let file = export(format, &questions);
            let back = import(format, file.text.as_bytes()).expect("reads what it wrote");
            prop_assert_eq!(&back.problems, &Vec::new(), "{}", file.text);
            let left_out = |n: usize| file.losses.iter().any(|loss| loss.question as usize == n && loss.left_out);
            let kept: Vec<_> = questions.iter().enumerate().filter(|(n, _)| !left_out(*n)).collect();
            prop_assert_eq!(kept.len(), back.questions.len(), "{}", file.text);
            for ((n, question), back) in kept.into_iter().zip(&back.questions) {
                let said = file.losses.iter().find(|loss| loss.question as usize == n);
                prop_assert_eq!(loss::differences(question, back), said.map(|loss| loss.fields.clone()).unwrap_or_default());
            }
        }
    }

    #[test]
    fn nonsense_never_panics(text in "(?:[=~#{}:%A-C.\\n\\\\ <>/&я1]|ANSWER: |->|####|::|\\[html\\]|<question type=\"cloze\">|<text>|\\{1:SA:){0,60}") {
        for format in FORMATS {
            let _ = import(format, text.as_bytes());
        }
        let xml = format!("<quiz><question type=\"cloze\"><questiontext><text><![CDATA[{}]]></text></questiontext></question></quiz>", text.replace("]]>", ""));
        prop_assert!(import(ExchangeFormat::MoodleXml, xml.as_bytes()).is_ok());
    }

    #[test]
    fn bytes_never_panic(bytes: Vec<u8>) {
        for format in FORMATS {
            let _ = import(format, &bytes);
        }
    }
}

#[test]
fn losses_name_the_fields() {
    let mut question = samples::short_text(&["ёж"]);
    question.points = Points(300);
    question.hint = Some("hint".to_owned());
    question.anchor = Some(Anchor { lesson: uuid::Uuid::nil(), second: 1.0 });
    let QuestionBody::ShortText(body) = &mut question.body else { unreachable!() };
    body.compare.case_sensitive = true;
    let fields = |format| export(format, std::slice::from_ref(&question)).losses;
    let loss = |fields: &[&str]| {
        vec![Loss { question: 0, left_out: false, fields: fields.iter().map(|f| (*f).to_owned()).collect() }]
    };
    assert_eq!(fields(ExchangeFormat::Gift), loss(&["points", "hint", "anchor", "body.compare"]));
    assert_eq!(fields(ExchangeFormat::MoodleXml), loss(&["anchor"]));
    assert_eq!(fields(ExchangeFormat::Aiken), [Loss { question: 0, left_out: true, fields: Vec::new() }]);
}

#[test]
fn percents_are_the_ones_moodle_knows() {
    for (share, text) in [
        (10_000, "100"),
        (3333, "33.33333"),
        (-3333, "-33.33333"),
        (1667, "16.66667"),
        (0, "0"),
        (1250, "12.5"),
        (1234, "12.34"),
    ] {
        assert_eq!(build::percent(share), text);
        assert_eq!(build::share(text), Some(share));
    }
    assert_eq!(build::share("101"), None);
    assert_eq!(build::share("NaN"), None);
}

#[test]
fn too_large_and_too_many() {
    assert_eq!(import(ExchangeFormat::Gift, &vec![b' '; MAX_FILE + 1]), Err(ImportError::TooLarge));
    let many = "x{T}\n\n".repeat(MAX_QUESTIONS + 5);
    let found = import(ExchangeFormat::Gift, many.as_bytes()).expect("a text");
    assert_eq!((found.questions.len(), found.problems.len()), (MAX_QUESTIONS, 1));
    assert_eq!(found.problems[0].code, "too_many_questions");
}
