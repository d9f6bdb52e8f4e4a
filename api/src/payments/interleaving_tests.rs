//! Three hundred lives of an order on PostgreSQL: events come late, twice, in any order or never, jobs run twice or after
//! a crash, admins refund, banks take money back. In the end the money says what is true.

use super::tests::Shop;
use crate::testing::Person;
use lectern_db::OrderId;
use lectern_domain::payments::{self, Incoming, Said, ToRefund, Wish};
use lectern_money::order::Event;
use lectern_money::{Currency, Money};
use serde_json::json;
use sqlx::PgPool;

const LIVES: u64 = 300;
const STEPS: usize = 14;

/// xorshift64*: the same lives in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % sides
    }
}

/// What the provider knows to be true.
#[derive(Default)]
struct Bank {
    paid: Vec<String>,
    failed: bool,
    refunds: Vec<(String, String, i64)>,
    /// Of the first payment.
    dispute: Option<(String, i64, Option<bool>)>,
}

const AMOUNT: i64 = 100_000;

impl Bank {
    fn gone(&self, payment: &str) -> i64 {
        let refunded: i64 = self.refunds.iter().filter(|refund| refund.1 == payment).map(|refund| refund.2).sum();
        let held = self
            .dispute
            .iter()
            .filter(|d| self.paid.first().is_some_and(|first| first == payment) && d.2 != Some(true));
        refunded + held.map(|dispute| dispute.1).sum::<i64>()
    }

    fn facts(&self) -> Vec<Event> {
        let rub = |minor| Money::new(minor, Currency::RUB);
        let paid =
            |payment: &String| Event::Paid { payment: payment.clone(), amount: rub(AMOUNT), fee: Some(rub(2_900)) };
        let mut facts: Vec<_> = self.paid.iter().map(paid).collect();
        if self.failed {
            facts.push(Event::Failed { payment: "declined".to_owned() });
        }
        facts.extend(self.refunds.iter().map(|(refund, payment, minor)| Event::Refunded {
            refund: refund.clone(),
            payment: payment.clone(),
            amount: rub(*minor),
        }));
        if let (Some((id, minor, won)), Some(payment)) = (&self.dispute, self.paid.first()) {
            let (dispute, payment, amount) = (id.clone(), payment.clone(), rub(*minor));
            facts.push(match won {
                None => Event::Disputed { dispute, payment, amount },
                Some(won) => Event::DisputeClosed { dispute, payment, amount, won: *won },
            });
        }
        facts
    }

    /// What the order must be in the end, where `first` of its payments was heard of first.
    fn truth(&self, first: Option<&str>) -> (&'static str, bool) {
        assert_eq!(first.is_some(), !self.paid.is_empty(), "money is heard of");
        let Some(first) = first else {
            return if self.failed { ("failed", false) } else { ("waiting", false) };
        };
        let refunded: i64 = self.refunds.iter().filter(|refund| refund.1 == first).map(|refund| refund.2).sum();
        let dispute = self.dispute.as_ref().filter(|_| self.paid[0] == first);
        let lost = dispute.filter(|dispute| dispute.2 == Some(false)).map_or(0, |dispute| dispute.1);
        match refunded + lost {
            AMOUNT => ("refunded", false),
            _ if dispute.is_some_and(|dispute| dispute.2.is_none()) => ("disputed", true),
            0 => ("paid", true),
            _ => ("partly_refunded", true),
        }
    }
}

struct Life<'a> {
    shop: &'a Shop,
    admin: &'a Person,
    order: OrderId,
    dice: Dice,
    bank: Bank,
    on_the_way: Vec<Incoming>,
    /// Refunds the provider took while the worker died.
    crashed: Vec<(ToRefund, String)>,
    names: u32,
}

