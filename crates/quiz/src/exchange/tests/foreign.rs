//! Files as other systems write them, and files meant to do harm.

use super::*;
use crate::answer::Answer;
use crate::grade;

fn gift(text: &str) -> Imported {
    import(ExchangeFormat::Gift, text.as_bytes()).expect("a text")
}

fn one(text: &str) -> Question {
    let found = gift(text);
    assert_eq!(found.problems, [], "{text}");
    found.questions.into_iter().next().expect("a question")
}

fn refused(found: &Imported) -> Vec<(u32, &str)> {
    found.problems.iter().map(|p| (p.line, p.code.as_str())).collect()
}

fn earned(question: &Question, answer: &Answer) -> i32 {
    grade(question, Some(answer)).points.0
}

fn option(question: &Question, text: &str) -> String {
    let (QuestionBody::Single(choice) | QuestionBody::Multiple(choice)) = &question.body else { panic!("a choice") };
    choice.options.iter().find(|o| o.text == text).expect("an option").id.clone()
}

fn typed(text: &str) -> Answer {
    Answer::ShortText { text: text.to_owned() }
}

#[test]
fn gift_choices() {
    let q = one(
        "// comment\n::Q1:: Who's buried\\: in Grant's tomb? {\n=Grant #right!\n~no one\n~%50%Napoleon#half####Everybody knows.}",
    );
    assert_eq!((q.title.as_deref(), q.prompt.as_str()), (Some("Q1"), "Who's buried: in Grant's tomb?"));
    assert_eq!(q.explanation.as_deref(), Some("Everybody knows."));
    let points: Vec<_> =
        ["Grant", "no one", "Napoleon"].map(|o| earned(&q, &Answer::Single { option: option(&q, o) })).to_vec();
    assert_eq!(points, [100, 0, 50]);

    let q = one("Two of them {~%50%a ~%50%b ~%-100%c ~%-100%d}");
    let chosen = |texts: &[&str]| Answer::Multiple { options: texts.iter().map(|t| option(&q, t)).collect() };
    assert_eq!(earned(&q, &chosen(&["a", "b"])), 100);
    assert_eq!(earned(&q, &chosen(&["a"])), 50);
    assert_eq!(earned(&q, &chosen(&["a", "c"])), 0);
}

#[test]
fn gift_negative_options_cost() {
    let q = one("x {=a ~%-25%b ~c}");
    let points: Vec<_> = ["a", "b"].map(|o| earned(&q, &Answer::Single { option: option(&q, o) })).to_vec();
    assert_eq!(points, [100, -25]);
}

#[test]
fn gift_other_kinds() {
    let q = one("Sky is blue.{TRUE#No, it is.#Yes!}");
    let expected = TrueFalse {
        right: true,
        feedback_true: Some("Yes!".to_owned()),
        feedback_false: Some("No, it is.".to_owned()),
    };
    assert_eq!(q.body, QuestionBody::TrueFalse(expected));

    let q = one("Two plus two? {=four =%50%quattro =4}");
    assert_eq!([typed("Four"), typed("quattro"), typed("5")].map(|a| earned(&q, &a)), [100, 50, 0]);

    let number = |text: &str| Answer::Number { text: text.to_owned() };
    let q = one("When? {#\n=1822:0\n=%50%1820..1824#near}");
    assert_eq!([number("1822"), number("1820"), number("1825")].map(|a| earned(&q, &a)), [100, 50, 0]);
    assert_eq!(earned(&one("Pi? {#3.14:0.01}"), &number("3,15")), 100);
    assert_eq!(earned(&one("1 to 5? {#1..5}"), &number("5")), 100);

    let q = one("Match {=cat -> кот =dog -> пёс =pup -> пёс = -> лев}");
    let QuestionBody::Matching(body) = &q.body else { panic!("matching") };
    assert_eq!((body.lefts.len(), body.rights.len(), body.pairs.len()), (3, 3, 3));

    assert_eq!(one("Write. {}").body.kind(), "essay");
    let q = one("Moscow is the {=capital ~port} of Russia.");
    let QuestionBody::Gaps(body) = &q.body else { panic!("gaps") };
    assert_eq!(body.text, "Moscow is the [[1]] of Russia.");
    assert_eq!(one("[html]<p>One <b>two</b>&nbsp;&lt;</p> {T}").prompt, "One **two**\u{a0}\\<");
    assert_eq!(one("$CATEGORY: $course$/top/Algebra/Rings\n\nx{F}").topic.as_deref(), Some("Algebra/Rings"));
    assert_eq!(one("// [id:7] [tag:one] [tag:t\\]wo]\nx{F}").tags, ["one", "t]wo"]);
}

