//! What providers say: stored under the provider's id, then applied by a job.

use super::apply::{self, Told};
use super::jobs::ApplyPaymentEvent;
use super::model::EventState;
use super::{refunds, sql};
use lectern_db::{Clock, OrderId, PaymentEventId};
use lectern_money::order::{Event, Mismatch, Outcome};
use lectern_queue::put;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sql::OrderRow;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// How an event came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The provider told.
    Webhook,
    /// The provider was asked.
    Poll,
}

/// What an event means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "said")]
pub enum Said {
    /// A fact about an order.
    Fact {
        /// As the order's machine reads it.
        event: Event,
    },
    /// A refund that was asked for will not happen.
    RefundFailed {
        /// The provider's id of the refund.
        refund: String,
        /// The provider's words.
        reason: Option<String>,
    },
    /// Something changed: the provider is to be asked.
    Changed,
}

/// Something a provider said, verified.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Equal for repeats.
    pub event_id: String,
    /// `paid`, `failed`, `refunded`, ...
    pub kind: String,
    /// The provider's id of the payment.
    pub payment: String,
    /// The provider's id of what was opened at the start, where it is another one.
    pub attempt: Option<String>,
    /// The order it names.
    pub order: Option<Uuid>,
    /// What it means.
    pub said: Said,
    /// All of it.
    pub raw: Value,
}

/// What is to be done about an event beside what was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// Nothing but telling pages.
    Done(Option<Told>),
    /// The provider is to be asked what became of this payment.
    Ask {
        /// Whom.
        provider: String,
        /// The payment.
        payment: String,
        /// The order.
        order: OrderId,
    },
}

/// Stores what `provider` said, each thing once, with the jobs that apply it. Gives how much of it was new.
///
/// # Errors
/// When Postgres fails: the provider is not to be answered then.
pub async fn receive(pool: &PgPool, clock: &dyn Clock, provider: &str, events: &[Incoming]) -> sqlx::Result<usize> {
    let mut tx = pool.begin().await?;
    let mut new = 0;
    for event in events {
        if let Some(id) = insert(&mut tx, clock, provider, Source::Webhook, None, event).await? {
            put(&mut tx, &ApplyPaymentEvent { event: id }).await?;
            new += 1;
        }
    }
    tx.commit().await?;
    Ok(new)
}

async fn insert(
    db: &mut PgConnection,
    clock: &dyn Clock,
    provider: &str,
    source: Source,
    order: Option<OrderId>,
    event: &Incoming,
) -> sqlx::Result<Option<PaymentEventId>> {
    let id = PaymentEventId::new(clock);
    let source = match source {
        Source::Webhook => "webhook",
        Source::Poll => "poll",
    };
    // What names another id for the same payment is found by both.
    let raw = match &event.attempt {
        Some(attempt) => serde_json::json!({ "attempt": attempt, "said": event.raw }),
        None => event.raw.clone(),
    };
    let inserted = sqlx::query!(
        "INSERT INTO payment_events (payment_event_id, provider, provider_event_id, source, order_id, payment_id, named_order,
                                     kind, event, raw, state, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'received', $11)
         ON CONFLICT (provider, provider_event_id) DO NOTHING",
        id.0,
        provider,
        event.event_id,
        source,
        order.map(|id| id.0),
        event.payment,
        event.order.map(|id| id.to_string()),
        event.kind,
        Json(&event.said) as Json<&Said>,
        raw,
        clock.now(),
    );
    Ok((inserted.execute(db).await?.rows_affected() > 0).then_some(id))
}

struct Row {
    provider: String,
    payment: Option<String>,
    attempt: Option<String>,
    named_order: Option<String>,
    said: Json<Said>,
}

/// Applies a stored event to its order; an event that was applied stays so. One that fits no order is kept and shown.
///
/// # Errors
/// When Postgres fails.
pub async fn apply_event(pool: &PgPool, clock: &dyn Clock, id: PaymentEventId) -> sqlx::Result<Applied> {
    let mut tx = pool.begin().await?;
    let event = sqlx::query_as!(
        Row,
        r#"SELECT provider, payment_id AS payment, raw ->> 'attempt' AS attempt, named_order, event AS "said!: Json<Said>"
           FROM payment_events WHERE payment_event_id = $1 AND state IN ('received', 'unmatched') FOR UPDATE"#,
        id.0,
    );
    let Some(event) = event.fetch_optional(&mut *tx).await? else { return Ok(Applied::Done(None)) };
    let Some(mut order) = order_of(&mut tx, &event).await? else {
        end(&mut tx, clock, id, None, EventState::Unmatched, Some("no-order")).await?;
        tx.commit().await?;
        return Ok(Applied::Done(None));
    };
    let (state, problem, applied) = if order.provider == event.provider {
        say(&mut tx, clock, &mut order, &event).await?
    } else {
        (EventState::Mismatch, Some("other-provider"), Applied::Done(None))
    };
    end(&mut tx, clock, id, Some(order.id), state, problem).await?;
    tx.commit().await?;
    Ok(applied)
}