impl Life<'_> {
    fn name(&mut self, of: &str) -> String {
        self.names += 1;
        format!("{of}_{}_{}", self.order, self.names)
    }

    /// The provider says everything it knows once more, under new names.
    fn tell(&mut self) {
        for fact in self.bank.facts() {
            let event = Incoming {
                event_id: self.name("ev"),
                kind: "told".to_owned(),
                payment: self.bank.paid.first().cloned().unwrap_or_default(),
                attempt: None,
                order: Some(self.order.0),
                said: Said::Fact { event: fact },
                raw: json!({}),
            };
            self.on_the_way.push(event);
        }
    }

    /// Some of what waits arrives, in any order, once or twice.
    async fn deliver(&mut self) {
        for _ in 0..1 + self.dice.roll(3) {
            if self.on_the_way.is_empty() {
                return;
            }
            let at = self.dice.roll(self.on_the_way.len());
            let event = match self.dice.roll(3) {
                0 => self.on_the_way[at].clone(),
                _ => self.on_the_way.swap_remove(at),
            };
            payments::receive(&self.shop.pool, &self.shop.app.clock, "test", &[event]).await.unwrap();
        }
    }

    /// A worker runs what waits of this order's jobs; it may die after the provider has done its part.
    async fn work(&mut self, dies: bool) {
        let (pool, clock) = (&self.shop.pool, &self.shop.app.clock);
        let events = sqlx::query_scalar!(
            "SELECT payment_event_id FROM payment_events WHERE named_order = $1",
            self.order.to_string(),
        );
        // Also those that were applied: a job may run twice.
        for event in events.fetch_all(pool).await.unwrap() {
            payments::apply_event(pool, clock, event.into()).await.unwrap();
        }
        let refunds =
            sqlx::query_scalar!("SELECT refund_id FROM refunds WHERE order_id = $1 ORDER BY refund_id", self.order.0);
        for refund in refunds.fetch_all(pool).await.unwrap() {
            let Some(asked) = payments::begin_refund(pool, refund.into()).await.unwrap() else { continue };
            let id = format!("re_{refund}");
            if !self.bank.refunds.iter().any(|known| known.0 == id) {
                if self.bank.gone(&asked.payment) + asked.money.minor > AMOUNT {
                    payments::refund_failed(pool, clock, asked.refund, "there is not so much").await.unwrap();
                    continue;
                }
                self.bank.refunds.push((id.clone(), asked.payment.clone(), asked.money.minor));
            }
            if dies {
                self.crashed.push((asked, id));
            } else {
                payments::refund_sent(pool, clock, &asked, &id, true).await.unwrap();
            }
        }
    }

    async fn step(&mut self) {
        let (pool, clock) = (&self.shop.pool, &self.shop.app.clock);
        match self.dice.roll(12) {
            0 | 1 => {
                if self.bank.paid.len() < 2 {
                    let payment = self.name("pi");
                    self.bank.paid.push(payment);
                    self.tell();
                }
            }
            2 => {
                self.bank.failed = true;
                self.tell();
            }
            3 => {
                let left = self.bank.paid.first().map_or(0, |first| AMOUNT - self.bank.gone(first));
                if left > 0 {
                    let part =
                        if self.dice.roll(2) == 0 { left } else { 1 + i64::try_from(self.dice.roll(99_999)).unwrap() };
                    let (id, payment) = (self.name("rp"), self.bank.paid[0].clone());
                    self.bank.refunds.push((id, payment, part.min(left)));
                    self.tell();
                }
            }
            4 => {
                let left = self.bank.paid.first().map_or(0, |first| AMOUNT - self.bank.gone(first));
                let verdict = self.dice.roll(2) == 0;
                if let Some(dispute) = &mut self.bank.dispute {
                    dispute.2 = dispute.2.or(Some(verdict));
                } else if left > 0 {
                    self.bank.dispute = Some((self.name("dp"), left, None));
                }
                self.tell();
            }
            5 => {
                let amount = (self.dice.roll(2) == 0).then(|| 1 + i64::try_from(self.dice.roll(60_000)).unwrap());
                let path = format!("/admin/orders/{}/refunds", self.order);
                self.admin.post(&path, json!({ "amount_minor": amount, "reason": "x" })).await;
            }
            6 => {
                payments::apply_answer(pool, clock, self.order, &self.bank.facts(), &json!({})).await.unwrap();
            }
            7 | 8 => self.work(false).await,
            9 => self.work(true).await,
            _ => self.deliver().await,
        }
    }

    /// Everything that was on its way arrives, every job runs, the provider is asked.
    async fn end(&mut self) {
        for (asked, id) in std::mem::take(&mut self.crashed) {
            payments::refund_sent(&self.shop.pool, &self.shop.app.clock, &asked, &id, true).await.unwrap();
        }
        for _ in 0..3 {
            let events = std::mem::take(&mut self.on_the_way);
            payments::receive(&self.shop.pool, &self.shop.app.clock, "test", &events).await.unwrap();
            self.work(false).await;
            let facts = self.bank.facts();
            payments::apply_answer(&self.shop.pool, &self.shop.app.clock, self.order, &facts, &json!({}))
                .await
                .unwrap();
        }
    }
}

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
async fn whatever_happens_the_money_says_what_is_true(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let admin = shop.app.admin().await;
    let terms = super::terms(&shop.app.state);
    let course = shop.course.id.parse().unwrap();
    for seed in 1..=LIVES {
        let buyer = shop.app.student().await;
        let actor = lectern_domain::accounts::Actor {
            id: buyer.id,
            session: uuid::Uuid::nil().into(),
            role: lectern_domain::accounts::Role::Student,
        };
        let wish = Wish { provider: "test".to_owned(), coupon: None, accepted_terms: true, shown_minor: AMOUNT };
        let made = payments::create(&shop.pool, &shop.app.clock, &actor, course, &terms, &wish).await.unwrap();
        let dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut life = Life {
            shop: &shop,
            admin: &admin,
            order: made.id,
            dice,
            bank: Bank::default(),
            on_the_way: vec![],
            crashed: vec![],
            names: 0,
        };
        for _ in 0..STEPS {
            life.step().await;
        }
        life.end().await;
        let row = sqlx::query!(
            r#"SELECT o.state, o.machine #>> '{payments,0,id}' AS first, EXISTS (SELECT FROM enrolments e WHERE e.order_id = o.order_id AND e.revoked_at IS NULL) AS "open!",
                      (SELECT count(*) FROM refunds r WHERE r.order_id = o.order_id AND r.state IN ('waiting', 'sent')) AS "stuck!",
                      (SELECT count(*) FROM payment_events p WHERE p.order_id = o.order_id AND p.state = 'received') AS "unread!"
               FROM orders o WHERE o.order_id = $1"#,
            made.id.0,
        );
        let row = row.fetch_one(&shop.pool).await.unwrap();
        let truth = life.bank.truth(row.first.as_deref());
        assert_eq!((row.state.as_str(), row.open), truth, "life {seed}");
        assert_eq!((row.stuck, row.unread), (0, 0), "life {seed}: nothing is stuck");
    }
    shop.books_agree().await;
}
