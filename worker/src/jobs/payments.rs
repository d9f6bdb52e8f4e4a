//! Money: what providers said is applied, and providers are asked, outside any transaction.

use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use anyhow::{Context, anyhow};
use lectern_db::{Clock, OrderId, SystemClock};
use lectern_domain::events::{self, Event};
use lectern_domain::payments::test_provider::{self, Outgoing, PayTestPayment, SendTestNotice};
use lectern_domain::payments::{self, Applied, ApplyPaymentEvent, CancelPayment, StartRefund, ToRefund, Told};
use lectern_integrations::payments::test_acts::{Act, Page, act};
use lectern_integrations::payments::{
    NewRefund, PaymentMode, PaymentState, PaymentSubject, Provider, ProviderError, Receipt, ReceiptLine, RefundState,
    sign, test,
};
use std::sync::Arc;
use std::time::Duration;

/// Orders asked about in one run; more come with the next.
const POLLS: i64 = 100;

/// Applies what a provider said; where it did not say all, asks.
pub async fn apply_event(job: Claimed<ApplyPaymentEvent>, app: &WorkerState) -> Result<(), JobError> {
    match payments::apply_event(&app.pool, &SystemClock, job.payload.event).await? {
        Applied::Done(told) => announce(app, told).await,
        Applied::Ask { provider, payment, order } => ask(app, &provider, &payment, order).await?,
    }
    Ok(())
}

/// Asks what became of a payment.
async fn ask(app: &WorkerState, provider: &str, payment: &str, order: OrderId) -> Result<(), JobError> {
    let status = provider_of(app, provider)?.read(payment).await.map_err(refused)?;
    let raw = serde_json::to_value(&status).unwrap_or_default();
    announce(app, payments::apply_answer(&app.pool, &SystemClock, order, &status.facts(), &raw).await?).await;
    Ok(())
}

fn provider_of<'a>(app: &'a WorkerState, name: &str) -> Result<&'a Arc<dyn Provider>, JobError> {
    // It may be set up again.
    app.providers.named(name).ok_or_else(|| JobError::Retry(anyhow!("{name} is not set up to take payments")))
}

fn refused(error: ProviderError) -> JobError {
    if error.is_temporary() { JobError::Retry(error.into()) } else { JobError::GiveUp(error.into()) }
}

/// Tells the buyer's open pages; nothing is lost when they do not hear it.
async fn announce(app: &WorkerState, told: Option<Told>) {
    let Some(told) = told else { return };
    tracing::info!(order.id = %told.order, state = told.state.as_str(), "an order changed");
    let mut said = vec![told.event()];
    if told.ended {
        said.push(Event::Access { session_id: None, lesson_id: None, reason: "changed".to_owned() });
    }
    for event in said {
        if let Err(error) = events::publish(&app.redis.0, told.account, &event).await {
            tracing::debug!(%error, "a buyer was not told");
        }
    }
}

/// Asks the provider to give money back, under a key that makes asking twice asking once.
pub async fn start_refund(job: Claimed<StartRefund>, app: &WorkerState) -> Result<(), JobError> {
    let id = job.payload.refund;
    let Some(asked) = payments::begin_refund(&app.pool, id).await? else { return Ok(()) };
    match provider_of(app, &asked.provider)?.refund(&new_refund(&asked)).await {
        Ok(refund) if refund.state == RefundState::Failed => {
            payments::refund_failed(&app.pool, &SystemClock, id, "the provider refused").await?;
        }
        Ok(refund) => {
            let done = refund.state == RefundState::Done;
            announce(app, payments::refund_sent(&app.pool, &SystemClock, &asked, &refund.id, done).await?).await;
        }
        Err(error) if error.is_temporary() && !job.last_try => return Err(JobError::Retry(error.into())),
        Err(error) => {
            tracing::error!(refund.id = %id, order.id = %asked.order, %error, "a refund failed");
            payments::refund_failed(&app.pool, &SystemClock, id, &error.to_string()).await?;
        }
    }
    Ok(())
}

