mod buying;
mod coupons;
mod notices;
mod refunds;
mod views;

use crate::testing::{Answer, CourseIds, Person, TEST_PROVIDER, TestApp, text};
use axum::body::Body;
use http::Method;
use lectern_db::Clock;
use lectern_domain::payments::test_provider::{self, PayTestPayment, SendTestNotice};
use lectern_domain::payments::{self, ApplyPaymentEvent, CancelPayment, OrderMail, StartRefund};
use lectern_integrations::payments::{NewRefund, RefundState, sign, test};
use lectern_queue::Job;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// A school with one course for sale.
pub struct Shop {
    pub app: TestApp,
    pub pool: PgPool,
    pub teacher: Person,
    pub course: CourseIds,
}

impl Shop {
    pub async fn open(pool: PgPool) -> Self {
        let app = TestApp::selling(pool.clone()).await;
        let teacher = app.teacher().await;
        let course = priced(&teacher, "Analysis", json!({ "minor": 100_000, "currency": "RUB" })).await;
        Self { app, pool, teacher, course }
    }

    pub fn orders(&self) -> String {
        format!("{}/orders", self.course.path)
    }

    /// The order of somebody who accepts everything.
    pub async fn order(&self, buyer: &Person) -> Value {
        buyer.post(&self.orders(), wish(100_000)).await.ok(201)
    }

    /// A course that is bought and paid for.
    pub async fn bought(&self, buyer: &Person) -> Value {
        let order = self.order(buyer).await;
        self.act(&order, "pay").await.ok(200);
        self.run_jobs().await;
        let order = self.read(buyer, &order).await;
        assert_eq!(order["state"], "paid");
        order
    }

    /// Does something on the provider's page.
    pub async fn act(&self, order: &Value, act: &str) -> Answer {
        self.app.guest().post(&format!("/test-payments/{}/acts", payment(order)), json!({ "act": act })).await
    }

    pub async fn read(&self, buyer: &Person, order: &Value) -> Value {
        self.app.again(buyer).get(&format!("/orders/{}", text(&order["id"]))).await.ok(200)
    }

    /// Whether the course is open to them.
    pub async fn learns(&self, buyer: &Person) -> bool {
        self.app.again(buyer).get(&format!("{}/learn", self.course.path)).await.status == 200
    }

    /// A signed notice of the provider.
    pub async fn notice(&self, body: &str) -> Answer {
        let secret = TEST_PROVIDER.into();
        let signature = sign::sign(&secret, self.app.clock.now(), body.as_bytes());
        let headers = [(test::SIGNATURE, signature.as_str()), ("content-type", "application/json")];
        let body = Body::from(body.to_owned());
        self.app.guest().send(Method::POST, "/payments/test/events", &headers, body).await
    }

    /// Runs what waits, in its order, until nothing does: as the workers would.
    pub async fn run_jobs(&self) {
        loop {
            let job = sqlx::query!(
                "UPDATE jobs SET state = 'done' WHERE job_id = (
                     SELECT job_id FROM jobs WHERE state = 'waiting' AND kind = ANY($1) ORDER BY run_at, job_id LIMIT 1)
                 RETURNING kind, payload",
                &KINDS.map(str::to_owned),
            );
            let Some(job) = job.fetch_optional(&self.pool).await.unwrap() else { return };
            self.run(&job.kind, job.payload).await;
        }
    }

    async fn run(&self, kind: &str, payload: Value) {
        let (pool, clock) = (&self.pool, &self.app.clock);
        let provider = self.app.state.providers.named("test").unwrap();
        match kind {
            ApplyPaymentEvent::KIND => {
                let job: ApplyPaymentEvent = serde_json::from_value(payload).unwrap();
                payments::apply_event(pool, clock, job.event).await.unwrap();
            }
            SendTestNotice::KIND => {
                let job: SendTestNotice = serde_json::from_value(payload).unwrap();
                let body = test_provider::notice(pool, &job.notice).await.unwrap().unwrap();
                self.notice(&body).await.ok(200);
            }
            StartRefund::KIND => {
                let job: StartRefund = serde_json::from_value(payload).unwrap();
                let Some(asked) = payments::begin_refund(pool, job.refund).await.unwrap() else { return };
                let new = NewRefund {
                    provider_payment_id: asked.payment.clone(),
                    order_id: asked.order.0,
                    money: asked.money,
                    receipt: None,
                    idempotency_key: asked.refund.to_string(),
                };
                match provider.refund(&new).await {
                    Ok(refund) => {
                        let done = refund.state == RefundState::Done;
                        payments::refund_sent(pool, clock, &asked, &refund.id, done).await.unwrap();
                    }
                    Err(error) => payments::refund_failed(pool, clock, asked.refund, &error.to_string()).await.unwrap(),
                }
            }
            CancelPayment::KIND => {
                let job: CancelPayment = serde_json::from_value(payload).unwrap();
                provider.cancel(&job.payment).await.unwrap();
            }
            PayTestPayment::KIND | OrderMail::KIND => {}
            other => panic!("nobody runs {other}"),
        }
    }

    /// The books agree with the orders and the places.
    pub async fn books_agree(&self) {
        let found = payments::check_ledger(&self.pool, &self.app.clock).await.unwrap();
        assert_eq!(found.problems, []);
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.unwrap()
    }
}

const KINDS: [&str; 6] = [
    ApplyPaymentEvent::KIND,
    SendTestNotice::KIND,
    StartRefund::KIND,
    CancelPayment::KIND,
    PayTestPayment::KIND,
    OrderMail::KIND,
];

pub async fn priced(teacher: &Person, title: &str, price: Value) -> CourseIds {
    let course = teacher.published(title).await;
    teacher.patch(&course.path, json!({ "price": price })).await.ok(200);
    teacher.publish(&course).await;
    course
}

/// What somebody who was shown this price asks for.
pub fn wish(shown_minor: i64) -> Value {
    json!({ "provider": "test", "accepted_terms": true, "shown_minor": shown_minor })
}

/// The provider's id of an order's payment.
pub fn payment(order: &Value) -> String {
    match order["pay_url"].as_str() {
        Some(url) => url.rsplit('/').next().unwrap().to_owned(),
        None => format!("tp_{}", text(&order["id"])),
    }
}

pub fn id(order: &Value) -> Uuid {
    text(&order["id"]).parse().unwrap()
}
