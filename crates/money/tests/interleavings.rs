//! Ten thousand random lives of an order between a shop that crashes and a provider that repeats itself.
//!
//! The provider here is the truth: it holds payments, refunds and disputes and puts messages about them into a bag
//! from which they come late, twice and in any order. The shop keeps an order, a ledger and an enrolment, changes
//! them in one transaction, and can die before it or right after it. After every step the books must balance; when
//! everything has been delivered and reconciled, they must say exactly what the provider says.

#![expect(clippy::unwrap_used, reason = "a test")]

use lectern_money::ledger::{Account, Transfer};
use lectern_money::order::{Access, Event, Order, Outcome, State, Surplus, TeacherShare};
use lectern_money::{BasisPoints, Currency, Money};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const SCHOOL_SHARE_LEFT: i64 = 3_000;

#[derive(Debug, Clone)]
enum Step {
    /// The buyer opens a tab: the shop asks the provider for a payment. True: dies after asking and asks again.
    Open {
        crash: bool,
    },
    Pay {
        which: u8,
        fee_now: bool,
    },
    Fail {
        which: u8,
    },
    /// The provider sends again what it has sent before.
    Duplicate {
        which: u8,
    },
    Deliver {
        which: u8,
        crash: Crash,
    },
    TimeOut {
        crash: Crash,
    },
    /// By the admin; in thousandths of what is left. True: dies after the provider has done it.
    Refund {
        which: u8,
        part: u16,
        crash: bool,
    },
    /// By the provider's own desk.
    RefundThere {
        which: u8,
        part: u16,
    },
    Dispute {
        which: u8,
        part: u16,
    },
    Close {
        which: u8,
        won: bool,
    },
    Reconcile,
    /// Does the jobs that were put: refunds of second payments.
    Work {
        crash: bool,
    },
    /// A message that cannot be true.
    Forge {
        kind: u8,
        which: u8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Crash {
    No,
    BeforeCommit,
    AfterCommit,
}

fn crash() -> impl Strategy<Value = Crash> {
    prop_oneof![4 => Just(Crash::No), 1 => Just(Crash::BeforeCommit), 1 => Just(Crash::AfterCommit)]
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<u8>;
    let part = || prop_oneof![2 => Just(1_000u16), 3 => 1u16..=1_000];
    prop_oneof![
        2 => any::<bool>().prop_map(|crash| Step::Open { crash }),
        4 => (which(), any::<bool>()).prop_map(|(which, fee_now)| Step::Pay { which, fee_now }),
        1 => which().prop_map(|which| Step::Fail { which }),
        2 => which().prop_map(|which| Step::Duplicate { which }),
        8 => (which(), crash()).prop_map(|(which, crash)| Step::Deliver { which, crash }),
        1 => crash().prop_map(|crash| Step::TimeOut { crash }),
        2 => (which(), part(), any::<bool>()).prop_map(|(which, part, crash)| Step::Refund { which, part, crash }),
        1 => (which(), part()).prop_map(|(which, part)| Step::RefundThere { which, part }),
        1 => (which(), part()).prop_map(|(which, part)| Step::Dispute { which, part }),
        1 => (which(), any::<bool>()).prop_map(|(which, won)| Step::Close { which, won }),
        1 => Just(Step::Reconcile),
        2 => any::<bool>().prop_map(|crash| Step::Work { crash }),
        1 => (0u8..6, which()).prop_map(|(kind, which)| Step::Forge { kind, which }),
    ]
}

#[derive(Debug, Default)]
struct Paid {
    succeeded: bool,
    failed: bool,
    fee: i64,
    refunds: BTreeMap<String, i64>,
    /// Amount and verdict.
    disputes: BTreeMap<String, (i64, Option<bool>)>,
}

impl Paid {
    fn refunded(&self) -> i64 {
        self.refunds.values().sum()
    }
    /// What a bank holds or has taken for good.
    fn contested(&self) -> i64 {
        self.disputes.values().filter(|(_, won)| *won != Some(true)).map(|(minor, _)| minor).sum()
    }
    fn left(&self, amount: i64) -> i64 {
        if self.succeeded { amount - self.refunded() - self.contested() } else { 0 }
    }
}

/// The provider: what truly happened.
#[derive(Debug)]
struct Provider {
    amount: Money,
    payments: BTreeMap<String, Paid>,
    keys: BTreeMap<String, String>,
    bag: Vec<Event>,
    sent: Vec<Event>,
    last: usize,
}

impl Provider {
    fn name(&mut self, kind: &str) -> String {
        self.last += 1;
        format!("{kind}{}", self.last)
    }

    /// Answers a repeated request with what the first one made, as the idempotency key asks.
    fn once(&mut self, key: &str, make: impl FnOnce(&mut Self) -> String) -> String {
        if let Some(made) = self.keys.get(key) {
            return made.clone();
        }
        let made = make(self);
        self.keys.insert(key.to_owned(), made.clone());
        made
    }

    fn send(&mut self, event: Event) {
        self.sent.push(event.clone());
        self.bag.push(event);
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.amount.currency)
    }

    fn nth(&self, which: u8) -> Option<String> {
        let at = usize::from(which).checked_rem(self.payments.len())?;
        self.payments.keys().nth(at).cloned()
    }

    fn open(&mut self, key: &str) -> String {
        self.once(key, |provider| {
            let id = provider.name("pay");
            provider.payments.insert(id.clone(), Paid::default());
            id
        })
    }

    fn refund(&mut self, key: &str, payment: &str, minor: i64) -> Option<String> {
        if !self.keys.contains_key(key) && !(1..=self.payments[payment].left(self.amount.minor)).contains(&minor) {
            return None;
        }
        Some(self.once(key, |provider| {
            let refund = provider.name("refund");
            let amount = provider.money(minor);
            provider.payments.get_mut(payment).unwrap().refunds.insert(refund.clone(), minor);
            provider.send(Event::Refunded { refund: refund.clone(), payment: payment.into(), amount });
            refund
        }))
    }

    /// What its API tells of all payments: the newest truth, as a reconciliation reads it.
    fn read(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for (payment, paid) in &self.payments {
            if paid.failed {
                events.push(Event::Failed { payment: payment.clone() });
            }
            if !paid.succeeded {
                continue;
            }
            let fee = Some(self.money(paid.fee));
            events.push(Event::Paid { payment: payment.clone(), amount: self.amount, fee });
            for (refund, minor) in &paid.refunds {
                let (payment, amount) = (payment.clone(), self.money(*minor));
                events.push(Event::Refunded { refund: refund.clone(), payment, amount });
            }
            for (dispute, (minor, won)) in &paid.disputes {
                let (dispute, payment, amount) = (dispute.clone(), payment.clone(), self.money(*minor));
                events.push(match won {
                    None => Event::Disputed { dispute, payment, amount },
                    Some(won) => Event::DisputeClosed { dispute, payment, amount, won: *won },
                });
            }
        }
        events
    }

    /// What it holds for the school.
    fn holds(&self) -> i64 {
        let held = |paid: &Paid| self.amount.minor - paid.fee - paid.refunded() - paid.contested();
        self.payments.values().filter(|paid| paid.succeeded).map(held).sum()
    }
}

/// What the shop has committed.
#[derive(Debug, Clone)]
struct Shop {
    order: Order,
    ledger: Vec<Transfer>,
    enrolled: bool,
    jobs: Vec<Surplus>,
    mismatches: usize,
    granted: usize,
}

impl Shop {
    /// One transaction: all of it, or nothing when the process dies before the commit.
    fn apply(&mut self, event: &Event, crash: Crash) -> Result<(), TestCaseError> {
        let mut next = self.clone();
        let effects = next.order.apply(event);
        prop_assert_eq!(effects.before, self.order.state());
        prop_assert!(
            effects.before == effects.after || effects.before.may_become(effects.after),
            "{:?} may not become {:?}",
            effects.before,
            effects.after
        );
        if matches!(effects.outcome, Outcome::Repeat | Outcome::Mismatch(_)) {
            prop_assert_eq!(&next.order, &self.order);
            prop_assert!(effects.transfers.is_empty() && effects.notices.is_empty());
        }
        next.mismatches += usize::from(matches!(effects.outcome, Outcome::Mismatch(_)));
        match effects.access {
            Access::Unchanged => {}
            Access::Grant => {
                prop_assert!(!next.enrolled, "enrolled twice");
                next.enrolled = true;
                next.granted += 1;
            }
            Access::End => next.enrolled = false,
        }
        next.ledger.extend(effects.transfers);
        next.jobs.extend(effects.refund_surplus);
        if crash != Crash::BeforeCommit {
            *self = next;
        }
        self.must_hold()?;
        if crash != Crash::No {
            return self.apply(event, Crash::No); // the job was not acknowledged: it runs again
        }
        let order = self.order.clone();
        let again = self.order.apply(event);
        prop_assert!(again.outcome != Outcome::Applied || order.state() != again.after || again.transfers.is_empty());
        prop_assert_eq!(&order, &self.order, "the second time changes nothing");
        prop_assert!(again.transfers.is_empty() && again.notices.is_empty() && again.refund_surplus.is_none());
        Ok(())
    }