fn new_refund(asked: &ToRefund) -> NewRefund {
    let line = ReceiptLine {
        title: asked.title.clone(),
        money: asked.money,
        vat: asked.vat,
        subject: PaymentSubject::Service,
        mode: PaymentMode::FullPayment,
    };
    NewRefund {
        provider_payment_id: asked.payment.clone(),
        order_id: asked.order.0,
        money: asked.money,
        receipt: Some(Receipt { email: asked.buyer_email.clone(), lines: vec![line] }),
        idempotency_key: asked.refund.to_string(),
    }
}

/// Calls a payment off. Where that is too late the money will be heard of.
pub async fn cancel_payment(job: Claimed<CancelPayment>, app: &WorkerState) -> Result<(), JobError> {
    let CancelPayment { order, provider, payment } = job.payload;
    match provider_of(app, &provider)?.cancel(&payment).await {
        Ok(true) => Ok(()),
        Ok(false) => ask(app, &provider, &payment, order).await,
        Err(error) if error.is_temporary() => Err(JobError::Retry(error.into())),
        Err(error) => {
            tracing::info!(order.id = %order, %error, "a payment could not be called off");
            Ok(())
        }
    }
}

/// Asks about orders whose event never came, and lets go of those whose time is over.
pub async fn reconcile(app: &WorkerState) -> Result<(), JobError> {
    for poll in payments::due(&app.pool, &SystemClock, POLLS).await? {
        if let Some(payment) = &poll.payment
            && let Err(error) = ask(app, &poll.provider, payment, poll.order).await
        {
            tracing::warn!(order.id = %poll.order, %error, "a provider did not tell what became of a payment");
        }
        if poll.over {
            announce(app, payments::expire(&app.pool, &SystemClock, poll.order).await?).await;
        }
    }
    Ok(())
}

/// Adds up the books.
pub async fn check_ledger(app: &WorkerState) -> Result<(), JobError> {
    let found = payments::check_ledger(&app.pool, &SystemClock).await?;
    tracing::info!(
        orders = found.orders,
        transfers = found.transfers,
        problems = found.problems.len(),
        "the books are added up"
    );
    Ok(())
}

/// Sends a notice of the test provider to the school, signed as it leaves.
pub async fn send_test_notice(job: Claimed<SendTestNotice>, app: &WorkerState) -> Result<(), JobError> {
    let Some(body) = test_provider::notice(&app.pool, &job.payload.notice).await? else { return Ok(()) };
    let settings = &app.settings;
    let signature = sign::sign(&settings.payments.test.secret, SystemClock.now(), body.as_bytes());
    let client =
        reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().map_err(JobError::retry)?;
    let request = client
        .post(format!("http://{}/api/v1/payments/test/events", settings.http.api))
        .header(test::SIGNATURE, signature)
        .header("content-type", "application/json")
        .body(body);
    let answer = request.send().await.map_err(JobError::retry)?;
    answer.error_for_status().context("the school did not take the notice").map_err(JobError::Retry)?;
    Ok(())
}

/// Pays a payment of the test provider whose buyer asked to wait.
pub async fn pay_test_payment(job: Claimed<PayTestPayment>, app: &WorkerState) -> Result<(), JobError> {
    let pay = |page: &mut Page| {
        if page.payment.state != PaymentState::Waiting {
            return Ok::<_, JobError>(vec![]);
        }
        let told =
            act(&mut page.payment, Act::Pay, SystemClock.now()).map_err(|error| JobError::GiveUp(error.into()))?;
        let mut sent = Vec::new();
        for told in told {
            let body = serde_json::to_string(&told.body).map_err(|error| JobError::GiveUp(error.into()))?;
            sent.push(Outgoing { id: told.body.id, body, times: told.times, after_s: told.after_s });
        }
        Ok(sent)
    };
    test_provider::change(&app.pool, &SystemClock, &job.payload.payment, pay).await?;
    Ok(())
}
