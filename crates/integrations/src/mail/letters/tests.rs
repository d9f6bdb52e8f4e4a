use super::*;
use lectern_money::Currency;

fn order(course: &str) -> OrderLines {
    OrderLines {
        school: "Школа монтажа".into(),
        name: "Анна".into(),
        number: "2026-000017".into(),
        course: course.into(),
        amount: Money::new(149_000, Currency::RUB),
        order_url: "https://school.test/orders/17?from=mail&x=1".into(),
    }
}

fn letters(course: &str) -> Vec<Letter> {
    let unpaid = || Unpaid { order: order(course), course_url: "https://school.test/courses/1".into() };
    vec![
        Letter::Receipt(Receipt {
            order: order(course),
            discount: Some(Money::new(50_000, Currency::RUB)),
            vat: Some((BasisPoints::percent(22).unwrap(), Money::new(26_869, Currency::RUB))),
            paid_at: DateTime::from_timestamp(1_795_262_400, 0).unwrap(),
            course_url: "https://school.test/courses/1".into(),
        }),
        Letter::Refund(Refund { order: order(course), returned: Money::new(49_000, Currency::RUB), in_full: false }),
        Letter::PaymentFailed(unpaid()),
        Letter::OrderExpired(unpaid()),
    ]
}

#[test]
fn every_letter_reads_well_in_both_languages() {
    for letter in letters("Монтаж & звук") {
        for language in [Language::Ru, Language::En] {
            let written = letter.write(language).unwrap();
            let name = format!("{}_{}", letter.name(), language.tag());
            insta::assert_snapshot!(
                name,
                format!("Subject: {}\n\n{}", written.subject, written.text).replace('\u{a0}', "·")
            );
        }
    }
}

#[test]
fn the_page_of_a_receipt_stays_as_it_is() {
    for language in [Language::Ru, Language::En] {
        let written = letters("Монтаж & звук")[0].write(language).unwrap();
        insta::assert_snapshot!(format!("receipt_page_{}", language.tag()), written.html.replace('\u{a0}', "·"));
    }
}

#[test]
fn both_forms_say_the_same_and_load_nothing() {
    for letter in letters("Монтаж") {
        for language in [Language::Ru, Language::En] {
            let Written { html, text, .. } = letter.write(language).unwrap();
            for said in ["2026-000017", "Школа монтажа", "Анна"] {
                assert!(html.contains(said) && text.contains(said), "{said} in {}", letter.name());
            }
            assert!(text.contains("https://school.test/orders/17?from=mail&x=1"), "addresses are not escaped in text");
            assert!(html.contains("from=mail&amp;x=1"));
            for outside in ["<img", "<script", "<link", "url(", "@import", "src="] {
                assert!(!html.contains(outside), "{outside}");
            }
            assert!(!text.contains('<'));
        }
    }
}

#[test]
fn names_of_courses_and_people_are_text_and_nothing_else() {
    let evil = "<script>alert(1)</script>\r\nBcc: victim@mail.test {{ order.name }}";
    for letter in letters(evil) {
        for language in [Language::Ru, Language::En] {
            let written = letter.write(language).unwrap();
            assert!(!written.html.contains("<script>"), "{}", letter.name());
            assert!(!written.subject.chars().any(char::is_control), "{:?}", written.subject);
            assert!(!written.html.contains("Bcc: victim@mail.test Анна"), "values are not templates");
        }
    }
}

#[test]
fn a_full_refund_says_that_the_course_is_closed() {
    let Letter::Refund(part) = letters("Монтаж").remove(1) else { panic!("the second is a refund") };
    let text = |in_full| Letter::Refund(Refund { in_full, ..part.clone() }).write(Language::En).unwrap().text;
    assert!(text(true).contains("closed for you") && !text(true).contains("stays open"));
    assert!(text(false).contains("stays open"));
}

#[test]
fn a_receipt_without_tax_says_so() {
    let Letter::Receipt(taxed) = letters("Монтаж").remove(0) else { panic!("the first is a receipt") };
    let text = Letter::Receipt(Receipt { vat: None, discount: None, ..taxed }).write(Language::Ru).unwrap().text;
    assert!(text.contains("НДС: не облагается") && !text.contains("Скидка"));
}