    fn balance(&self, account: &Account) -> i64 {
        let entries = self.ledger.iter().flat_map(Transfer::entries);
        entries.filter(|entry| entry.account == *account).map(|entry| entry.minor).sum()
    }

    /// After every step.
    fn must_hold(&self) -> Result<(), TestCaseError> {
        for transfer in &self.ledger {
            prop_assert_eq!(transfer.entries().iter().map(|entry| entry.minor).sum::<i64>(), 0);
        }
        let facts: BTreeSet<_> = self.ledger.iter().map(|transfer| (transfer.kind(), transfer.reference())).collect();
        prop_assert_eq!(facts.len(), self.ledger.len(), "one fact is booked once");
        prop_assert_eq!(self.enrolled, self.order.state().gives_access());
        prop_assert!(self.granted <= 1, "one order enrols once");
        prop_assert_eq!(-self.balance(&teacher()), self.order.teacher_due().minor);
        Ok(())
    }
}

fn teacher() -> Account {
    Account::Teacher(uuid::Uuid::from_u128(1))
}

struct World {
    provider: Provider,
    shop: Shop,
    tabs: usize,
}

impl World {
    fn new(minor: i64) -> Self {
        let amount = Money::new(minor, Currency::RUB);
        let share = BasisPoints::new(10_000 - SCHOOL_SHARE_LEFT).unwrap();
        let order = Order::new("bank", amount, Some(TeacherShare { account: uuid::Uuid::from_u128(1), share }));
        let shop = Shop { order, ledger: vec![], enrolled: false, jobs: vec![], mismatches: 0, granted: 0 };
        let provider =
            Provider { amount, payments: BTreeMap::new(), keys: BTreeMap::new(), bag: vec![], sent: vec![], last: 0 };
        Self { provider, shop, tabs: 0 }
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let (amount, provider) = (self.provider.amount, &mut self.provider);
        match *step {
            Step::Open { crash } => {
                self.tabs += 1;
                let key = format!("open-{}", self.tabs);
                let id = provider.open(&key);
                prop_assert!(!crash || provider.open(&key) == id, "asking again opens no second payment");
            }
            Step::Pay { which, fee_now } => {
                let Some(id) = provider.nth(which) else { return Ok(()) };
                let paid = provider.payments.get_mut(&id).unwrap();
                if paid.succeeded || paid.failed {
                    return Ok(());
                }
                (paid.succeeded, paid.fee) = (true, amount.minor * 3 / 100);
                let fee = Money::new(paid.fee, amount.currency);
                provider.send(Event::Paid { payment: id.clone(), amount, fee: fee_now.then_some(fee) });
                if !fee_now {
                    provider.send(Event::FeeKnown { payment: id, fee });
                }
            }
            Step::Fail { which } => {
                let Some(id) = provider.nth(which) else { return Ok(()) };
                let paid = provider.payments.get_mut(&id).unwrap();
                if !paid.succeeded && !paid.failed {
                    paid.failed = true;
                    provider.send(Event::Failed { payment: id });
                }
            }
            Step::Duplicate { which } => {
                if let Some(at) = usize::from(which).checked_rem(provider.sent.len()) {
                    provider.bag.push(provider.sent[at].clone());
                }
            }
            Step::Deliver { which, crash } => {
                if let Some(at) = usize::from(which).checked_rem(provider.bag.len()) {
                    let event = provider.bag.swap_remove(at);
                    self.shop.apply(&event, crash)?;
                }
            }
            Step::TimeOut { crash } => self.shop.apply(&Event::Expired, crash)?,
            Step::Refund { which, part, crash } => {
                // An admin can refund what the shop knows of.
                let payment = match self.shop.order.surplus().first() {
                    Some(surplus) if which % 3 == 0 => Some(surplus.payment.clone()),
                    _ => self.shop.order.payment().map(str::to_owned),
                };
                let Some(payment) = payment else { return Ok(()) };
                self.tabs += 1;
                let key = format!("refund-{}", self.tabs);
                let minor = part_of(provider.payments[&payment].left(amount.minor), part);
                let first = provider.refund(&key, &payment, minor);
                prop_assert!(!crash || provider.refund(&key, &payment, minor) == first, "one key, one refund");
            }
            Step::RefundThere { which, part } => {
                let Some(id) = provider.nth(which) else { return Ok(()) };
                let (key, left) = (provider.name("desk"), provider.payments[&id].left(amount.minor));
                provider.refund(&key, &id, part_of(left, part));
            }
            Step::Dispute { which, part } => {
                let Some(id) = provider.nth(which) else { return Ok(()) };
                let minor = part_of(provider.payments[&id].left(amount.minor), part);
                if minor > 0 {
                    let dispute = provider.name("dispute");
                    provider.payments.get_mut(&id).unwrap().disputes.insert(dispute.clone(), (minor, None));
                    let amount = provider.money(minor);
                    provider.send(Event::Disputed { dispute, payment: id, amount });
                }
            }
            Step::Close { which, won } => {
                let Some(payment) = provider.nth(which) else { return Ok(()) };
                let paid = provider.payments.get_mut(&payment).unwrap();
                if let Some((dispute, (minor, verdict))) = paid.disputes.iter_mut().find(|(_, (_, won))| won.is_none())
                {
                    *verdict = Some(won);
                    let (dispute, amount) = (dispute.clone(), Money::new(*minor, amount.currency));
                    provider.send(Event::DisputeClosed { dispute, payment, amount, won });
                }
            }
            Step::Reconcile => {
                for event in provider.read() {
                    self.shop.apply(&event, Crash::No)?;
                }
            }
            Step::Work { crash } => self.work(crash),
            Step::Forge { kind, which } => self.forge(kind, which)?,
        }
        Ok(())
    }

