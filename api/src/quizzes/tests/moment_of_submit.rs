//! Answers that come while the attempt is handed in.

use super::{Test, choose, single};
use crate::testing::Person;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeMap;
use tokio::task::JoinSet;

const QUESTIONS: usize = 5;
/// Saves of each question, of which the odd ones are right.
const SAVES: usize = 6;

/// Saves of all questions at once, and in their midst the handing in. Gives the greatest number of each question's saves that
/// was acknowledged, how many were refused, and what came of the attempt.
async fn all_at_once(student: &Person, attempt: &str, submit_after: usize) -> (BTreeMap<usize, usize>, usize, Value) {
    let mut saves = JoinSet::new();
    let mut submit = JoinSet::new();
    for n in 0..QUESTIONS * SAVES {
        if n == submit_after {
            let (student, path) = (student.clone(), format!("{attempt}/submit"));
            submit.spawn(async move { student.post(&path, json!(null)).await.ok(200) });
        }
        let (index, seq) = (n % QUESTIONS, n / QUESTIONS + 1);
        let (student, path) = (student.clone(), format!("{attempt}/answers/{index}"));
        let answer = json!({ "seq": seq, "answer": choose(if seq % 2 == 1 { "a" } else { "b" }) });
        saves.spawn(async move { (index, seq, student.put(&path, answer).await) });
    }
    let (mut kept, mut refused) = (BTreeMap::new(), 0);
    while let Some(saved) = saves.join_next().await {
        let (index, seq, answer) = saved.unwrap();
        if answer.status == 409 {
            answer.refused(409, "attempt-over");
            refused += 1;
            continue;
        }
        // An older one that came late is told of the newer one.
        let now = answer.ok(200)["seq"].as_u64().unwrap() as usize;
        assert!(now >= seq);
        let greatest = kept.entry(index).or_insert(0);
        *greatest = now.max(*greatest);
    }
    (kept, refused, submit.join_next().await.unwrap().unwrap())
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn what_was_acknowledged_is_graded_and_nothing_after(pool: PgPool) {
    let questions: Vec<Value> = (0..QUESTIONS).map(|n| single(&format!("Question {n}?"))).collect();
    let test = Test::asking(pool, &questions, json!({ "pass_percent": 100 })).await;
    let mut refused_in_all = 0;
    for submit_after in [0, 3, 9, 14, 20, 27] {
        let attempt = test.begin().await;
        let (kept, refused, result) = all_at_once(&test.student, &attempt, submit_after).await;
        refused_in_all += refused;
        let saved = test.student.get(&attempt).await.ok(200)["answers"].clone();
        let mut right = 0;
        for index in 0..QUESTIONS {
            let acknowledged = kept.get(&index).map(|seq| choose(if seq % 2 == 1 { "a" } else { "b" }));
            assert_eq!(
                saved.get(index.to_string()),
                acknowledged.as_ref(),
                "question {index}, submit at {submit_after}"
            );
            right += usize::from(acknowledged == Some(choose("a")));
        }
        assert_eq!(result["points"], json!(100 * right), "graded: {kept:?}");
        let again = test.student.get(&format!("{attempt}/result")).await.ok(200);
        assert_eq!(again, result, "nothing changes after");
        test.student
            .put(&format!("{attempt}/answers/0"), json!({ "seq": 99, "answer": choose("a") }))
            .await
            .refused(409, "attempt-over");
    }
    assert!(refused_in_all > 0, "some must have come too late, or nothing was tried");
}