#[test]
fn gift_in_windows_1251() {
    let text = "::Столица:: Столица России? {=Москва ~Тверь}\r\n\r\nЁлка зелёная {T}";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let found = import(ExchangeFormat::Gift, &bytes).expect("a text");
    assert_eq!(found.questions[0].prompt, "Столица России?");
    assert_eq!(found.questions[1].prompt, "Ёлка зелёная");
    assert_eq!(found.problems, []);
}

#[test]
fn gift_says_what_it_could_not_take_and_takes_the_rest() {
    let found = gift(
        "Fine? {T}\n\nJust a text\nof two lines\n\nNot closed {=a ~b\n\nNo right one {~a ~b}\n\nBad {#abc}\n\nTwo {=a}{=b}\n\nWild {=a* =b}\n\nTwins {=a ~a}\n\nCaught {=a =%0%*#no} \n\nAlso fine {F}",
    );
    let prompts: Vec<_> = found.questions.iter().map(|q| q.prompt.as_str()).collect();
    assert_eq!(prompts, ["Fine?", "Caught", "Also fine"]);
    let expected = [
        (3, "no_answer_block"),
        (6, "unclosed_answer_block"),
        (8, "invalid"),
        (10, "bad_number"),
        (12, "several_answer_blocks"),
        (14, "wildcard_answer"),
        (16, "invalid"),
        (18, "catch_all_left_out"),
    ];
    assert_eq!(refused(&found), expected);
    assert_eq!(found.problems[2].detail, "body.options: no_right_answer");
    assert!(found.problems.iter().all(|p| p.taken == (p.code == "catch_all_left_out")));
}

#[test]
fn what_was_left_out_of_a_refused_question_was_not_taken() {
    let found = gift("Caught {=%50%a =%0%*#no}");
    assert_eq!(refused(&found), [(1, "catch_all_left_out"), (1, "invalid")]);
    assert!(found.problems.iter().all(|p| !p.taken));
}

#[test]
fn aiken_files() {
    let text = "What is it?\nA. one\nB) two\nANSWER: B\n\nNo answer\nA. x\nB. y\n\nNext?\na. x\nb. y\nanswer: a\n\nWrong letter\nA. x\nB. y\nANSWER: C\nANSWER: A\n";
    let found = import(ExchangeFormat::Aiken, text.as_bytes()).expect("a text");
    assert_eq!(found.questions.len(), 2);
    assert_eq!(earned(&found.questions[0], &Answer::Single { option: option(&found.questions[0], "two") }), 100);
    let expected = [(6, "no_answer_line"), (18, "unknown_answer_letter"), (19, "answer_without_question")];
    assert_eq!(refused(&found), expected);
}

const MOODLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0 -->
  <question type="category"><category><text>$course$/top/Биология</text></category></question>
  <question type="multichoice">
    <name><text>Cells</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which <b>two</b>?</p><p><img src="@@PLUGINFILE@@/c.png" alt="cell"></p>]]></text>
      <file name="c.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
    <generalfeedback format="html"><text>See &lt;i&gt;chapter&lt;/i&gt; 2</text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><single>false</single>
    <answer fraction="50" format="html"><text>a</text><feedback format="html"><text>yes</text></feedback></answer>
    <answer fraction="50" format="html"><text>b</text></answer>
    <answer fraction="-50" format="html"><text>c</text></answer>
    <answer fraction="-50" format="html"><text>d</text></answer>
    <hint format="html"><text>think</text></hint>
    <tags><tag><text>bio</text></tag></tags>
  </question>
  <question type="numerical"><name><text>n</text></name><questiontext><text>Pi?</text></questiontext>
    <answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance></answer>
    <answer fraction="0"><text>*</text><feedback><text>no</text></feedback></answer></question>
  <question type="calculated"><name><text>calc</text></name></question>
  <question type="ordering"><name><text>o</text></name><questiontext format="markdown"><text>Order</text></questiontext>
    <answer fraction="1"><text>one</text></answer><answer fraction="1"><text>two</text></answer></question>
  <question type="cloze"><name><text>z</text></name><questiontext format="html"><text><![CDATA[<p>{1:SHORTANSWER:=Paris#yes~%50%Pari~*#no} has {2:NUMERICAL:=2:0.5} &amp; {:MC:=a &lt; b~c} [x]</p>]]></text></questiontext></question>
  <question type="shortanswer"><name><text>s</text></name><questiontext format="plain_text"><text>2*2 is [what]?</text></questiontext>
    <usecase>1</usecase><answer fraction="100"><text>Four</text></answer></question>
  <question type="truefalse"><name><text>t</text></name><questiontext><text>T?</text></questiontext>
    <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
  <question type="essay"><name><text>e</text></name><questiontext><text></text></questiontext></question>
</quiz>"#;

#[test]
fn moodle_files() {
    let found = import(ExchangeFormat::MoodleXml, MOODLE.as_bytes()).expect("a quiz");
    let kinds: Vec<_> = found.questions.iter().map(|q| q.body.kind()).collect();
    assert_eq!(kinds, ["multiple", "number", "ordering", "gaps", "short_text", "true_false"], "{:?}", found.problems);
    let expected = [
        (5, "file_left_out"),
        (18, "catch_all_left_out"),
        (21, "unsupported_kind"),
        (24, "catch_all_left_out"),
        (29, "invalid"),
    ];
    assert_eq!(refused(&found), expected);
    assert_eq!(found.problems[4].detail, "prompt: empty");

    let cells = &found.questions[0];
    assert_eq!(cells.prompt, "Which **two**?\n\ncell");
    assert_eq!(cells.explanation.as_deref(), Some("See *chapter* 2"));
    assert_eq!((cells.points, cells.hint.as_deref(), cells.tags.len()), (Points(200), Some("think"), 1));
    assert_eq!(cells.topic.as_deref(), Some("Биология"));
    let chosen = |texts: &[&str]| Answer::Multiple { options: texts.iter().map(|t| option(cells, t)).collect() };
    assert_eq!(earned(cells, &chosen(&["a", "b"])), 200);
    assert_eq!(earned(cells, &chosen(&["a", "b", "c"])), 100);

    let QuestionBody::Gaps(gaps) = &found.questions[3].body else { panic!("gaps") };
    assert_eq!(gaps.text, "[[1]] has [[2]] & [[3]] \\[x\\]");
    assert_eq!(gaps.gaps[1].weight, 2);
    let GapFill::Choice(choice) = &gaps.gaps[2].fill else { panic!("choice") };
    assert_eq!(choice.options[0].text, "a < b");
    assert_eq!(found.questions[4].prompt, "2\\*2 is \\[what\\]?");
    assert_eq!([typed("Four"), typed("four")].map(|a| earned(&found.questions[4], &a)), [100, 0]);
    assert_eq!(earned(&found.questions[5], &Answer::TrueFalse { value: false }), 100);
}

fn xml_error(text: &str) -> ImportError {
    import(ExchangeFormat::MoodleXml, text.as_bytes()).expect_err("not a quiz")
}

#[test]
fn bombs_and_broken_xml_are_refused() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><quiz>&c;</quiz>"#;
    assert_eq!(xml_error(bomb), ImportError::DocumentType);
    let file = r#"<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><name>&x;</name></question></quiz>"#;
    assert_eq!(xml_error(file), ImportError::DocumentType);
    assert_eq!(xml_error("<!DOCTYPE quiz SYSTEM \"http://example.org/q.dtd\"><quiz/>"), ImportError::DocumentType);
    let ImportError::BrokenXml { line, .. } =
        xml_error("<quiz>\n<question type=\"essay\">\n<name>x</nam>\n</question></quiz>")
    else {
        panic!("broken")
    };
    assert_eq!(line, 3);
    assert!(matches!(xml_error("<quiz>&undefined;</quiz>"), ImportError::BrokenXml { .. }));
    assert!(matches!(xml_error(""), ImportError::BrokenXml { .. }));
    assert!(matches!(xml_error("just text"), ImportError::BrokenXml { .. }));
    assert_eq!(xml_error("<html/>"), ImportError::NotAQuiz);
    // Depth costs neither stack nor patience.
    let deep = format!("<quiz>{}{}</quiz>", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert_eq!(import(ExchangeFormat::MoodleXml, deep.as_bytes()), Ok(Imported::default()));
    assert!(matches!(xml_error(&deep[..600_000]), ImportError::BrokenXml { .. }));
    let wide = format!("<quiz>{}</quiz>", "<a/>".repeat(1_100_000));
    assert!(matches!(xml_error(&wide), ImportError::BrokenXml { .. }), "more elements than any bank has");
}

/// Each of these would take minutes if some search began anew at every place.
#[test]
fn large_files_of_nonsense_are_read_at_once() {
    let started = std::time::Instant::now();
    let hostile =
        ["<a ", "<a \"", "&", "\\(", "{1:SA:", "{1:", "~a", "=a->b", "$$", "<script>", "<!--", "{", "::", "\\", "<p>"];
    for piece in hostile {
        let text = piece.repeat(400_000 / piece.len());
        for format in [ExchangeFormat::Gift, ExchangeFormat::Aiken] {
            let _ = import(format, format!("[html]{text}{{{text}}}").as_bytes());
        }
        for kind in ["cloze", "multichoice", "matching"] {
            let texts = format!("<questiontext format=\"html\"><text><![CDATA[{text}]]></text></questiontext>");
            let answers =
                "<answer fraction=\"0\"><text>a</text></answer><subquestion><text>a</text></subquestion>".repeat(2_000);
            let xml = format!("<quiz><question type=\"{kind}\">{texts}{answers}</question></quiz>");
            let _ = import(ExchangeFormat::MoodleXml, xml.as_bytes());
        }
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}