    fn work(&mut self, crash: bool) {
        for job in self.shop.jobs.clone() {
            // The order may have moved since the job was put: it is asked again.
            let surplus = self.shop.order.surplus().into_iter().find(|surplus| surplus.payment == job.payment);
            let Some(surplus) = surplus else { continue };
            // What the provider has done since and not told: it refuses more than is left, the job tries again.
            let left = self.provider.payments[&job.payment].left(self.provider.amount.minor);
            self.tabs += 1;
            let key = format!("surplus-{}", self.tabs);
            self.provider.refund(&key, &job.payment, surplus.amount.minor.min(left));
            if crash {
                self.provider.refund(&key, &job.payment, surplus.amount.minor.min(left));
            }
        }
        self.shop.jobs.clear();
    }

    fn forge(&mut self, kind: u8, which: u8) -> Result<(), TestCaseError> {
        let amount = self.provider.amount;
        let payment = self.provider.nth(which).unwrap_or_else(|| "nobody's".into());
        let more = Money::new(amount.minor + 1, amount.currency);
        let other = Money::new(amount.minor, Currency::USD);
        let event = match kind {
            0 => Event::Paid { payment: format!("forged{which}"), amount: more, fee: None },
            1 => Event::Paid { payment, amount: other, fee: None },
            2 => Event::Refunded { refund: "forged".into(), payment, amount: more },
            3 => Event::Refunded { refund: "forged".into(), payment, amount: Money::new(-5, amount.currency) },
            4 => Event::Disputed { dispute: "forged".into(), payment, amount: other },
            _ => Event::Free,
        };
        let before = self.shop.mismatches;
        self.shop.apply(&event, Crash::No)?;
        prop_assert_eq!(self.shop.mismatches, before + 1);
        Ok(())
    }

