use crate::{Certificate, Language};
use chrono::Datelike;

const MONTHS_RU: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The words of the certificate's language, with spaces that do not break where they must not.
pub struct Words {
    pub heading: &'static str,
    pub course: String,
    pub facts: String,
    pub date: String,
    pub number: String,
    pub watched: Option<String>,
    pub check: &'static str,
    pub qr: &'static str,
    pub title: String,
}

impl Words {
    pub fn of(certificate: &Certificate) -> Self {
        let (day, lessons) = (certificate.day, certificate.tape.len());
        let month = day.month0() as usize;
        let (holder, course) = (&certificate.holder, &certificate.course);
        match certificate.language {
            Language::Ru => {
                let mut facts = vec![counted_ru(lessons, ["урок", "урока", "уроков"])];
                if certificate.hours > 0 {
                    facts.push(counted_ru(certificate.hours as usize, ["час", "часа", "часов"]));
                }
                facts.extend(certificate.score.map(|score| format!("итоговый тест\u{a0}— {score}\u{a0}%")));
                Self {
                    heading: "Сертификат об окончании курса",
                    course: format!("«{course}»"),
                    facts: facts.join(" · "),
                    date: format!("{}\u{a0}{} {}\u{a0}года", day.day(), MONTHS_RU[month], day.year()),
                    number: format!("№\u{a0}{}", certificate.number),
                    watched: certificate.watched.map(|share| {
                        format!("Каждое деление\u{a0}— урок, закрашено то, что просмотрено: {share}\u{a0}%")
                    }),
                    check: "Проверить подлинность:",
                    qr: "QR-код с адресом страницы, где проверяют сертификат",
                    title: format!("Сертификат: {holder}, «{course}»"),
                }
            }
            Language::En => {
                let mut facts = vec![counted_en(lessons, "lesson")];
                if certificate.hours > 0 {
                    facts.push(counted_en(certificate.hours as usize, "hour"));
                }
                facts.extend(certificate.score.map(|score| format!("final test {score}\u{a0}%")));
                Self {
                    heading: "Certificate of completion",
                    course: format!("“{course}”"),
                    facts: facts.join(" · "),
                    date: format!("{}\u{a0}{} {}", day.day(), MONTHS_EN[month], day.year()),
                    number: format!("No.\u{a0}{}", certificate.number),
                    watched: certificate
                        .watched
                        .map(|share| format!("Each part is a lesson, filled as it was watched: {share}\u{a0}%")),
                    check: "Check it at",
                    qr: "QR code with the address of the page where the certificate is checked",
                    title: format!("Certificate: {holder}, “{course}”"),
                }
            }
        }
    }
}

fn counted_ru(count: usize, [one, few, many]: [&str; 3]) -> String {
    let form = match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    };
    format!("{count}\u{a0}{form}")
}

fn counted_en(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count}\u{a0}{one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_counts_have_three_forms() {
        let of = |count| counted_ru(count, ["урок", "урока", "уроков"]).replace('\u{a0}', " ");
        let counts: Vec<_> = [1, 2, 5, 11, 14, 21, 22, 112].into_iter().map(of).collect();
        let expected = ["1 урок", "2 урока", "5 уроков", "11 уроков", "14 уроков", "21 урок", "22 урока", "112 уроков"];
        assert_eq!(counts, expected);
    }
}