async fn say(
    db: &mut PgConnection,
    clock: &dyn Clock,
    order: &mut OrderRow,
    event: &Row,
) -> sqlx::Result<(EventState, Option<&'static str>, Applied)> {
    match &event.said.0 {
        Said::Fact { event } => {
            let (outcome, told) = apply::apply(db, clock, order, event).await?;
            let (state, problem) = standing(&outcome);
            Ok((state, problem, Applied::Done(told)))
        }
        Said::RefundFailed { refund, reason } => {
            let known = refunds::refused(db, clock, order.id, refund, reason.as_deref()).await?;
            let state = if known { EventState::Applied } else { EventState::Ignored };
            Ok((state, None, Applied::Done(None)))
        }
        Said::Changed => {
            let (provider, payment) = (order.provider.clone(), event.payment.clone().unwrap_or_default());
            Ok((EventState::Applied, None, Applied::Ask { provider, payment, order: order.id }))
        }
    }
}

fn standing(outcome: &Outcome) -> (EventState, Option<&'static str>) {
    match outcome {
        Outcome::Applied => (EventState::Applied, None),
        Outcome::Repeat => (EventState::Repeat, None),
        Outcome::Early => (EventState::Early, None),
        Outcome::Mismatch(why) => {
            let why = match why {
                Mismatch::Amount => "amount",
                Mismatch::Currency => "currency",
                Mismatch::Contradiction => "contradiction",
                Mismatch::NotFree => "not-free",
            };
            (EventState::Mismatch, Some(why))
        }
    }
}

/// By the order it names, by the payment that was opened, or by what was said of the payment before.
async fn order_of(db: &mut PgConnection, event: &Row) -> sqlx::Result<Option<OrderRow>> {
    let named = event.named_order.as_deref().and_then(|id| id.parse::<OrderId>().ok());
    if let Some(named) = named {
        return sql::lock(db, named).await;
    }
    let found = sqlx::query_scalar!(
        r#"SELECT order_id AS "id!: OrderId" FROM (
               SELECT order_id, 0 AS place FROM orders WHERE provider = $1 AND provider_payment_id IN ($2, $3)
               UNION ALL
               SELECT order_id, 1 FROM payment_events WHERE provider = $1 AND payment_id = $2 AND order_id IS NOT NULL) o
           ORDER BY place LIMIT 1"#,
        event.provider,
        event.payment,
        event.attempt,
    );
    match found.fetch_optional(&mut *db).await? {
        Some(id) => sql::lock(db, id).await,
        None => Ok(None),
    }
}

async fn end(
    db: &mut PgConnection,
    clock: &dyn Clock,
    id: PaymentEventId,
    order: Option<OrderId>,
    state: EventState,
    problem: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE payment_events SET state = $2, problem = $3, order_id = COALESCE($4, order_id), applied_at = $5
         WHERE payment_event_id = $1",
        id.0,
        state.as_str(),
        problem,
        order.map(|id| id.0),
        clock.now(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes in what a provider answered when it was asked about the order. What the order knew leaves no trace.
///
/// # Errors
/// When Postgres fails.
pub async fn apply_answer(
    pool: &PgPool,
    clock: &dyn Clock,
    order: OrderId,
    facts: &[Event],
    raw: &Value,
) -> sqlx::Result<Option<Told>> {
    let mut tx = pool.begin().await?;
    let Some(mut row) = sql::lock(&mut tx, order).await? else { return Ok(None) };
    let mut last = None;
    for fact in facts {
        if row.machine.0.clone().apply(fact).outcome == Outcome::Repeat {
            continue;
        }
        let incoming = Incoming {
            event_id: format!("poll {order} {}", fact.key()),
            kind: kind(fact).to_owned(),
            payment: payment(fact).unwrap_or_default().to_owned(),
            attempt: None,
            order: Some(order.0),
            said: Said::Fact { event: fact.clone() },
            raw: raw.clone(),
        };
        let provider = row.provider.clone();
        // A mismatch that was noted before is not noted again.
        let Some(id) = insert(&mut tx, clock, &provider, Source::Poll, Some(order), &incoming).await? else { continue };
        let (outcome, told) = apply::apply(&mut tx, clock, &mut row, fact).await?;
        let (state, problem) = standing(&outcome);
        end(&mut tx, clock, id, Some(order), state, problem).await?;
        last =
            told.map(|told| Told { ended: told.ended || last.is_some_and(|last: Told| last.ended), ..told }).or(last);
    }
    tx.commit().await?;
    Ok(last)
}

fn kind(fact: &Event) -> &'static str {
    match fact {
        Event::Paid { .. } => "paid",
        Event::FeeKnown { .. } => "fee_known",
        Event::Free => "free",
        Event::Failed { .. } => "failed",
        Event::Expired => "expired",
        Event::Refunded { .. } => "refunded",
        Event::Disputed { .. } => "disputed",
        Event::DisputeClosed { .. } => "dispute_closed",
    }
}

fn payment(fact: &Event) -> Option<&str> {
    match fact {
        Event::Paid { payment, .. }
        | Event::FeeKnown { payment, .. }
        | Event::Failed { payment }
        | Event::Refunded { payment, .. }
        | Event::Disputed { payment, .. }
        | Event::DisputeClosed { payment, .. } => Some(payment),
        Event::Free | Event::Expired => None,
    }
}
