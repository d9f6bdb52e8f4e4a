use super::*;
use crate::Currency;
use crate::ledger::Account;

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn order() -> Order {
    let teacher = TeacherShare { account: Uuid::from_u128(1), share: BasisPoints::percent(70).unwrap() };
    Order::new("stripe", rub(10_000), Some(teacher))
}

fn paid(payment: &str) -> Event {
    Event::Paid { payment: payment.into(), amount: rub(10_000), fee: Some(rub(300)) }
}

fn refunded(refund: &str, payment: &str, minor: i64) -> Event {
    Event::Refunded { refund: refund.into(), payment: payment.into(), amount: rub(minor) }
}

fn disputed(dispute: &str) -> Event {
    Event::Disputed { dispute: dispute.into(), payment: "p1".into(), amount: rub(10_000) }
}

fn closed(dispute: &str, won: bool) -> Event {
    Event::DisputeClosed { dispute: dispute.into(), payment: "p1".into(), amount: rub(10_000), won }
}

/// Applies all and returns the sums of the accounts that are not zero.
fn books(order: &mut Order, events: &[Event]) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for event in events {
        for entry in order.apply(event).transfers.iter().flat_map(Transfer::entries) {
            *sums.entry(entry.account.to_string()).or_insert(0) += entry.minor;
        }
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

fn sums<const N: usize>(expected: [(Account, i64); N]) -> BTreeMap<String, i64> {
    expected.into_iter().map(|(account, sum)| (account.to_string(), sum)).collect()
}

fn stripe() -> Account {
    Account::Provider("stripe".into())
}

fn teacher() -> Account {
    Account::Teacher(Uuid::from_u128(1))
}

#[test]
fn a_paid_order_divides_its_money_between_school_teacher_and_provider() {
    let mut order = order();
    let expected = sums([(stripe(), 9_700), (Account::Fee, 300), (teacher(), -6_790), (Account::School, -3_210)]);
    assert_eq!(books(&mut order, &[paid("p1")]), expected);
    assert_eq!((order.state(), order.payment(), order.fee()), (State::Paid, Some("p1"), rub(300)));
}

#[test]
fn a_full_refund_in_parts_leaves_only_the_fee() {
    let mut order = order();
    let events = [paid("p1"), refunded("r1", "p1", 3_333), refunded("r2", "p1", 3_333), refunded("r3", "p1", 3_334)];
    assert_eq!(books(&mut order, &events), sums([(stripe(), -300), (Account::Fee, 300)]));
    assert_eq!((order.state(), order.refundable()), (State::Refunded, rub(0)));
}

#[test]
fn access_ends_with_the_last_of_the_money_only() {
    let mut order = order();
    assert_eq!(order.apply(&paid("p1")).access, Access::Grant);
    let part = order.apply(&refunded("r1", "p1", 9_999));
    assert_eq!((part.after, part.access), (State::PartlyRefunded, Access::Unchanged));
    assert_eq!(order.refundable(), rub(1));
    let rest = order.apply(&refunded("r2", "p1", 1));
    assert_eq!((rest.after, rest.access), (State::Refunded, Access::End));
}

#[test]
fn late_money_is_honoured_after_failure_and_expiry() {
    for last in [Event::Failed { payment: "p0".into() }, Event::Expired] {
        let mut order = order();
        let effects = order.apply(&last);
        assert!(matches!(effects.after, State::Failed | State::Expired) && effects.access == Access::Unchanged);
        assert_eq!(order.apply(&paid("p1")).access, Access::Grant);
        assert_eq!(order.apply(&last).after, State::Paid);
    }
}

#[test]
fn a_second_payment_is_owed_to_the_buyer_until_it_is_refunded() {
    let mut order = order();
    order.apply(&paid("p1"));
    let second = order.apply(&paid("p2"));
    assert_eq!((second.after, second.access), (State::Paid, Access::Unchanged));
    assert_eq!(second.refund_surplus, Some(Surplus { payment: "p2".into(), amount: rub(10_000) }));
    assert!(!second.notices.contains(&Notice::Receipt));
    assert_eq!(order.surplus().len(), 1);

    let mut again = self::order();
    let events = [paid("p1"), paid("p2"), refunded("r1", "p2", 10_000)];
    let expected = sums([(stripe(), 9_400), (Account::Fee, 600), (teacher(), -6_790), (Account::School, -3_210)]);
    assert_eq!(books(&mut again, &events), expected);
    assert_eq!((again.state(), again.surplus()), (State::Paid, vec![]));
}

#[test]
fn another_amount_or_currency_moves_nothing() {
    let untouched = order();
    let mut order = order();
    let cases = [
        (Event::Paid { payment: "p1".into(), amount: rub(9_999), fee: None }, Mismatch::Amount),
        (Event::Paid { payment: "p1".into(), amount: rub(10_001), fee: None }, Mismatch::Amount),
        (Event::Paid { payment: "p1".into(), amount: rub(0), fee: None }, Mismatch::Amount),
        (Event::Paid { payment: "p1".into(), amount: rub(-10_000), fee: None }, Mismatch::Amount),
        (
            Event::Paid { payment: "p1".into(), amount: Money::new(10_000, Currency::USD), fee: None },
            Mismatch::Currency,
        ),
        (Event::Paid { payment: "p1".into(), amount: rub(10_000), fee: Some(rub(-1)) }, Mismatch::Amount),
        (
            Event::Paid { payment: "p1".into(), amount: rub(10_000), fee: Some(Money::new(1, Currency::USD)) },
            Mismatch::Currency,
        ),
        (refunded("r1", "p1", 10_001), Mismatch::Amount),
        (refunded("r1", "p1", 0), Mismatch::Amount),
        (Event::Free, Mismatch::NotFree),
    ];
    for (event, why) in cases {
        let effects = order.apply(&event);
        assert_eq!(effects.outcome, Outcome::Mismatch(why), "{event:?}");
        assert!(effects.transfers.is_empty() && effects.notices.is_empty());
        assert_eq!(order, untouched);
    }
    order.apply(&paid("p1"));
    order.apply(&refunded("r1", "p1", 6_000));
    assert_eq!(order.apply(&refunded("r2", "p1", 4_001)).outcome, Outcome::Mismatch(Mismatch::Amount));
    assert_eq!(order.apply(&refunded("r1", "p1", 5_000)).outcome, Outcome::Mismatch(Mismatch::Contradiction));
}

#[test]
fn a_refund_heard_before_its_payment_counts_once_that_is_known() {
    let mut order = order();
    let early = order.apply(&refunded("r1", "p1", 10_000));
    assert_eq!((early.outcome, early.after), (Outcome::Early, State::Waiting));
    assert!(early.transfers.is_empty());
    let late = order.apply(&paid("p1"));
    assert_eq!((late.after, late.access), (State::Refunded, Access::Unchanged));
    assert!(!late.notices.contains(&Notice::Receipt), "nobody is sent a receipt for what was given back");
    assert_eq!(order.apply(&refunded("r1", "p1", 10_000)).outcome, Outcome::Repeat);
}

#[test]
fn a_dispute_holds_the_money_but_not_the_learner() {
    let mut order = order();
    order.apply(&paid("p1"));
    let opened = order.apply(&disputed("d1"));
    assert_eq!((opened.after, opened.access), (State::Disputed, Access::Unchanged));
    assert_eq!(order.refundable(), rub(0));
    let won = order.apply(&closed("d1", true));
    assert_eq!((won.after, won.access), (State::Paid, Access::Unchanged));
    let lost = order.apply(&closed("d2", false));
    assert_eq!((lost.after, lost.access), (State::Refunded, Access::End));
    assert_eq!(order.apply(&disputed("d2")).outcome, Outcome::Repeat, "it is decided already");
    assert_eq!(order.apply(&closed("d2", true)).outcome, Outcome::Mismatch(Mismatch::Contradiction));
}

#[test]
fn a_fee_told_later_is_booked_once_and_shared() {
    let fee = Event::FeeKnown { payment: "p1".into(), fee: rub(300) };
    let unknown = Event::Paid { payment: "p1".into(), amount: rub(10_000), fee: None };
    let at_once = books(&mut order(), &[paid("p1")]);
    for events in [
        vec![unknown.clone(), fee.clone(), fee.clone()],
        vec![fee.clone(), unknown.clone(), fee.clone()],
        vec![unknown.clone(), paid("p1"), fee.clone()],
    ] {
        assert_eq!(books(&mut order(), &events), at_once, "{events:?}");
    }
    let mut order = order();
    books(&mut order, &[unknown, fee]);
    let other = Event::FeeKnown { payment: "p1".into(), fee: rub(301) };
    assert_eq!(order.apply(&other).outcome, Outcome::Mismatch(Mismatch::Contradiction));
}

#[test]
fn an_order_of_nothing_opens_without_money() {
    let mut order = Order::new("stripe", rub(0), None);
    let effects = order.apply(&Event::Free);
    assert_eq!((effects.after, effects.access, effects.transfers.len()), (State::Paid, Access::Grant, 0));
    assert_eq!(order.apply(&Event::Free).outcome, Outcome::Repeat);
    assert_eq!(order.apply(&Event::Expired).outcome, Outcome::Repeat);
    assert_eq!(order.state(), State::Paid);
}

#[test]
fn an_order_and_its_events_are_read_back_as_they_were_written() {
    let mut order = order();
    for event in [paid("p1"), refunded("r1", "p1", 1), disputed("d1"), Event::Failed { payment: "p0".into() }] {
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        order.apply(&event);
    }
    let json = serde_json::to_string(&order).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
    for state in State::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
}

/// All 5040 orders of seven facts end in the same state, books and access.
#[test]
fn facts_in_any_order_end_the_same() {
    let facts = vec![
        Event::Paid { payment: "p1".into(), amount: rub(10_000), fee: None },
        Event::FeeKnown { payment: "p1".into(), fee: rub(333) },
        refunded("r1", "p1", 1_111),
        refunded("r2", "p1", 2_222),
        Event::Disputed { dispute: "d1".into(), payment: "p1".into(), amount: rub(777) },
        Event::DisputeClosed { dispute: "d1".into(), payment: "p1".into(), amount: rub(777), won: false },
        Event::Failed { payment: "p0".into() },
    ];
    let mut first = order();
    let expected = books(&mut first, &facts);
    let mut seen = 0;
    permute(&mut facts.clone(), 0, &mut |facts| {
        let mut order = order();
        let mut states = vec![order.state()];
        let mut access = false;
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for fact in facts {
            let effects = order.apply(fact);
            assert!(effects.before == effects.after || effects.before.may_become(effects.after), "{effects:?}");
            states.push(effects.after);
            access = match effects.access {
                Access::Unchanged => access,
                Access::Grant => true,
                Access::End => false,
            };
            for entry in effects.transfers.iter().flat_map(Transfer::entries) {
                *sums.entry(entry.account.to_string()).or_insert(0) += entry.minor;
            }
        }
        sums.retain(|_, sum| *sum != 0);
        assert_eq!(sums, expected, "{states:?}");
        assert!(order.state() == State::PartlyRefunded && access, "{states:?}");
        seen += 1;
    });
    assert_eq!(seen, 5_040);
}

fn permute(facts: &mut Vec<Event>, from: usize, visit: &mut impl FnMut(&[Event])) {
    if from == facts.len() {
        return visit(facts);
    }
    for at in from..facts.len() {
        facts.swap(from, at);
        permute(facts, from + 1, visit);
        facts.swap(from, at);
    }
}
