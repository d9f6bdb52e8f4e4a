use crate::testing::{CourseIds, Person, TestApp, text};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn coded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn titles(part: &Value) -> Vec<String> {
    part["items"].as_array().unwrap().iter().map(|course| text(&course["title"])).collect()
}

async fn published(teacher: &Person, title: &str, change: Value) -> CourseIds {
    let course = teacher.course(title).await;
    teacher.patch(&course.path, change).await.ok(200);
    teacher.publish(&course).await;
    course
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn a_wrong_letter_in_either_language_still_finds(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    published(&teacher, "Линейная алгебра", json!({ "summary": "Матрицы и векторы", "tags": ["математика"] })).await;
    published(&teacher, "Machine learning", json!({ "summary": "Gradients and losses" })).await;
    published(&teacher, "Ёлочные игрушки", json!({ "description": "Лепим из **глины** и стекла." })).await;
    let guest = app.guest();
    let find =
        async |words: &str| titles(&guest.get(&format!("/courses?sort=relevance&q={}", coded(words))).await.ok(200));
    // Another letter, one too many, one missing, two in the wrong order, a form with a mistake.
    for words in ["алгебро", "аллгебра", "алгбра", "алгебар", "матрецы", "линейнной алгебре", "математека"]
    {
        assert_eq!(find(words).await, ["Линейная алгебра"], "{words}");
    }
    for words in ["mashine", "learnnig", "gradiants", "machin lerning"] {
        assert_eq!(find(words).await, ["Machine learning"], "{words}");
    }
    for words in ["елочные", "ёлочная", "глина", "стекло и глина"] {
        assert_eq!(find(words).await, ["Ёлочные игрушки"], "{words}");
    }
    assert_eq!(find("квантовая").await, [""; 0]);
    // Words that are there are taken at their word.
    assert_eq!(find("losses").await, ["Machine learning"]);
    // A teacher is found by name, and by the new one after a change.
    assert_eq!(find("teacher").await.len(), 3);
    teacher.patch("/me", json!({ "name": "Вера Холмогорова" })).await.ok(200);
    assert_eq!(find("холмогоровой").await.len(), 3);
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn found_words_are_marked_and_everything_else_escaped(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let change =
        json!({ "summary": "Как <script>alert(1)</script> понимать алгебру & жить", "description": "Ни слова." });
    published(&teacher, "Алгебра <b>типов</b> 🎓", change).await;
    let long = format!("{} Векторы пригодятся. {}", "Начало. ".repeat(60), "Конец. ".repeat(60));
    published(&teacher, "Геометрия", json!({ "description": long })).await;
    let guest = app.guest();
    let found = guest.get(&format!("/courses?sort=relevance&q={}", coded("алгебры"))).await.ok(200);
    assert_eq!(found["items"][0]["title_html"], "<mark>Алгебра</mark> &lt;b&gt;типов&lt;/b&gt; 🎓");
    let summary = "Как &lt;script&gt;alert(1)&lt;/script&gt; понимать <mark>алгебру</mark> &amp; жить";
    assert_eq!(found["items"][0]["snippet_html"], summary);
    let found = guest.get(&format!("/courses?sort=relevance&q={}", coded("вектор"))).await.ok(200);
    assert_eq!(found["items"][0]["title_html"], json!(null));
    let snippet = text(&found["items"][0]["snippet_html"]);
    assert!(snippet.contains("<mark>Векторы</mark> пригодятся") && snippet.len() < 500, "{snippet}");
    let all = guest.get("/courses").await.ok(200);
    assert_eq!((&all["items"][0]["title_html"], &all["items"][0]["snippet_html"]), (&json!(null), &json!(null)));
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn filters_combine_and_their_counts_hold_when_they_are_chosen(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let (ada, bob) = (app.teacher().await, app.teacher().await);
    let categories = ada.get("/categories").await.ok(200);
    let (levels, tags) = (["beginner", "advanced", "any"], ["proofs", "numbers"]);
    for n in 0..12_usize {
        let change = json!({
            "category_id": categories[n % 2]["id"],
            "level": levels[n % 3],
            "language": if n % 4 == 0 { "en" } else { "ru" },
            "tags": [tags[n % 2], "all"],
            "awards_certificate": n % 5 != 0,
            "summary": if n < 6 { "About algebra" } else { "About graphs" },
        });
        let course = published(if n % 3 == 0 { &ada } else { &bob }, &format!("Course {n}"), change).await;
        sqlx::query("UPDATE courses SET duration_ms = $2, star_counts = $3 WHERE course_id = $1::uuid")
            .bind(&course.id)
            .bind(i64::try_from(n).unwrap() * 2 * 3_600_000)
            .bind(if n % 2 == 0 { vec![0, 0, 0, 0, 20] } else { vec![0, 5, 0, 0, 0] })
            .execute(&app.state.pool)
            .await
            .unwrap();
    }
    app.state.cache.forget("catalogue").await;
    let guest = app.guest();
    let list = async |query: &str| titles(&guest.get(&format!("/courses?limit=100&{query}")).await.ok(200));
    let facets = async |query: &str| guest.get(&format!("/courses/facets?{query}")).await.ok(200);
    let both = list("category=mathematics&level=beginner&tag=proofs").await;
    assert_eq!(both, ["Course 6", "Course 0"]);
    assert_eq!(list("rating_min=4.5&hours_max=10&certificate=true").await, ["Course 4", "Course 2"]);
    assert_eq!(list(&format!("teacher={}&q=graphs&language=ru", ada.id)).await, ["Course 9", "Course 6"]);
    for base in [
        "",
        "q=algebra&",
        "category=mathematics&",
        "level=beginner&language=ru&",
        "tag=proofs&rating_min=4&",
        "hours_max=10&certificate=true&",
    ] {
        let counts = facets(base).await;
        assert_eq!(counts["total"], list(base).await.len(), "{base}");
        let mut seen = 0;
        for (field, name, key) in [
            ("categories", "category", "slug"),
            ("levels", "level", "level"),
            ("languages", "language", "language"),
            ("tags", "tag", "tag"),
            ("teachers", "teacher", "id"),
            ("ratings", "rating_min", "rating_min"),
            ("lengths", "hours_max", "hours_max"),
        ] {
            for option in counts[field].as_array().unwrap() {
                let value = text(&option[key]);
                let others: Vec<_> = base.split('&').filter(|part| !part.starts_with(&format!("{name}="))).collect();
                let query = format!("{}&{name}={value}", others.join("&"));
                assert_eq!(option["count"], list(&query).await.len(), "{base} {name}={value}");
                seen += 1;
            }
        }
        assert!(seen >= 14, "{base}: {seen}");
        let others = base.replace("certificate=true&", "");
        assert_eq!(counts["certificate"], list(&format!("{others}certificate=true")).await.len(), "{base}");
    }
    for bad in ["rating_min=5", "rating_min=x", "hours_max=3", "certificate=maybe", "teacher=me"] {
        guest.get(&format!("/courses?{bad}")).await.refused(400, "bad-query");
        guest.get(&format!("/courses/facets?{bad}")).await.refused(400, "bad-query");
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_people_took_together_stands_beside(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let mut courses = Vec::new();
    for title in ["A", "B", "C", "D"] {
        courses.push(teacher.published(title).await);
    }
    for taken in [[0, 1].as_slice(), &[0, 1, 2], &[0, 1, 2], &[3, 0]] {
        let student = app.student().await;
        for course in taken {
            student.post(&format!("{}/enrol", courses[*course].path), json!(null)).await.ok(201);
        }
    }
    assert_eq!(lectern_domain::catalog::count_related(&app.state.pool).await.unwrap(), 6);
    assert_eq!(lectern_domain::catalog::count_related(&app.state.pool).await.unwrap(), 6, "again is the same");
    let related = async |of: usize| {
        let part = app.guest().get(&format!("{}/related", courses[of].path)).await.ok(200);
        let titles: Vec<_> = part["courses"].as_array().unwrap().iter().map(|c| text(&c["title"])).collect();
        (text(&part["by"]), titles)
    };
    assert_eq!(
        related(0).await,
        ("together".to_owned(), vec!["B".to_owned(), "C".to_owned()]),
        "D is one person's chance"
    );
    assert_eq!(related(3).await, ("topic".to_owned(), vec![]), "without a category there is no topic");
    teacher.post(&format!("{}/unpublish", courses[1].path), json!(null)).await.ok(200);
    assert_eq!(related(0).await.1, ["C"], "what is not published is not shown");
    assert_eq!(related(1).await.1, [""; 0]);
    app.guest().get("/courses/nonsense/related").await.refused(404, "not-found");
}

/// Counts the queries that are sent.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl tracing::Subscriber for Counter {
    fn enabled(&self, about: &tracing::Metadata<'_>) -> bool {
        about.target() == "sqlx::query"
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn longer_lists_take_no_more_queries(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let teacher = app.teacher().await;
    let category = text(&teacher.get("/categories").await.ok(200)[0]["id"]);
    let few = published(&teacher, "Few", json!({})).await;
    let many = published(&teacher, "Algebra 0", json!({ "category_id": category })).await;
    for n in 1..6 {
        published(&teacher, &format!("Algebra {n}"), json!({ "category_id": category })).await;
        teacher.text_lesson(&many, "More").await;
    }
    teacher.publish(&many).await;
    let student = app.student().await;
    let counter = Counter::default();
    let _counting = tracing::subscriber::set_default(counter.clone());
    let queries = async |path: &str| {
        let before = counter.0.load(Ordering::Relaxed);
        student.get(path).await.ok(200);
        counter.0.load(Ordering::Relaxed) - before
    };
    // Who it is was asked before.
    queries("/me").await;
    for (short, long) in [
        ("/courses?limit=1".to_owned(), "/courses?limit=100".to_owned()),
        ("/courses?q=algebra&limit=1".to_owned(), "/courses?q=algebra&limit=100".to_owned()),
        ("/courses/facets?q=few".to_owned(), "/courses/facets?q=algebra".to_owned()),
        (few.path.clone(), many.path.clone()),
        (format!("{}/related", few.path), format!("{}/related", many.path)),
    ] {
        let (one, all) = (queries(&short).await, queries(&long).await);
        assert!(one > 1, "{short}: queries are not counted");
        assert_eq!(one, all, "{long}");
    }
}
