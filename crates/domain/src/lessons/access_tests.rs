use super::access::{Access, Facts, locks};
use chrono::{DateTime, TimeDelta, Utc};
use lectern_db::{CourseId, LessonId};
use proptest::prelude::*;
use uuid::Uuid;

fn lesson(n: usize) -> LessonId {
    LessonId(Uuid::from_u128(n as u128 + 1))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// Of a learner in the middle of a course without rules.
fn facts() -> Facts {
    Facts {
        course: CourseId(Uuid::nil()),
        gone: false,
        listed: true,
        edited: true,
        published: true,
        removed: false,
        staff: false,
        enrolled_at: Some(now() - TimeDelta::days(10)),
        done: false,
        preview: false,
        opens_at: None,
        opens_after_days: None,
        access_days: None,
        locked_by: None,
    }
}

proptest! {
    /// The rule of a strict order, said another way: open is what is done, and what has nothing required and undone
    /// before it.
    #[test]
    fn a_lesson_is_locked_exactly_by_the_first_required_one_before_it_that_is_not_done(
        outline in prop::collection::vec((any::<bool>(), any::<bool>()), 0..40),
    ) {
        let lessons = outline.iter().enumerate().map(|(n, (required, done))| (lesson(n), *required, *done));
        let found = locks(lessons);
        prop_assert_eq!(found.len(), outline.len());
        for (n, (_, done)) in outline.iter().enumerate() {
            let blocker = outline[..n].iter().position(|(required, done)| *required && !*done).map(lesson);
            prop_assert_eq!(found[n], blocker);
            let access = Facts { done: *done, locked_by: found[n], ..facts() }.decide(now());
            let expected = match blocker {
                Some(until_lesson) if !*done => Access::Locked { until_lesson },
                _ => Access::Open,
            };
            prop_assert_eq!(access, expected);
        }
    }

    /// Doing the lesson that a locked one names, again and again, opens every lesson: nobody is ever stuck.
    #[test]
    fn doing_what_is_named_opens_everything(required in prop::collection::vec(any::<bool>(), 1..30)) {
        let mut done = vec![false; required.len()];
        for _ in 0..=required.len() {
            let found = locks(required.iter().zip(&done).enumerate().map(|(n, (r, d))| (lesson(n), *r, *d)));
            let Some(named) = found.iter().flatten().next() else { return Ok(()) };
            let place = (0..done.len()).find(|n| lesson(*n) == *named).unwrap();
            prop_assert!(!done[place] && found[place].is_none(), "what is named can be opened");
            done[place] = true;
        }
        prop_assert!(false, "something stays locked");
    }

    /// Whatever the rules: a stranger never gets in but by a preview, and nobody but its teachers before its date.
    #[test]
    fn no_mix_of_rules_lets_a_stranger_in(
        flags in prop::array::uniform6(any::<bool>()), opens in prop::option::of(-5_i64..5), days in prop::option::of(0..20),
    ) {
        let [listed, published, removed, done, preview, enrolled] = flags;
        let facts = Facts {
            listed, published, removed: removed && !published, done, preview,
            enrolled_at: enrolled.then(|| now() - TimeDelta::days(10)),
            opens_at: opens.map(|days| now() + TimeDelta::days(days)),
            opens_after_days: days, ..facts()
        };
        let open = facts.decide(now()) == Access::Open;
        prop_assert!(!open || enrolled || (preview && published && listed));
        prop_assert!(!open || done || facts.opens_at.is_none_or(|at| at <= now()));
        prop_assert_eq!(Facts { staff: true, ..facts.clone() }.decide(now()), Access::Open);
        prop_assert_eq!(Facts { gone: true, staff: true, ..facts }.decide(now()), Access::Hidden);
    }
}

#[test]
fn dates_periods_and_removal() {
    let day = TimeDelta::days(1);
    let enrolled = now() - day * 10;
    let cases = [
        (Facts { opens_after_days: Some(11), ..facts() }, Access::NotYet { opens_at: now() + day }),
        (Facts { opens_after_days: Some(10), ..facts() }, Access::Open),
        (
            Facts { opens_at: Some(now() + day * 3), opens_after_days: Some(11), ..facts() },
            Access::NotYet { opens_at: now() + day * 3 },
        ),
        (Facts { opens_after_days: Some(11), preview: true, ..facts() }, Access::Open),
        (Facts { access_days: Some(10), ..facts() }, Access::Over { ended_at: enrolled + day * 10 }),
        (Facts { access_days: Some(10), done: true, ..facts() }, Access::Over { ended_at: enrolled + day * 10 }),
        (Facts { access_days: Some(11), ..facts() }, Access::Open),
        (Facts { published: false, removed: true, ..facts() }, Access::Hidden),
        (Facts { published: false, removed: true, done: true, ..facts() }, Access::Open),
        (
            Facts { published: false, removed: true, done: true, access_days: Some(10), ..facts() },
            Access::Over { ended_at: enrolled + day * 10 },
        ),
        (Facts { listed: false, ..facts() }, Access::Open),
        (Facts { enrolled_at: None, ..facts() }, Access::NotEnrolled),
        (Facts { enrolled_at: None, listed: false, preview: true, ..facts() }, Access::Hidden),
    ];
    for (facts, expected) in cases {
        assert_eq!(facts.decide(now()), expected, "{facts:?}");
    }
}