    /// Everything arrives, jobs are done, and a reconciliation runs: then shop and provider must agree.
    fn settle(&mut self) -> Result<(), TestCaseError> {
        let forged = self.shop.mismatches;
        for _ in 0..3 {
            while let Some(event) = self.provider.bag.pop() {
                self.shop.apply(&event, Crash::No)?;
            }
            self.step(&Step::Reconcile)?;
            self.work(false);
        }
        prop_assert_eq!(self.shop.mismatches, forged, "nothing the provider truly did is a mismatch");

        let (order, provider) = (&self.shop.order, &self.provider);
        prop_assert_eq!(self.shop.balance(&Account::Provider("bank".into())), provider.holds());
        prop_assert_eq!(order.payment().is_some(), provider.payments.values().any(|paid| paid.succeeded));
        let succeeded = provider.payments.iter().filter(|(_, paid)| paid.succeeded);
        for (id, paid) in succeeded.clone().filter(|(id, _)| order.payment() != Some(id)) {
            prop_assert_eq!(paid.left(provider.amount.minor), 0, "{} was a second payment and is not kept", id);
        }
        let disputed: i64 = succeeded
            .clone()
            .flat_map(|(_, paid)| paid.disputes.values())
            .filter_map(|(minor, won)| won.is_none().then_some(minor))
            .sum();
        prop_assert_eq!(self.shop.balance(&Account::Disputed), disputed);

        let Some(payment) = order.payment() else {
            prop_assert!(!self.shop.enrolled && self.shop.ledger.is_empty());
            return Ok(());
        };
        let paid = &provider.payments[payment];
        let lost: i64 = paid.disputes.values().filter(|(_, won)| *won == Some(false)).map(|(minor, _)| minor).sum();
        let gone = paid.refunded() + lost;
        let open = paid.disputes.values().any(|(_, won)| won.is_none());
        let expected = match gone {
            _ if gone == provider.amount.minor => State::Refunded,
            _ if open => State::Disputed,
            0 => State::Paid,
            _ => State::PartlyRefunded,
        };
        prop_assert_eq!(order.state(), expected);
        prop_assert_eq!(self.shop.enrolled, gone < provider.amount.minor);
        let kept = provider.amount.minor - gone;
        let share = (provider.amount.minor - paid.fee) * (10_000 - SCHOOL_SHARE_LEFT) / 10_000;
        prop_assert_eq!(-self.shop.balance(&teacher()), share * kept / provider.amount.minor);
        prop_assert_eq!(-self.shop.balance(&Account::School) - self.shop.balance(&teacher()), kept);
        let fees: i64 = succeeded.map(|(_, paid)| paid.fee).sum();
        prop_assert_eq!(self.shop.balance(&Account::Fee), fees);
        Ok(())
    }
}

fn part_of(left: i64, thousandths: u16) -> i64 {
    (left * i64::from(thousandths) / 1_000).max(i64::from(left > 0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn books_are_right_after_every_step_and_agree_with_the_provider_in_the_end(
        minor in prop_oneof![Just(1i64), Just(100_000), 1i64..=5_000_000],
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut world = World::new(minor);
        for step in &steps {
            world.step(step)?;
        }
        world.settle()?;
        let settled = world.shop.clone();
        for event in world.provider.sent.clone() {
            world.shop.apply(&event, Crash::No)?;
        }
        prop_assert_eq!(world.shop.order, settled.order, "hearing all of it again changes nothing");
        prop_assert_eq!(world.shop.ledger.len(), settled.ledger.len());
    }
}
